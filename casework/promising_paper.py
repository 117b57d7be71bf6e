"""Promising on paper: a signed commitment becomes a letter, exactly one, whatever crashes."""

from dataclasses import dataclass, replace
from datetime import datetime

from casework.acting import attempt
from casework.desk import Desk
from casework.links import grouped, hashed, promise_code, promise_token
from casework.reach import at_office
from casework.wording_promise import About, letter_sheet
from domain.application import ApplicationId
from domain.certificate import Pressed, Sheet
from domain.commitment import Commitment, CommitmentId, Stage
from domain.errors import GlyphMissing, NotFound, PressFailed
from domain.identity import Person
from domain.office import OfficeId, OfficialId
from domain.post import Job, Later
from storage.transaction import Transaction

BY = "press"
PASSES = "worker-died"  # as in issuing: every other reason stays
PRESSINGS = 5


@dataclass(frozen=True)
class Ready:
    """What the press needs for one letter."""

    signed: Commitment
    signed_at: datetime
    about: About
    signer: Person


async def press_promise(desk: Desk, job: Job) -> None:
    """Press and store the letter of a signed commitment: exactly one, whatever crashes.

    The letter is dated by its signing, so that a second pressing says the same.  What cannot be
    pressed is written down with the case, which a person decides anyhow; the promise holds.

    Raises:
        Later: The press failed; it will be tried again.
    """
    commitment = CommitmentId(job.ids["commitment"])
    ready = await _ready(desk, commitment)
    if ready is None:
        return
    try:
        pressed = await desk.press.make(_sheet(desk, ready), at=ready.signed_at)
    except (GlyphMissing, PressFailed) as failed:
        why = str(failed.facts.get("why", failed.code))
        if why == PASSES and job.attempts < PRESSINGS:
            raise Later(why) from None
        await _note(desk, ready.signed.case, commitment, why)
        return
    await _keep(desk, commitment, pressed, await desk.files.put(pressed.pdf))


async def _ready(desk: Desk, commitment: CommitmentId) -> Ready | None:
    """What there is to press; None: nothing is owed any more."""

    def read(tx: Transaction) -> Ready | None:
        signed = tx.commitments.get(commitment)
        if signed.stage is not Stage.SIGNED or signed.signed_at is None or signed.object:
            return None
        case = tx.applications.get(signed.case)
        item = desk.catalogue.item(case.item, case.item_version)
        rule, office = item.proof(signed.proof), desk.catalogue.office(case.office or OfficeId(""))
        if rule is None:
            return None
        signer = tx.people.get(signed.person)
        return Ready(signed, signed.signed_at, About(item, rule, office), signer)

    return await desk.db.read(read)


def _sheet(desk: Desk, ready: Ready) -> Sheet:
    ident = ready.signed.id
    return letter_sheet(
        desk,
        ready.about,
        ready.signed,
        signer=ready.signer,
        url=f"{desk.public_url}/commitments/{promise_token(desk.keyring, ident)}",
        code=grouped(promise_code(desk.keyring, ident)),
    )


async def _keep(desk: Desk, commitment: CommitmentId, pressed: Pressed, ref: str) -> None:
    at, token = desk.now(), hashed(promise_token(desk.keyring, commitment))

    def work(tx: Transaction) -> None:
        signed = tx.commitments.get(commitment)
        if signed.stage is not Stage.SIGNED or signed.object:
            return
        kept = replace(signed, object=ref, token_hash=token, sha256=pressed.sha256)
        tx.commitments.save(kept)
        facts = {"commitment": commitment, "sha256": pressed.sha256}
        tx.journal.add("promise-pressed", by=BY, at=at, case=signed.case, **facts)

    await desk.db.write(work)


async def letter_at_office(
    desk: Desk, case_id: ApplicationId, proof: str, *, by: OfficialId
) -> bytes:
    """The letter of a promise, for an official of the case's office; the look is written down.

    Raises:
        NotFound: The case lies with another office, or has no such letter.
    """

    def work(tx: Transaction, at: datetime) -> str:
        case = at_office(tx, case_id, by, at)
        found = tx.commitments.of_proof(case.id, proof)
        if found is None or not found.object:
            raise NotFound(case=case.id)
        tx.journal.add("promise-read", by=by, at=at, case=case.id, commitment=found.id)
        return found.object

    return await desk.files.get(await attempt(desk, case_id, by, work))


async def _note(desk: Desk, case: ApplicationId, commitment: CommitmentId, why: str) -> None:
    at, facts = desk.now(), {"commitment": commitment, "code": why}
    await desk.db.write(
        lambda tx: tx.journal.add("promise-unpressed", by=BY, at=at, case=case, **facts)
    )
