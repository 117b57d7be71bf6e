"""Setting a page: the words of a sheet become an unsigned PDF/A-2u of exactly one page."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import cast

import typst

from certificates.files import put
from certificates.fonts import Fonts
from certificates.ink import ink_svg
from certificates.qr import qr_svg
from certificates.seal import Inscription, seal_file
from domain.certificate import Section, Sheet
from domain.errors import GlyphMissing, PressFailed

LAYOUT = Path(__file__).parent / "layout"
PAPER = "paper.typ"
OVERFULL = "overfull"


class Compositor:
    """Sets pages in one folder, with one warm compiler.

    The folder is the whole world of the page description: it can read nothing outside.
    """

    def __init__(self, folder: Path, *, fonts: Fonts) -> None:
        self._folder = folder
        self._fonts = fonts
        fonts.gather(folder / "fonts")
        for file in LAYOUT.iterdir():
            put(file.read_bytes(), folder / file.name)
        self._compiler = typst.Compiler(
            input=str(folder / PAPER),
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
        return {
            **_words(sheet),
            "mark": ink_svg(sheet.inked.strokes) if sheet.inked else self._seal(sheet),
            "qr": qr_svg(sheet.url),
            "rare": self._fonts.borrowed(printed(sheet)),
        }

    def _seal(self, sheet: Sheet) -> str:
        words = Inscription(sheet.office, sheet.seal_line, sheet.sample)
        seal = seal_file(words, face=self._fonts.seal, folder=self._folder / "seals")
        return f"/seals/{seal.name}"


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
        "sections": [_section(section) for section in sheet.sections],
        "signer": sheet.inked.label if sheet.inked else "",
        "signing": sheet.inked.lines if sheet.inked else (),
    }


def _section(section: Section) -> dict[str, object]:
    points = enumerate(section.points, 1)
    numbered = [(_number(n), lead, said) for n, (lead, said) in points]
    return {"head": section.head, "by": section.by, "points": numbered}


def _number(n: int) -> str:
    return f"{n}."


def printed(sheet: Sheet) -> tuple[str, ...]:
    """Every string on the page, once for each time it is printed there as text."""
    once = (sheet.number_label, sheet.number, sheet.title, sheet.issued_on, sheet.how_title)
    foot = (*sheet.boxes, sheet.code_label, sheet.code, sheet.foot, sheet.sample)
    cells = (cell for row in (sheet.head, *sheet.rows) for cell in row)
    paragraphs = (sheet.salute, *sheet.opening, *sheet.closing, sheet.note, *sheet.how)
    own = _promised(sheet) if sheet.inked else (sheet.office,)  # below the words stands one of them
    return tuple(filter(None, (sheet.office, *own, *once, *foot, *cells, *paragraphs)))


def _promised(sheet: Sheet) -> Iterator[str]:
    for section in sheet.sections:
        yield from (section.head, section.by)
        for number, point in enumerate(section.points, 1):
            yield from (_number(number), *point)
    if sheet.inked:
        yield sheet.inked.label
        yield from chain(*sheet.inked.lines)


def runs(paragraph: str, *, strong: Iterable[str]) -> list[dict[str, object]]:
    """The paragraph cut where a strong string begins or ends; of two that overlap the longer."""
    words = sorted(filter(None, strong), key=len, reverse=True)
    pattern = "|".join(map(re.escape, words))
    pieces: Sequence[str] = re.split(f"({pattern})", paragraph) if pattern else [paragraph]
    return [
        {"text": piece, "strong": place % 2 == 1} for place, piece in enumerate(pieces) if piece
    ]
