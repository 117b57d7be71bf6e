"""A browser without JavaScript: pages, what they read, and the forms on them."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import ClientResponse, ClientSession

_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Page:
    """One answer.

    Attributes:
        path: Where one has come to, after every redirect.
        body: The bytes, as they came.
    """

    status: int
    path: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def source(self) -> str:
        """The document as text."""
        return self.body.decode(errors="replace")

    @property
    def text(self) -> str:
        """What is read on it, blanks made one."""
        return " ".join(html.unescape(_TAG.sub(" ", self.source)).split())

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Browser:
    """Keeps cookies, follows redirects, and sends the hidden fields of the page it is on."""

    def __init__(self, session: ClientSession, url: str) -> None:
        self._session = session
        self._url = url
        self._hidden: dict[str, str] = {}

    async def get(self, path: str) -> Page:
        """Open a page."""
        async with self._session.get(self._address(path)) as answer:
            return await self._page(answer)

    async def post(self, path: str, fields: Mapping[str, str] | None = None) -> Page:
        """Send a form, with the hidden fields of the last page."""
        data = {**self._hidden, **(fields or {})}
        async with self._session.post(self._address(path), data=data) as answer:
            return await self._page(answer)

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self._url + path

    async def _page(self, answer: ClientResponse) -> Page:
        page = Page(answer.status, answer.url.path, await answer.read(), answer.headers)
        self._hidden = dict(_HIDDEN.findall(page.source)) or self._hidden
        return page
