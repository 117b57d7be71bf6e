"""Handing over: a case, or all that an official has, becomes a colleague's own."""

from collections.abc import Mapping
from datetime import datetime

from casework.acting import act, in_hand
from casework.closing import lay_anew
from casework.desk import Desk, Once
from casework.duty import names_of, turn_of
from casework.reach import at_office
from casework.repeating import Repeat, once_told
from domain.application import Application, ApplicationId
from domain.errors import NotFound, SelfDealing, Validation
from domain.identity import plain_text
from domain.message import Json
from domain.office import OfficeId, Official, OfficialId, Role
from domain.states import BEFORE_OFFICIALS
from storage.transaction import Transaction

REASON_MAX = 200


async def hand_over(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    to: OfficialId,
    reason: str = "",
    once: Once | None = None,
) -> Application:
    """Make a case a colleague's own; nobody else acts on it while he, or his deputy, can.

    Whoever might act on it now may do so, and a supervisor of the office.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who gives it away.
        to: Who gets it.
        reason: What the colleague is told; may be empty.
        once: Makes a repetition harmless.

    Raises:
        Validation: The colleague cannot act on it.
        NotFound, Forbidden, SelfDealing: It is not this official's to give away.
        WrongState: It is closed.
    """
    said = _read(reason)

    def work(tx: Transaction, at: datetime) -> None:
        case, official = tx.applications.get(case_id), tx.officials.get(by)
        role, office = turn_of(case), case.office or OfficeId("")
        if official.concerned(case.parties):
            raise SelfDealing
        if not official.may(Role.SUPERVISOR, office=office, at=at):
            official.must(role, office=office, at=at)
            in_hand(tx, case, official, at, role=role)
        if not _able(tx, case, to, at):
            raise Validation(field="to", reason="cannot-take-over")
        _give(tx, case.hand_over(to, remark=said), by=by, at=at)

    return await act(desk, case_id, by=by, work=work, once=once)


async def hand_over_all(
    desk: Desk,
    *,
    by: OfficialId,
    to: OfficialId,
    reason: str = "",
    once: Repeat | None = None,
) -> tuple[ApplicationId, ...]:
    """Make every case that is an official's own a colleague's; those he cannot take stay.

    Returns:
        The cases that are the colleague's now.

    Raises:
        Validation: There is no such colleague.
    """
    said = _read(reason)

    def work(tx: Transaction, at: datetime) -> Mapping[str, Json]:
        own = tx.applications.of_handler(by) if to != by else []
        given = [case for case in own if _able(tx, case, to, at)]
        if not given:
            raise Validation(field="to", reason="cannot-take-over")
        for case in given:
            _give(tx, case.hand_over(to, remark=said), by=by, at=at)
        return {"cases": [case.id for case in given]}

    told = (await once_told(desk, once, work))["cases"]
    return tuple(ApplicationId(str(case)) for case in (told if isinstance(told, list) else ()))


async def colleagues(desk: Desk, case_id: ApplicationId, *, by: OfficialId) -> tuple[Official, ...]:
    """To whom a case can be handed over, by userid.

    Raises:
        NotFound: It lies with another office, or nowhere.
    """
    at = desk.now()

    def read(tx: Transaction) -> tuple[Official, ...]:
        return able(tx, at_office(tx, case_id, by, at), at, besides=by)

    return await desk.db.read(read)


def able(
    tx: Transaction, case: Application, at: datetime, *, besides: OfficialId
) -> tuple[Official, ...]:
    """Who could have a case as his own, but for whoever has it and whoever asks."""
    role = turn_of(case)
    duty = tx.officials.on_duty(case.office or OfficeId(""), role, at)
    others = (each for each in duty if each.id not in (besides, case.handler))
    return tuple(each for each in others if names_of(tx, each, role, case, at=at))


def _able(tx: Transaction, case: Application, to: OfficialId, at: datetime) -> bool:
    try:
        official = tx.officials.get(to)
    except NotFound:
        return False
    own = case.handler == to
    return not own and bool(names_of(tx, official, turn_of(case), case, at=at))


def _give(tx: Transaction, case: Application, *, by: OfficialId, at: datetime) -> None:
    tx.applications.save(case)
    tx.journal.add("handed-over", by=by, at=at, case=case.id, to=case.handler)
    if case.state in BEFORE_OFFICIALS:
        lay_anew(tx, case, "handed_over", by=by, at=at)


def _read(reason: str) -> str:
    return plain_text(reason, field="reason", longest=REASON_MAX) if reason.strip() else ""
