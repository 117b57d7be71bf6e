"""Issuing: an approved case becomes a paper, exactly one, whatever crashes."""

from dataclasses import dataclass
from datetime import date, timedelta

from casework import wording, wording_kinship
from casework.desk import Desk
from casework.links import code_hash, grouped, hashed, paper_code, paper_token
from casework.reckoning import reckon
from casework.telling import tell
from casework.winding import unwind
from domain.application import Application, ApplicationId
from domain.certificate import Certificate, CertificateId, Party, Pressed, Sheet
from domain.errors import GlyphMissing, PressFailed
from domain.identity import Person
from domain.item import Family, Item
from domain.post import Job, Later
from domain.states import State
from storage.transaction import Transaction

BY = "press"
PASSES = "worker-died"  # every other reason lies in the sheet or the machine, and stays
PRESSINGS = 5


@dataclass(frozen=True)
class Ready:
    """What the press needs for one case."""

    case: Application
    item: Item
    applicant: Person
    valid_to: date | None


@dataclass(frozen=True)
class Filed:
    """A paper that has been made, and where its file lies."""

    pressed: Pressed
    object: str


async def issue(desk: Desk, job: Job) -> None:
    """Press, store and register the certificate of an approved case.

    A second run finds the case issued and does nothing; a crash between two steps leaves at
    most a file that nobody points to.

    Raises:
        Later: The press failed; it will be tried again.
    """
    case_id = ApplicationId(job.ids["case"])
    ready = await _ready(desk, case_id)
    if ready is None:
        return
    try:
        sheet = _sheet(desk, ready)
        pressed = await desk.press.make(sheet, at=desk.now())
    except GlyphMissing as missing:
        await _fall_back(desk, case_id, "glyph-missing", str(missing.facts.get("glyph", "")))
        return
    except PressFailed as failed:
        why = str(failed.facts.get("why", "press-failed"))
        if why == PASSES and job.attempts < PRESSINGS:
            raise Later(why) from None
        await _fall_back(desk, case_id, "press-failed", why)
        return
    await _register(desk, ready, sheet, Filed(pressed, await desk.files.put(pressed.pdf)))


async def _ready(desk: Desk, case_id: ApplicationId) -> Ready | None:
    def read(tx: Transaction) -> tuple[Application, Person] | None:
        case = tx.applications.get(case_id)
        return (case, tx.people.get(case.person)) if case.state is State.APPROVED else None

    found = await desk.db.read(read)
    if found is None:
        return None
    case, applicant = found
    item = desk.catalogue.item(case.item, case.item_version)
    last = (case.issued_on or date.min) + timedelta(days=item.valid_days)
    return Ready(case, item, applicant, last if item.valid_days else None)


def _sheet(desk: Desk, ready: Ready) -> Sheet:
    kinship = ready.item.family is Family.KINSHIP
    words = wording_kinship.kinship_sheet if kinship else wording.sheet_of
    return words(
        desk,
        ready.case,
        applicant=ready.applicant,
        valid_to=ready.valid_to,
        url=f"{desk.public_url}/v/{paper_token(desk.keyring, ready.case.id)}",
        code=grouped(paper_code(desk.keyring, ready.case.id)),
    )


def _parties(ready: Ready, sheet: Sheet) -> tuple[Party, ...]:
    if ready.item.family is Family.KINSHIP:
        return wording_kinship.parties(ready.case, ready.applicant)
    return wording.parties(ready.applicant, sheet)


async def _register(desk: Desk, ready: Ready, sheet: Sheet, filed: Filed) -> None:
    at = desk.now()

    def work(tx: Transaction) -> None:
        case = tx.applications.get(ready.case.id)
        if case.state is not State.APPROVED:
            return
        paper = _certificate(desk, ready, sheet, filed, CertificateId(tx.new_id()))
        if not tx.certificates.add(paper):
            return
        issued = case.issue(by=BY, at=at)
        tx.applications.save(issued)
        reckon(desk, tx, issued, at=at)
        tx.applications.release(case.duplicate_key)
        unwind(tx, case.id)
        tx.journal.add(
            "certificate-registered",
            by=BY,
            at=at,
            case=case.id,
            certificate=paper.id,
            sha256=paper.sha256,
        )
        tell(tx, case, "told/issued", at=at)

    await desk.db.write(work)


def _certificate(
    desk: Desk, ready: Ready, sheet: Sheet, filed: Filed, new: CertificateId
) -> Certificate:
    case, answers = ready.case, ready.case.draft.answers
    code = paper_code(desk.keyring, case.id)
    return Certificate(
        id=new,
        case=case.id,
        item_name=ready.item.name,
        number=case.certificate_number,
        office=sheet.office_id,
        holder=case.person,
        parties=_parties(ready, sheet),
        purpose=wording.purpose(ready.item.form, answers),
        use_unit=answers.get("use_unit", ""),
        issued_at=desk.now(),
        issued_on=case.issued_on or date.min,
        valid_to=ready.valid_to,
        token_hash=hashed(paper_token(desk.keyring, case.id)),
        code_hash=code_hash(desk.keyring, case.certificate_number, code),
        sha256=filed.pressed.sha256,
        object=filed.object,
    )


async def _fall_back(desk: Desk, case_id: ApplicationId, why: str, glyph: str) -> None:
    at = desk.now()
    shown = f"{why} U+{ord(glyph):04X}" if len(glyph) == 1 else why

    def work(tx: Transaction) -> None:
        case = tx.applications.get(case_id)
        if case.state is not State.APPROVED:
            return
        tx.applications.save(case.fall_back(by=BY, at=at, why=shown))
        tx.outbox.put("card", lane=f"cards/{case_id}", at=at, case=case_id)

    await desk.db.write(work)
