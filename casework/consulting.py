"""Consulting: no source is asked twice for the same, above its quota, or without a receipt."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from domain.calendar import local_day
from domain.errors import SourceSilent
from domain.item import Source
from domain.purpose import Purpose
from domain.receipt import SourceReceipt
from sources.records import RecordAnswer
from sources.resting import RESTING
from sources.source import Found, KinshipAnswer, Named
from storage.database import Database
from storage.statements import as_json
from storage.transaction import Transaction

QUOTA = "quota"
KEPT = frozenset({Found.FOUND, Found.NOT_FOUND})  # what is unclear or silent is asked again
SILENT = "silent-"
Whole = TypeVar("Whole", RecordAnswer, KinshipAnswer)
T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """What is asked, beside the answer's shape.

    Attributes:
        what: Which question of the source.
        told: What else tells it from other questions about the same person.
    """

    source: Source
    what: str
    who: Named
    purpose: Purpose
    told: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def text(self) -> str:
        """The whole question, by which its answer is found again; it is stored blind."""
        return as_json([self.source.id, self.what, [self.who.name, self.who.number], {**self.told}])

    def receipt(self, id_: str, at: datetime) -> SourceReceipt:
        """Its receipt before it is asked."""
        return SourceReceipt.of(id_, self.purpose, source=self.source.id, question=self.what, at=at)


@dataclass(frozen=True)
class _Begun(Generic[T]):
    receipt: SourceReceipt
    answer: T | None = None
    full: bool = False


class Consulting:
    """What surrounds a question: the receipt before it, the count, and what is kept after it.

    Args:
        db: Where answers, counts and receipts lie.
        clock: The present moment, timezone-aware.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    async def whole(
        self, question: Question, asking: Callable[[], Awaitable[Whole]], shape: TypeAdapter[Whole]
    ) -> Whole:
        """An answer that may be kept: the kept one, as old as it is, or a new one.

        Raises:
            SourceSilent: The source is silent, or it was asked often enough today.
        """
        begun = await self._begin(question, shape)
        if begun.answer is not None:
            return replace(begun.answer, cached=True)
        answer = await self._asked(begun, question, asking)
        ended = begun.receipt.ended(answer.found, receipt=answer.request, as_of=answer.as_of)
        keeps = partial(_keep, question, answer, shape, at=self._clock())
        await self._end(ended, keeps if answer.found in KEPT else None)
        return answer

    async def passing(
        self,
        question: Question,
        asking: Callable[[], Awaitable[T]],
        receipt: Callable[[SourceReceipt, T], SourceReceipt],
    ) -> T:
        """An answer that is never kept, for it must be true now.

        Raises:
            SourceSilent: As in `whole`.
        """
        begun: _Begun[T] = await self._begin(question, None)
        answer = await self._asked(begun, question, asking)
        await self._end(receipt(begun.receipt, answer))
        return answer

    async def _begin(self, question: Question, shape: TypeAdapter[T] | None) -> _Begun[T]:
        at = self._clock()
        begun = await self._db.write(partial(_begin, question, shape, at=at))
        if begun.full:
            raise SourceSilent(source=question.source.id, why=QUOTA)
        return begun

    async def _asked(
        self, begun: _Begun[T], question: Question, asking: Callable[[], Awaitable[T]]
    ) -> T:
        try:
            return await asking()
        except SourceSilent as silence:
            why = str(silence.facts.get("why", ""))
            spared = partial(_spare, question, begun.receipt) if why == RESTING else None
            await self._end(begun.receipt.ended(SILENT + why), spared)
            raise

    async def _end(
        self, receipt: SourceReceipt, besides: Callable[[Transaction], None] | None = None
    ) -> None:
        def work(tx: Transaction) -> None:
            tx.source_receipts.end(receipt)
            if besides is not None:
                besides(tx)

        await self._db.write(work)


def _begin(
    question: Question, shape: TypeAdapter[T] | None, tx: Transaction, *, at: datetime
) -> _Begun[T]:
    """Write the question down, unless it need not or must not be asked."""
    source = question.source
    receipt = question.receipt(tx.new_id(), at)
    kept = shape and not question.purpose.fresh and tx.source_answers.find(question.text, at=at)
    begun: _Begun[T] = _Begun(receipt)
    if shape and kept:
        begun = _Begun(_from(receipt, kept), shape.validate_python(kept))
    elif not _within(source, tx, at):
        begun = _Begun(receipt.ended(SILENT + QUOTA), full=True)
    tx.source_receipts.add(begun.receipt, about=question.who.number)
    return begun


def _within(source: Source, tx: Transaction, at: datetime) -> bool:
    """Count a question, if there is one left today."""
    day = local_day(at)
    asked = tx.source_counts.more(source.id, day)
    if source.quota and asked > source.quota:
        tx.source_counts.less(source.id, day)
        return False
    return True


def _from(receipt: SourceReceipt, kept: Mapping[str, object]) -> SourceReceipt:
    as_of = datetime.fromisoformat(str(kept["as_of"]))
    found = receipt.ended(str(kept["found"]), receipt=str(kept["request"]), as_of=as_of)
    return replace(found, cached=True)


def _keep(
    question: Question, answer: Whole, shape: TypeAdapter[Whole], tx: Transaction, *, at: datetime
) -> None:
    source = question.source
    stale = answer.as_of + timedelta(hours=source.stale_hours)
    until = min(at + timedelta(minutes=source.keep_minutes), stale)
    if until > at:
        facts = shape.dump_python(answer, mode="json")
        tx.source_answers.put(
            question.text, facts, source=source.id, as_of=answer.as_of, expires_at=until
        )


def _spare(question: Question, receipt: SourceReceipt, tx: Transaction) -> None:
    """It rests, so it was not asked."""
    tx.source_counts.less(question.source.id, local_day(receipt.at))
