"""Showing: a case as its applicant and as its office may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.acting import attempt
from casework.allowing import may_do
from casework.desk import Desk
from casework.handing_over import able
from casework.holding import whose_turn
from casework.lateness import is_late
from casework.links import hashed
from casework.rating import NOT_RATED, Rated, standing
from casework.reach import at_office, offices_of
from casework.receipts import ReceiptLine, lines_of
from domain.access import Entry
from domain.application import Application, ApplicationId
from domain.attachment import Attachment
from domain.beats import unannounced
from domain.certificate import Certificate
from domain.commitment import Commitment
from domain.errors import NotFound
from domain.identity import Person
from domain.item import Item
from domain.letter import Letter
from domain.office import Office, OfficeId, Official, OfficialId
from domain.states import State
from storage.transaction import Transaction

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class CasePage:
    """What the applicant sees.

    Attributes:
        minutes: Whole minutes from submission to issue; None while under way.
        checks: How often strangers have checked the paper.
        letter: What the paper says and how it was answered, if it is a letter.
        hours_left: Whole hours of work until it is due; None: no time is counted now.
        receipts: Which sources were asked for it, newest first.
        promises: What the applicant may promise instead of a proof, or has.
        rated: Whether the applicant may rate it, and how it was rated.
        unannounced: The year whose days off are not known yet, if a day of the case rests on them.
    """

    case: Application
    item: Item
    office: Office | None
    certificate: Certificate | None
    entries: tuple[Entry, ...]
    minutes: int | None
    checks: int
    pictures: tuple[Attachment, ...] = ()
    letter: Letter | None = None
    unannounced: int | None = None
    hours_left: int | None = None
    receipts: tuple[ReceiptLine, ...] = ()
    promises: tuple[Commitment, ...] = ()
    rated: Rated = NOT_RATED


@dataclass(frozen=True)
class DeskCase:
    """What the office sees.

    Attributes:
        names: The names of the officials in the entries, by userid.
        may: What this official may do now, as `casework.allowing` names it.
        late: Whether the case was due before, so that a decision needs a reason for that.
        colleagues: To whom it could be handed over.
    """

    case: Application
    item: Item
    office: Office
    applicant: Person
    certificate: Certificate | None
    entries: tuple[Entry, ...]
    names: Mapping[str, str]
    may: frozenset[str]
    pictures: tuple[Attachment, ...] = ()
    letter: Letter | None = None
    late: bool = False
    colleagues: tuple[Official, ...] = ()


async def case_page(desk: Desk, token: str) -> CasePage:
    """The case behind a link that was sent to its applicant.

    Raises:
        NotFound: The link is unknown or over.
    """
    at = desk.now()

    def read(tx: Transaction) -> CasePage:
        case = tx.applications.get(_linked(tx, token, at))
        paper = tx.certificates.of_case(case.id)
        return CasePage(
            case=case,
            item=desk.catalogue.item(case.item, case.item_version),
            office=desk.catalogue.office(case.office) if case.office else None,
            certificate=paper,
            entries=tuple(tx.journal.of_case(case.id)),
            minutes=minutes_taken(case),
            checks=tx.checks.count(paper.id) if paper else 0,
            pictures=tuple(tx.attachments.of_case(case.id)),
            letter=tx.letters.of_paper(paper.id) if paper else None,
            unannounced=unannounced(case, desk.days) if case.provisional else None,
            hours_left=whose_turn(desk, case, at=at).hours_left,
            receipts=lines_of(desk, tx, case),
            promises=tuple(tx.commitments.of_case(case.id)),
            rated=standing(desk, tx, case, at=at),
        )

    return await desk.db.read(read)


async def certificate_file(desk: Desk, token: str) -> bytes:
    """The PDF of the case behind a link; opening it is written to the journal.

    Raises:
        NotFound: The link is unknown or over, or there is no certificate.
    """
    at = desk.now()

    def work(tx: Transaction) -> str:
        case = _linked(tx, token, at)
        paper = tx.certificates.of_case(case)
        if paper is None:
            raise NotFound
        tx.journal.add("downloaded", by="applicant", at=at, case=case, certificate=paper.id)
        return paper.object

    return await desk.files.get(await desk.db.write(work))


def _linked(tx: Transaction, token: str, at: datetime) -> ApplicationId:
    link = tx.links.look(hashed(token), purpose="case", at=at)
    if link is None:
        raise NotFound
    return ApplicationId(link.case)


def minutes_taken(case: Application) -> int | None:
    """Whole minutes from submission to issue, as the public clock counts them."""
    if case.state is not State.ISSUED or not case.submitted_at or not case.closed_at:
        return None
    return int((case.closed_at - case.submitted_at) / MINUTE)


async def desk_case(desk: Desk, case_id: ApplicationId, *, by: OfficialId) -> DeskCase:
    """A case of the official's own office, in full; the reading is written to the journal.

    So is the attempt at somebody else's.

    Raises:
        NotFound: It lies with another office, or nowhere.
    """

    def work(tx: Transaction, at: datetime) -> DeskCase:
        case, official = at_office(tx, case_id, by, at), tx.officials.get(by)
        tx.journal.add("read", by=by, at=at, case=case.id)
        paper = tx.certificates.of_case(case.id)
        entries = tuple(tx.journal.of_case(case.id))
        return DeskCase(
            case=case,
            item=desk.catalogue.item(case.item, case.item_version),
            office=desk.catalogue.office(case.office or OfficeId("")),
            applicant=tx.people.get(case.person),
            certificate=paper,
            entries=entries,
            names=_names(tx, case, entries),
            may=may_do(desk, tx, case, official, paper, at=at),
            colleagues=able(tx, case, at, besides=by),
            pictures=tuple(tx.attachments.of_case(case.id)),
            letter=tx.letters.of_paper(paper.id) if paper else None,
            late=case.closed_at is None and not case.late_reason and is_late(case, at),
        )

    return await attempt(desk, case_id, by, work)


def _names(tx: Transaction, case: Application, entries: tuple[Entry, ...]) -> dict[str, str]:
    signed = (case.agreed_by, case.agreed_for, case.decided_by, case.decided_for, case.handler)
    others = (str(entry.facts.get(key, "")) for entry in entries for key in ("for", "to"))
    names = {}
    for by in {*filter(None, signed), *filter(None, others), *(entry.by for entry in entries)}:
        try:
            names[str(by)] = str(tx.officials.get(OfficialId(by)).name)
        except NotFound:  # the house, the register or the applicant did it
            continue
    return names


@dataclass(frozen=True)
class Decided:
    """Who closed the question, when, and how: approved, returned, refused, not_accepted."""

    who: str
    at: datetime
    did: str


_DID = {
    State.APPROVED: "approved",
    State.ISSUED: "approved",
    State.REFUSED: "refused",
    State.NOT_ACCEPTED: "not_accepted",
}


async def decided(desk: Desk, case_id: ApplicationId, *, by: OfficialId) -> Decided | None:
    """How a case of the official's office was decided; None while it is not.

    Raises:
        NotFound: It lies with another office, or nowhere.
    """
    at = desk.now()

    def read(tx: Transaction) -> Decided | None:
        case, official = tx.applications.get(case_id), tx.officials.get(by)
        if case.office not in offices_of(official, at):
            raise NotFound
        did = _DID.get(case.state)
        if did is None or case.decided_by is None or case.decided_at is None:
            return None
        return Decided(tx.officials.get(case.decided_by).name, case.decided_at, did)

    return await desk.db.read(read)
