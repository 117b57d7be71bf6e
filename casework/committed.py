"""A commitment as its applicant has it, told as plain facts."""

from casework.desk import Desk
from casework.promising import BARRED
from casework.repeating import Facts
from domain.application import Application
from domain.commitment import Commitment, Stage
from domain.message import Json
from domain.office import OfficeId
from domain.states import State

UNDECIDED = frozenset({State.PROVING, State.REVIEW, State.COUNTERSIGN})
_MAY: dict[Stage, tuple[str, ...]] = {
    Stage.OFFERED: ("take-up", "decline"),
    Stage.CLEARED: ("sign", "decline"),
    Stage.SIGNED: ("withdraw",),
}


def committed(desk: Desk, case: Application, known: Commitment) -> Facts:
    """What became of a commitment, and what its applicant may do with it now."""
    may: list[Json] = [*_MAY.get(known.stage, ())] if case.state in UNDECIDED else []
    return {
        "case": case.id,
        "proof": known.proof,
        "stage": known.stage,
        "until": known.until.isoformat(),
        "number": known.number or None,
        "signed_at": known.signed_at.isoformat() if known.signed_at else None,
        "why": known.why or None,
        "may": may,
        "credit": _credit(desk, known),
    }


def _credit(desk: Desk, known: Commitment) -> Json:
    """What bars it, and where and how soon an objection is answered; None: nothing bars it."""
    barred, rules = known.facts.get(BARRED), desk.catalogue.credit
    if known.stage is not Stage.BARRED or not isinstance(barred, dict):
        return None
    office = desk.catalogue.offices.get(OfficeId(rules.organ))
    where = {"office": office.name, "phone": office.phone} if office else {}
    return {**barred, **where, "objection_days": rules.objection_days}
