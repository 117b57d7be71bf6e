"""Wiring: settings become what the rooms are given: ways out, envelopes, doors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_network

import aiohttp
from pydantic import SecretStr

from bot.envelope import Envelope
from bot.gateway import PlatformSettings
from bot.wechat import WeChatAccount
from bot.wecom import WeComAccount
from casework.consulted import ConsultedRecords, ConsultedRegister
from casework.consulting import Consulting
from domain.item import Catalogue, Source
from domain.message import Channel
from handlers.keys import Envelopes, HandlerSettings
from settings import Settings
from sources.access import Access, read_folder
from sources.http import POPULATION, HttpRegister
from sources.line import Line
from sources.records import HttpRecords, Records
from sources.resting import Rest, Resting, RestingRegister
from sources.source import Register
from storage.database import Database


def templates(settings: Settings) -> dict[str, str]:
    """The platform's ids of the subscribe messages, by notice."""
    return {
        "receipt": settings.template_receipt,
        "correction": settings.template_correction,
        "result": settings.template_result,
        "consent": settings.template_consent,
    }


def platforms(settings: Settings) -> PlatformSettings:
    """Where the platforms are, and who we are there."""
    base = settings.wechat_api_base
    return PlatformSettings(
        official_account=WeChatAccount(base, settings.wechat_appid, settings.wechat_secret),
        mini_program=WeChatAccount(
            base, settings.miniapp_appid, settings.miniapp_secret, settings.miniapp_state
        ),
        wecom=WeComAccount(
            settings.wecom_api_base,
            settings.wecom_corpid,
            settings.wecom_agentid,
            settings.wecom_secret,
        ),
    )


def envelopes(settings: Settings) -> Envelopes:
    """The envelopes of the three callbacks."""

    def envelope(channel: Channel, receive_id: str, token: SecretStr, key: SecretStr) -> Envelope:
        secrets = (token.get_secret_value(), key.get_secret_value())
        return Envelope(channel, *secrets, receive_id, settings.window)

    account, mini, corp = settings.wechat_appid, settings.miniapp_appid, settings.wecom_corpid
    return Envelopes(
        envelope(Channel.OFFICIAL_ACCOUNT, account, settings.wechat_token, settings.wechat_aes_key),
        envelope(Channel.MINI_PROGRAM, mini, settings.miniapp_token, settings.miniapp_aes_key),
        envelope(Channel.WECOM, corp, settings.wecom_token, settings.wecom_aes_key),
    )


def doors(settings: Settings) -> HandlerSettings:
    """What the doors must know."""
    return HandlerSettings(
        public_url=settings.public_url,
        corpid=settings.wecom_corpid,
        agentid=str(settings.wecom_agentid),
        oauth_base=settings.wechat_oauth_base,
        wecom_login_base=settings.wecom_login_base,
        trusted_proxies=_networks(settings.trusted_proxies),
        metrics_from=_networks(settings.metrics_from),
    )


@dataclass(frozen=True)
class Asked:
    """Whom the house asks."""

    register: Register
    records: Records


def asked(
    settings: Settings,
    catalogue: Catalogue,
    *,
    db: Database,
    http: aiohttp.ClientSession,
    clock: Callable[[], datetime],
) -> Asked:
    """The sources: each by its own way, left alone while it rests, counted, with receipts.

    Raises:
        ValueError: The folder of sources does not fit.
    """
    line = Line(http, _common(settings), clock=clock, own=_own(settings, catalogue))
    rest, consulting = Rest(clock), Consulting(db, clock)
    population = catalogue.sources.get(POPULATION) or Source(POPULATION, POPULATION, "police", ())
    register = RestingRegister(HttpRegister(line, population), rest)
    return Asked(
        ConsultedRegister(register, consulting, population),
        ConsultedRecords(Resting(HttpRecords(line), rest), consulting),
    )


def _common(settings: Settings) -> Access:
    client, secret = settings.register_client, settings.register_secret.get_secret_value()
    return Access(settings.register_base, client, secret)


def _own(settings: Settings, catalogue: Catalogue) -> Mapping[str, Access]:
    if settings.sources_dir is None:
        return {}
    return read_folder(settings.sources_dir, known=frozenset(catalogue.sources))


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())
