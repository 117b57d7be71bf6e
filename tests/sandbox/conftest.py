from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from sandbox.app import create
from sandbox.settings import Settings, fresh_env, from_env
from sandbox.sim import SIM, Sim
from tests.sandbox.product import Product

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
def settings() -> Settings:
    return replace(from_env(fresh_env(), ""), deadline_s=0.2)


@pytest.fixture
async def product(settings: Settings) -> AsyncIterator[Product]:
    made = Product(settings)
    server = TestServer(made.app())
    await server.start_server()
    made.url = str(server.make_url("")).rstrip("/")
    yield made
    await server.close()


@pytest.fixture
async def server(settings: Settings) -> AsyncIterator[TestServer]:
    server = TestServer(create(settings))
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
def sim(server: TestServer, product: Product) -> Sim:
    sim: Sim = server.app[SIM]
    sim.product = product.url
    return sim


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def post(http: ClientSession, server: TestServer) -> Ask:
    async def ask(path: str, body: Any, **query: str) -> dict[str, Any]:
        async with http.post(server.make_url(path), json=body, params=query) as response:
            return {"http": response.status, **await response.json(content_type=None)}

    return ask


@pytest.fixture
def get(http: ClientSession, server: TestServer) -> Ask:
    async def ask(path: str, **query: str) -> dict[str, Any]:
        async with http.get(server.make_url(path), params=query) as response:
            return {"http": response.status, **await response.json(content_type=None)}

    return ask


@pytest.fixture
def oa_token(post: Ask, settings: Settings) -> Callable[[], Awaitable[str]]:
    account = settings.official_account
    return lambda: _stable(post, account.appid, account.secret)


@pytest.fixture
def mini_token(post: Ask, settings: Settings) -> Callable[[], Awaitable[str]]:
    account = settings.mini_program
    return lambda: _stable(post, account.appid, account.secret)


@pytest.fixture
def office_token(get: Ask, settings: Settings) -> Callable[[], Awaitable[str]]:
    async def ask() -> str:
        corp = settings.corp
        path = "/wecom-api/cgi-bin/gettoken"
        return str((await get(path, corpid=corp.corpid, corpsecret=corp.secret))["access_token"])

    return ask


async def _stable(post: Ask, appid: str, secret: str) -> str:
    body = {"grant_type": "client_credential", "appid": appid, "secret": secret}
    return str((await post("/wechat-api/cgi-bin/stable_token", body))["access_token"])
