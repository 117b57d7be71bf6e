"""What SQLite's errors mean, in words that do not depend on the engine."""

import sqlite3

from domain.errors import Overloaded
from storage.faults import Violation

_EXHAUSTED = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_NOMEM}
)


def exhausted(error: BaseException | None) -> bool:
    """Whether disk, memory or lock gave out, so that nobody's rows can be trusted to stay."""
    if not isinstance(error, sqlite3.Error):
        return False
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _EXHAUSTED


def translated(error: BaseException | None) -> BaseException | None:
    """The same error, if there is one, in the house's words."""
    if exhausted(error):
        refusal = Overloaded(wait_s=5)
        refusal.__cause__ = error
        return refusal
    if isinstance(error, sqlite3.IntegrityError):
        violation = Violation(getattr(error, "sqlite_errorname", ""))
        violation.__cause__ = error
        return violation
    return error
