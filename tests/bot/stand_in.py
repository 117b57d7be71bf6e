"""A small honest platform: real HTTP, tokens that are checked, answers as scripted."""

import asyncio
import json
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.gateway import Gateway, PlatformSettings
from bot.line import Patience, Wiring
from bot.wechat import WeChatAccount
from bot.wecom import WeComAccount

TOKEN_PATHS = {"/cgi-bin/stable_token", "/cgi-bin/gettoken"}
TOKENLESS = {*TOKEN_PATHS, "/sns/jscode2session"}
BUSY = {"errcode": -1, "errmsg": "system error"}


@dataclass
class StandIn:
    """What was asked of the platform, and what it shall answer."""

    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    script: dict[str, deque[Any]] = field(default_factory=lambda: defaultdict(deque))
    valid: str = ""
    refuses_all: bool = False
    fetches: int = 0
    lifetime_s: int = 7200
    pause_s: float = 0.0

    def answers(self, path: str, *answers: Any) -> None:
        self.script[path].extend(answers)

    def counted(self) -> Counter[str]:
        return Counter(path for path, _, _ in self.asked)

    def last(self) -> tuple[str, dict[str, str], Any]:
        path, query, body = self.asked[-1]
        return path, query, json.loads(body) if body else None

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, dict(request.query), await request.read()))
        await asyncio.sleep(self.pause_s)
        if self.script[request.path]:
            return await given(request, self.script[request.path].popleft())
        if request.path in TOKEN_PATHS:
            return self._token()
        if request.path not in TOKENLESS and self._refused(request):
            return web.json_response({"errcode": 40001, "errmsg": "invalid credential, rid: 6-1-e"})
        return web.json_response({"errcode": 0, "errmsg": "ok"})

    def _token(self) -> web.Response:
        self.fetches += 1
        self.valid = f"T{self.fetches}"
        return web.json_response({"access_token": self.valid, "expires_in": self.lifetime_s})

    def _refused(self, request: web.Request) -> bool:
        return self.refuses_all or request.query.get("access_token") != self.valid


async def given(request: web.Request, answer: Any) -> web.StreamResponse:
    match answer:
        case web.StreamResponse():
            return answer
        case bytes():
            return web.Response(body=answer, content_type="text/plain")
        case "hang up":
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        case "be silent":
            await asyncio.sleep(5)
    return web.json_response(answer)


@dataclass
class House:
    """A gateway over the stand-in, its clock, and what was observed."""

    gateway: Gateway
    platform: StandIn
    observed: list[tuple[str, str]]
    now: list[float]


@asynccontextmanager
async def a_house(patience: Patience | None = None) -> AsyncIterator[House]:
    platform = StandIn()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", platform.handle)
    async with TestServer(app, host="127.0.0.1") as server, aiohttp.ClientSession() as session:
        observed: list[tuple[str, str]] = []
        now = [1000.0]
        wiring = Wiring(
            session,
            patience=patience or Patience(pauses_s=(0.001, 0.002)),
            clock=lambda: now[0],
            observe=recorder(observed),
        )
        gateway = Gateway.over(wiring, settings(str(server.make_url("")).rstrip("/")))
        yield House(gateway, platform, observed, now)


def recorder(into: list[tuple[str, str]]) -> Callable[[str, str, float], None]:
    return lambda endpoint, outcome, seconds: into.append((endpoint, outcome))


def settings(base: str) -> PlatformSettings:
    return PlatformSettings(
        official_account=WeChatAccount(base, "wxb11529c136998cb6", SecretStr("oa-secret")),
        mini_program=WeChatAccount(base, "wx2c2769f8efd9abc2", SecretStr("mini-secret"), "trial"),
        wecom=WeComAccount(base, "ww5823bf96d3bd56c7", 1000002, SecretStr("wecom-secret")),
    )
