"""Checking: what a stranger learns about a paper, and the receipt that its holder gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from casework.desk import Desk
from casework.links import code_hash, hashed, typed_code, typed_number
from domain.calendar import local_day
from domain.certificate import Certificate, Standing
from domain.office import Office
from storage.transaction import Transaction


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        standing: Whether the paper may be relied on; None: there is no such paper.
        certificate: What the register holds; shown masked.
        check_no: A number that can be quoted.
    """

    standing: Standing | None
    certificate: Certificate | None
    office: Office | None
    checked_at: datetime
    check_no: str


async def by_token(desk: Desk, token: str) -> Finding:
    """Check the paper whose QR code holds this token."""
    wanted = hashed(token)
    return await _check(desk, "qr", lambda tx: tx.certificates.by_token_hash(wanted))


async def by_code(desk: Desk, number: str, code: str) -> Finding:
    """Check the paper of this number and code, however they were typed.

    An unknown number and a wrong code are one case: one look-up, one answer.
    """
    wanted = code_hash(desk.keyring, typed_number(number), typed_code(code))
    return await _check(desk, "code", lambda tx: tx.certificates.by_code_hash(wanted))


async def _check(
    desk: Desk, way: str, find: Callable[[Transaction], Certificate | None]
) -> Finding:
    at = desk.now()

    def work(tx: Transaction) -> Finding:
        paper = find(tx)
        number = tx.new_id().replace("-", "")[-8:].upper()
        if paper is None:
            return Finding(None, None, None, at, number)
        standing = paper.standing(today=local_day(at))
        check = tx.checks.add(paper.id, at=at, verdict=standing, way=way)
        office = desk.catalogue.office(paper.office)
        return Finding(standing, paper, office, at, check.replace("-", "")[-8:].upper())

    return await desk.db.write(work)
