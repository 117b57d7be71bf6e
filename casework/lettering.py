"""Lettering: a request for a paper that nobody needs is answered by a letter to whoever asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from casework.claiming import claimed, named_in, parties
from casework.desk import Desk
from casework.numbering import case_number
from casework.proving import lane_of
from casework.relatives import proofs_of
from casework.winding import wind
from domain.application import Application
from domain.errors import NotFound
from domain.item import Item, Level
from domain.message import Json
from domain.office import Office, OfficeKind, competent
from storage.transaction import Transaction

NOT_OURS = frozenset({Level.PROVINCE, Level.NATIONAL, Level.SCHOOL, Level.UTILITY})
TOWN_DIGITS = 9


def owe(
    desk: Desk, tx: Transaction, case: Application, item: Item, *, at: datetime
) -> Mapping[str, Json]:
    """Hand in a case that ends in a letter, and owe the letter, or first what is asked for it.

    Returns:
        What the receipt says: number, at, office, due.

    Raises:
        DuplicateApplication: The same letter is being made.
    """
    office = answering(desk, item, case, home=tx.people.get(case.person).home)
    named = named_in(tx, case, item)
    filed = replace(
        case,
        number=case.number or case_number(tx, office, at=at),
        office=office.id,
        parties=parties(tx, named),
        proofs=proofs_of(item, case.draft.answers),
        duplicate_key=claimed(tx, case, item, named),
    )
    due_at = letter_due(desk, item, office, at=at)
    submitted = wind(desk, tx, filed.submit(by=case.person, at=at, due_at=due_at), at=at)
    tx.applications.save(submitted)
    if submitted.proofs:  # the letter may say what the register confirms
        tx.outbox.put("prove", lane=lane_of(case.id), at=at, case=case.id)
    else:
        tx.outbox.put("letter", lane=case.id, at=at, case=case.id)
    return {
        "number": submitted.number,
        "at": at.isoformat(),
        "office": office.short,
        "due": due_at.isoformat(),
    }


def letter_due(desk: Desk, item: Item, office: Office, *, at: datetime) -> datetime:
    """By when a letter is made that was asked for then."""
    return desk.days.due(at, item.due_days, closes=office.closes)


def answering(desk: Desk, item: Item, case: Application, *, home: str) -> Office:
    """The office that writes the letter.

    It is the one that would be competent for the paper.  Of papers that are nobody's here (the
    nation's, the province's, a school's), and where no place is known, it is the town where the
    applicant is registered.  For somebody who is registered nowhere here it is the first town of
    the catalogue, which is the city's own centre.

    Args:
        desk: The desk.
        item: What was asked for.
        case: With what was answered.
        home: The division where the register has the applicant; empty: it said none.
    """
    offices, answers = desk.catalogue.offices.values(), case.draft.answers
    place = answers.get(item.place, "")
    whole = item.issued_by is OfficeKind.DEPARTMENT
    if item.level not in NOT_OURS and (place or whole):
        division = "" if whole else place
        try:
            return competent(offices, kind=item.issued_by, division=division, topic=item.topic)
        except NotFound:
            pass
    try:
        return competent(offices, kind=OfficeKind.TOWN, division=(home or place)[:TOWN_DIGITS])
    except NotFound:
        return competent(offices, kind=OfficeKind.TOWN)
