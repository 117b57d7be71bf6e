"""What the doors share: the things that hang on the application and on a request."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from aiohttp import web

from bot.envelope import Envelope
from bot.gateway import Gateway
from casework.desk import Desk
from casework.enrolling import Caller
from casework.signing_in import SignedIn
from handlers.assets import Assets
from handlers.route import Route
from handlers.turnstile import Turnstile


@dataclass(frozen=True)
class HandlerSettings:
    """What the doors must be told.

    Attributes:
        public_url: Where the outside reaches us, without a slash at the end.
        corpid: The organisation at WeCom.
        agentid: The application in it.
        wecom_oauth_base: Where officials sign in, without a slash at the end.
        trusted_proxies: Whose `X-Forwarded-For` is believed.
        answer_within_s: How long a callback may take; WeChat hangs up after five seconds.
        check_within_s: How long a stranger's check may take before we say that we cannot tell.
    """

    public_url: str
    corpid: str
    agentid: str
    wecom_oauth_base: str = "https://open.weixin.qq.com"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    answer_within_s: float = 4.5
    check_within_s: float = 8.0

    @property
    def secure(self) -> bool:
        """Whether the outside reaches us by https; cookies are then for https only."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True)
class Envelopes:
    """The sealing wax of the three accounts."""

    official_account: Envelope
    mini_program: Envelope
    wecom: Envelope


DESK = web.AppKey("desk", Desk)
ENVELOPES = web.AppKey("envelopes", Envelopes)
GATEWAY = web.AppKey("gateway", Gateway)
SETTINGS = web.AppKey("settings", HandlerSettings)
ASSETS = web.AppKey("assets", Assets)
TURNSTILE = web.AppKey("turnstile", Turnstile)
TABLE = web.AppKey("table", dict[tuple[str, str], Route])

ROUTE = web.RequestKey("route", Route)
REQUEST_ID = web.RequestKey("request_id", str)
CALLER = web.RequestKey("caller", Caller)
BEARER = web.RequestKey("bearer", str)
SIGNED_IN = web.RequestKey("signed_in", SignedIn)
