"""Receipts: which sources were asked about somebody, told in plain words to whom it was about."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from casework.acting import attempt
from casework.consulting import SILENT
from casework.desk import Desk
from casework.judging import POPULATION
from domain.application import Application, ApplicationId
from domain.errors import NotFound
from domain.identity import PersonId
from domain.item import ItemId
from domain.receipt import SourceReceipt
from storage.transaction import Transaction

LOOKED_AT = 200
SHOWN = 50
_OF_ITS_OWN = frozenset({"quota", "resting", "stale", "wrong-subject"})  # silences with a word each


@dataclass(frozen=True)
class ReceiptLine:
    """One question as people read it; a source that stayed silent again and again is one line.

    Attributes:
        at: When it was asked, of several the last time.
        times: How often in a row the same came of it.
        source: What people call who was asked.
        question: What was asked.
        purpose: What it was asked for.
        outcome: What came of it, as a code.
        said: The same in words.
        receipt: The source's own id of its answer; empty: it gave none.
        as_of: Of when the answer is true.
        cached: Whether the source was spared, for it had answered the same a while before.
    """

    case: ApplicationId | None
    at: datetime
    times: int
    source: str
    question: str
    purpose: str
    outcome: str
    said: str
    receipt: str
    as_of: datetime | None
    cached: bool


async def of_case(
    desk: Desk, case_id: ApplicationId, *, by: PersonId | None
) -> tuple[ReceiptLine, ...]:
    """Who was asked for a case, for whoever handed it in, newest first.

    Raises:
        NotFound: The case is somebody else's, or nobody's.
    """

    def work(tx: Transaction, _at: datetime) -> tuple[ReceiptLine, ...]:
        case = tx.applications.get(case_id)
        if by is None or case.person != by:
            raise NotFound
        return lines_of(desk, tx, case)

    return await attempt(desk, case_id, by or "nobody", work)


async def of_person(desk: Desk, person: PersonId | None) -> tuple[ReceiptLine, ...]:
    """Who was asked about somebody, for whichever purpose, newest first.

    Raises:
        NotFound: Nobody has proved who this is.
    """
    if person is None:
        raise NotFound

    def read(tx: Transaction) -> tuple[ReceiptLine, ...]:
        number = tx.people.get(person).number
        return _lines(desk, tx, tx.source_receipts.about(number, limit=LOOKED_AT))

    return await desk.db.read(read)


def lines_of(desk: Desk, tx: Transaction, case: Application) -> tuple[ReceiptLine, ...]:
    """Who was asked for a case, newest first."""
    return _lines(desk, tx, tx.source_receipts.of_case(case.id, limit=LOOKED_AT))


def _lines(
    desk: Desk, tx: Transaction, receipts: Iterable[SourceReceipt]
) -> tuple[ReceiptLine, ...]:
    items: dict[ApplicationId, ItemId] = {}
    lines: list[ReceiptLine] = []
    for each in receipts:
        if each.case is not None and each.case not in items:
            items[each.case] = tx.applications.get(each.case).item
        line = _line(desk, each, items.get(each.case) if each.case else None)
        if lines and _again(lines[-1], line):
            lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
        else:
            lines.append(line)
    return tuple(lines[:SHOWN])


def _again(later: ReceiptLine, line: ReceiptLine) -> bool:
    """Whether a source was asked the same, and was silent the same, right before."""
    unheard = not line.receipt and line.outcome.startswith(SILENT)
    return unheard and replace(line, at=later.at, times=later.times) == later


def _line(desk: Desk, receipt: SourceReceipt, item: ItemId | None) -> ReceiptLine:
    known = desk.catalogue.sources.get(receipt.source)
    name = known.name if known else receipt.source
    if receipt.source == POPULATION:
        name = desk.words.term("source", POPULATION)
    return ReceiptLine(
        case=receipt.case,
        at=receipt.at,
        times=1,
        source=name,
        question=_named(desk, "question", receipt.question),
        purpose=_named(desk, "errand", item or receipt.purpose),
        outcome=receipt.outcome,
        said=desk.words.term("heard", _heard(receipt.outcome)),
        receipt=receipt.receipt,
        as_of=receipt.as_of,
        cached=receipt.cached,
    )


def _named(desk: Desk, table: str, code: str) -> str:
    """A word of ours, or what the item of that id is called."""
    item = desk.catalogue.items.get(ItemId(code))
    return item.name if item else desk.words.term(table, code, code)


def _heard(outcome: str) -> str:
    if not outcome.startswith(SILENT):
        return outcome
    why = outcome.removeprefix(SILENT)
    return why if why in _OF_ITS_OWN else "silent"
