"""Lateness: who decides after the day says why, in words that the applicant reads."""

from dataclasses import dataclass, replace
from datetime import datetime

from domain.application import Application
from domain.errors import Validation
from domain.identity import plain_text

LATE = "late_reason"
LONGEST = 200


@dataclass(frozen=True)
class Reasons:
    """What an official gives as reasons.

    Attributes:
        said: Why it is decided so.
        late: Why it is decided late, if it is.
    """

    said: str
    late: str = ""


def is_late(case: Application, at: datetime) -> bool:
    """Whether the case was due before."""
    return case.due_at is not None and at > case.due_at


def excused(case: Application, late: str, *, at: datetime) -> Application:
    """The case with why it is decided late; as it is, if it is in time, or has been said before.

    Raises:
        Validation: It is late, and nobody says why.
    """
    if not is_late(case, at) or (case.late_reason and not late.strip()):
        return case
    if not late.strip():
        raise Validation(field=LATE, reason="late", case=case.id)
    return replace(case, late_reason=plain_text(late, field=LATE, longest=LONGEST))
