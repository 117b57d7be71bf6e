"""The round seal of an office, drawn once per office and kept as a picture."""

import math
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from certificates.files import put

# To be raised when seals are drawn differently: those that lie about are then drawn anew.
EDITION = 1
RED = (0xC8, 0x16, 0x1D)
DPI = 600
DIAMETER_MM = 42.0
RIM_MM = 1.25
STAR_MM = 14.0
ARC_DEGREES = 238.0
NAME_MM = 6.1
NAME_GAP_MM = 0.9
LINE_MM = 2.9
LINE_ROOM_MM = 22.0
# Drawn at twice the size and reduced, so that turned strokes stay smooth.
SCALE = 2


@dataclass(frozen=True)
class Inscription:
    """What a seal says.

    Attributes:
        office: Around the star.
        line: Below the star.
        sample: Under the line; empty in a real seal.
    """

    office: str
    line: str
    sample: str


def seal_file(words: Inscription, *, face: Path, folder: Path) -> Path:
    """The seal lies in `folder` as a transparent PNG; it is drawn only when it is not there yet."""
    said = f"{EDITION}\n{words.office}\n{words.line}\n{words.sample}"
    target = folder / f"{sha256(said.encode()).hexdigest()[:32]}.png"
    if not target.exists():
        put(draw_seal(words, face=face), target)
    return target


def draw_seal(words: Inscription, *, face: Path) -> bytes:
    """A seal of 42 mm at 600 dpi, red on nothing, as PNG."""
    side = _px(DIAMETER_MM)
    ink = Image.new("L", (side, side), 0)
    _rim(ink)
    _star(ink)
    _name(ink, words.office, face)
    _line(ink, words.line, face, down_mm=9.7, pitch=1.0)
    _line(ink, words.sample, face, down_mm=13.7, pitch=1.4)
    ink = ink.resize((side // SCALE, side // SCALE), Image.Resampling.LANCZOS)
    seal = Image.new("RGBA", ink.size, (*RED, 0))
    seal.putalpha(ink)
    out = BytesIO()
    seal.save(out, "PNG", dpi=(DPI, DPI))
    return out.getvalue()


def _px(mm: float) -> int:
    return round(mm / 25.4 * DPI * SCALE)


def _rim(ink: Image.Image) -> None:
    edge = ink.width - 1
    ImageDraw.Draw(ink).ellipse((0, 0, edge, edge), outline=255, width=_px(RIM_MM))


def _star(ink: Image.Image) -> None:
    middle, outer = ink.width / 2, _px(STAR_MM) / 2
    inner = outer * math.sin(math.radians(18)) / math.sin(math.radians(54))
    corners = [
        (middle + reach * math.sin(turn), middle - reach * math.cos(turn))
        for reach, turn in (
            (outer if step % 2 == 0 else inner, math.radians(36 * step)) for step in range(10)
        )
    ]
    ImageDraw.Draw(ink).polygon(corners, fill=255)


def _name(ink: Image.Image, name: str, face: Path) -> None:
    """Letters stand on the star's side, heads outward, evenly over the arc."""
    step = min(ARC_DEGREES / max(len(name) - 1, 1), 34.0)
    radius_mm = DIAMETER_MM / 2 - RIM_MM - NAME_GAP_MM - NAME_MM / 2
    pitch_mm = math.radians(step) * (radius_mm - NAME_MM / 2)
    width_mm = min(NAME_MM * 0.76, pitch_mm * 0.94)
    for place, letter in enumerate(name):
        angle = step * (place - (len(name) - 1) / 2)
        glyph = _glyph(letter, face, width_px=_px(width_mm), height_px=_px(NAME_MM))
        turned = glyph.rotate(-angle, Image.Resampling.BICUBIC, expand=True)
        reach, turn = _px(radius_mm), math.radians(angle)
        _lay(ink, turned, reach * math.sin(turn), -reach * math.cos(turn))


def _line(ink: Image.Image, text: str, face: Path, *, down_mm: float, pitch: float) -> None:
    """Letters stand upright side by side; `pitch` is their distance in widths of one."""
    width_mm = min(LINE_MM * 0.94, LINE_ROOM_MM / pitch / max(len(text), 1))
    for place, letter in enumerate(text):
        glyph = _glyph(letter, face, width_px=_px(width_mm), height_px=_px(LINE_MM))
        right = _px(width_mm) * pitch * (place - (len(text) - 1) / 2)
        _lay(ink, glyph, right, _px(down_mm))


def _glyph(letter: str, face: Path, *, width_px: int, height_px: int) -> Image.Image:
    """One letter in its em square, made heavier, then narrowed to the width asked for."""
    font = ImageFont.truetype(face, height_px)
    square = Image.new("L", (height_px, height_px), 0)
    ImageDraw.Draw(square).text(
        (height_px / 2, height_px / 2), letter, 255, font, anchor="mm", stroke_width=height_px / 100
    )
    return square.resize((width_px, height_px), Image.Resampling.LANCZOS)


def _lay(ink: Image.Image, glyph: Image.Image, right: float, down: float) -> None:
    corner = (
        round(ink.width / 2 + right - glyph.width / 2),
        round(ink.height / 2 + down - glyph.height / 2),
    )
    ink.paste(255, corner, glyph)
