"""Rating (好差评): whoever a case is of says how it was handled, once, or says nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.acting import attempt
from casework.desk import Desk
from casework.following_up import open_follow_up
from casework.repeating import Facts, Repeat, once_told
from domain.application import Application, ApplicationId
from domain.calendar import local_day
from domain.errors import NotFound, NotRateable
from domain.identity import AccountId, PersonId
from domain.message import Json
from domain.office import OfficeId
from domain.rating import Rating, RatingId, Satisfaction, must_be_rateable, rateable, sentence
from storage.transaction import Transaction


@dataclass(frozen=True)
class Given:
    """What somebody gives.

    Attributes:
        said: A sentence beside it; empty: none.
    """

    level: Satisfaction
    said: str = field(default="", repr=False)


@dataclass(frozen=True)
class Rated:
    """How a case stands with its rating.

    Attributes:
        open: Whether it can be rated now.
        rating: How it was rated; None: it was not.
    """

    open: bool
    rating: Rating | None


NOT_RATED = Rated(open=False, rating=None)


def standing(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Rated:
    """Whether a case can be rated, and how it was."""
    rating = tx.ratings.of_case(case.id)
    may = rating is None and rateable(case, desk.catalogue.ratings, at=at)
    return Rated(may, rating)


async def rate(
    desk: Desk,
    case_id: ApplicationId,
    given: Given,
    *,
    by: PersonId | None,
    repeat: Repeat | None = None,
) -> Facts:
    """Rate what was done in a case; who was poorly served is called back.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        NotRateable: It is not done, was done too long ago, or was rated before.
        Validation: The sentence is too long, or cannot be seen.
        IdempotencyKeyReused: The key of the repetition stood for something else.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case = _open(desk, tx, case_id, by, at)
        _keep(desk, tx, case, given, at)
        return told(desk, tx, case, at=at)

    return await _repeatable(desk, case_id, by, repeat, work)


def _keep(desk: Desk, tx: Transaction, case: Application, given: Given, at: datetime) -> None:
    rating = Rating(
        id=RatingId(tx.new_id()),
        case=case.id,
        office=case.office or OfficeId(""),
        item=case.item,
        level=given.level,
        rated_at=at,
        said=sentence(given.said, field="said") if given.said.strip() else "",
    )
    if rating.level.poor:
        rating = open_follow_up(desk, tx, rating, at=at)
    tx.ratings.add(rating)
    day = local_day(at)
    tx.figures.add(case.id, (rating.counts,), day=day, office=rating.office, item=rating.item)
    tx.journal.add("rated", by="applicant", at=at, rating=rating.id, level=rating.level)


async def add_words(
    desk: Desk,
    case_id: ApplicationId,
    said: str,
    *,
    by: PersonId | None,
    repeat: Repeat | None = None,
) -> Facts:
    """Put a sentence to a rating that has none yet.

    Raises:
        NotFound: It is somebody else's, nobody's, or was not rated.
        NotRateable: The rating has its sentence, or somebody has acted on it.
        Validation: The sentence is empty, too long, or cannot be seen.
    """

    def work(tx: Transaction, at: datetime) -> Facts:
        case = own(tx, case_id, by)
        rating = tx.ratings.of_case(case.id)
        if rating is None:
            raise NotFound(case=case.id)
        tx.ratings.save(rating.add(said))
        return told(desk, tx, case, at=at)

    return await _repeatable(desk, case_id, by, repeat, work)


async def of_case(desk: Desk, case_id: ApplicationId, *, by: PersonId | None) -> Facts:
    """How a case stands with its rating, to whoever it is of.

    Raises:
        NotFound: It is somebody else's, or nobody's.
    """

    def look(tx: Transaction, at: datetime) -> Facts:
        return told(desk, tx, own(tx, case_id, by), at=at)

    return await attempt(desk, case_id, by or "nobody", look)


async def must_be_open(desk: Desk, case_id: ApplicationId, *, by: PersonId | None) -> None:
    """Let somebody rate a case.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        NotRateable: It is not done, was done too long ago, or was rated before.
    """
    await attempt(desk, case_id, by or "nobody", lambda tx, at: _open(desk, tx, case_id, by, at))


def _open(
    desk: Desk, tx: Transaction, case_id: ApplicationId, by: PersonId | None, at: datetime
) -> Application:
    case = own(tx, case_id, by)
    if tx.ratings.of_case(case.id) is not None:
        raise NotRateable(reason="rated")
    must_be_rateable(case, desk.catalogue.ratings, at=at)
    return case


async def person_of(desk: Desk, account: AccountId) -> PersonId | None:
    """Whose account it is; None: nobody has proved that."""
    return (await desk.db.read(lambda tx: tx.accounts.get(account))).person


async def lay(desk: Desk, account: AccountId, what: str) -> None:
    """Remember what was laid before somebody in the chat, to be answered next."""
    at = desk.now()
    await desk.db.write(lambda tx: tx.offers.put(account, what, at))


def own(tx: Transaction, case_id: ApplicationId, by: PersonId | None) -> Application:
    """The case, if it is this person's.

    Raises:
        NotFound: It is not.
    """
    case = tx.applications.get(case_id)
    if by is None or case.person != by:
        raise NotFound(case=case_id)
    return case


def told(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> Facts:
    """What whoever rated is told of it; who called or judged is not."""
    stands = standing(desk, tx, case, at=at)
    until = _until(desk, case) if stands.open else None
    facts: dict[str, Json] = {"case": case.id, "open": stands.open, "until": _moment(until)}
    rating = stands.rating
    if rating is None:
        return facts
    call = rating.call
    return {
        **facts,
        "level": rating.level,
        "said": rating.said,
        "rated_at": _moment(rating.rated_at),
        "call_by": _moment(rating.due_at) if rating.stands else None,
        "called_at": _moment(rating.called_at),
        "reached": call.reached if call else None,
        "done": call.done if call else None,
        "struck": rating.struck,
        "reason": rating.reason or None,
    }


def _until(desk: Desk, case: Application) -> datetime | None:
    days = timedelta(days=desk.catalogue.ratings.open_days)
    return case.closed_at + days if case.closed_at else None


def _moment(at: datetime | None) -> Json:
    return at.isoformat() if at else None


async def _repeatable(
    desk: Desk,
    case_id: ApplicationId,
    by: PersonId | None,
    repeat: Repeat | None,
    work: Callable[[Transaction, datetime], Facts],
) -> Facts:
    try:
        return await once_told(desk, repeat, work)
    except NotFound:  # that somebody tried is written down
        return await attempt(desk, case_id, by or "nobody", work)
