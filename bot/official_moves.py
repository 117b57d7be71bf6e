"""Handing over by a word: a case, or all that is one's own, becomes a colleague's."""

from collections.abc import Sequence

from bot.office import Command, page
from bot.official_cases import named
from bot.official_refused import refused
from casework import handing_over
from casework.desk import Desk
from casework.own import own_cases
from casework.past import past_of
from casework.repeating import Repeat
from domain.application import Application
from domain.errors import Refusal, Validation
from domain.message import Json, Phrase
from domain.office import Official
from domain.states import UNDER_WAY


async def hand_over(desk: Desk, command: Command) -> Phrase:
    """Make the case that is meant, or all of one's own, the named colleague's."""
    if command.every:
        return await _all(desk, command)
    if not command.said:
        return Phrase("official/hand-over-how", {"tail": command.tail or "0042"})
    found = await named(desk, command, UNDER_WAY)
    if isinstance(found, Phrase):
        return found
    return await _one(desk, command, found)


async def _one(desk: Desk, command: Command, case: Application) -> Phrase:
    name, _, reason = command.said.partition(" ")
    colleagues = await handing_over.colleagues(desk, case.id, by=command.by)
    to = _meant(colleagues, name)
    if to is None and not await _has(desk, command, case, name):
        return _nobody(colleagues, name, page(desk, case.id, "#hand-over"))
    if to is not None:
        try:
            await handing_over.hand_over(
                desk, case.id, by=command.by, to=to.id, reason=reason, once=command.key
            )
        except Refusal as refusal:
            return await refused(desk, refusal, case=case.id, seen=command.key)
    past = await past_of(desk, case.id, by=command.by)
    facts: dict[str, Json] = {"to": name, "at": past.at.isoformat(), "n": 1}
    return Phrase("official/handed-over", {**facts, "reason": bool(reason)})


async def _has(desk: Desk, command: Command, case: Application, name: str) -> bool:
    """Whether the case is that colleague's own already: the same message came again."""
    past = await past_of(desk, case.id, by=command.by)
    return case.handler is not None and past.now == (name,)


async def _all(desk: Desk, command: Command) -> Phrase:
    own = [case for case in await own_cases(desk, by=command.by) if case.handler == command.by]
    name, _, reason = command.said.partition(" ")
    if not own or not name:
        return Phrase("official/none-own") if name else Phrase("official/hand-over-how", HOW)
    colleagues = await handing_over.colleagues(desk, own[0].id, by=command.by)
    to = _meant(colleagues, name)
    if to is None:
        return _nobody(colleagues, name, f"{desk.public_url}/desk")
    repeat = Repeat(command.once, command.by, digest=f"hand-over {to.id}")
    try:
        given = await handing_over.hand_over_all(
            desk, by=command.by, to=to.id, reason=reason, once=repeat
        )
    except Validation:
        return _nobody(colleagues, name, f"{desk.public_url}/desk")
    facts: dict[str, Json] = {"to": to.name, "at": desk.now().isoformat(), "n": len(given)}
    return Phrase("official/handed-over", {**facts, "reason": bool(reason)})


def _meant(colleagues: Sequence[Official], name: str) -> Official | None:
    """The one colleague of that name; None: nobody is called so, or several are."""
    found = [each for each in colleagues if each.name == name]
    return found[0] if len(found) == 1 else None


def _nobody(colleagues: Sequence[Official], name: str, link: str) -> Phrase:
    names: list[Json] = [str(each.name) for each in colleagues[:8]]
    facts: dict[str, Json] = {"name": name[:10], "names": names, "link": link}
    return Phrase("official/no-colleague", facts)


HOW: dict[str, Json] = {"tail": "0042"}
