"""What a stranger learns of a commitment letter: whose office, how far, and when it is checked."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.desk import Desk
from casework.links import hashed, promise_code, promise_token, typed_code, typed_number
from domain.commitment import Commitment, PlannedCheck, Stage
from domain.errors import NotFound
from domain.identity import mask_name
from domain.office import Office, OfficeId
from domain.states import State
from storage.transaction import Transaction

DECIDED = (State.APPROVED, State.ISSUED)
OPEN = (State.PROVING, State.REVIEW, State.COUNTERSIGN, State.RETURNED, State.SUSPENDED)


class Standing(StrEnum):
    """What has become of a promise."""

    STANDS = "stands"  # signed, and the case is not decided
    RELIED_ON = "relied-on"  # the case was decided upon it
    WITHDRAWN = "withdrawn"  # taken back before the decision
    OVER = "over"  # the case came to another end


@dataclass(frozen=True)
class Checked:
    """What the register holds of a letter; strangers see no more of it.

    Attributes:
        signer: Masked.
        check: How it is looked into, if it is relied on or may yet be.
        sha256: Of the signed file.
    """

    number: str
    signer: str
    office: Office
    standing: Standing
    signed_at: datetime
    ended_at: datetime | None
    check: PlannedCheck | None
    sha256: str
    checked_at: datetime


async def by_token(desk: Desk, token: str) -> Checked:
    """The letter whose QR code holds this token.

    Raises:
        NotFound: There is none.
    """
    at, wanted = desk.now(), hashed(token)

    def read(tx: Transaction) -> Checked:
        found = tx.commitments.by_token(wanted)
        if found is None or found.signed_at is None:
            raise NotFound
        return _checked(desk, tx, found, at=at)

    return await desk.db.read(read)


async def by_code(desk: Desk, number: str, code: str) -> str | None:
    """The token of the letter of this number and code, however they were typed; None: none."""
    wanted = typed_number(number)
    found = await desk.db.read(lambda tx: tx.commitments.by_number(wanted))
    if found is None or not found.token_hash:
        return None
    own = promise_code(desk.keyring, found.id)
    same = hmac.compare_digest(own, typed_code(code))
    return promise_token(desk.keyring, found.id) if same else None


def _checked(desk: Desk, tx: Transaction, found: Commitment, *, at: datetime) -> Checked:
    case = tx.applications.get(found.case)
    check = tx.planned_checks.of(found.id)
    return Checked(
        number=found.number,
        signer=mask_name(tx.people.get(found.person).name),
        office=desk.catalogue.office(case.office or OfficeId("")),
        standing=_standing(found, case.state),
        signed_at=found.signed_at or at,
        ended_at=found.ended_at,
        check=check if check and check.cancelled_at is None else None,
        sha256=found.sha256,
        checked_at=at,
    )


def _standing(found: Commitment, state: State) -> Standing:
    if found.stage is Stage.WITHDRAWN:
        return Standing.WITHDRAWN
    if state in DECIDED:
        return Standing.RELIED_ON
    return Standing.STANDS if state in OPEN else Standing.OVER
