"""What PostgreSQL's errors mean, in words that do not depend on the engine."""

from psycopg import IntegrityError, OperationalError, errors

from domain.errors import Conflict, Overloaded
from storage.faults import Violation

# Another hand was first: whoever runs again sees what it wrote.  A unique key is broken by a row
# that was committed since the function looked, or by one that the second run meets as well.
_OUTRUN = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.UniqueViolation,
    Conflict,
)
_AWAY = (
    errors.AdminShutdown,
    errors.CrashShutdown,
    errors.CannotConnectNow,
    errors.TooManyConnections,
    errors.IdleInTransactionSessionTimeout,
)
_EXHAUSTED = (errors.DiskFull, errors.OutOfMemory, errors.IoError)


def outrun(error: BaseException | None) -> bool:
    """Whether another transaction was in the way, and is out of it now."""
    return isinstance(error, _OUTRUN)


def same(error: BaseException | None, before: BaseException | None) -> bool:
    """Whether a second run met what the first had met, so that a third would as well."""
    if isinstance(error, Conflict) and isinstance(before, Conflict):
        return error.facts == before.facts
    return isinstance(error, errors.UniqueViolation) and str(error) == str(before)


def away(error: BaseException | None) -> bool:
    """Whether the server is gone; an error without a code is libpq's own, about the connection."""
    if isinstance(error, _AWAY):
        return True
    return isinstance(error, OperationalError) and error.sqlstate is None


def translated(error: BaseException | None) -> BaseException | None:
    """The same error, if there is one, in the house's words."""
    mended: Exception
    if isinstance(error, IntegrityError):
        mended = Violation(error.diag.constraint_name or error.sqlstate)
    elif isinstance(error, (errors.SerializationFailure, errors.DeadlockDetected)):
        mended = Overloaded(wait_s=1)
    elif away(error) or isinstance(error, _EXHAUSTED):
        mended = Overloaded(wait_s=5)
    else:
        return error
    mended.__cause__ = error
    return mended
