"""Acting: one step of an official with a case, its role read at the moment of commit."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from casework.desk import Desk, Once
from casework.duty import names_of, on_duty, turn_of
from casework.repeating import Repeat
from domain.application import Application, ApplicationId
from domain.errors import (
    Conflict,
    Forbidden,
    IdempotencyKeyReused,
    NotFound,
    SelfDealing,
    WrongState,
)
from domain.message import Json, Phrase
from domain.office import OfficeId, Official, OfficialId, Role
from domain.states import NEXT, State
from storage.transaction import Transaction

T = TypeVar("T")
Work = Callable[[Transaction, datetime], object]
ACTED = "acted"


@dataclass(frozen=True)
class Left:
    """How an act left a case."""

    case: ApplicationId
    state: State
    version: int


async def act(
    desk: Desk, case_id: ApplicationId, *, by: OfficialId, work: Work, once: Once | None = None
) -> Application:
    """Take a step with a case; return it as it lies then.

    Args:
        desk: The desk.
        case_id: The case.
        by: Who takes it.
        work: The step.
        once: Makes a repetition harmless: it gets the case as it lies now.

    Raises:
        IdempotencyKeyReused: The same key stood for another step.
        Refusal: The step was refused; as in `attempt`.
    """

    def step(tx: Transaction, at: datetime) -> Application:
        if once is None:
            work(tx, at)
            return tx.applications.get(case_id)
        first = tx.once.claim(once.key, actor=once.actor, at=at)
        if first is not None:
            if first.facts.get("digest") != _digest(once):
                raise IdempotencyKeyReused
            return tx.applications.get(case_id)
        work(tx, at)
        case = tx.applications.get(case_id)
        left: dict[str, Json] = {"state": case.state, "version": case.version}
        tx.once.answer(once.key, Phrase(ACTED, {"digest": _digest(once), **left}))
        return case

    return await attempt(desk, case_id, by, step)


async def left(desk: Desk, case: Application, *, once: Once | None) -> Left:
    """How an act left a case; of a repetition: how the first time did, whatever came since."""
    if once is None:
        return Left(case.id, case.state, case.version)
    at = desk.now()
    first = await desk.db.write(lambda tx: tx.once.claim(once.key, actor=once.actor, at=at))
    if first is None:
        raise LookupError("an act that was not kept")
    state, version = first.facts["state"], first.facts["version"]
    return Left(case.id, State(str(state)), int(str(version)))


def _digest(once: Once) -> str:
    return once.digest if isinstance(once, Repeat) else ""


def at_hand(
    tx: Transaction,
    case_id: ApplicationId,
    by: OfficialId,
    at: datetime,
    *,
    wanted: State,
    revision: int | None = None,
) -> Application:
    """The case, if this official may act on it now and it is where the step begins.

    Args:
        tx: The transaction.
        case_id: The case.
        by: Who acts.
        at: When.
        wanted: Where the step leads.
        revision: The version of the case that the official saw; None: the present one.

    Returns:
        The case, knowing for whom the official stands in; that is written down.

    Raises:
        NotFound: It lies with an office where the official has no role.
        Forbidden: It is not his turn at this moment, he signed first, or it is another's own.
        SelfDealing: The official or a near relative is part of it, or of whom he stands in for.
        WrongState: It is elsewhere; the facts say who decided and when.
        Conflict: It has changed since the official saw it.
    """
    case, official = tx.applications.get(case_id), tx.officials.get(by)
    role = turn_of(case) if wanted in NEXT[case.state] else Role.APPROVER
    official.must(role, office=case.office or OfficeId(""), at=at)
    if official.concerned(case.parties):
        raise SelfDealing
    if wanted not in NEXT[case.state]:
        raise WrongState(case=case.id, state=case.state, wanted=wanted, **decider(tx, case))
    return in_hand(tx, case, official, at, role=role, revision=revision)


def at_second_hand(
    tx: Transaction,
    case_id: ApplicationId,
    by: OfficialId,
    at: datetime,
    *,
    revision: int | None = None,
) -> Application:
    """The case that waits for a second official, if it may be this one; as in `at_hand`.

    Raises:
        Refusal: As in `at_hand`.
    """
    case, official = tx.applications.get(case_id), tx.officials.get(by)
    official.must(Role.COUNTERSIGNER, office=case.office or OfficeId(""), at=at)
    if official.concerned(case.parties):
        raise SelfDealing
    if case.state is not State.COUNTERSIGN:
        facts = decider(tx, case)
        raise WrongState(case=case.id, state=case.state, wanted=State.APPROVED, **facts)
    return in_hand(tx, case, official, at, role=Role.COUNTERSIGNER, revision=revision)


def in_hand(
    tx: Transaction,
    case: Application,
    official: Official,
    at: datetime,
    *,
    role: Role,
    revision: int | None = None,
) -> Application:
    """The case in the hands of an official who holds the role; as in `at_hand`.

    Raises:
        Forbidden: He signed first, or it is another's own.
        SelfDealing: It concerns whom he stands in for.
        Conflict: It has changed since the official saw it.
    """
    if role is Role.COUNTERSIGNER and official.id in case.signers:
        raise Forbidden(reason="same-official")
    names = names_of(tx, official, role, case, at=at)
    if not names:
        held = official.names(role, office=case.office or OfficeId(""), at=at)
        raise Forbidden(reason="same-official") if case.signers & {*held} else SelfDealing
    if case.handler and all(each.id != official.id for each in on_duty(tx, case, role, at)):
        raise Forbidden(reason="handed-over", who=tx.officials.get(case.handler).name)
    if revision is not None and revision != case.version:
        raise Conflict(id=case.id, version=case.version)
    if names[0] == official.id:
        return case
    tx.journal.add("stood-in", by=official.id, at=at, case=case.id, **{"for": names[0]})
    return replace(case, acting_for=names[0])


def decider(tx: Transaction, case: Application) -> dict[str, str]:
    """Who has decided upon a case, or agreed as the first of two, and when; nobody: nothing."""
    by, at = case.decided_by, case.decided_at
    if case.state is State.COUNTERSIGN:
        by, at = case.agreed_by, case.agreed_at
    if by is None or at is None:
        return {}
    who: Official = tx.officials.get(by)
    return {"who": who.name, "by": who.id, "time": at.isoformat()}


async def attempt(
    desk: Desk,
    case_id: ApplicationId,
    by: str,
    work: Callable[[Transaction, datetime], T],
) -> T:
    """Try it; an attempt that ownership, role or kinship forbids is written down all the same."""
    at = desk.now()
    try:
        return await desk.db.write(lambda tx: work(tx, at))
    except (NotFound, Forbidden, SelfDealing) as refusal:
        code = refusal.code

        def note(tx: Transaction) -> None:
            case = _known(tx, case_id)
            tx.journal.add("attempt-refused", by=by, at=at, case=case, code=code)

        await desk.db.write(note)
        raise


def _known(tx: Transaction, case_id: ApplicationId) -> ApplicationId | None:
    try:
        return tx.applications.get(case_id).id
    except NotFound:  # whatever stood in the address; it may be a name, and is not kept
        return None
