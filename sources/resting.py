"""A source that is silent again and again is left alone for a while."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from domain.errors import SourceSilent
from sources.records import Query, RecordAnswer, Records

PATIENCE = 5
REST = timedelta(seconds=60)


class Resting:
    """Asks the sources, but not one that rests; each rests by itself.

    Args:
        records: Whoever is asked.
        clock: The present moment, timezone-aware.
        patience: After so many silences in a row a source rests.
        rest: For how long; then one question tries it, and the others still wait for that answer.
    """

    def __init__(
        self,
        records: Records,
        clock: Callable[[], datetime],
        *,
        patience: int = PATIENCE,
        rest: timedelta = REST,
    ) -> None:
        self._records = records
        self._clock = clock
        self._patience = patience
        self._rest = rest
        self._silences: Counter[str] = Counter()
        self._until: dict[str, datetime] = {}

    async def ask(self, query: Query) -> RecordAnswer:
        """As the source says.

        Raises:
            SourceSilent: As the source raises it; or it rests.
        """
        source = query.source.id
        if self._silences[source] >= self._patience:
            if self._clock() < self._until[source]:
                raise SourceSilent(source=source, why="resting")
            self._lie_down(source)
        try:
            answer = await self._records.ask(query)
        except SourceSilent:
            self._silences[source] += 1
            self._lie_down(source)
            raise
        self._silences[source] = 0
        return answer

    def _lie_down(self, source: str) -> None:
        self._until[source] = self._clock() + self._rest
