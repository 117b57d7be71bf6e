from collections.abc import Awaitable, Callable

from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from yarl import URL

from sandbox.settings import Settings
from sandbox.sim import Sim

Token = Callable[[], Awaitable[str]]
AUTHORIZE = "/wecom-oauth/connect/oauth2/authorize"


async def test_oauth_brings_the_chosen_official_back_with_a_code_for_one_use(
    sim: Sim, http: ClientSession, server: TestServer, settings: Settings, office_token: Token
) -> None:
    sim.official = "xuliqun"
    query = {"appid": settings.corp.corpid, "response_type": "code", "state": "abc"}
    query |= {"redirect_uri": f"{sim.product}/desk/back?next=1", "scope": "snsapi_base"}

    url = server.make_url(AUTHORIZE)
    async with http.get(url, params=query, allow_redirects=False) as page:
        back = URL(page.headers["Location"])
    asked = {"access_token": await office_token(), "code": back.query["code"]}
    info = server.make_url("/wecom-api/cgi-bin/auth/getuserinfo")
    async with http.get(info, params=asked) as first, http.get(info, params=asked) as second:
        answers = await first.json(), await second.json()

    assert (back.query["next"], back.query["state"]) == ("1", "abc")
    assert answers[0]["userid"] == "xuliqun"
    assert answers[1]["errcode"] == 40163


async def test_oauth_does_not_lead_to_strangers(
    sim: Sim, http: ClientSession, server: TestServer, settings: Settings
) -> None:
    query = {"appid": settings.corp.corpid, "response_type": "code", "state": "abc"}
    query |= {"redirect_uri": "https://stranger.example/", "scope": "snsapi_base"}

    async with http.get(server.make_url(AUTHORIZE), params=query) as page:
        status = page.status

    assert status == 400
