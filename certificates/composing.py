"""Setting a page: the words of a sheet become an unsigned PDF/A-2u of exactly one page."""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import cast

import typst

from certificates.files import put
from certificates.fonts import Fonts
from certificates.qr import qr_svg
from certificates.seal import Inscription, seal_file
from domain.certificate import Sheet
from domain.errors import GlyphMissing, PressFailed

LAYOUT = Path(__file__).parent / "layout" / "paper.typ"
OVERFULL = "overfull"


class Compositor:
    """Sets pages in one folder, with one warm compiler.

    The folder is the whole world of the page description: it can read nothing outside.
    """

    def __init__(self, folder: Path, *, fonts: Fonts) -> None:
        self._folder = folder
        self._fonts = fonts
        fonts.gather(folder / "fonts")
        put(LAYOUT.read_bytes(), folder / LAYOUT.name)
        self._compiler = typst.Compiler(
            input=str(folder / LAYOUT.name),
            root=str(folder),
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(folder / "fonts")],
            ),
        )

    def set_page(self, sheet: Sheet, *, at: datetime) -> bytes:
        """The sheet as an unsigned PDF.

        Raises:
            GlyphMissing: No face prints one of the characters.
            PressFailed: The words do not fit one page (`overfull`), or the page was not set.
        """
        cut = (sheet.office, sheet.seal_line, sheet.sample)
        missing = self._fonts.missing(printed(sheet)) or self._fonts.missing(cut, borrow=False)
        if missing:
            raise GlyphMissing(glyph=missing)
        try:
            pdf = self._compiler.compile(
                format="pdf",
                pdf_standards=["a-2u"],
                # Tags for the table cost five times the page itself; the pages on screen are
                # there for those who cannot see this one.
                pdf_tags=False,
                timestamp=int(at.timestamp()),
                sys_inputs={"sheet": json.dumps(self._data(sheet))},
            )
        except typst.TypstError as error:
            why = OVERFULL if OVERFULL in error.message else "layout"
            raise PressFailed(why=why) from None
        return cast("bytes", pdf)  # of the three forms that compile() has, a PDF is this one

    def _data(self, sheet: Sheet) -> dict[str, object]:
        words = Inscription(sheet.office, sheet.seal_line, sheet.sample)
        seal = seal_file(words, face=self._fonts.seal, folder=self._folder / "seals")
        return {
            **_words(sheet),
            "seal": f"/seals/{seal.name}",
            "qr": qr_svg(sheet.url),
            "rare": self._fonts.borrowed(printed(sheet)),
        }


def _words(sheet: Sheet) -> dict[str, object]:
    return {
        "kind": sheet.kind,
        "office": sheet.office,
        "number_label": sheet.number_label,
        "number": sheet.number,
        "title": sheet.title,
        "salute": sheet.salute,
        "opening": [runs(paragraph, strong=sheet.strong) for paragraph in sheet.opening],
        "head": sheet.head,
        "rows": sheet.rows,
        "closing": sheet.closing,
        "issued_on": sheet.issued_on,
        "note": sheet.note,
        "how_title": sheet.how_title,
        "boxes": sheet.boxes,
        "how": sheet.how,
        "code_label": sheet.code_label,
        "code": sheet.code,
        "foot": sheet.foot,
        "sample": sheet.sample,
    }


def printed(sheet: Sheet) -> tuple[str, ...]:
    """Every string on the page, once for each time it is printed there as text."""
    once = (sheet.number_label, sheet.number, sheet.title, sheet.issued_on, sheet.how_title)
    foot = (*sheet.boxes, sheet.code_label, sheet.code, sheet.foot, sheet.sample)
    cells = (cell for row in (sheet.head, *sheet.rows) for cell in row)
    paragraphs = (sheet.salute, *sheet.opening, *sheet.closing, sheet.note, *sheet.how)
    return tuple(filter(None, (sheet.office, sheet.office, *once, *foot, *cells, *paragraphs)))


def runs(paragraph: str, *, strong: Iterable[str]) -> list[dict[str, object]]:
    """The paragraph cut where a strong string begins or ends; of two that overlap the longer."""
    words = sorted(filter(None, strong), key=len, reverse=True)
    pattern = "|".join(map(re.escape, words))
    pieces: Sequence[str] = re.split(f"({pattern})", paragraph) if pattern else [paragraph]
    return [
        {"text": piece, "strong": place % 2 == 1} for place, piece in enumerate(pieces) if piece
    ]
