"""Records of departments: one question about one person, to any source, over HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Literal, Protocol

from pydantic import Field, JsonValue

from domain.errors import SourceSilent
from domain.item import Source
from domain.purpose import Purpose
from sources.line import Answer, Line, Subject
from sources.source import Found, Named

Value = Annotated[str, Field(max_length=500)]


@dataclass(frozen=True)
class Query:
    """What a source is asked, and no more than it has to know.

    Attributes:
        source: Who is asked.
        question: Which of its questions, the last part of the address.
        who: Whom it is about.
        purpose: What the answer is for: an item, and the case.
        keys: Answers of the applicant by which the record is found.
        wants: The facts that are needed; the source shall tell no others.
    """

    source: Source
    question: str
    who: Named
    purpose: Purpose
    keys: Mapping[str, str]
    wants: tuple[str, ...]


@dataclass(frozen=True)
class RecordAnswer:
    """What a source holds about somebody.

    Attributes:
        request: The source's id for its answer: our receipt.
        record: The facts that were wanted, as far as it has them; nothing unless found.
        cached: Whether this is what it answered a while before, not now.
    """

    request: str
    as_of: datetime
    found: Found
    record: Mapping[str, str]
    cached: bool = False


class Records(Protocol):
    """The sources of departments, whoever answers behind them."""

    async def ask(self, query: Query) -> RecordAnswer:
        """What the source holds.

        Raises:
            SourceSilent: No usable answer came, which is never a no.
        """


class _Record(Answer):
    subject: Subject
    outcome: Literal["found", "not-found", "ambiguous"]
    record: dict[str, Value] = Field(max_length=64)
    error: JsonValue = None


class HttpRecords:
    """Asks the sources by HTTP, each at its own address below one base."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def ask(self, query: Query) -> RecordAnswer:
        """What the source holds; what was not wanted is dropped unread.

        Raises:
            SourceSilent: No usable answer.  An answer about somebody else is none, nor is one that
                tells of an error, nor one that finds nothing and yet has something to tell.
        """
        source = query.source
        answer = await self._line.ask(
            source.id,
            query.question,
            _asked(query),
            shape=_Record,
            timeout_s=source.timeout_s,
            stale=timedelta(hours=source.stale_hours),
        )
        if why := _flaw(answer, query):
            raise SourceSilent(source=source.id, why=why)
        known = {fact: answer.record[fact] for fact in query.wants if fact in answer.record}
        return RecordAnswer(answer.request_id, answer.as_of, Found(answer.outcome), known)


def _asked(query: Query) -> dict[str, object]:
    return {
        "purpose": query.purpose.what,
        "applicant": {"name": query.who.name, "id_number": query.who.number},
        "keys": dict(query.keys),
        "wants": list(query.wants),
    }


def _flaw(answer: _Record, query: Query) -> str:
    if answer.subject.id_number != query.who.number:
        return "wrong-subject"
    if answer.error is not None:
        return "error"
    if answer.record and answer.outcome != "found":
        return "garbage"
    return ""
