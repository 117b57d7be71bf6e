"""The official account and the mini program, and what they can do at WeChat.

Where wechatpy knows an endpoint as it is today, its class says path and fields; what it lacks
(stable_token, miniprogram_state and lang, the openid beside a phone code) is said here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import SecretStr
from wechatpy.client.api import WeChatMessage, WeChatWxa

from bot.answers import group_in, seconds_in, text_in
from bot.endpoints import EndpointClient
from bot.line import Line, Wiring
from bot.platform import PlatformError, PlatformUnreachable

TOKEN = "cgi-bin/stable_token"  # noqa: S105 -- a path
SESSION = "sns/jscode2session"
VISITOR = "sns/oauth2/access_token"
PHONE = "wxa/business/getuserphonenumber"
NOTICE = "cgi-bin/message/subscribe/send"
PAGE_NOT_RELEASED = 41030


@dataclass(frozen=True)
class WeChatAccount:
    """How to reach an official account or a mini program.

    Attributes:
        base: Where the platform is, without a slash at the end.
        appid: The account.
        secret: Its AppSecret.
        state: Which version of a mini program notices open: developer, trial or formal.
    """

    base: str
    appid: str
    secret: SecretStr
    state: str = "formal"


@dataclass(frozen=True)
class Login:
    """Who opened the mini program; unionid is empty where accounts are not bound together."""

    openid: str = field(repr=False)
    unionid: str = field(repr=False)
    session_key: SecretStr


@dataclass(frozen=True)
class Phone:
    """A number that WeChat vouches for, without its country code."""

    number: str = field(repr=False)
    country_code: str


class OfficialAccount:
    """The account that citizens follow."""

    def __init__(self, wiring: Wiring, account: WeChatAccount) -> None:
        self._account = account
        self._line = Line(wiring, account.base, fetch_token=self._fetch_token)
        self._messages = WeChatMessage(EndpointClient(self._line))

    async def send_text(self, openid: str, text: str) -> None:
        """Bring a text to a citizen who wrote within the last 48 hours."""
        await self._messages.send_text(openid, text)

    async def visitor(self, code: str) -> str:
        """Return the openid behind an OAuth code of WeChat's browser; a code is good once."""
        params = {
            "appid": self._account.appid,
            "secret": self._account.secret.get_secret_value(),
            "code": code,
            "grant_type": "authorization_code",
        }
        answer = await self._line.call(VISITOR, params=params, authorised=False)
        return text_in(answer, "openid", VISITOR)

    async def _fetch_token(self) -> tuple[str, float]:
        return await _stable_token(self._line, self._account)


class MiniProgram:
    """The mini program: who opens it, with which phone, and notices to them."""

    def __init__(self, wiring: Wiring, account: WeChatAccount) -> None:
        self._account = account
        self._line = Line(wiring, account.base, fetch_token=self._fetch_token)
        secret = account.secret.get_secret_value()
        self._wxa = WeChatWxa(EndpointClient(self._line, appid=account.appid, secret=secret))

    async def login(self, code: str) -> Login:
        """Return who holds a code of wx.login; a code is good once, for five minutes."""
        answer = await self._wxa.code_to_session(code)
        return Login(
            openid=text_in(answer, "openid", SESSION),
            unionid=str(answer.get("unionid") or ""),
            session_key=SecretStr(text_in(answer, "session_key", SESSION)),
        )

    async def phone(self, code: str, openid: str) -> Phone:
        """Return the number behind a code of getPhoneNumber, which must be this openid's.

        Raises:
            PlatformUnreachable: With `foreign-watermark`, if it was given to another account.
        """
        answer = await self._line.call(PHONE, body={"code": code, "openid": openid})
        info = group_in(answer, "phone_info", PHONE)
        if group_in(info, "watermark", PHONE).get("appid") != self._account.appid:
            raise PlatformUnreachable(PHONE, "foreign-watermark")
        number = text_in(info, "purePhoneNumber", PHONE)
        return Phone(number, country_code=str(info.get("countryCode") or ""))

    async def send_notice(
        self, openid: str, template: str, *, data: Mapping[str, str], page: str = ""
    ) -> None:
        """Spend one subscription credit on a notice.

        A page that is not in the released version costs the notice its link, not the reader the
        notice; the error is seen by whoever observes the wiring.
        """
        notice = {
            "touser": openid,
            "template_id": template,
            "data": {name: {"value": value} for name, value in data.items()},
            "miniprogram_state": self._account.state,
            "lang": "zh_CN",
        }
        try:
            await self._line.call(NOTICE, body={**notice, "page": page} if page else notice)
        except PlatformError as error:
            if error.errcode != PAGE_NOT_RELEASED or not page:
                raise
            await self._line.call(NOTICE, body=notice)

    async def _fetch_token(self) -> tuple[str, float]:
        return await _stable_token(self._line, self._account)


async def _stable_token(line: Line, account: WeChatAccount) -> tuple[str, float]:
    # Unlike cgi-bin/token, this one does not end the token that somebody else fetched before.
    request = {
        "grant_type": "client_credential",
        "appid": account.appid,
        "secret": account.secret.get_secret_value(),
        "force_refresh": False,
    }
    answer = await line.call(TOKEN, body=request, authorised=False)
    return text_in(answer, "access_token", TOKEN), seconds_in(answer, "expires_in", TOKEN)
