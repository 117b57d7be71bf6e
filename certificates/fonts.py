"""Which faces print which characters, and which characters nothing prints.

The page is set in Noto Serif SC and Noto Sans SC, which come with the product.  What they lack is
taken from Hanazono Mincho where it is installed (`fonts-hanazono` on Debian): CJK extensions A to
F.  What is in neither is refused.  A character is never swapped for another, and never normalised.
"""

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

SERIF = pylopdf_fonts_zh_cn.serif_path()
SANS = pylopdf_fonts_zh_cn.sans_path()
RARE = ("HanaMinA", "HanaMinB")
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
)
# Controls, format marks, surrogates, private use, line and paragraph separators.  A face may have
# a glyph for them (Hanazono has 1402 private ones), but no reader could tell what it means.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True)
class Fonts:
    """The faces of this machine, and what each can print.

    Attributes:
        files: The font files by family; the two main faces first.
        main: Code points that both main faces have.
        rare: Code points of the further faces, by family, in the order they are asked.
    """

    files: Mapping[str, Path]
    main: frozenset[int]
    rare: Mapping[str, frozenset[int]]

    @property
    def seal(self) -> Path:
        """The face that seals are cut in."""
        return self.files["Noto Serif SC"]

    def missing(self, texts: Iterable[str], *, borrow: bool = True) -> str | None:
        """The first character that no face prints, or with `borrow` off no main face."""
        fit = (lambda face: face is not None) if borrow else (lambda face: face == "")
        return next((c for text in texts for c in text if not fit(self._face(c))), None)

    def borrowed(self, texts: Iterable[str]) -> dict[str, str]:
        """The characters that the main faces lack, by the family that prints them."""
        found: dict[str, str] = {}
        for character in sorted({c for text in texts for c in text if ord(c) not in self.main}):
            face = self._face(character)
            if face:
                found[face] = found.get(face, "") + character
        return found

    def gather(self, folder: Path) -> None:
        """`folder` holds links to these files; whoever else does the same does no harm."""
        folder.mkdir(parents=True, exist_ok=True)
        for file in self.files.values():
            draft = folder / f"{secrets.token_hex(8)}.draft"
            draft.symlink_to(file.resolve())
            draft.replace(folder / file.name)

    def _face(self, character: str) -> str | None:
        """The family that prints a character; empty for the main faces, None for no face."""
        if unicodedata.category(character) in UNPRINTABLE:
            return None
        if ord(character) in self.main:
            return ""
        return next((name for name, points in self.rare.items() if ord(character) in points), None)


@cache
def installed(folders: tuple[Path, ...] = SYSTEM_FOLDERS) -> Fonts:
    """The faces found on this machine, read once."""
    files = {"Noto Serif SC": SERIF, "Noto Sans SC": SANS}
    rare: dict[str, frozenset[int]] = {}
    for family in RARE:
        file = _find(f"{family}.ttf", folders)
        if file:
            files[family] = file
            rare[family] = _points(file)
    return Fonts(files=files, main=_points(SERIF) & _points(SANS), rare=rare)


def _find(name: str, folders: tuple[Path, ...]) -> Path | None:
    return next((file for folder in folders for file in sorted(folder.rglob(name))), None)


def _points(file: Path) -> frozenset[int]:
    with TTFont(file, lazy=True) as font:
        return frozenset(p for p, glyph in font.getBestCmap().items() if glyph != ".notdef")
