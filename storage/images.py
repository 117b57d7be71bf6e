"""Images: a picture from outside, made anew as a plain JPEG that holds nothing but what is seen."""

import asyncio
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image
from PIL.ExifTags import Base
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from domain.errors import Overloaded, TooLarge, UnsupportedMediaType, Validation

PIXELS = 25_000_000
LONGEST_SIDE = 2560  # pixels; an ID card that fills the picture is then read at 700 dpi
QUALITY = 85
SCANS = 64  # cameras and editors write ten at most; each costs a pass over the whole picture
AT_ONCE = 2  # each holds up to 200 MB
WAITING = 16
SOON_S = 5

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SCAN, _END = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd8])")
_DEEP = frozenset({"I", "F", "I;16", "I;16B", "I;16L"})
# What the decoders raise at broken files, as fuzzing has shown; they promise nothing.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    EOFError,
    struct.error,
    zlib.error,
)
_TURNS: Mapping[int, Transpose] = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept: baseline JPEG, upright, without metadata."""

    jpeg: bytes
    width: int
    height: int


def cleaned(content: bytes, *, longest: int) -> Picture:
    """Make a picture anew: upright, of sensible size, with nothing in it but its pixels.

    The size is read before anything is decoded.  What else the file was (a page, a script, an
    archive, a film) is not copied.  Of an animated picture the first frame is kept.

    Args:
        content: The file, as it came.
        longest: Bytes that it may have.

    Raises:
        TooLarge: It has too many bytes, or too many pixels (facts: unit).
        UnsupportedMediaType: It is neither JPEG nor PNG, whatever its name says.
        Validation: It is broken.
    """
    if len(content) > longest:
        raise TooLarge(size=len(content), max=longest)
    if not content:
        raise Validation(field="file", reason="empty")
    try:
        image = _opened(content)
        if image.width * image.height > PIXELS:
            raise TooLarge(size=image.width * image.height, max=PIXELS, unit="pixel")
        return _anew(image)
    except _BROKEN:
        raise Validation(field="file", reason="picture-unreadable") from None


def _opened(content: bytes) -> ImageFile:
    # The decoders by name: `Image.open` would try others, and warn instead of refusing.
    if content.startswith(_PNG):
        return PngImageFile(BytesIO(content))
    if not content.startswith(_JPEG):
        raise UnsupportedMediaType(type="other")
    if _scans(content) > SCANS:
        raise Validation(field="file", reason="picture-unreadable")
    return JpegImageFile(BytesIO(content))


def _scans(content: bytes) -> int:
    """Passes over the whole picture that a JPEG asks for, up to its end."""
    scans, at = 0, 2
    while (found := _MARKER.search(content, at)) is not None:
        marker = found[1][0]
        if marker == _END:
            break
        scans += marker == _SCAN
        at = found.end() + int.from_bytes(content[found.end() : found.end() + 2], "big")
    return scans


def _anew(image: ImageFile) -> Picture:
    orientation = _orientation(image)
    small = image if isinstance(image, JpegImageFile) else _eight_bit(image)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Resampling.LANCZOS)
    if orientation in _TURNS:
        small = small.transpose(_TURNS[orientation])
    plain = Image.new("RGB", small.size, "white")  # a new one: it has no metadata to inherit
    plain.paste(small.convert("RGB"), mask=small if small.mode == "RGBA" else None)
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, progressive=False)
    return Picture(written.getvalue(), *plain.size)


def _orientation(image: ImageFile) -> int:
    try:
        return int(image.getexif().get(Base.Orientation, 1))
    except _BROKEN:  # the picture may be whole although what is said about it is not
        return 1


def _eight_bit(image: ImageFile) -> Image.Image:
    if image.mode in _DEEP:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = image.mode in ("LA", "PA", "RGBA") or "transparency" in image.info
    return image.convert("RGBA" if see_through else "RGB")


class Studio:
    """Cleans pictures in threads of its own, off the event loop, a few at a time."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="pictures")
        self._places = WAITING

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one picture, from its first byte to its last.

        Raises:
            Overloaded: All are taken: so much and no more is held in memory.
        """
        if self._places == 0:
            raise Overloaded(wait_s=SOON_S)
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    async def cleaned(self, content: bytes, *, longest: int) -> Picture:
        """What `cleaned` makes of a picture."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._hands, lambda: cleaned(content, longest=longest))
