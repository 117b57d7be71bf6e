"""Prompting: officials are told when time runs out for a case, and where it is stuck.

The words carry nobody's name but those of officials.
"""

from dataclasses import dataclass, field
from datetime import datetime

from casework import duty
from casework.desk import Desk
from casework.winding import placed
from domain.application import Application, ApplicationId
from domain.beats import Beat
from domain.message import Json, Phrase
from domain.office import OfficeId, Official, OfficialId, Role
from domain.states import State
from domain.verification import Turn
from storage.transaction import Transaction

HANDLED = frozenset({State.REVIEW, State.COUNTERSIGN})
RUNNING = HANDLED | {State.SUBMITTED, State.PROVING, State.APPROVED}


@dataclass(frozen=True)
class Prompt:
    """A text for officials."""

    case: ApplicationId
    what: Beat
    officials: tuple[OfficialId, ...]
    text: str = field(repr=False)


async def prompt_due(desk: Desk, case_id: ApplicationId, *, what: Beat, due: str) -> Prompt | None:
    """What officials are to be told; None: there is nothing to be told any more.

    Args:
        desk: The desk.
        case_id: The case.
        what: Half its time is over, or all of it.
        due: By when the case was due when the text was owed.
    """
    at = desk.now()

    def read(tx: Transaction) -> Prompt | None:
        case = tx.applications.get(case_id)
        moved = case.due_at is None or case.due_at.isoformat() != due
        if moved or case.state not in RUNNING or case.office is None:
            return None
        whose = duty.recipients(tx, case, at)
        told = dict.fromkeys(each.id for each in (*whose, *_above(tx, case, what, at)))
        facts = _facts(desk, tx, case, whose, at)
        return Prompt(case.id, what, tuple(told), desk.words.say(Phrase(f"official/{what}", facts)))

    return await desk.db.read(read)


def _above(tx: Transaction, case: Application, what: Beat, at: datetime) -> tuple[Official, ...]:
    """Who supervises the office, once the time is over."""
    if what is not Beat.OVERDUE:
        return ()
    duty_ = tx.officials.on_duty(case.office or OfficeId(""), Role.SUPERVISOR, at)
    return tuple(each for each in duty_ if not each.concerned(case.parties))


def _facts(
    desk: Desk, tx: Transaction, case: Application, whose: tuple[Official, ...], at: datetime
) -> dict[str, Json]:
    item, office = placed(desk, case)
    due = case.due_at or at
    left = desk.days.working_time_between(at, due, hours=office.at_work)
    names: list[Json] = [str(each.name) for each in whose[:3]] if case.state in HANDLED else []
    return {
        "tail": case.tail,
        "item": item.name,
        "state": case.state,
        "due": due.isoformat(),
        "minutes": int(left.total_seconds() // 60),
        "now": names,
        "stuck": _stuck(desk, tx, case),
        "link": f"{desk.public_url}/desk/cases/{case.id}",
    }


def _stuck(desk: Desk, tx: Transaction, case: Application) -> Json:
    """The offices whose answer is awaited, by their short names."""
    asked = [each for each in tx.verifications.of_case(case.id) if each.turn is Turn.ASKED]
    return [*dict.fromkeys(desk.catalogue.office(each.owner).short for each in asked)]


async def prompted(desk: Desk, told: Prompt) -> None:
    """Write down that officials were told."""
    at, copies = desk.now(), len(told.officials)
    await desk.db.write(
        lambda tx: tx.journal.add(
            "prompted", by="courier", at=at, case=told.case, what=told.what, copies=copies
        )
    )
