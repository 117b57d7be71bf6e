"""Ratings at the office: the list, the call-back, the doubt and its judgement.

Whoever had the case in hand reads what was said, and not whose case it was.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from casework.desk import Desk
from casework.following_up import apart, prompt_doubted, stop
from casework.reach import offices_of
from casework.repeating import Repeat, once_told
from casework.telling import tell
from domain.application import Application
from domain.calendar import local_day
from domain.errors import Forbidden, NotFound
from domain.message import Json
from domain.office import Official, OfficialId, Role
from domain.rating import Call, Doubt, Rating, RatingId
from storage.transaction import Transaction

SHOWN = 100  # at an office
CALL, DOUBT, JUDGE = "call-back", "review", "decision"


@dataclass(frozen=True)
class Line:
    """A rating as an official sees it.

    Attributes:
        item: What was handled.
        office: What people call the office.
        case: The case; None: it is not told to whoever had it in hand.
        may: What this official may do: `call-back`, `review`, `decision`.
    """

    rating: Rating
    item: str
    office: str
    case: Application | None
    may: frozenset[str]


@dataclass(frozen=True)
class Asking:
    """Why a rating should be looked at again."""

    doubt: Doubt
    why: str = field(repr=False)


@dataclass(frozen=True)
class Judging:
    """How a doubt is judged."""

    strike: bool
    reason: str = field(repr=False)


async def ratings_of(desk: Desk, *, by: OfficialId) -> tuple[Line, ...]:
    """The ratings of the official's offices: first those that wait for something."""
    at = desk.now()

    def read(tx: Transaction) -> tuple[Line, ...]:
        official = tx.officials.get(by)
        offices = sorted(offices_of(official, at))
        found = [each for office in offices for each in tx.ratings.of_office(office, SHOWN)]
        return tuple(_line(desk, tx, official, each, at) for each in found)

    return await desk.db.read(read)


async def call_back(
    desk: Desk, rating: RatingId, call: Call, *, by: OfficialId, once: Repeat | None = None
) -> Line:
    """Write down what came of calling back; whoever rated is told.

    Raises:
        NotFound: It is another office's.
        Forbidden: The official is no supervisor there, or had the case in hand.
        WrongState: Nobody is to be called back, or somebody has been.
    """

    def work(tx: Transaction, now: Rating, at: datetime) -> None:
        called = now.called_back(call, by=by, at=at)
        tx.ratings.save(called)
        stop(tx, called)
        _journal(tx, "called-back", called, by=by, at=at, reached=call.reached)
        tell(tx, tx.applications.get(called.case), "told/rating-answered", at=at)

    return await _act(desk, rating, CALL, work, by=by, once=once)


async def question(
    desk: Desk, rating: RatingId, asking: Asking, *, by: OfficialId, once: Repeat | None = None
) -> Line:
    """Ask that a rating be looked at again: it seems a mistake, or malicious.

    Raises:
        NotFound: It is another office's.
        Forbidden: The official has no part in cases there.
        WrongState: That was asked before, or it was given too long ago.
        Validation: The reasons are missing.
    """
    rules = desk.catalogue.ratings

    def work(tx: Transaction, now: Rating, at: datetime) -> None:
        asked = now.question(asking.doubt, asking.why, by=by, at=at, rules=rules)
        tx.ratings.save(asked)
        _journal(tx, "rating-doubted", asked, by=by, at=at, doubt=asking.doubt)
        prompt_doubted(tx, asked, at=at)

    return await _act(desk, rating, DOUBT, work, by=by, once=once)


async def judge(
    desk: Desk, rating: RatingId, judging: Judging, *, by: OfficialId, once: Repeat | None = None
) -> Line:
    """Judge a doubt: a rating that is struck leaves the figures, and whoever rated is told why.

    Raises:
        NotFound: It is another office's.
        Forbidden: The official is no supervisor there, had the case in hand, or has asked.
        WrongState: Nobody has asked, or somebody has judged.
        Validation: The reasons are missing.
    """
    strike = judging.strike

    def work(tx: Transaction, now: Rating, at: datetime) -> None:
        judged = now.judge(strike=strike, reason=judging.reason, by=by, at=at)
        tx.ratings.save(judged)
        _journal(tx, "rating-judged", judged, by=by, at=at, struck=strike)
        if strike:
            stop(tx, judged)
            day, office = local_day(judged.rated_at), judged.office
            tx.figures.less(judged.case, judged.counts, day=day, office=office, item=judged.item)
            tell(tx, tx.applications.get(judged.case), "told/rating-struck", at=at)

    return await _act(desk, rating, JUDGE, work, by=by, once=once)


async def _act(
    desk: Desk,
    rating_id: RatingId,
    what: str,
    work: Callable[[Transaction, Rating, datetime], None],
    *,
    by: OfficialId,
    once: Repeat | None,
) -> Line:
    def step(tx: Transaction, at: datetime) -> Mapping[str, Json]:
        rating, official = tx.ratings.get(rating_id), tx.officials.get(by)
        _must(tx, official, rating, what, at)
        work(tx, rating, at)
        return {"rating": rating.id}

    at = desk.now()
    try:
        await once_told(desk, once, step)
    except (NotFound, Forbidden) as refusal:
        code = refusal.code
        await desk.db.write(lambda tx: tx.journal.add("attempt-refused", by=by, at=at, code=code))
        raise
    return await desk.db.read(
        lambda tx: _line(desk, tx, tx.officials.get(by), tx.ratings.get(rating_id), at)
    )


def _must(tx: Transaction, official: Official, rating: Rating, what: str, at: datetime) -> None:
    if rating.office not in offices_of(official, at):
        raise NotFound
    if what == DOUBT:
        if not _works(official, rating, at):
            raise Forbidden(role=Role.APPROVER)
        return
    official.must(Role.SUPERVISOR, office=rating.office, at=at)
    if not apart(official, tx.applications.get(rating.case)):
        raise Forbidden(reason="had-it-in-hand")
    if what == JUDGE and official.id == rating.asked_by:
        raise Forbidden(reason="same-official")


def _works(official: Official, rating: Rating, at: datetime) -> bool:
    roles = (Role.CLERK, Role.APPROVER, Role.COUNTERSIGNER, Role.SUPERVISOR)
    return any(official.may(role, office=rating.office, at=at) for role in roles)


def _line(desk: Desk, tx: Transaction, official: Official, rating: Rating, at: datetime) -> Line:
    case = tx.applications.get(rating.case)
    supervises = official.may(Role.SUPERVISOR, office=rating.office, at=at)
    trusted = supervises and apart(official, case)
    may = {
        CALL: trusted and rating.waits,
        DOUBT: rating.asked_at is None and _works(official, rating, at),
        JUDGE: trusted and rating.doubted and official.id != rating.asked_by,
    }
    return Line(
        rating=rating,
        item=desk.catalogue.item(rating.item).name,
        office=desk.catalogue.office(rating.office).short,
        case=case if trusted else None,
        may=frozenset(name for name, allowed in may.items() if allowed),
    )


def _journal(
    tx: Transaction, kind: str, rating: Rating, *, by: str, at: datetime, **facts: Json
) -> None:
    tx.journal.add(kind, by=by, at=at, case=None, rating=rating.id, **facts)
