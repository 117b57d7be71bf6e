"""Following up: whoever was poorly served is called back, by somebody without a hand in it."""

from dataclasses import replace
from datetime import datetime, timedelta

from casework.desk import Desk
from domain.application import Application
from domain.office import Office, Official, OfficialId, Role
from domain.post import Job, Later
from domain.rating import Rating, RatingId, handled_by
from storage.transaction import Transaction

CLOCK, PROMPT = "rating-clock", "rating-prompt"
OPENED, HALF, OVERDUE, DOUBTED = "opened", "half-time", "overdue", "doubted"
BY = "time"
HELD = timedelta(minutes=10)
AT_ONCE = 50


def open_follow_up(desk: Desk, tx: Transaction, rating: Rating, *, at: datetime) -> Rating:
    """The rating with the day by which its rater is called back; its clock runs, and it is told."""
    office = desk.catalogue.office(rating.office)
    opened = replace(rating, due_at=_due(desk, rating, office))
    _prompt(tx, opened, OPENED, at=at)
    wind(desk, tx, opened, at=at)
    return opened


def callers(tx: Transaction, rating: Rating, at: datetime) -> list[Official]:
    """Who may call back, and who is told when nobody does: supervisors without a hand in it."""
    case = tx.applications.get(rating.case)
    on_duty = tx.officials.on_duty(rating.office, Role.SUPERVISOR, at)
    return [each for each in on_duty if apart(each, case)]


def judges(tx: Transaction, rating: Rating, at: datetime) -> list[Official]:
    """Who may judge a rating that was doubted: the same, without whoever doubted it."""
    return [each for each in callers(tx, rating, at) if each.id != rating.asked_by]


def apart(official: Official, case: Application) -> bool:
    """Whether an official had no hand in a case and is not part of it."""
    return official.id not in handled_by(case) and not official.concerned(case.parties)


def stop(tx: Transaction, rating: Rating) -> None:
    """Let the clock of a rating do nothing any more."""
    tx.outbox.forgo(_lane(rating.id))


def prompt_doubted(tx: Transaction, rating: Rating, *, at: datetime) -> None:
    """Owe it to those who may judge that they are told of a doubt."""
    _prompt(tx, rating, DOUBTED, at=at)


def wind(desk: Desk, tx: Transaction, rating: Rating, *, at: datetime) -> None:
    """Owe what time does next: the reminder at half time, then the escalation."""
    stop(tx, rating)
    if not rating.waits or rating.overdue_at is not None or rating.due_at is None:
        return
    moment = rating.due_at if rating.half_at else _half(desk, rating)
    lane = _lane(rating.id)
    tx.outbox.put(CLOCK, lane=lane, at=at, not_before=max(at, moment), rating=rating.id)


async def strike(desk: Desk, job: Job) -> None:
    """Do to a rating what time has brought, and owe what it brings next.

    Raises:
        Later: It is in doubt what time it is.
    """
    if not desk.sure():
        raise Later("time-doubted", HELD)
    at, rating = desk.now(), RatingId(job.ids["rating"])
    await desk.db.write(lambda tx: _struck(desk, tx, rating, at))


async def recount(desk: Desk) -> None:
    """Hold every call that is still to be made to the working days that are known now."""
    after, at = "", desk.now()
    while found := await desk.db.read(lambda tx, seen=after: tx.ratings.waiting(seen, AT_ONCE)):  # type: ignore[misc] # mypy knows no default in a lambda
        for each in found:
            await desk.db.write(lambda tx, id_=each.id: _recounted(desk, tx, id_, at))  # type: ignore[misc] # the same
        after = found[-1].id


def _recounted(desk: Desk, tx: Transaction, rating_id: RatingId, at: datetime) -> None:
    rating = tx.ratings.get(rating_id)
    if rating.waits:
        wind(desk, tx, _counted(desk, tx, rating, at), at=at)


def _struck(desk: Desk, tx: Transaction, rating_id: RatingId, at: datetime) -> None:
    rating = tx.ratings.get(rating_id)
    if not rating.waits:
        return
    rating = _counted(desk, tx, rating, at)
    if rating.due_at is not None and rating.overdue_at is None and at >= rating.due_at:
        rating = _noted(tx, replace(rating, overdue_at=at), OVERDUE, at)
    elif rating.half_at is None and at >= _half(desk, rating):
        rating = _noted(tx, replace(rating, half_at=at), HALF, at)
    wind(desk, tx, rating, at=at)


def _noted(tx: Transaction, rating: Rating, what: str, at: datetime) -> Rating:
    tx.ratings.save(rating)
    tx.journal.add(f"rating/{what}", by=BY, at=at, rating=rating.id)
    _prompt(tx, rating, what, at=at)
    return tx.ratings.get(rating.id)


def _prompt(tx: Transaction, rating: Rating, what: str, *, at: datetime) -> None:
    tx.outbox.put(PROMPT, lane=f"{PROMPT}/{rating.id}", at=at, rating=rating.id, what=what)


def _counted(desk: Desk, tx: Transaction, rating: Rating, at: datetime) -> Rating:
    office = desk.catalogue.offices.get(rating.office)
    if office is None or rating.overdue_at is not None:
        return rating
    due_at = _due(desk, rating, office)
    if due_at == rating.due_at:
        return rating
    tx.ratings.save(replace(rating, due_at=due_at))
    tx.journal.add("rating-recounted", by=BY, at=at, rating=rating.id, of=due_at.isoformat())
    return tx.ratings.get(rating.id)


def _due(desk: Desk, rating: Rating, office: Office) -> datetime:
    days = desk.catalogue.ratings.call_back_days
    return desk.days.due(rating.rated_at, days, closes=office.closes)


def _half(desk: Desk, rating: Rating) -> datetime:
    """When half of the office's working time is over; at once, if the office is no more."""
    office, due_at = desk.catalogue.offices.get(rating.office), rating.due_at
    if office is None or due_at is None:
        return rating.rated_at
    hours = office.at_work
    whole = desk.days.working_time_between(rating.rated_at, due_at, hours=hours)
    return desk.days.moment_after(rating.rated_at, whole / 2, hours=hours)


def _lane(rating: RatingId) -> str:
    return f"rating/{rating}"


def recipients(tx: Transaction, rating: Rating, what: str, at: datetime) -> tuple[OfficialId, ...]:
    """Whom a prompt goes to; nobody once what it is about is done."""
    if what == DOUBTED:
        return tuple(each.id for each in judges(tx, rating, at)) if rating.doubted else ()
    return tuple(each.id for each in callers(tx, rating, at)) if rating.waits else ()
