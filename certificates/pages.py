"""Looking at a finished PDF as a viewer shows it: how many pages, which text, which picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image

# PDFium must not be entered twice at once.
_pdfium = Lock()
# PDFium writes a hyphen at the end of a line as this, and drops the line break behind it.
LINE_END_HYPHEN = "\ufffe"


@dataclass(frozen=True)
class Pages:
    """An open document; of use only while it is open."""

    document: pypdfium2.PdfDocument

    def __len__(self) -> int:
        return len(self.document)

    def text(self) -> str:
        """The text of all pages, as copying it from a viewer gives it."""
        texts = (page.get_textpage().get_text_range() for page in self.document)
        return "\n".join(texts).replace(LINE_END_HYPHEN, "-")

    def picture(self, *, dpi: int, lowest: float = 1.0) -> Image.Image:
        """The first page in grey, or only that share of its height that lies lowest."""
        page = self.document[0]
        top = page.get_height() * (1 - lowest)
        drawn: Image.Image = page.render(
            scale=dpi / 72, grayscale=True, crop=(0, 0, 0, top)
        ).to_pil()
        return drawn


@contextmanager
def opened(pdf: bytes) -> Iterator[Pages]:
    """The document, closed again at the end; other threads wait.

    Raises:
        pypdfium2.PdfiumError: It is no PDF that can be shown.
    """
    with _pdfium, pypdfium2.PdfDocument(pdf) as document:
        yield Pages(document)
