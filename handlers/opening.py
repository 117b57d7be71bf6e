"""A case laid open before an official, and what the form for a seen document brings back."""

from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiDict

from casework import settling
from casework.desk import Desk
from casework.knowing import known_of
from casework.settling import Seen
from casework.showing import DeskCase
from casework.transcribing import Written, substance, written
from casework.weighing import Weighed, weighed
from handlers.comparing import Row, compared
from handlers.keys import DESK
from handlers.problems import said

FACT = "fact-"  # before the id of a fact in the names of a form's fields


@dataclass(frozen=True)
class LaidOpen:
    """A case in the words in which an official reads it.

    Attributes:
        answers: Every answer by its field.
        rows: What was answered beside what is registered.
        rest: The answers about which no register is asked.
        heads: The questions that can be sent back: whole ones, not those the register answered.
        proofs: Each proof with its verdict.
        names: The relatives, in order.
    """

    answers: Mapping[str, Written]
    rows: tuple[Row, ...]
    rest: tuple[Written, ...]
    heads: tuple[Written, ...]
    proofs: tuple[Weighed, ...]
    names: tuple[str, ...]


def laid_open(desk: Desk, shown: DeskCase) -> LaidOpen:
    """The case as its page shows it."""
    draft = shown.case.draft
    answers = written(desk, shown.item, draft.answers, draft.contested)
    rows = compared(desk, shown, answers)
    in_rows = {row.key for row in rows}
    known = known_of(shown.applicant)
    return LaidOpen(
        answers=answers,
        rows=rows,
        rest=tuple(w for w in substance(shown.item, answers) if w.field not in in_rows),
        heads=tuple(
            w
            for w in answers.values()
            if not w.asked.part_of and not (w.asked.prefill and known.of(w.asked.prefill))
        ),
        proofs=weighed(desk, shown.item, shown.case),
        names=tuple(w.text for w in answers.values() if w.field.startswith("relative_name")),
    )


def seen_in(typed: MultiDict[str]) -> Seen:
    """The document that an official has seen, as the form tells it."""
    facts = {n.removeprefix(FACT): said for n, said in typed.items() if n.startswith(FACT)}
    return Seen(typed.get("proof", ""), typed.get("document", ""), facts)


def misread(request: web.Request, shown: DeskCase, typed: MultiDict[str]) -> Mapping[str, str]:
    """What is said at each field of a refused form, by its name."""
    seen = seen_in(typed)
    faults = settling.faults(request.app[DESK], shown.item, seen)
    return {
        f"{FACT}{name}": said(request, each, reader="official") for name, each in faults.items()
    }
