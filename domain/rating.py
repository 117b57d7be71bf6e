"""Ratings (好差评): how people found what was done, what is done about it, and what is struck."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from domain.case import ApplicationId, CaseFile
from domain.errors import NotRateable, Validation, WrongState
from domain.identity import plain_text
from domain.item import ItemId
from domain.office import OfficeId, OfficialId
from domain.rating_rules import RatingRules
from domain.states import State

RatingId = NewType("RatingId", str)
LONGEST = 500
RATED = "rating/"
RATEABLE = frozenset(
    {State.ISSUED, State.SETTLED, State.REFUSED, State.NOT_ACCEPTED, State.RESCINDED}
)


class Satisfaction(StrEnum):
    """The five levels, the best one first; a number in the chat is the place in this order."""

    DELIGHTED = "delighted"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    ANGRY = "angry"

    @property
    def poor(self) -> bool:
        """Whether somebody must call back."""
        return self in (Satisfaction.DISSATISFIED, Satisfaction.ANGRY)


CONTENT = tuple(level for level in Satisfaction if not level.poor)


class Doubt(StrEnum):
    """Why an office asks for a rating to be looked at again."""

    MISTAKEN = "mistaken"
    MALICIOUS = "malicious"


@dataclass(frozen=True)
class Call:
    """What came of calling back.

    Attributes:
        gist: What was said; empty only if nobody was reached.
        done: What was done about it; whoever rated reads it.
    """

    reached: bool
    gist: str = field(repr=False)
    done: str = field(repr=False)

    @classmethod
    def read(cls, *, reached: bool, gist: str, done: str) -> "Call":
        """A call as it was typed.

        Raises:
            Validation: Something is missing, too long, or cannot be seen.
        """
        if reached or gist.strip():
            gist = sentence(gist, field="gist")
        return cls(reached, gist.strip(), sentence(done, field="done"))


@dataclass(frozen=True)
class Rating:
    """What one person said of one handling.

    Attributes:
        said: The sentence that was added; empty: none.
        due_at: By when whoever rated is to be called back; None: nobody need be.
        half_at: When half of that time was called to mind.
        overdue_at: When it was found that the time was over.
        doubt: Why it was to be looked at again; None: nobody has asked that.
        why: The reasons of whoever asked.
        struck: Whether it was struck; None: nobody has judged.
        reason: The reasons of whoever judged; whoever rated reads them.
    """

    id: RatingId
    case: ApplicationId
    office: OfficeId
    item: ItemId
    level: Satisfaction
    rated_at: datetime
    said: str = field(default="", repr=False)
    due_at: datetime | None = None
    half_at: datetime | None = None
    overdue_at: datetime | None = None
    called_by: OfficialId | None = None
    called_at: datetime | None = None
    call: Call | None = None
    doubt: Doubt | None = None
    asked_by: OfficialId | None = None
    asked_at: datetime | None = None
    why: str = field(default="", repr=False)
    judged_by: OfficialId | None = None
    judged_at: datetime | None = None
    struck: bool | None = None
    reason: str = field(default="", repr=False)
    version: int = 0

    @property
    def stands(self) -> bool:
        """Whether it counts."""
        return self.struck is not True

    @property
    def waits(self) -> bool:
        """Whether somebody is still to be called back."""
        return self.due_at is not None and self.called_at is None and self.stands

    @property
    def doubted(self) -> bool:
        """Whether somebody has asked, and nobody has judged yet."""
        return self.asked_at is not None and self.judged_at is None

    @property
    def counts(self) -> str:
        """The code that it adds one to."""
        return f"{RATED}{self.level}"

    def add(self, said: str) -> "Rating":
        """Put a sentence to it, once.

        Raises:
            NotRateable: It has one, or somebody has acted on it.
            Validation: It is empty, too long, or cannot be seen.
        """
        if self.said or self.called_at or self.asked_at:
            raise NotRateable(reason="rated")
        return replace(self, said=sentence(said, field="said"))

    def called_back(self, call: Call, *, by: OfficialId, at: datetime) -> "Rating":
        """Keep what came of calling back; that ends it.

        Raises:
            WrongState: Nobody was to be called back, or somebody has been.
        """
        if not self.waits:
            raise WrongState(rating=self.id, state="called", wanted="waiting")
        return replace(self, call=call, called_by=by, called_at=at)

    def question(
        self, doubt: Doubt, why: str, *, by: OfficialId, at: datetime, rules: RatingRules
    ) -> "Rating":
        """Ask that it be looked at again.

        Raises:
            WrongState: That was asked before, or it was given too long ago.
            Validation: The reasons are missing, too long, or cannot be seen.
        """
        if self.asked_at or at - self.rated_at > timedelta(days=rules.review_days):
            raise WrongState(rating=self.id, state="reviewed", wanted="unreviewed")
        text = sentence(why, field="why")
        return replace(self, doubt=doubt, why=text, asked_by=by, asked_at=at)

    def judge(self, *, strike: bool, reason: str, by: OfficialId, at: datetime) -> "Rating":
        """Strike it, or let it stand.

        Raises:
            WrongState: Nobody has asked, or somebody has judged.
            Validation: The reasons are missing, too long, or cannot be seen.
        """
        if not self.doubted:
            raise WrongState(rating=self.id, state="reviewed", wanted="doubted")
        text = sentence(reason, field="reason")
        return replace(self, struck=strike, reason=text, judged_by=by, judged_at=at)


def must_be_rateable(case: CaseFile, rules: RatingRules, *, at: datetime) -> None:
    """Let what was done in the case be rated now.

    Raises:
        NotRateable: It is not done, or was done too long ago.
    """
    ended = case.closed_at
    if case.state not in RATEABLE or ended is None or case.office is None:
        raise NotRateable(reason="early")
    if at - ended > timedelta(days=rules.open_days):
        raise NotRateable(reason="late")


def rateable(case: CaseFile, rules: RatingRules, *, at: datetime) -> bool:
    """Whether what was done in the case may be rated now."""
    try:
        must_be_rateable(case, rules, at=at)
    except NotRateable:
        return False
    return True


def sentence(text: str, *, field: str) -> str:
    """Free text as one line.

    Raises:
        Validation: It is empty, too long, or has what cannot be seen.
    """
    return plain_text(" ".join(text.split()), field=field, longest=LONGEST)


def read_level(text: str) -> Satisfaction:
    """The level of that code.

    Raises:
        Validation: There is no such level.
    """
    try:
        return Satisfaction(text)
    except ValueError:
        raise Validation(field="level", reason="not-chosen") from None


def handled_by(case: CaseFile) -> frozenset[OfficialId]:
    """Who had the case in hand: who agreed, who decided, and for whom they stood in."""
    hands = (case.agreed_by, case.agreed_for, case.decided_by, case.decided_for, case.handler)
    return frozenset(each for each in hands if each)
