"""Pictures as phones send them, honest and not."""

import struct
import zlib
from io import BytesIO

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

PHONE = "LaneTestPhone-7"  # what the camera calls itself
NOTE = "taken-at-home-by-grandma"
RED, BLUE = (255, 0, 0), (0, 0, 255)


def written(image: Image.Image, form: str = "JPEG", **how: object) -> bytes:
    """The file of an image."""
    file = BytesIO()
    image.save(file, form, **how)
    return file.getvalue()


def a_photo(width: int = 64, height: int = 48, *, form: str = "JPEG") -> bytes:
    """A small picture; red on its left half, blue on its right."""
    return written(two_halves(width, height), form, quality=95)


def two_halves(width: int = 64, height: int = 48) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image


def a_phones_photo(*, orientation: int = 1) -> bytes:
    """A JPEG in which the phone says where it was, who it is, and which way it was held."""
    exif = Image.Exif()
    exif[Base.Make] = PHONE
    exif[Base.Orientation] = orientation
    exif[Base.ImageDescription] = NOTE
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (29.0, 12.0, 30.0)
    return written(two_halves(), exif=exif, comment=NOTE.encode(), icc_profile=b"p" * 200)


def headed(width: int, height: int) -> bytes:
    """A PNG that is small and says that it is so large."""
    size = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 4096)
    chunks = (b"IHDR", size), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def headed_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame says that it is so large."""
    file = a_photo()
    at = file.index(b"\xff\xc0") + 5
    return file[:at] + struct.pack(">HH", height, width) + file[at + 4 :]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
