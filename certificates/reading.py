"""Reading a PDF that somebody hands in: is it one of ours, whole, and as it was signed?

Libraries and viewers are generous here: pyHanko ignores bytes after the end, pdfsig calls a page
swapped by an incremental update valid.  A paper of ours has one form only, so this reader is not:
one signature, over every byte but its own, under our root, and nothing behind it.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from io import BytesIO
from typing import Any

from asn1crypto import parser, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.envelope import in_its_one_form
from certificates.pages import opened
from domain.office import OfficeId

# What these libraries log quotes what they read, and that may be anybody's paper.
for library in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)

MAX_BYTES = 5_000_000
MAX_PAGES = 5


class Fault(StrEnum):
    """Why a file is not a paper of ours as it was signed."""

    TOO_LARGE = "too-large"
    TOO_LONG = "too-long"
    UNREADABLE = "unreadable"
    UNSIGNED = "unsigned"
    SEVERAL = "several"
    FOREIGN = "foreign"
    ALTERED = "altered"


@dataclass(frozen=True)
class Reading:
    """What was found.

    Attributes:
        sha256: Hex digest of the file, to be compared with the register: a true signature alone
            does not make it the file that was released.
        fault: What is wrong; None when the signature is ours and whole.
        office: Who signed.  Only said when nothing is wrong.
        signed_at: When, as the signature says.  The same.
        text: What the pages say.  The same.
    """

    sha256: str
    fault: Fault | None
    office: OfficeId | None = None
    signed_at: datetime | None = None
    text: str = ""

    @property
    def genuine(self) -> bool:
        """Whether the file is as one of our offices signed it."""
        return self.fault is None


def read(pdf: bytes, *, roots: Sequence[bytes], at: datetime) -> Reading:
    """The verdict on a file.  Never asks the network.

    Args:
        pdf: Whatever was handed in.
        roots: The root certificates that are trusted, and no others, as PEM.
        at: The moment for which the certificates must be valid.

    Raises:
        RuntimeError: It was called on an event loop, which it would hold up.
    """
    must_be_off_the_loop()
    digest = sha256(pdf).hexdigest()
    if len(pdf) > MAX_BYTES:
        return Reading(digest, Fault.TOO_LARGE)
    try:
        return _read(pdf, digest=digest, roots=roots, at=at)
    except Exception:  # noqa: BLE001 - foreign bytes break parsers in every way; none is genuine
        return Reading(digest, Fault.UNREADABLE)


def must_be_off_the_loop() -> None:
    """Whoever calls is not on an event loop, which would be held up.

    Raises:
        RuntimeError: It is.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError


def _read(pdf: bytes, *, digest: str, roots: Sequence[bytes], at: datetime) -> Reading:
    with opened(pdf) as pages:
        if len(pages) > MAX_PAGES:
            return Reading(digest, Fault.TOO_LONG)
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
    if len(signatures) != 1:
        return Reading(digest, Fault.SEVERAL if signatures else Fault.UNSIGNED)
    status = asyncio.run(_validated(signatures[0], roots=roots, at=at))
    if not _ours(status):
        return Reading(digest, Fault.FOREIGN)
    if not (_whole(pdf, signatures[0]) and _untouched(status)):
        return Reading(digest, Fault.ALTERED)
    office = OfficeId(signatures[0].signer_cert.subject.native["user_id"])
    with opened(pdf) as pages:
        text = pages.text()
    return Reading(digest, None, office, status.signer_reported_dt, text)


async def _validated(
    signature: EmbeddedPdfSignature, *, roots: Sequence[bytes], at: datetime
) -> Any:
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(pem.unarmor(root)[2]) for root in roots],
        moment=at,
        allow_fetching=False,
    )
    return await async_validate_pdf_signature(signature, signer_validation_context=context)


def _ours(status: Any) -> bool:
    """Whether a key under our roots made the signature, be the page as it was signed or not."""
    return bool(status.valid and status.validation_path and not status.trust_problem_indic)


def _untouched(status: Any) -> bool:
    return bool(
        status.intact
        and status.valid
        and status.docmdp_ok
        and status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        and status.modification_level is ModificationLevel.NONE
    )


def _whole(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Whether the signature covers all but its own digits, and these are in their one form."""
    start, until, after, length = (int(figure) for figure in signature.byte_range)
    gap = pdf[until:after]
    digits = gap[1:-1]
    contents = bytes.fromhex(digits.decode("ascii"))
    end = parser.peek(contents)
    return (
        start == 0
        and after + length == len(pdf)
        and gap == b"<" + digits.upper() + b">"
        and not any(contents[end:])
        and in_its_one_form(contents[:end])
        and signature.sig_object["/SubFilter"] == SigSeedSubFilter.PADES.value
    )
