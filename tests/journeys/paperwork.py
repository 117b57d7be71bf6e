"""Looking at a certificate as its reader does: the words, the QR code, the digest."""

import hashlib

import pypdfium2
import zxingcpp


def words_of(pdf: bytes) -> str:
    """Everything that is read on it, without blanks and line ends."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return "".join("".join(pages).replace("\ufffe", "-").split())


def address_of(pdf: bytes) -> str:
    """What a phone opens that scans the QR code on the page."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=2, grayscale=True).to_pil()
    return "".join(code.text for code in zxingcpp.read_barcodes(picture))


def digest_of(pdf: bytes) -> str:
    """What the register of certificates knows a file by."""
    return hashlib.sha256(pdf).hexdigest()
