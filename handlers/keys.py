"""What the doors share: the things that hang on the application and on a request."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from aiohttp import web

from bot.envelope import Envelope
from bot.gateway import Gateway
from casework.desk import Desk
from casework.enrolling import Caller
from casework.repeating import Repeat
from casework.reporting import Wall
from casework.signing_in import SignedIn
from casework.visiting import Visitor
from domain.message import Channel
from handlers.assets import Assets
from handlers.places import Places
from handlers.readiness import Working
from handlers.route import Route
from handlers.turnstile import Turnstile
from observing.metrics import Metrics

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass(frozen=True)
class HandlerSettings:
    """What the doors must be told.

    Attributes:
        public_url: Where the outside reaches us, without a slash at the end.
        corpid: The organisation at WeCom.
        agentid: The application in it.
        oauth_base: Where people sign in inside WeChat and WeCom, without a slash at the end.
        wecom_login_base: Where officials sign in by scanning, without a slash at the end.
        trusted_proxies: Whose `X-Forwarded-For` is believed.
        metrics_from: Who may read the figures, asking for himself.
        answer_within_s: How long a callback may take; WeChat hangs up after five seconds.
        check_within_s: How long a stranger's check may take before we say that we cannot tell.
    """

    public_url: str
    corpid: str
    agentid: str
    oauth_base: str = "https://open.weixin.qq.com"
    wecom_login_base: str = "https://login.work.weixin.qq.com"
    trusted_proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    metrics_from: tuple[IPv4Network | IPv6Network, ...] = LOOPBACK
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
METRICS = web.AppKey("metrics", Metrics)
WORKING: web.AppKey[Working] = web.AppKey("working")
TABLE = web.AppKey("table", dict[tuple[str, str], Route])
SPEC = web.AppKey("spec", bytes)
READING = web.AppKey("reading", Places)
WALL = web.AppKey("wall", Wall)
RUNNING = web.AppKey("running", set[tuple[str, str]])

ROUTE = web.RequestKey("route", Route)
REQUEST_ID = web.RequestKey("request_id", str)
CHANNEL = web.RequestKey("channel", Channel)
CALLER = web.RequestKey("caller", Caller)
BEARER = web.RequestKey("bearer", str)
REPEAT = web.RequestKey("repeat", Repeat)
SIGNED_IN = web.RequestKey("signed_in", SignedIn)
VISITOR = web.RequestKey("visitor", Visitor)
