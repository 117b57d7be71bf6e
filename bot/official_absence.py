"""Absence by a word: from when to when an official is away, and who stands in."""

from datetime import timedelta

from bot.office import Command
from casework import absences
from casework.absences import Away, Leave, Roster
from casework.coming_back import come_back
from casework.desk import Desk
from casework.repeating import Repeat
from domain import typed
from domain.calendar import day_begins, local_day
from domain.errors import Validation
from domain.message import Json, Phrase
from domain.office import Absence, OfficialId

_DAY = timedelta(days=1)
_MOMENT = timedelta(milliseconds=1)
_HOW = frozenset({"date-shape", "date-none", "date-out"})


async def absent(desk: Desk, command: Command) -> Phrase:
    """Write an absence down, let one end, or tell which are known."""
    roster = await absences.absences_of(desk, by=command.by)
    if not command.said:
        return _known([each for each in roster.away if each.absence.official == command.by])
    if typed.comes_back(command.said):
        return await _ended(desk, command)
    try:
        leave = _read(desk, command, roster)
        noted = await absences.note_absence(desk, leave, by=command.by, once=_repeat(command))
    except Validation as fault:
        return _misread(fault, roster, command)
    who = {"who": _name(roster, command.by)}
    return Phrase("official/absence-noted", {**_told(noted, _name(roster, noted.deputy)), **who})


def _read(desk: Desk, command: Command, roster: Roster) -> Leave:
    today = local_day(desk.now())
    first, last, name = typed.away(command.said, today=today, field="away")
    deputy = None
    if name:
        called = [e.id for e in roster.deputies if e.name == name and e.id != command.by]
        if len(called) != 1:
            raise Validation(field="deputy", reason="no-deputy")
        deputy = called[0]
    return Leave(command.by, day_begins(first), day_begins(last + _DAY), deputy)


async def _ended(desk: Desk, command: Command) -> Phrase:
    ended = await come_back(desk, by=command.by, seen=command.key)
    if ended is None:
        return Phrase("official/absence-none")
    since, begun = ended.since.isoformat(), ended.since < ended.until
    return Phrase("official/absence-ended", {"since": since, "begun": begun})


def _known(own: list[Away]) -> Phrase:
    lines: list[Json] = [_told(each.absence, each.deputy) for each in own[:5]]
    return Phrase("official/absence", {"absences": lines})


def _misread(fault: Validation, roster: Roster, command: Command) -> Phrase:
    reason = str(fault.facts.get("reason", ""))
    others = [str(each.name) for each in roster.deputies if each.id != command.by]
    names: list[Json] = [*others[:8]]
    told = "how" if reason in _HOW else reason
    return Phrase("official/absence-how", {"reason": told, "names": names})


def _told(absence: Absence, deputy: str) -> dict[str, Json]:
    """An absence by its first and its last day."""
    last = absence.until - _MOMENT
    days = {"since": absence.since.isoformat(), "last": last.isoformat()}
    return {**days, "deputy": deputy}


def _name(roster: Roster, deputy: OfficialId | None) -> str:
    return next((str(each.name) for each in roster.deputies if each.id == deputy), "")


def _repeat(command: Command) -> Repeat:
    return Repeat(command.once, command.by, digest=f"absence {command.said}")
