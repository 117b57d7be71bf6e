"""The steps that an official takes by a word: what a tap can do, and what opens a page."""

from collections.abc import Awaitable, Collection
from datetime import datetime

from bot.office import Command, page
from bot.official_cases import named
from bot.official_refused import refused
from casework import countersigning, deciding, jotting
from casework.desk import Desk, Once
from casework.past import past_of
from domain.application import Application, ApplicationId
from domain.errors import Refusal
from domain.message import Json, Phrase
from domain.office import OfficialId
from domain.states import State

RETURNABLE = (State.REVIEW, State.COUNTERSIGN)
REFUSABLE = (State.REVIEW, State.COUNTERSIGN)
NOT_OURS = (State.REVIEW,)
ENDED = (State.ISSUED, State.SETTLED)


async def approve(desk: Desk, command: Command) -> Phrase:
    """Approve the case that is meant."""
    found = await named(desk, command, (State.REVIEW,))
    if isinstance(found, Phrase):
        return found
    return await approved(desk, found.id, revision=None, seen=command.key)


async def countersign(desk: Desk, command: Command) -> Phrase:
    """Sign the case that is meant as the second official."""
    found = await named(desk, command, (State.COUNTERSIGN,))
    if isinstance(found, Phrase):
        return found
    return await countersigned(desk, found.id, revision=None, seen=command.key)


async def send_back(desk: Desk, command: Command) -> Phrase:
    """Lead to the page that tells what is to be corrected; the second official gives it back."""
    found = await named(desk, command, RETURNABLE)
    if isinstance(found, Phrase):
        return found
    if found.state is State.COUNTERSIGN:
        return await _handed_back(desk, command, found)
    return await _opened(desk, command, found, form="return")


async def refuse(desk: Desk, command: Command) -> Phrase:
    """Lead to the page on which reasons are given."""
    return await _led(desk, command, REFUSABLE, form="refuse")


async def not_accept(desk: Desk, command: Command) -> Phrase:
    """Lead to the page on which it is said whose case it is."""
    return await _led(desk, command, NOT_OURS, form="not-accept")


async def revoke(desk: Desk, command: Command) -> Phrase:
    """Lead to the page on which a paper is revoked."""
    if not command.tail:
        return Phrase("official/tail-first")
    return await _led(desk, command, ENDED, form="revoke")


async def approved(
    desk: Desk, case: ApplicationId, *, revision: int | None, seen: Once, task: str = ""
) -> Phrase:
    """Approve a case; of two officials, the first only agrees.

    Args:
        desk: The desk.
        case: The case.
        revision: The version of it that the official saw; None: the present one.
        seen: The message that says so, and who sent it.
        task: The card that was tapped, if one was.
    """
    by = OfficialId(seen.actor)
    work = deciding.approve(desk, case, by=by, revision=revision, once=seen)
    return await _signed(desk, work, case=case, seen=seen, task=task)


async def countersigned(
    desk: Desk, case: ApplicationId, *, revision: int | None, seen: Once, task: str = ""
) -> Phrase:
    """Sign a case as the second official; as in `approved`."""
    by = OfficialId(seen.actor)
    work = countersigning.countersign(desk, case, by=by, revision=revision, once=seen)
    return await _signed(desk, work, case=case, seen=seen, task=task)


async def _signed(
    desk: Desk, work: Awaitable[Application], *, case: ApplicationId, seen: Once, task: str
) -> Phrase:
    try:
        left = await work
    except Refusal as refusal:
        return await refused(desk, refusal, case=case, seen=seen, task=task)
    if left.state is State.COUNTERSIGN:
        past = await past_of(desk, case, by=OfficialId(seen.actor))
        return Phrase("official/agreed", {"at": _time(left.agreed_at), "now": [*past.now]})
    name = "official/countersigned" if left.agreed_by else "official/approved"
    return Phrase(name, {"at": _time(left.decided_at)})


def _time(at: datetime | None) -> str:
    return at.isoformat() if at else ""


async def _handed_back(desk: Desk, command: Command, case: Application) -> Phrase:
    if not command.said:
        return Phrase("official/open-page", _where(desk, case, "hand-back", ""))
    try:
        back = await countersigning.hand_back(
            desk, case.id, by=command.by, reason=command.said, once=command.key
        )
    except Refusal as refusal:
        return await refused(desk, refusal, case=case.id, seen=command.key)
    past = await past_of(desk, case.id, by=command.by)
    return Phrase("official/handed-back", {"now": [*past.now], "at": _time(back.updated_at)})


async def _led(desk: Desk, command: Command, states: Collection[State], *, form: str) -> Phrase:
    found = await named(desk, command, states)
    if isinstance(found, Phrase):
        return found
    return await _opened(desk, command, found, form=form)


async def _opened(desk: Desk, command: Command, case: Application, *, form: str) -> Phrase:
    if command.said:
        await jotting.jot(desk, case, by=command.by, form=form, text=command.said)
    return Phrase("official/open-page", _where(desk, case, form, command.said))


def _where(desk: Desk, case: Application, form: str, said: str) -> dict[str, Json]:
    return {"what": form, "link": page(desk, case.id, f"#{form}"), "said": said[:20]}
