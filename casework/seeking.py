"""Seeking: which promise, or which question to another office, somebody in the chat speaks of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from casework.desk import Desk
from casework.waiting import What, waits_of
from domain.application import Application
from domain.commitment import Stage
from domain.message import Json
from domain.states import ACCEPTING, NEXT
from storage.transaction import Transaction

_UNDECIDED = frozenset(state for state, ways in NEXT.items() if ways & ACCEPTING)


class Sought(StrEnum):
    """What is spoken of."""

    OPEN = "open"  # a promise that may be signed
    SIGNED = "signed"  # one that may be taken back
    CONSENT = "consent"  # whether another office may be asked


@dataclass(frozen=True)
class Seek:
    """Find what somebody speaks of.

    Attributes:
        tail: The last part of the case's number; empty: of any case, the newest first.
        case: The very case; empty: any.
    """

    what: Sought
    tail: str = ""
    case: str = ""


@dataclass(frozen=True)
class _Found:
    case: Application
    proof: str
    id: str
    owner: str = ""


def seek(desk: Desk, tx: Transaction, cases: Sequence[Application], act: Seek) -> dict[str, Json]:
    """What is known of it; `found` is false where there is no such thing.

    Args:
        desk: The desk.
        tx: The transaction.
        cases: The person's cases, newest first.
        act: What is sought.
    """
    among = (c for c in cases if act.tail in ("", c.tail) and act.case in ("", c.id))
    found = next((each for case in among for each in _in(desk, tx, case, act.what)), None)
    if found is None:
        return {"found": False}
    item = desk.catalogue.item(found.case.item, found.case.item_version)
    rule = item.proof(found.proof)
    return {
        "found": True,
        "case": found.case.id,
        "tail": found.case.tail,
        "item": item.name,
        "proof": found.proof,
        "title": rule.title if rule else "",
        "id": found.id,
        "office": found.owner,
    }


def _in(desk: Desk, tx: Transaction, case: Application, what: Sought) -> Iterator[_Found]:
    if what is Sought.SIGNED:
        if case.state in _UNDECIDED:
            signed = (c for c in tx.commitments.of_case(case.id) if c.stage is Stage.SIGNED)
            yield from (_Found(case, each.proof, each.id) for each in signed)
        return
    wanted = What.PROMISE if what is Sought.OPEN else What.CONSENT
    for each in waits_of(desk, tx, case):
        if each.what is wanted:
            owner = desk.catalogue.office(each.owner).short if each.owner else ""
            yield _Found(case, each.proof, each.id, owner)
