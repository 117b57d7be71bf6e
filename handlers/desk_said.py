"""What a program of an office says: which cases it wants, and what it does with one."""

from datetime import date

from pydantic import AwareDatetime, Field

from domain.states import State
from handlers.api import Nothing
from handlers.applications import Answers
from handlers.bodies import Body
from handlers.paging import Paging

WHY = 1000  # characters; the verbs say how long each reason may really be


class Asked(Paging):
    """Which cases, how many, and from where on."""

    state: State | None = Field(default=None, description="Absent: all that are under way.")
    item: str = Field(default="", max_length=64, description="Of this item; absent: of all.")


class Wanted(Body):
    """One thing that is to be corrected."""

    field: str = Field(min_length=1, max_length=64)
    why: str = Field(min_length=1, max_length=WHY)
    how: str = Field(default="", max_length=WHY)


class Returning(Body):
    """Everything that is to be corrected, told at once."""

    asks: list[Wanted] = Field(min_length=1, max_length=20)


class Approving(Nothing):
    """What an approval says."""

    late_reason: str = Field(default="", max_length=WHY, description="Needed once it is late.")


class Closing(Body):
    """Reasons that the applicant reads."""

    reasons: str = Field(min_length=1, max_length=WHY)
    late_reason: str = Field(default="", max_length=WHY, description="Needed once it is late.")


class HandingBack(Body):
    """Why the second official does not sign; the first one reads it."""

    reason: str = Field(min_length=1, max_length=WHY)


class HandingOver(Body):
    """Whose a case is from now on, and what that colleague is told."""

    to: str = Field(min_length=1, max_length=64, description="Userid of a colleague.")
    reason: str = Field(default="", max_length=WHY)


class GoingAway(Body):
    """Who is away from when to when, and who stands in."""

    official: str = Field(min_length=1, max_length=64)
    since: AwareDatetime = Field(description="One in the past begins now.")
    until: AwareDatetime = Field(description="The first moment at which the official is back.")
    deputy: str = Field(default="", max_length=64, description="Empty: nobody stands in.")


class Suspending(Body):
    """Why a case stands still, and to which day at most."""

    reason: str = Field(min_length=1, max_length=WHY)
    until: date


class Showing(Body):
    """A document that was seen, and the proof that it settles."""

    proof: str = Field(min_length=1, max_length=64)
    document: str = Field(min_length=1, max_length=WHY)
    facts: Answers = Field(default_factory=dict, description="As `wants` of the proof asks.")


class Revoking(Body):
    """Why a certificate's force ends."""

    reason: str = Field(min_length=1, max_length=WHY)
