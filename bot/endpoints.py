"""wechatpy's endpoint classes, made awaitable over our own line."""

from collections.abc import Awaitable, Mapping
from typing import Any

from bot.answers import Answer
from bot.line import Line

TOKENLESS = frozenset({"sns/jscode2session"})  # proves itself by the secret


class EndpointClient:
    """What wechatpy's endpoint classes need of a client; what they return is then awaitable.

    Their methods say which path and which fields; only `return self._get(...)` ones may be used.

    Args:
        line: Carries the calls.
        appid: For the endpoints that name the account themselves.
        secret: The same.
        deadline_s: For each call; the line's own patience by default.
    """

    def __init__(
        self, line: Line, *, appid: str = "", secret: str = "", deadline_s: float | None = None
    ) -> None:
        self._line = line
        self._deadline_s = deadline_s
        self.appid = appid
        self.secret = secret

    def get(self, url: str, *, params: Mapping[str, str], **where: str) -> Awaitable[Answer]:
        """Return the answer to come of a GET."""
        return self._line.call(
            _path(url, where),
            params=params,
            deadline_s=self._deadline_s,
            authorised=url not in TOKENLESS,
        )

    def post(self, url: str, *, data: Mapping[str, Any], **where: str) -> Awaitable[Answer]:
        """Return the answer to come of a POST."""
        return self._line.call(_path(url, where), body=data, deadline_s=self._deadline_s)


def _path(url: str, where: Mapping[str, str]) -> str:
    # Classes with a base of their own start at the root, all others below cgi-bin.
    return url if "api_base_url" in where else f"cgi-bin/{url}"
