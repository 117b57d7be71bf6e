"""A paper, certificate or letter: what is printed, what is registered, what a check finds."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from domain.application import ApplicationId
from domain.errors import WrongState
from domain.identity import PersonId
from domain.office import OfficeId
from domain.strokes import Strokes

CertificateId = NewType("CertificateId", str)


class PaperKind(StrEnum):
    """What a paper is."""

    CERTIFICATE = "certificate"  # a fact, certified
    LETTER = "letter"  # to whoever asked for a certificate that nobody needs
    COMMITMENT = "commitment"  # what an office has told an applicant, and the applicant promised


class Standing(StrEnum):
    """Whether a paper may be relied on."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Section:
    """A part of a commitment letter, of numbered points.

    Attributes:
        by: Who says it, in small type beside the heading.
        points: What each begins with, in heavier type (it may be empty), and what it says.
    """

    head: str
    by: str
    points: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Inked:
    """What somebody has signed by hand.

    Attributes:
        label: What stands before the line: 承诺人.
        lines: How and when it was signed, each with its label.
        strokes: The signature as it was drawn.
    """

    label: str
    lines: tuple[tuple[str, str], ...]
    strokes: Strokes


@dataclass(frozen=True)
class Sheet:
    """One page, every sentence already chosen; the press adds form, not words.

    Attributes:
        office_id: Whose seal and key are used.
        office: The office's full name: head line, seal, sign-off.
        number: The paper's number, as printed.
        title: The title in large type.
        opening: Paragraphs before the table; of a letter, all of them.
        strong: Strings set in bold wherever they occur in `opening`.
        head: Column titles of the table.
        rows: The table's cells, row by row.
        closing: Paragraphs after the table.
        issued_on: The day under the office's name, as printed in Chinese.
        how_title: Heading beside the QR code.
        how: Lines that say how to check.
        code_label: What stands before the code.
        code: The twelve characters for typing, in three groups of four.
        url: What the QR code opens.
        foot: The last line.
        sample: The word laid across the page and into the seal; empty for a real paper.
        seal_line: The second line inside the seal.
        kind: What it is; letters are set in smaller type.
        salute: To whom a letter is addressed; a line of its own, not indented.
        boxes: What the addressee can tick, beside the QR code.
        note: What the paper does not say, in small type below its words; empty: nothing.
        sections: The parts of a commitment letter, in the place of all other paragraphs; its rows
            have two cells or four, and it bears no picture of a seal, for it is not the office's
            word alone.
        inked: The signature at its end.
    """

    office_id: OfficeId
    office: str
    number_label: str
    number: str
    title: str
    opening: tuple[str, ...]
    strong: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    closing: tuple[str, ...]
    issued_on: str
    how_title: str
    how: tuple[str, ...]
    code_label: str
    code: str
    url: str
    foot: str
    sample: str
    seal_line: str
    kind: PaperKind = PaperKind.CERTIFICATE
    salute: str = ""
    boxes: tuple[str, ...] = ()
    note: str = ""
    sections: tuple[Section, ...] = ()
    inked: Inked | None = None


@dataclass(frozen=True)
class Pressed:
    """A finished paper that has passed the press's own check.

    Attributes:
        pdf: The signed file.
        sha256: Hex digest of `pdf`.
    """

    pdf: bytes = field(repr=False)
    sha256: str


@dataclass(frozen=True)
class Party:
    """One person named on the paper; `relation` is empty for the applicant.

    A letter shows nobody's number, so there `id_number` is empty.
    """

    name: str
    id_number: str
    relation: str = ""


@dataclass(frozen=True)
class Certificate:
    """What the register of papers holds about one of them.

    Attributes:
        item_name: What the paper is called: the item's name, or a letter's title.
        valid_to: The last day of its force; None: it names none and never ends by itself.
        token_hash: SHA-256 of the 128-bit token in the QR code.
        code_hash: Keyed hash of number and twelve-character code.
        sha256: Digest of the released file.
        object: Where the file lies in the object store.
        parties: The people on it, applicant first.
        purpose: What it was issued for.
        use_unit: Who asked for it.
    """

    id: CertificateId
    case: ApplicationId
    item_name: str
    number: str
    office: OfficeId
    holder: PersonId
    parties: tuple[Party, ...]
    purpose: str
    use_unit: str
    issued_at: datetime
    issued_on: date
    valid_to: date | None
    token_hash: str
    code_hash: str
    sha256: str
    object: str
    revoked_at: datetime | None = None
    revoked_by: str = ""
    revoked_reason: str = ""
    version: int = 0
    kind: PaperKind = PaperKind.CERTIFICATE

    def standing(self, *, today: date) -> Standing:
        """Whether the paper may be relied on; `today` is the day in Asia/Shanghai."""
        if self.revoked_at is not None:
            return Standing.REVOKED
        over = self.valid_to is not None and today > self.valid_to
        return Standing.EXPIRED if over else Standing.IN_FORCE

    def revoke(self, *, by: str, reason: str, at: datetime) -> "Certificate":
        """End the paper's force.

        Raises:
            WrongState: It has been revoked before.
        """
        if self.revoked_at is not None:
            raise WrongState(case=self.case, state=Standing.REVOKED, wanted=Standing.REVOKED)
        return replace(self, revoked_at=at, revoked_by=by, revoked_reason=reason)
