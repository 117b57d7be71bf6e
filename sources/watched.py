"""Registers whose answers somebody counts: which question, what came of it, how long it took."""

import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from domain.errors import SourceSilent
from domain.identity import IdNumber, Phone
from domain.purpose import Purpose
from sources.records import Query, RecordAnswer, Records
from sources.source import IdentityAnswer, KinshipAnswer, Named, Register

Heard = Callable[[str, str, float], None]
T = TypeVar("T")


class Watched:
    """Asks another register, and tells of every answer, never whom it is about.

    Args:
        register: Whoever is asked.
        heard: Hears of the question, of its outcome as a code, and of the seconds.
    """

    def __init__(self, register: Register, heard: Heard) -> None:
        self._register = register
        self._heard = heard

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        """As the register says."""
        asked = self._register.identity(who, phone, purpose=purpose)
        return await _watch(
            self._heard, "identity", asked, lambda a: "match" if a.match else "no-match"
        )

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        """As the register says."""
        asked = self._register.kinship(who, relative, purpose=purpose)
        return await _watch(self._heard, "kinship", asked, lambda answer: answer.found)

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        """As the register says."""
        asked = self._register.near_kin(who, purpose=purpose)
        return await _watch(self._heard, "near-kin", asked, lambda _: "answered")


class WatchedRecords:
    """Asks the sources of departments, and tells of every answer by its source.

    Args:
        records: Whoever is asked.
        heard: As in `Watched`; the question is the source's id.
    """

    def __init__(self, records: Records, heard: Heard) -> None:
        self._records = records
        self._heard = heard

    async def ask(self, query: Query) -> RecordAnswer:
        """As the source says."""
        asked = self._records.ask(query)
        return await _watch(self._heard, query.source.id, asked, lambda answer: answer.found)


async def _watch(
    heard: Heard, question: str, asked: Awaitable[T], outcome_of: Callable[[T], str]
) -> T:
    began, outcome = time.perf_counter(), "cut-off"
    try:
        answer = await asked
        outcome = outcome_of(answer)
    except SourceSilent as silence:
        outcome = f"silent-{silence.facts.get('why', '')}"
        raise
    finally:
        heard(question, outcome, time.perf_counter() - began)
    return answer
