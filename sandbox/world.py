"""Everything the stand-in remembers; a restart forgets it."""

import asyncio
from typing import Any

from aiohttp import web

from sandbox.cards import Cards
from sandbox.chat import Citizen, Phones
from sandbox.clock import Clock
from sandbox.departments import Records
from sandbox.errors import PlatformError
from sandbox.faults import Faults
from sandbox.quotas import Credits, MemberLimit, ServiceQuota
from sandbox.residents import Residents
from sandbox.settings import Settings
from sandbox.tokens import OneTime, TokenShop
from sandbox.wire import Wire


class World:
    """The platform's and the registers' state.

    Attributes:
        product: Base URL of the product.
        books: The clock by which tokens, codes and quotas run out; it can be set forward alone.
        official: Userid of whoever holds the right phone; OAuth signs this one in.
        plain, stable: Token shops of the two WeChat apps by appid, isolated from each other.
    """

    def __init__(self, settings: Settings, residents: Residents, clock: Clock) -> None:
        self.settings, self.clock, self.books = settings, clock, Clock(clock.now)
        self.residents, self._as_invented = residents, residents.copy()
        self.product = settings.product
        self.population, self.records = residents.population, Records()
        self.official = residents.officials[0].userid
        self.faults, self.wire = Faults(), Wire(clock)
        self.phones = Phones(settings, clock)
        for persona in residents.citizens:
            self.phones.hand_out(persona)
        for official in residents.officials:
            self.phones.appoint(official)
        apps = (settings.official_account.appid, settings.mini_program.appid)
        self.plain = {appid: TokenShop(self.books) for appid in apps}
        self.stable = {appid: TokenShop(self.books) for appid in apps}
        self.wecom_tokens = TokenShop(self.books)
        self.login_codes = OneTime[Citizen](self.books)
        self.phone_codes = OneTime[tuple[Citizen, str]](self.books)
        self.oauth_codes = OneTime[str](self.books)
        self.visit_codes = OneTime[Citizen](self.books)
        self.service, self.credits = ServiceQuota(self.books), Credits()
        self.members, self.cards = MemberLimit(self.books), Cards(self.books)
        self._closing = asyncio.Event()

    def app_of(self, token: str) -> str:
        """Return the appid whose token this is.

        Raises:
            PlatformError: 41001 missing, 42001 expired, 40001 unknown or ended.
        """
        if not token:
            raise PlatformError(41001)
        shops = [*self.plain.items(), *self.stable.items()]
        known = [(appid, shop) for appid, shop in shops if shop.knows(token)]
        if not known:
            raise PlatformError(40001)
        appid, shop = known[0]
        if not shop.valid(token):
            raise PlatformError(42001)
        return appid

    def forget(self) -> None:
        """Begin again as after a restart: nothing is remembered, but where the product is."""
        fresh = World(self.settings, self._as_invented, self.clock)
        kept = {"product": self.product, "_closing": self._closing}
        vars(self).update(vars(fresh) | kept)

    def rotate_tokens(self) -> None:
        """End every access token at once, as if another program had fetched new ones."""
        for shop in (*self.plain.values(), *self.stable.values(), self.wecom_tokens):
            shop.rotate()

    async def pause(self, seconds: float) -> None:
        """Wait that long, or until the stand-in stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            return

    def close(self) -> None:
        """Let go of everybody who is kept waiting."""
        self._closing.set()

    def fetches(self) -> dict[str, int]:
        """Return how often each kind of token was fetched."""
        oa, mini = self.settings.official_account.appid, self.settings.mini_program.appid
        return {
            "official_account": self.stable[oa].fetches + self.plain[oa].fetches,
            "mini_program": self.stable[mini].fetches + self.plain[mini].fetches,
            "wecom": self.wecom_tokens.fetches,
        }

    def balance(self, citizen: Citizen) -> dict[str, Any]:
        """Return what may still be sent to a citizen."""
        return {
            "service": self.service.left(citizen.openid),
            "credits": self.credits.left(citizen.mini_openid),
        }


WORLD = web.AppKey("world", World)
