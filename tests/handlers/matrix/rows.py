"""Rows of the matrix: a cell for everybody.

A cell is a status, or a status for each object, with `...` for all others.  303 leads to a sign-in
page, or, after a form, back to the case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.handlers.matrix.cast import Who

Cell = int | Mapping[Any, int]
Row = Mapping[Who, Cell]
GUESSES = 10
OFFICIALS = (
    Who.APPROVER,
    Who.COUNTERSIGNER,
    Who.ELSEWHERE,
    Who.CLERK,
    Who.KEEPER,
    Who.AUDITOR,
    Who.CONCERNED,
    Who.VERIFIER,
)


@dataclass(frozen=True)
class Expected:
    """A row, and what is sent.

    Attributes:
        sends: The body: fields of a form, or of a JSON object.
        careful: `version` or `etag`: what If-Match carries.
    """

    row: Row
    sends: Mapping[str, Any] = field(default_factory=dict)
    careful: str = ""


def everybody(status: int, **sends: Any) -> Expected:
    """It is all the same who asks."""
    return Expected(dict.fromkeys(Who, status), sends)


def guessing(status: int, **sends: Any) -> Expected:
    """Ten wrong codes for one number are looked up; whoever comes later must wait."""
    late = list(Who)[GUESSES:]
    return Expected({**dict.fromkeys(Who, status), **dict.fromkeys(late, 429)}, sends)


def citizens(owner: Cell, stranger: Cell, *, careful: str = "", **sends: Any) -> Expected:
    """For a bearer of the mini program; to everybody else nobody is signed in."""
    row = {**dict.fromkeys(Who, 401), Who.OWNER: owner, Who.STRANGER: stranger}
    return Expected(row, sends, careful=careful)


def visitors(owner: Cell, stranger: Cell, outside: int, **sends: Any) -> Expected:
    """For a citizen's cookie."""
    row = {**dict.fromkeys(Who, outside), Who.OWNER: owner, Who.STRANGER: stranger}
    return Expected(row, sends)


def officials(outside: int, inside: Cell, **others: Any) -> Expected:
    """For an official's cookie; `others` are parts with a cell of their own."""
    row: dict[Who, Cell] = dict.fromkeys(Who, outside)
    row |= dict.fromkeys(OFFICIALS, inside)
    row |= {Who(part): cell for part, cell in others.items() if part in tuple(Who)}
    sends = {name: value for name, value in others.items() if name not in tuple(Who)}
    careful = sends.pop("careful", "")
    return Expected(row, sends, careful=careful)


def reading(outside: int) -> Expected:
    """A case of the own office may be read in every role there, but not by its kin."""
    return officials(outside, {"draft": 404, ...: 200}, elsewhere=404, concerned=404, verifier=404)


def between(outside: int, *, asker: int, owner: int, outer: int, **sends: Any) -> Expected:
    """Who has a part in a question between offices: who asks, and who verifies for its owner."""
    sides = {"approver": asker, "countersigner": asker, "verifier": owner}
    return officials(outside, outer, elsewhere=404, **sides, **sends)
