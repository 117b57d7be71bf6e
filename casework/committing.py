"""Committing (告知承诺): a notice is read, credit is looked at, a promise is signed, or it is not.

Every end but a signature leads to the ordinary way, and nobody signs for another.
"""

from datetime import datetime

from casework.acting import attempt
from casework.committed import committed
from casework.creditworthy import other_bar, own_bar
from casework.desk import Desk
from casework.offering import offer
from casework.pledging import (
    Signature,
    Step,
    barred_late,
    cleared,
    closed,
    given_up,
    reached,
    signed,
)
from casework.promising import Notice, notice_of, offered_items
from casework.repeating import Facts, Repeat, once_told
from domain.application import Application, ApplicationId
from domain.commitment import Commitment, Stage
from domain.errors import CreditBlocked, Forbidden, NotFound, SourceSilent
from domain.identity import Account, Person
from storage.transaction import Transaction

__all__ = [
    "Notice",
    "Signature",
    "decline",
    "letter",
    "notice",
    "of_case",
    "offer",
    "offered_items",
    "sign",
    "take_up",
    "withdraw",
]


async def notice(desk: Desk, account: Account, case_id: ApplicationId, proof: str) -> Notice:
    """What the applicant reads about a commitment, before and after.

    Raises:
        NotFound: It is somebody else's, or nothing was offered.
    """

    def look(tx: Transaction, at: datetime) -> Notice:
        case, known = _found(tx, account, case_id, proof)
        applicant = tx.people.get(case.person)
        try:
            return notice_of(desk, case, known, applicant=applicant, at=at)
        except LookupError:
            raise NotFound(case=case_id) from None

    return await attempt(desk, case_id, account.id, look)


async def take_up(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    proof: str,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Say that one wants to commit: credit is looked at, ours and the source's.

    What bars it, or cannot be known, ends it; the facts say so, and the ordinary way goes on.

    Raises:
        NotFound: It is somebody else's, or nothing was offered.
        Forbidden: The identity level is under what the item asks.
        WrongState: It is over.
    """

    def look(tx: Transaction, _at: datetime) -> tuple[Application, Commitment, Person]:
        case, known = _found(tx, account, case_id, proof)
        reached(desk, case, account)
        return case, known, tx.people.get(case.person)

    case, known, person = await attempt(desk, case_id, account.id, look)
    bar, silent = None, False
    if known.stage is Stage.OFFERED:
        try:
            bar = await other_bar(desk, case, person)
        except SourceSilent:
            silent = True

    def step(tx: Transaction, case: Application, now: Commitment, at: datetime) -> Commitment:
        if now.stage is Stage.CLEARED:
            return now
        barring = own_bar(desk, tx, person.id, at=at) or bar
        if barring is None and not silent:
            return cleared(tx, now, at=at)
        return closed(desk, tx, case, now, barring, at=at)

    return await _done(desk, account, case_id, proof, step, repeat=repeat)


async def sign(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    proof: str,
    signature: Signature,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Sign: the promise takes the place of the proof, and a check of it is planned.

    Raises:
        NotFound: It is somebody else's, or nothing was offered.
        Forbidden: The identity level is under what the item asks.
        Validation: It was not confirmed, a fact is missing, or nothing was drawn.
        CreditBlocked: A finding has come since credit was looked at; the ordinary way goes on.
        WrongState: Credit was not looked at, or it is over.
    """

    def step(tx: Transaction, case: Application, now: Commitment, at: datetime) -> Commitment:
        reached(desk, case, account)
        if barring := own_bar(desk, tx, case.person, at=at):
            until = barring.ends_on.isoformat()
            raise CreditBlocked(case=case.id, level=barring.level, until=until)
        return signed(desk, tx, case, now, signature, at=at)

    try:
        return await _done(desk, account, case_id, proof, step, repeat=repeat)
    except CreditBlocked:
        await _done(desk, account, case_id, proof, barred_late(desk))
        raise


async def decline(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    proof: str,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Choose the ordinary way.

    Raises:
        NotFound: It is somebody else's, or nothing was offered.
        WrongState: It was signed, or is over.
    """
    return await _done(desk, account, case_id, proof, given_up(desk, Stage.DECLINED), repeat=repeat)


async def withdraw(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    proof: str,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Take a signed promise back before the decision; its check is cancelled.

    Raises:
        NotFound: It is somebody else's, or nothing was offered.
        WrongState: It was not signed, or the case is decided.
    """
    return await _done(
        desk, account, case_id, proof, given_up(desk, Stage.WITHDRAWN), repeat=repeat
    )


async def of_case(desk: Desk, account: Account, case_id: ApplicationId) -> tuple[Facts, ...]:
    """Everything that was offered in a case of the caller's.

    Raises:
        NotFound: It is somebody else's, or nobody's.
    """

    def look(tx: Transaction, _at: datetime) -> tuple[Facts, ...]:
        case = _own(tx, account, case_id)
        return tuple(committed(desk, case, each) for each in tx.commitments.of_case(case.id))

    return await attempt(desk, case_id, account.id, look)


async def letter(desk: Desk, account: Account, case_id: ApplicationId, proof: str) -> bytes:
    """The signed letter as PDF; fetching it is written to the journal.

    Raises:
        NotFound: It is somebody else's, was not signed, or is not made yet.
    """

    def work(tx: Transaction, at: datetime) -> str:
        _, known = _found(tx, account, case_id, proof)
        if not known.object:
            raise NotFound(case=case_id)
        facts = {"commitment": known.id}
        tx.journal.add("downloaded", by="applicant", at=at, case=case_id, **facts)
        return known.object

    return await desk.files.get(await attempt(desk, case_id, account.id, work))


async def _done(
    desk: Desk,
    account: Account,
    case_id: ApplicationId,
    proof: str,
    step: Step,
    *,
    repeat: Repeat | None = None,
) -> Facts:
    """Take a step with a commitment of the caller's, and tell what became of it."""

    def work(tx: Transaction, at: datetime) -> Facts:
        case, known = _found(tx, account, case_id, proof)
        step(tx, case, known, at)
        return committed(desk, tx.applications.get(case_id), tx.commitments.get(known.id))

    try:
        return await once_told(desk, repeat, work)
    except (NotFound, Forbidden):
        return await attempt(desk, case_id, account.id, work)


def _found(
    tx: Transaction, account: Account, case_id: ApplicationId, proof: str
) -> tuple[Application, Commitment]:
    """The caller's case, and what was last offered for a proof of it."""
    case, known = _own(tx, account, case_id), tx.commitments.of_proof(case_id, proof)
    if known is None:
        raise NotFound(case=case_id)
    return case, known


def _own(tx: Transaction, account: Account, case_id: ApplicationId) -> Application:
    case = tx.applications.get(case_id)
    if account.person is None or case.person != account.person:
        raise NotFound(case=case_id)
    return case
