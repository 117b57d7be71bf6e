"""Duty: whose turn it is with a case, in whose name an official acts, and who may act at all."""

from collections.abc import Collection
from datetime import datetime

from domain.application import Application
from domain.office import OfficeId, Official, OfficialId, Role
from domain.states import State
from storage.transaction import Transaction


def turn_of(case: Application) -> Role:
    """The role whose turn it is, or will be when a case that stands still goes on."""
    second = case.state is State.COUNTERSIGN
    back = case.stop is not None and case.stop.back_to is State.COUNTERSIGN
    return Role.COUNTERSIGNER if second or back else Role.APPROVER


def recipients(tx: Transaction, case: Application, at: datetime) -> tuple[Official, ...]:
    """Who may act upon a case now: whose own it is, or his deputy; else everyone on duty.

    Whom it concerns is not among them, nor, when the second official's turn has come, the first
    one or whoever he stood in for.
    """
    return on_duty(tx, case, turn_of(case), at)


def on_duty(tx: Transaction, case: Application, role: Role, at: datetime) -> tuple[Official, ...]:
    """Who may act upon a case now in a role, as in `recipients`."""
    duty = tx.officials.on_duty(case.office or OfficeId(""), role, at)
    able = {each.id: names_of(tx, each, role, case, at=at) for each in duty}
    bound = [each for each in duty if case.handler in able[each.id]] if case.handler else []
    return tuple(bound or (each for each in duty if able[each.id]))


def names_of(
    tx: Transaction, official: Official, role: Role, case: Application, *, at: datetime
) -> tuple[OfficialId, ...]:
    """In whose names an official may act upon a case now; none: not at all.

    The handler's comes first, then his own.  What is not for the absent is not for the deputy: an
    absent who is concerned, or who has signed, passes nothing on.
    """
    signers = case.signers if role is Role.COUNTERSIGNER else frozenset()
    if official.id in signers or official.concerned(case.parties):
        return ()
    names = official.names(role, office=case.office or OfficeId(""), at=at)
    free = [
        name
        for name in names
        if name not in signers and not _concerned(tx, name, case.parties, besides=official)
    ]
    return tuple(sorted(free, key=lambda name: name != case.handler))


def _concerned(
    tx: Transaction, name: OfficialId, parties: Collection[str], *, besides: Official
) -> bool:
    return name != besides.id and tx.officials.get(name).concerned(parties)
