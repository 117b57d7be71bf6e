"""Uploads: one file, taken as it comes, never more of it than its limit."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from domain.errors import TooLarge, UnsupportedMediaType
from handlers.problems import Malformed

FORM_DATA = "multipart/form-data"
PICTURES = ("image/jpeg", "image/png")
UPLOAD_S = 120  # eight megabytes over a village's mobile network
SHORT = 256
PARTS = 8


@dataclass(frozen=True)
class Upload:
    """A file with what was written beside it.

    Attributes:
        fields: The other fields of its form; none when the body was the file itself.
    """

    content: bytes
    fields: dict[str, str]


async def upload(
    request: web.Request, *, longest: int, kinds: tuple[str, ...] = PICTURES
) -> Upload:
    """Take the file in a body: the body itself, of one of these kinds, or `file` of a form.

    Raises:
        UnsupportedMediaType: It says that it is something else.
        TooLarge: It is longer; the rest is not read.
        Malformed: It is no form, or one without a file.
    """
    if request.content_type not in (FORM_DATA, *kinds):
        raise UnsupportedMediaType(type=request.content_type)
    try:
        async with asyncio.timeout(UPLOAD_S):
            if request.content_type == FORM_DATA:
                return await _form(request, longest)
            return Upload(await _limited(request.content.iter_any(), longest), {})
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except (ConnectionError, web.RequestPayloadError):  # the phone has gone
        raise web.HTTPBadRequest from None


async def _form(request: web.Request, longest: int) -> Upload:
    found: dict[str, bytes] = {}
    try:
        reader = MultipartReader(request.headers, request.content)
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader) or len(found) == PARTS:
                raise Malformed(field="file", reason="other")
            most = longest if part.name == "file" else SHORT
            found[part.name or ""] = await _limited(_chunks(part), most)
    except (
        ValueError,
        LookupError,
        AssertionError,
        HttpProcessingError,
    ):  # aiohttp's reader, at what is no form
        raise Malformed(field="file", reason="other") from None
    if "file" not in found:
        raise Malformed(field="file", reason="empty")
    texts = {n: text.decode(errors="replace") for n, text in found.items() if n != "file"}
    return Upload(found["file"], texts)


async def _chunks(part: BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk():
        yield chunk


async def _limited(chunks: AsyncIterable[bytes], most: int) -> bytes:
    taken = bytearray()
    async for chunk in chunks:
        taken += chunk
        if len(taken) > most:
            raise TooLarge(size=len(taken), max=most)
    return bytes(taken)
