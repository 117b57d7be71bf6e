"""Reading a verification: both offices see one record, and only who has a part in it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casework.acting import attempt
from casework.desk import Desk
from casework.verifying_asked import matter_of
from domain.application import Application, ApplicationId
from domain.errors import Forbidden, NotFound, SelfDealing
from domain.fields import Field
from domain.item import Item, ProofRule
from domain.office import Grant, Office, OfficeId, Official, OfficialId, Role
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

OF_THE_OWNER = frozenset({Role.VERIFIER, Role.SUPERVISOR})
OF_THE_ASKER = frozenset({Role.APPROVER, Role.COUNTERSIGNER, Role.SUPERVISOR})


@dataclass(frozen=True)
class VerificationPage:
    """What an official reads of a verification.

    Attributes:
        rule: How the item asks for the fact; None: it no longer does.
        wants: What is to be written beside a yes.
        may_answer: Whether this official may answer it now.
        ours: Whether the official reads it for the office that is asked.
        who: Whoever answered it, by name; empty: nobody has.
    """

    verification: Verification
    case: Application
    item: Item
    rule: ProofRule | None
    owner: Office | None
    asker: Office | None
    wants: tuple[Field, ...]
    may_answer: bool
    ours: bool
    who: str = ""


async def open_page(
    desk: Desk, verification: VerificationId, *, by: OfficialId
) -> VerificationPage:
    """Show a verification with the full names and numbers; that it was read is written down.

    Raises:
        NotFound: There is none, or the official has no part in it.
        Forbidden: The official works at one of the offices, but not in such a role.
        SelfDealing: The official or a near relative is part of the case.
    """

    def work(tx: Transaction, at: datetime) -> VerificationPage:
        asked = tx.verifications.get(verification)
        reader = reader_of(tx, asked, by, at)
        tx.journal.add("verification-read", by=by, at=at, case=asked.case, verification=asked.id)
        if asked.turn is Turn.ASKED and reader.may(Role.VERIFIER, office=asked.owner, at=at):
            tx.verifications.save(asked.read_by(by))
            asked = tx.verifications.get(asked.id)
        return _page(desk, tx, asked, reader, at)

    return await attempt(desk, await case_of(desk, verification), by, work)


async def queue(desk: Desk, *, by: OfficialId) -> tuple[Verification, ...]:
    """What the offices are asked for which the official verifies, the most urgent first.

    What the official is concerned in, or has asked, is left out.
    """
    at = desk.now()

    def work(tx: Transaction) -> list[Verification]:
        official = tx.officials.get(by)
        offices = dict.fromkeys(_verifies_at(official.grants, at))
        found = (each for office in offices for each in tx.verifications.of_owner(office))
        return [each for each in found if not barred(tx, each, official)]

    found = await desk.db.read(work)
    return tuple(sorted(found, key=lambda each: (each.due_at or each.created_at, each.id)))


def _verifies_at(grants: Iterable[Grant], at: datetime) -> list[OfficeId]:
    return [each.office for each in grants if each.role is Role.VERIFIER and each.holds(at)]


def verifiers(tx: Transaction, asked: Verification, at: datetime) -> list[Official]:
    """Whoever may answer it now: who verifies at the owner, is not concerned and did not ask."""
    on_duty = tx.officials.on_duty(asked.owner, Role.VERIFIER, at)
    return [each for each in on_duty if not barred(tx, asked, each)]


def supervisors(tx: Transaction, asked: Verification, at: datetime) -> list[Official]:
    """Whom it is laid before when it is late: who supervises the owner, and is not concerned."""
    on_duty = tx.officials.on_duty(asked.owner, Role.SUPERVISOR, at)
    parties = tx.applications.get(asked.case).parties
    return [each for each in on_duty if not each.concerned(parties)]


def barred(tx: Transaction, asked: Verification, official: Official) -> bool:
    """Whether an official may not answer it whatever the role: concerned, or the one who asked."""
    parties = tx.applications.get(asked.case).parties
    return official.id == asked.asked_by or official.concerned(parties)


def reader_of(tx: Transaction, asked: Verification, by: OfficialId, at: datetime) -> Official:
    """The official, if a part in the verification is theirs at this moment.

    Raises:
        NotFound: The official works at neither of the offices.
        Forbidden: Not in such a role.
        SelfDealing: The official or a near relative is part of the case.
    """
    official = tx.officials.get(by)
    if not any(_holds(official, asked, at)):
        if any(each.office in (asked.owner, asked.asker) for each in official.grants):
            raise Forbidden(role=Role.VERIFIER)
        raise NotFound
    if official.concerned(tx.applications.get(asked.case).parties):
        raise SelfDealing
    return official


def _holds(official: Official, asked: Verification, at: datetime) -> list[bool]:
    places = ((OF_THE_OWNER, asked.owner), (OF_THE_ASKER, asked.asker))
    return [official.may(role, office=office, at=at) for roles, office in places for role in roles]


async def case_of(desk: Desk, verification: VerificationId) -> ApplicationId:
    """The case that a verification belongs to.

    Raises:
        NotFound: There is no such verification.
    """
    return await desk.db.read(lambda tx: tx.verifications.get(verification).case)


def _page(
    desk: Desk, tx: Transaction, asked: Verification, reader: Official, at: datetime
) -> VerificationPage:
    case = tx.applications.get(asked.case)
    matter = matter_of(desk, tx, case, asked.proof)
    rule, offices = matter.rule if matter else None, desk.catalogue.offices
    verifies = reader.may(Role.VERIFIER, office=asked.owner, at=at)
    who = tx.officials.get(asked.answered_by).name if asked.answered_by else ""
    return VerificationPage(
        verification=asked,
        case=case,
        item=desk.catalogue.item(case.item, case.item_version),
        rule=rule,
        owner=offices.get(asked.owner),
        asker=offices.get(asked.asker),
        wants=rule.facts if rule and not rule.absent else (),
        may_answer=asked.turn is Turn.ASKED and verifies and not barred(tx, asked, reader),
        ours=any(reader.may(role, office=asked.owner, at=at) for role in OF_THE_OWNER),
        who=who,
    )
