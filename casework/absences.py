"""Absences: who is away from when to when, who stands in, and who may write it down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from casework.desk import Desk
from casework.reach import offices_of
from casework.repeating import Repeat, once_told
from domain.errors import Forbidden, NotFound, Validation, WrongState
from domain.message import Json
from domain.office import Absence, OfficeId, Official, OfficialId, Role
from storage.transaction import Transaction

TOPIC = "stand-in"
LONGEST = timedelta(days=366)
_NOTING = (Role.SUPERVISOR, Role.ADMIN)


@dataclass(frozen=True)
class Leave:
    """An absence as somebody asks for it; one that would begin in the past begins now.

    Attributes:
        until: The first moment at which the official is back.
        deputy: Who stands in; None: nobody does.
    """

    official: OfficialId
    since: datetime
    until: datetime
    deputy: OfficialId | None = None


@dataclass(frozen=True)
class Away:
    """An absence with the names of whom it is about.

    Attributes:
        deputy: Name of who stands in; empty: nobody does.
        mine: Whether who looks may end it.
    """

    absence: Absence
    who: str
    deputy: str
    mine: bool


@dataclass(frozen=True)
class Roster:
    """Who is away at the offices of whoever looks.

    Attributes:
        away: The absences that are not over, the first one first.
        absentees: For whom an absence may be written down by whoever looks.
        deputies: Who works there and could stand in.
    """

    away: tuple[Away, ...]
    absentees: tuple[Official, ...]
    deputies: tuple[Official, ...]


async def note_absence(
    desk: Desk, leave: Leave, *, by: OfficialId, once: Repeat | None = None
) -> Absence:
    """Write down that an official will be away; from then on he acts for nobody.

    Args:
        desk: The desk.
        leave: Who, from when to when, and who stands in.
        by: Who writes it down: the official himself, or a supervisor or admin of his office.
        once: Makes a repetition harmless.

    Raises:
        NotFound: The official works at no office of whoever writes it down.
        Forbidden: It is another's absence, and who writes it down is no supervisor there.
        Validation: The days cannot be, the official is away already, or the deputy cannot stand in.
    """

    def work(tx: Transaction, at: datetime) -> Mapping[str, Json]:
        official = tx.officials.get(leave.official)
        _may_note(tx.officials.get(by), official, at)
        since = max(leave.since, at)
        noted = Absence(tx.new_id(), leave.official, since, leave.until, leave.deputy, by)
        _check(tx, official, noted, at)
        tx.absences.add(noted)
        _journal(tx, "absence-noted", noted, by=by, at=at)
        for moment in (noted.since, noted.until):
            tx.outbox.put(TOPIC, lane=_lane(noted), at=at, not_before=moment, absence=noted.id)
        return {"absence": noted.id}

    told = await _attempt(desk, by, once, work)
    return await desk.db.read(lambda tx: tx.absences.get(str(told["absence"])))


async def end_absence(desk: Desk, absence_id: str, *, by: OfficialId) -> Absence:
    """Let an absence end now: the official is back, or does not go.

    Raises:
        NotFound: There is no such absence at an office of this official's.
        Forbidden: It is another's, and the official is no supervisor there.
        WrongState: It is over.
    """

    def work(tx: Transaction, at: datetime) -> Mapping[str, Json]:
        absence = tx.absences.get(absence_id)
        _may_note(tx.officials.get(by), tx.officials.get(absence.official), at)
        if absence.until <= at:
            raise WrongState(state="over", wanted="away")
        ended = replace(absence, until=at)
        tx.absences.save(ended)
        tx.outbox.forgo(_lane(ended))
        _journal(tx, "absence-ended", ended, by=by, at=at)
        if absence.since <= at:
            tx.outbox.put(TOPIC, lane=_lane(ended), at=at, absence=ended.id)
        return {}

    await _attempt(desk, by, None, work)
    return await desk.db.read(lambda tx: tx.absences.get(absence_id))


async def absences_of(desk: Desk, *, by: OfficialId) -> Roster:
    """Who is away, or will be, at the offices where an official works."""
    at = desk.now()

    def read(tx: Transaction) -> Roster:
        me = tx.officials.get(by)
        known = _colleagues(tx, me, at)
        names = {each.id: str(each.name) for each in known}
        away = [absence for each in known for absence in tx.absences.of(each.id, after=at)]
        away.sort(key=lambda absence: (absence.since, absence.id))
        noting = tuple(each for each in known if _noting(me, each, at))
        mine = {each.id for each in noting}
        return Roster(
            tuple(_away(tx, each, names, mine=each.official in mine) for each in away),
            noting,
            known,
        )

    return await desk.db.read(read)


def _away(
    tx: Transaction, absence: Absence, names: Mapping[OfficialId, str], *, mine: bool
) -> Away:
    deputy = absence.deputy
    who = names.get(deputy) or str(tx.officials.get(deputy).name) if deputy else ""
    return Away(absence, names[absence.official], who, mine)


def _colleagues(tx: Transaction, me: Official, at: datetime) -> tuple[Official, ...]:
    found = {
        each.id: each
        for office in sorted(offices_of(me, at))
        for each in tx.officials.at_work(office, at)
    }
    return tuple(found[userid] for userid in sorted(found))


def _own_offices(official: Official, at: datetime) -> frozenset[OfficeId]:
    return frozenset(
        each.office for each in official.grants if each.instead_of is None and each.holds(at)
    )


def _noting(me: Official, official: Official, at: datetime) -> bool:
    if me.id == official.id:
        return me.serves(at)
    offices = _own_offices(official, at)
    return any(me.may(role, office=office, at=at) for role in _NOTING for office in offices)


def _may_note(me: Official, official: Official, at: datetime) -> None:
    if not offices_of(me, at) & _own_offices(official, at):
        raise NotFound
    if not _noting(me, official, at):
        raise Forbidden(role=Role.SUPERVISOR)


def _check(tx: Transaction, official: Official, noted: Absence, at: datetime) -> None:
    if noted.since >= noted.until or noted.until - at > LONGEST:
        raise Validation(field="until", reason="date-out")
    if any(_meet(each, noted) for each in official.absences):
        raise Validation(field="since", reason="away-already")
    if noted.deputy is None:
        return
    try:
        deputy = tx.officials.get(noted.deputy)
    except NotFound:
        raise Validation(field="deputy", reason="no-deputy") from None
    works = _own_offices(deputy, noted.since) & _own_offices(official, noted.since)
    if deputy.id == official.id or not works or any(_meet(e, noted) for e in deputy.absences):
        raise Validation(field="deputy", reason="no-deputy")


def _meet(one: Absence, other: Absence) -> bool:
    return one.since < other.until and other.since < one.until


def _journal(tx: Transaction, kind: str, absence: Absence, *, by: str, at: datetime) -> None:
    facts: dict[str, Json] = {
        "absence": absence.id,
        "official": absence.official,
        "deputy": absence.deputy,
    }
    tx.journal.add(kind, by=by, at=at, case=None, **facts)


def _lane(absence: Absence) -> str:
    return f"absence/{absence.id}"


async def _attempt(
    desk: Desk,
    by: OfficialId,
    once: Repeat | None,
    work: Callable[[Transaction, datetime], Mapping[str, Json]],
) -> Mapping[str, Json]:
    """Do it; what is forbidden is written down all the same."""
    try:
        return await once_told(desk, once, work)
    except (NotFound, Forbidden) as refusal:
        at, code = desk.now(), refusal.code
        await desk.db.write(lambda tx: tx.journal.add("attempt-refused", by=by, at=at, code=code))
        raise
