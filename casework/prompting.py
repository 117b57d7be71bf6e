"""Prompting: officials are told when time runs out for a case; the words carry nobody's name."""

from dataclasses import dataclass, field

from casework.desk import Desk
from casework.winding import placed
from domain.application import ApplicationId
from domain.beats import Beat
from domain.message import Phrase
from domain.office import OfficialId, Role
from domain.states import State
from storage.transaction import Transaction

RUNNING = frozenset(
    {State.SUBMITTED, State.PROVING, State.REVIEW, State.COUNTERSIGN, State.APPROVED}
)
ROLES = {Beat.HALF: (Role.APPROVER,), Beat.OVERDUE: (Role.APPROVER, Role.SUPERVISOR)}


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
        if moved or case.due_at is None or case.state not in RUNNING or case.office is None:
            return None
        duty = [o for role in ROLES[what] for o in tx.officials.on_duty(case.office, role, at)]
        free = dict.fromkeys(o.id for o in duty if not o.concerned(case.parties))
        item, office = placed(desk, case)
        left = desk.days.working_time_between(at, case.due_at, hours=office.at_work)
        facts = {
            "tail": case.tail,
            "item": item.name,
            "due": due,
            "minutes": int(left.total_seconds() // 60),
            "link": f"{desk.public_url}/desk/cases/{case.id}",
        }
        text = desk.words.say(Phrase(f"official/{what}"), facts)
        return Prompt(case.id, what, tuple(free), text)

    return await desk.db.read(read)


async def prompted(desk: Desk, told: Prompt) -> None:
    """Write down that officials were told."""
    at, copies = desk.now(), len(told.officials)
    await desk.db.write(
        lambda tx: tx.journal.add(
            "prompted", by="courier", at=at, case=told.case, what=told.what, copies=copies
        )
    )
