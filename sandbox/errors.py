"""Refusals of the platform, in the shape in which the real one sends them."""

import secrets
from typing import Any

WORDS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40008: "invalid message type",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40037: "invalid template_id",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40125: "invalid appsecret",
    40164: "invalid ip, not in whitelist",
    40226: "high risk user, login is blocked",
    40163: "code been used",
    41001: "access_token missing",
    41030: "invalid page",
    42001: "access_token expired",
    42014: "taskid has existed or empty or exceed max len",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    43104: "appid and openid do not match",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45015: "response out of time limit or subscription is canceled",
    45047: "out of response count limit",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
    60020: "not allow to access from your ip",
    81013: "user & party & tag all invalid",
    87009: "invalid signature",
    87014: "risky content",
}


class PlatformError(Exception):
    """The platform says no.

    Attributes:
        code: The errcode.
        detail: What stands behind the usual words.
        more: Further fields of the answer, such as `invaliduser`.
    """

    def __init__(self, code: int, detail: str = "", **more: Any) -> None:
        super().__init__(code)
        self.code, self.detail, self.more = code, detail, more


def answer(side: str, error: PlatformError) -> dict[str, Any]:
    """Return the refusal as JSON; `side` is `wechat-api` or `wecom-api`."""
    words = " ".join(filter(None, (WORDS.get(error.code, "error"), error.detail)))
    tail = _hint(error.code) if side == "wecom-api" else f", rid: {_rid()}"
    return {"errcode": error.code, "errmsg": words + tail, **error.more}


def _rid() -> str:
    return "-".join(secrets.token_hex(4) for _ in range(3))


def _hint(code: int) -> str:
    hint = secrets.randbelow(10**22)
    more = f"https://open.work.weixin.qq.com/devtool/query?e={code}"
    return f", hint: [{hint}], from ip: 127.0.0.1, more info at {more}"
