"""Signing: a request and its reply are signed by the offices that send them, and exported."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from casework.acting import attempt
from casework.desk import Desk
from casework.verifying_asked import cards_of
from casework.verifying_reading import case_of, reader_of
from certificates.attesting import Attested, Attesting, canonical, digest_of
from certificates.evidence import LIST, REPLY, REQUEST, ROOT, packed
from domain.access import Entry
from domain.application import Application
from domain.errors import NotFound, PressFailed
from domain.message import Json
from domain.office import Office, OfficeId, OfficialId
from domain.post import Job, Later
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction

BY = "press"
PASSES = "worker-died"  # as in issuing: every other reason stays
PRESSINGS = 5
FORM = "lane-office/verification"


async def sign_request(desk: Desk, job: Job) -> None:
    """Sign a question that was put, and owe its card; a question goes out even if no key signs.

    Raises:
        Later: The press failed; it will be tried again.
    """
    asked, case = await _read(desk, job)
    ref = asked.request or await _signed(desk, job, _request(desk, asked, case), asked.asker)
    at = desk.now()

    def work(tx: Transaction) -> None:
        now = tx.verifications.get(asked.id)
        if not now.request:
            _keep(tx, replace(now, request=ref), "verification-request", ref, at)
        if now.turn is Turn.ASKED and not asked.request:
            lane = cards_of(now)
            tx.outbox.put("verification-card", lane=lane, at=at, verification=now.id)

    await desk.db.write(work)


async def sign_reply(desk: Desk, job: Job) -> None:
    """Sign an answer that was given, bound to the question that it answers.

    Raises:
        Later: The press failed; it will be tried again.
    """
    asked, case = await _read(desk, job)
    if asked.reply or asked.turn is not Turn.ANSWERED:
        return
    request = await _kept(desk, asked.request)
    said = _reply(desk, asked, case, digest_of(request.content) if request else "")
    ref = await _signed(desk, job, said, asked.owner)
    at = desk.now()

    def work(tx: Transaction) -> None:
        now = tx.verifications.get(asked.id)
        if not now.reply:
            _keep(tx, replace(now, reply=ref), "verification-reply", ref, at)

    await desk.db.write(work)


async def evidence(desk: Desk, verification: VerificationId, *, by: OfficialId) -> bytes:
    """A request and its answer as one file that can be checked offline: `run.py evidence FILE`.

    Raises:
        NotFound, Forbidden, SelfDealing: As in `open_page`; not found too while it is not signed.
        PressFailed: The list of what is in it could not be signed.
    """

    def work(tx: Transaction, at: datetime) -> tuple[Verification, list[Entry]]:
        asked = tx.verifications.get(verification)
        reader_of(tx, asked, by, at)
        facts = {"verification": asked.id}
        tx.journal.add("verification-exported", by=by, at=at, case=asked.case, **facts)
        return asked, tx.journal.of_case(asked.case)

    asked, entries = await attempt(desk, await case_of(desk, verification), by, work)
    request, reply = await _kept(desk, asked.request), await _kept(desk, asked.reply)
    if request is None:
        raise NotFound(verification=verification)
    files = {**_pair(REQUEST, request), **(_pair(REPLY, reply) if reply else {})}
    files["journal.json"] = canonical({"entries": [_line(each) for each in entries]})
    files[ROOT] = await desk.press.root_pem(at=desk.now())
    return packed({**files, **_pair(LIST, await _listed(desk, asked, files))})


async def _listed(desk: Desk, asked: Verification, files: Mapping[str, bytes]) -> Attested:
    digests: dict[str, Json] = {name: digest_of(content) for name, content in files.items()}
    said: dict[str, Json] = {
        "form": f"{FORM}-evidence/1",
        "number": asked.number,
        "exported_at": _stamp(desk.now()),
        "files": digests,
    }
    return await desk.press.attest(_attesting(desk, said, asked.asker), at=desk.now())


def _pair(name: str, signed: Attested) -> dict[str, bytes]:
    return {f"{name}.json": signed.content, f"{name}.p7s": signed.signature}


def _line(entry: Entry) -> Json:
    facts: dict[str, Json] = dict(entry.facts)
    return {"at": _stamp(entry.at), "kind": entry.kind, "by": entry.by, "facts": facts}


async def _read(desk: Desk, job: Job) -> tuple[Verification, Application]:
    def read(tx: Transaction) -> tuple[Verification, Application]:
        asked = tx.verifications.get(VerificationId(job.ids["verification"]))
        return asked, tx.applications.get(asked.case)

    return await desk.db.read(read)


async def _kept(desk: Desk, ref: str) -> Attested | None:
    return Attested.load(await desk.files.get(ref)) if ref else None


async def _signed(desk: Desk, job: Job, said: Mapping[str, Json], office: OfficeId) -> str:
    """Where the signed text lies; empty if no key signs it, however often it is tried."""
    try:
        made = await desk.press.attest(_attesting(desk, said, office), at=desk.now())
    except PressFailed as failed:
        if failed.facts.get("why") == PASSES and job.attempts < PRESSINGS:
            raise Later(PASSES) from None
        return ""
    return await desk.files.put(made.dump())


def _keep(tx: Transaction, asked: Verification, kind: str, ref: str, at: datetime) -> None:
    tx.verifications.save(asked)
    done = "signed" if ref else "unsigned"
    facts = {"verification": asked.id, "object": ref}
    tx.journal.add(f"{kind}-{done}", by=BY, at=at, case=asked.case, **facts)


def _attesting(desk: Desk, said: Mapping[str, Json], office: OfficeId) -> Attesting:
    sample = desk.words.blocks("documents/verification", {"sample": desk.sample})["sample"]
    return Attesting(office, _office(desk, office).name, sample, canonical(said))


def _office(desk: Desk, office: OfficeId) -> Office:
    return desk.catalogue.office(office)


def _request(desk: Desk, asked: Verification, case: Application) -> dict[str, Json]:
    return {
        **_both(desk, asked, case, "request"),
        "subject": dict(asked.subject),
        "question": asked.question,
        "purpose": asked.purpose,
        "ground": asked.ground,
        "asked_by": asked.asked_by,
        "asked_at": _stamp(asked.asked_at),
        "due_at": _stamp(asked.due_at),
    }


def _reply(desk: Desk, asked: Verification, case: Application, request: str) -> dict[str, Json]:
    return {
        **_both(desk, asked, case, "reply"),
        "request_sha256": request,
        "answer": asked.answer,
        "remark": asked.remark,
        "facts": dict(asked.facts),
        "answered_by": asked.answered_by,
        "answered_at": _stamp(asked.answered_at),
    }


def _both(desk: Desk, asked: Verification, case: Application, kind: str) -> dict[str, Json]:
    def named(office: OfficeId) -> Json:
        return {"id": office, "name": _office(desk, office).name}

    return {
        "form": f"{FORM}-{kind}/1",
        "number": asked.number,
        "verification": asked.id,
        "case": case.number,
        "asker": named(asked.asker),
        "owner": named(asked.owner),
    }


def _stamp(at: datetime | None) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds") if at else ""
