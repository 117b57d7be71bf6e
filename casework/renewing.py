"""Renewing: what was laid down because it was not corrected in time is begun anew (重交)."""

from dataclasses import replace
from datetime import datetime

from casework import applying
from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.attachment import AttachmentId
from domain.errors import NotFound, WrongState
from domain.form import PARKED
from domain.identity import Account
from domain.states import State
from storage.transaction import Transaction


def renew(
    desk: Desk, tx: Transaction, account: Account, case_id: ApplicationId, *, at: datetime
) -> Application:
    """Open a draft with what was answered and handed in with a lapsed case.

    It is looked through before it goes in.

    Raises:
        NotFound: It is somebody else's, or nobody's.
        WrongState: It has not lapsed.
        Conflict: Another draft is open.
    """
    lapsed = tx.applications.get(case_id)
    if account.person is None or lapsed.person != account.person:
        raise NotFound
    if lapsed.state is not State.LAPSED:
        raise WrongState(case=lapsed.id, state=lapsed.state, wanted=State.DRAFT)
    item = desk.catalogue.item(lapsed.item)
    begun = applying.begin(tx, account, item, at=at)
    answers = {**begun.draft.answers, **lapsed.draft.answers}
    draft = replace(lapsed.draft, answers=answers, focus=PARKED)
    renewed = begun.converse(draft, at=at, item=(item.id, item.version))
    tx.applications.save(renewed)
    pictures = _carried_over(tx, lapsed, renewed)
    tx.journal.add(
        "renewed", by=account.person, at=at, case=renewed.id, of=lapsed.id, pictures=pictures
    )
    return renewed


def _carried_over(tx: Transaction, lapsed: Application, renewed: Application) -> int:
    """The pictures of the lapsed case lie with the new one, too; both name the same files."""
    held = tx.attachments.of_case(lapsed.id)
    for each in held:
        tx.attachments.add(replace(each, id=AttachmentId(tx.new_id()), case=renewed.id))
    return len(held)
