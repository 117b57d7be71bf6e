"""Pressing letters: each is made, registered and told of exactly once, whatever crashes."""

from dataclasses import dataclass, replace
from datetime import date

from casework.desk import Desk
from casework.links import code_hash, grouped, hashed, paper_code, paper_token
from casework.numbering import paper_number
from casework.reckoning import reckon
from casework.telling import tell
from casework.winding import unwind
from casework.wording_letter import Subject, letter_points, letter_sheet, letter_text
from domain.application import ApplicationId
from domain.calendar import local_day
from domain.certificate import Certificate, CertificateId, PaperKind, Party, Pressed, Sheet
from domain.errors import GlyphMissing, PressFailed
from domain.letter import Letter
from domain.office import Office, OfficeId
from domain.post import Job, Later
from domain.states import State
from storage.transaction import Transaction

BY = "press"
PASSES = "worker-died"  # as in issuing: every other reason stays
PRESSINGS = 5
WAITING = (State.SUBMITTED, State.PROVING)


@dataclass(frozen=True)
class Ready:
    """What the press needs for one letter."""

    subject: Subject
    office: Office


async def press_letter(desk: Desk, job: Job) -> None:
    """Press, store and register the letter that a case ends in: exactly one, whatever crashes.

    Raises:
        Later: The press failed; it will be tried again.
    """
    case_id = ApplicationId(job.ids["case"])
    ready = await _ready(desk, case_id)
    if ready is None:
        return
    try:
        pressed = await desk.press.make(_sheet(desk, ready.subject), at=desk.now())
    except GlyphMissing as missing:
        glyph = str(missing.facts.get("glyph", ""))
        await _lay_before_a_person(desk, case_id, f"{missing.code} U+{ord(glyph[:1]):04X}")
        return
    except PressFailed as failed:
        why = str(failed.facts.get("why", "press-failed"))
        if why == PASSES and job.attempts < PRESSINGS:
            raise Later(why) from None
        await _lay_before_a_person(desk, case_id, failed.code)
        return
    await _register(desk, ready, pressed, await desk.files.put(pressed.pdf))


async def _ready(desk: Desk, case_id: ApplicationId) -> Ready | None:
    """The case with its letter's number, drawn once and kept; None: nothing is owed any more."""
    at = desk.now()

    def work(tx: Transaction) -> Ready | None:
        case = tx.applications.get(case_id)
        if case.state not in WAITING:
            return None
        office = desk.catalogue.office(case.office or OfficeId(""))
        if not case.certificate_number:
            number = paper_number(desk, tx, office, kind=PaperKind.LETTER, at=at)
            drawn = replace(case, certificate_number=number, issued_on=local_day(at))
            tx.applications.save(drawn)
            tx.journal.add("number-drawn", by=BY, at=at, case=case.id, number=number)
            case = tx.applications.get(case_id)
        item = desk.catalogue.item(case.item, case.item_version)
        return Ready(Subject(case, item, tx.people.get(case.person)), office)

    return await desk.db.write(work)


def _sheet(desk: Desk, subject: Subject) -> Sheet:
    case = subject.case.id
    return letter_sheet(
        desk,
        subject,
        url=f"{desk.public_url}/v/{paper_token(desk.keyring, case)}",
        code=grouped(paper_code(desk.keyring, case)),
    )


async def _register(desk: Desk, ready: Ready, pressed: Pressed, ref: str) -> None:
    at = desk.now()

    def work(tx: Transaction) -> None:
        case = tx.applications.get(ready.subject.case.id)
        if case.state not in WAITING:
            return
        paper = _paper(desk, ready, pressed, ref, CertificateId(tx.new_id()))
        if not tx.certificates.add(paper):
            return
        letter = _letter(desk, ready.subject, paper)
        tx.letters.add(letter)
        tx.askings.sent(letter)
        settled = case.settle(by=BY, at=at)
        tx.applications.save(settled)
        reckon(desk, tx, settled, at=at)
        tx.applications.release(case.duplicate_key)
        unwind(tx, case.id)
        facts = {"certificate": paper.id, "sha256": paper.sha256}
        tx.journal.add("letter-registered", by=BY, at=at, case=case.id, **facts)
        tell(tx, case, "told/letter", at=at)

    await desk.db.write(work)


def _paper(desk: Desk, ready: Ready, pressed: Pressed, ref: str, new: CertificateId) -> Certificate:
    subject, case = ready.subject, ready.subject.case
    code = paper_code(desk.keyring, case.id)
    return Certificate(
        id=new,
        case=case.id,
        item_name=letter_text(subject.item).title,
        number=case.certificate_number,
        office=ready.office.id,
        holder=case.person,
        parties=(Party(subject.applicant.name, id_number=""),),
        purpose=subject.purpose,
        use_unit=subject.unit,
        issued_at=desk.now(),
        issued_on=case.issued_on or date.min,
        valid_to=None,
        token_hash=hashed(paper_token(desk.keyring, case.id)),
        code_hash=code_hash(desk.keyring, case.certificate_number, code),
        sha256=pressed.sha256,
        object=ref,
        kind=PaperKind.LETTER,
    )


def _letter(desk: Desk, subject: Subject, paper: Certificate) -> Letter:
    text = letter_text(subject.item)
    return Letter(
        paper=paper.id,
        case=paper.case,
        office=paper.office,
        item=subject.item.id,
        unit=paper.use_unit,
        title=text.title,
        points=letter_points(desk, subject, masked=True),
        accept=text.accept,
    )


async def _lay_before_a_person(desk: Desk, case_id: ApplicationId, why: str) -> None:
    at = desk.now()

    def work(tx: Transaction) -> None:
        case = tx.applications.get(case_id)
        if case.state not in WAITING:
            return
        if case.state is State.SUBMITTED:
            case = case.start_proving(by=BY, at=at)
        tx.applications.save(case.to_review(by=BY, at=at, note=why))
        tx.outbox.put("card", lane=f"cards/{case_id}", at=at, case=case_id)

    await desk.db.write(work)
