"""Revoking: a paper's force ends, with a reason, and every check says so at once."""

from datetime import datetime

from casework import replying
from casework.acting import act
from casework.desk import Desk, Once
from casework.telling import tell
from domain.application import Application, ApplicationId
from domain.certificate import PaperKind
from domain.errors import NotFound, SelfDealing
from domain.identity import plain_text
from domain.office import OfficialId, Role
from storage.transaction import Transaction


async def revoke(
    desk: Desk,
    case_id: ApplicationId,
    *,
    by: OfficialId,
    reason: str,
    once: Once | None = None,
) -> Application:
    """Revoke the paper of a case, certificate or letter; the holder is told.

    Raises:
        Validation: No reason.
        NotFound: There is no paper, or not one of this official's office.
        Forbidden: The official does not keep the seal.
        SelfDealing: The official or a near relative is named on it.
        WrongState: It has been revoked before.
    """
    said = plain_text(reason, field="reason", longest=200)

    def work(tx: Transaction, at: datetime) -> None:
        case, official = tx.applications.get(case_id), tx.officials.get(by)
        paper = tx.certificates.of_case(case_id)
        if paper is None:
            raise NotFound
        official.must(Role.SEAL_KEEPER, office=paper.office, at=at)
        if official.concerned(case.parties):
            raise SelfDealing
        revoked = paper.revoke(by=by, reason=said, at=at)
        tx.certificates.save(revoked)
        replying.end(tx, paper)
        tx.journal.add("revoked", by=by, at=at, case=case_id, certificate=paper.id)
        letter = paper.kind is PaperKind.LETTER
        tell(tx, case, "told/letter-revoked" if letter else "told/revoked", at=at)

    return await act(desk, case_id, by=by, work=work, once=once)
