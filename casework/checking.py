"""Checking: what a stranger learns about a paper, and the receipt that its holder gets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.desk import Desk
from casework.links import code_hash, hashed, typed_code, typed_number
from certificates.reading import MAX_BYTES, Fault
from domain.calendar import local_day
from domain.certificate import Certificate, PaperKind, Standing
from domain.letter import Letter
from domain.office import Office
from storage.transaction import Transaction

MAX_FILE = MAX_BYTES
ALTERED, UNKNOWN = "altered", "unknown"


class Content(StrEnum):
    """Whether a paper says what was signed."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    NOT_COMPARED = "not_compared"  # no file was handed in
    UNKNOWN = "unknown"


class Issuer(StrEnum):
    """Whether an office of ours made a paper."""

    OURS = "ours"
    NOT_OURS = "not_ours"


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        standing: Whether the paper may be relied on; None: there is no such paper.
        certificate: What the register holds; shown masked.
        letter: What it says and how it was answered, if it is a letter and no certificate.
        check_no: A number that can be quoted.
    """

    standing: Standing | None
    certificate: Certificate | None
    office: Office | None
    checked_at: datetime
    check_no: str
    content: Content = Content.NOT_COMPARED
    letter: Letter | None = None

    @property
    def issuer(self) -> Issuer:
        """Whether an office of ours made the paper."""
        signed = self.content in (Content.CHANGED, Content.UNCHANGED)
        return Issuer.OURS if signed or self.certificate else Issuer.NOT_OURS

    @property
    def verdict(self) -> str:
        """The three answers in one word: a standing, altered, unknown."""
        if self.content is Content.CHANGED:
            return ALTERED
        return self.standing or UNKNOWN


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


async def by_file(desk: Desk, pdf: bytes) -> Finding:
    """Check a file: signed by us, unchanged, and the one that was released.  It is not kept.

    Raises:
        PressFailed: The file could not be judged; that says nothing about it.
    """
    found = await (desk.reader or desk.press).read(pdf, at=desk.now())
    if not found.genuine:
        altered = found.fault is Fault.ALTERED
        content = Content.CHANGED if altered else Content.UNKNOWN
        return await _check(desk, "file", lambda _: None, content=content)
    # A paper that was pressed and never released has a true signature, too.
    return await _check(
        desk,
        "file",
        lambda tx: tx.certificates.by_sha256(found.sha256),
        content=Content.UNCHANGED,
    )


async def _check(
    desk: Desk,
    way: str,
    find: Callable[[Transaction], Certificate | None],
    *,
    content: Content = Content.NOT_COMPARED,
) -> Finding:
    at = desk.now()

    def work(tx: Transaction) -> Finding:
        paper = find(tx)
        number = tx.new_id().replace("-", "")[-8:].upper()
        if paper is None:
            return Finding(None, None, None, at, number, content)
        standing = paper.standing(today=local_day(at))
        check = tx.checks.add(paper.id, at=at, verdict=standing, way=way)
        office = desk.catalogue.office(paper.office)
        number = check.replace("-", "")[-8:].upper()
        letter = tx.letters.of_paper(paper.id) if paper.kind is PaperKind.LETTER else None
        return Finding(standing, paper, office, at, number, content, letter)

    return await desk.db.write(work)
