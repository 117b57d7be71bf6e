"""A source that is silent again and again is left alone for a while."""

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

from domain.errors import SourceSilent
from domain.identity import IdNumber, Phone
from domain.purpose import Purpose
from sources.http import POPULATION
from sources.records import Query, RecordAnswer, Records
from sources.source import IdentityAnswer, KinshipAnswer, Named, Register

PATIENCE = 5
REST = timedelta(seconds=60)
RESTING = "resting"
T = TypeVar("T")


class Rest:
    """Which sources rest; each rests by itself.

    Args:
        clock: The present moment, timezone-aware.
        patience: After so many silences in a row a source rests.
        rest: For how long; then one question tries it, and the others still wait for that answer.
    """

    def __init__(
        self, clock: Callable[[], datetime], *, patience: int = PATIENCE, rest: timedelta = REST
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._rest = rest
        self._silences: Counter[str] = Counter()
        self._until: dict[str, datetime] = {}

    async def ask(self, source: str, purpose: Purpose, asking: Callable[[], Awaitable[T]]) -> T:
        """What the source says; an official who asks again tries it even while it rests.

        Raises:
            SourceSilent: As the source raises it; or it rests.
        """
        if self._silences[source] >= self._patience:
            if self._clock() < self._until[source] and not purpose.fresh:
                raise SourceSilent(source=source, why=RESTING)
            self._lie_down(source)
        try:
            answer = await asking()
        except SourceSilent:
            self._silences[source] += 1
            self._lie_down(source)
            raise
        self._silences[source] = 0
        return answer

    def _lie_down(self, source: str) -> None:
        self._until[source] = self._clock() + self._rest


class Resting:
    """Asks the sources of departments, but not one that rests."""

    def __init__(self, records: Records, rest: Rest) -> None:
        self._records = records
        self._rest = rest

    async def ask(self, query: Query) -> RecordAnswer:
        """As the source says.

        Raises:
            SourceSilent: As the source raises it; or it rests.
        """
        return await self._rest.ask(
            query.source.id, query.purpose, lambda: self._records.ask(query)
        )


class RestingRegister:
    """Asks a population register, but not while it rests.

    Each question raises `SourceSilent` as the register does, or because it rests.
    """

    def __init__(self, register: Register, rest: Rest) -> None:
        self._register = register
        self._rest = rest

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        """As the register says."""
        return await self._rest.ask(
            POPULATION, purpose, lambda: self._register.identity(who, phone, purpose=purpose)
        )

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        """As the register says."""
        return await self._rest.ask(
            POPULATION, purpose, lambda: self._register.kinship(who, relative, purpose=purpose)
        )

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        """As the register says."""
        return await self._rest.ask(
            POPULATION, purpose, lambda: self._register.near_kin(who, purpose=purpose)
        )
