"""What lies on the table: her cases, one in each state, with their papers and pictures."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import count

from casework.desk import Desk
from casework.links import hashed
from domain.application import Application, ApplicationId, Ask
from domain.attachment import Attachment, AttachmentId, Shows
from domain.certificate import CertificateId, PaperKind
from domain.form import Draft
from domain.identity import PersonId
from domain.office import OfficialId
from domain.proof import Proof
from domain.verification import Turn, Verification, VerificationId
from storage.transaction import Transaction
from tests.handlers import letters, story
from tests.handlers.matrix.cast import OWNER
from tests.handlers.stand_ins import AT

ZHOU = OfficialId("zhoumin")
DAY = date(2026, 11, 23)
LATER = AT + timedelta(minutes=5)
PICTURE = AttachmentId("picture-1")
_serial = count(1)
Step = Callable[[Application, int], Application]


def _submitted(case: Application, _n: int) -> Application:
    return case.submit(by="p-chen", at=AT, due_at=AT + timedelta(days=3))


def _reviewed(case: Application, n: int, *, settled: bool = True) -> Application:
    case = _submitted(case, n).start_proving(by="register", at=AT)
    for proof in story.answered(settled=settled):
        case = case.prove(proof)
    return case.to_review(by="register", at=AT)


def _returned(case: Application, n: int) -> Application:
    asks = (Ask("use_unit", "单位名称不全。"),)
    return _reviewed(case, n).send_back(asks, by=ZHOU, at=LATER, correct_by=DAY)


def _approved(case: Application, n: int) -> Application:
    return _reviewed(case, n).approve(by=ZHOU, at=LATER, number=_number(n), issued_on=DAY)


OBJECTS: dict[str, Step] = {
    "draft": lambda case, _n: case,
    "submitted": _submitted,
    "open": lambda case, n: _reviewed(case, n, settled=False),
    "review": _reviewed,
    "countersign": lambda case, n: _reviewed(case, n).agree(by=ZHOU, at=LATER),
    "returned": _returned,
    "approved": _approved,
    "issued": lambda case, n: _approved(case, n).issue(by="press", at=LATER),
    "letter": lambda case, n: replace(_submitted(case, n), issued_on=DAY).settle(
        by="press", at=LATER
    ),
    "refused": lambda case, n: _reviewed(case, n, settled=False).refuse("没有", by=ZHOU, at=LATER),
}


def _number(n: int) -> str:
    return f"兰游证〔2026〕{n:06d}号"


async def laid(desk: Desk, name: str) -> ApplicationId:
    """A fresh case of hers in that state, with a picture; the issued one with its paper."""
    n = next(_serial)
    content = await desk.files.put(story.PDF)
    return await desk.db.write(lambda tx: _lay(desk, tx, name, n, content))


def _lay(desk: Desk, tx: Transaction, name: str, n: int, content: str) -> ApplicationId:
    drafts = tx.rows("SELECT id FROM applications WHERE state = 'draft'", {})
    if name == "draft" and drafts:
        return ApplicationId(drafts[0]["id"])
    id_, by = ApplicationId(f"case-{name}-{n}"), PersonId("p-chen")
    tx.applications.add(_case(desk, tx, name, n))
    picture = AttachmentId(f"{PICTURE}-{n}")
    tx.attachments.add(Attachment(picture, id_, 1, Shows.OTHER, content, 9, AT, by))
    if name in ("issued", "letter"):
        _paper(desk, tx, id_, n, content, kind=_KINDS[name])
    if name == "open":
        tx.verifications.add(verification_of(id_))
    story.put_link(tx, f"link-to-{id_}", "case", id_)
    return id_


def verification_of(case: ApplicationId) -> Verification:
    """A question about where she is registered, to which she has not agreed yet."""
    return Verification(
        id=VerificationId(f"verification-{case}"),
        number=f"HY-20261123-{case}",
        case=case,
        proof="home",
        asker=story.OFFICE,
        asked_by="",
        owner=OWNER,
        subject={"name": "陈媛", "number": story.CHEN},
        question="陈媛的户口是不是在游埠镇？",
        purpose="亲属关系证明",
        ground="consent",
        turn=Turn.CONSENT,
        created_at=AT,
    )


async def asked(desk: Desk) -> VerificationId:
    """A question that lies before its owner."""
    case = await laid(desk, "open")

    def put(tx: Transaction) -> VerificationId:
        waiting = tx.verifications.get(verification_of(case).id)
        tx.verifications.save(waiting.ask(at=AT, due_at=AT + timedelta(days=2)))
        return waiting.id

    return await desk.db.write(put)


def _case(desk: Desk, tx: Transaction, name: str, n: int) -> Application:
    answers = {**story.ANSWERS, "use_unit": f"深圳澜桥电子有限公司{n}分厂"}
    draft = replace(
        story.a_draft(desk, tx), id=ApplicationId(f"case-{name}-{n}"), draft=Draft(answers)
    )
    if name == "draft":
        return draft
    filed = replace(
        draft,
        number=f"YB-20261123-{n:04d}",
        office=story.OFFICE,
        duplicate_key=draft.id,
        parties=(story.CHEN, story.FATHER),
        proofs=(Proof("kinship"), Proof("home")),
    )
    return OBJECTS[name](filed, n)


_KINDS = {"issued": PaperKind.CERTIFICATE, "letter": PaperKind.LETTER}


def _paper(
    desk: Desk, tx: Transaction, case: ApplicationId, n: int, content: str, *, kind: PaperKind
) -> None:
    paper = replace(
        story.a_paper(desk, content),
        id=CertificateId(f"paper-{n}"),
        case=case,
        number=_number(n),
        token_hash=hashed(f"paper-{n}"),
        code_hash=f"code-{n}",
        kind=kind,
    )
    tx.certificates.add(paper)
    if kind is PaperKind.LETTER:
        tx.letters.add(letters.a_letter(paper))
        tx.askings.sent(letters.a_letter(paper))


def picture_of(case: ApplicationId) -> str:
    """The id of the picture that lies with a case."""
    return f"{PICTURE}-{case.rsplit('-', 1)[-1]}"
