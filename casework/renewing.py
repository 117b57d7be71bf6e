"""Renewing: what was laid down because it was not corrected in time is begun anew (重交)."""

from dataclasses import replace
from datetime import datetime

from casework import applying
from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.errors import NotFound, WrongState
from domain.form import PARKED
from domain.identity import Account
from domain.states import State
from storage.transaction import Transaction


def renew(
    desk: Desk, tx: Transaction, account: Account, case_id: ApplicationId, *, at: datetime
) -> Application:
    """Open a draft with what was answered in a lapsed case; it is looked through before it goes in.

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
    tx.journal.add("renewed", by=account.person, at=at, case=renewed.id, of=lapsed.id)
    return renewed
