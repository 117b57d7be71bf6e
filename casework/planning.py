"""Planning: every signed promise calls for a check, or says why it calls for none."""

from datetime import datetime

from casework.desk import Desk
from casework.offering import end_pending
from domain.application import Application
from domain.calendar import local_day
from domain.commitment import Commitment, PlannedCheck, Stage
from domain.terms import Terms
from storage.transaction import Transaction


def plan(tx: Transaction, signed: Commitment, terms: Terms, *, at: datetime) -> None:
    """Keep how a promise is to be checked; by when is known once the case is decided."""
    check = PlannedCheck(
        id=tx.new_id(),
        commitment=signed.id,
        case=signed.case,
        planned_at=at,
        standard=terms.check_standard,
        manner=terms.check_manner,
        exempt=terms.exempt,
    )
    tx.planned_checks.add(check)


def decided(desk: Desk, tx: Transaction, case: Application, *, at: datetime) -> None:
    """Say by when the promises of a case are checked that was decided upon them."""
    item = desk.catalogue.item(case.item, case.item_version)
    for each in tx.commitments.of_case(case.id):
        rule = item.proof(each.proof)
        if each.stage is not Stage.SIGNED or rule is None or rule.terms is None:
            continue
        if rule.terms.check_manner is not None:
            last = desk.days.after(local_day(case.decided_at or at), rule.terms.check_days)
            tx.planned_checks.due(each.id, last)


def over(tx: Transaction, case: Application, *, at: datetime) -> None:
    """End what could still be promised in a case that is over; nothing signed in it is checked."""
    end_pending(tx, case, at=at, why="case-over")
    for each in tx.commitments.of_case(case.id):
        if each.stage is Stage.SIGNED:
            tx.planned_checks.cancel(each.id, at)
