"""What stands in for time, the register and a disk that fails."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.errors import SourceSilent
from domain.identity import IdNumber, Phone
from domain.purpose import Purpose
from sources.records import Query, RecordAnswer
from sources.source import IdentityAnswer, KinshipAnswer, Named
from storage.database import Database

AT = datetime(2026, 11, 23, 2, 21, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    at: datetime = AT

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class StandInRegister:
    """A register that answers as it is told, and counts who asked."""

    match: bool = True
    asked: list[str] = field(default_factory=list)

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        self.asked.append(purpose.what)
        return IdentityAnswer("r-1", AT, self.match, self.match, "330781102")

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        raise NotImplementedError

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        raise NotImplementedError


class SilentRecords:
    """Departments of which none answers."""

    async def ask(self, query: Query) -> RecordAnswer:
        raise SourceSilent(source=query.source.id, why="TimeoutError")


class Broken(Database):
    """A database that cannot answer; its fault quotes what no log may hold."""

    def __init__(self, quoted: str) -> None:
        self._quoted = quoted

    async def read(self, function: object) -> object:  # type: ignore[override] # it answers nothing
        raise OSError(self._quoted)

    async def write(self, function: object) -> object:  # type: ignore[override] # the same
        raise OSError(self._quoted)
