"""Proofreading: a finished paper is looked at as a stranger would, before anybody gets it."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from certificates.composing import printed
from certificates.pages import opened
from certificates.qr import read_qr
from certificates.reading import read
from domain.certificate import Pressed, Sheet
from domain.errors import PressFailed

# Coarser than any phone's camera.  Only the foot is drawn: the seal alone would take four times
# as long as all the rest.
QR_DPI = 120
FOOT = 0.2


def proofread(pdf: bytes, *, sheet: Sheet, roots: Sequence[bytes], at: datetime) -> Pressed:
    """The paper, now known to be signed by its office, to say what the sheet says, and no more.

    Blanks and line breaks do not count: where a line ends is the page's affair.  Every other
    character does, and so does how often it stands there.

    Raises:
        PressFailed: `pages`, `text` or `qr-code` is not as it should be; or the signature, with
            the reader's word for it.
    """
    reading = read(pdf, roots=roots, at=at)
    if reading.fault is not None:
        raise PressFailed(why=f"signature-{reading.fault}")
    if reading.office != sheet.office_id:
        raise PressFailed(why="signature-office")
    if not _says(reading.text, printed(sheet)):
        raise PressFailed(why="text")
    with opened(pdf) as pages:
        if len(pages) != 1:
            raise PressFailed(why="pages")
        picture = pages.picture(dpi=QR_DPI, lowest=FOOT)
    if read_qr(picture) != (sheet.url,):
        raise PressFailed(why="qr-code")
    return Pressed(pdf=pdf, sha256=reading.sha256)


def _says(text: str, strings: Sequence[str]) -> bool:
    found = _dense(text)
    wanted = [_dense(string) for string in strings]
    return Counter(found) == Counter("".join(wanted)) and all(word in found for word in wanted)


def _dense(text: str) -> str:
    return "".join(text.split())
