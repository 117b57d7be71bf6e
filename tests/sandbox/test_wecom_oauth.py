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


async def test_a_scan_at_the_desk_signs_in_like_a_tap_in_the_chat(
    sim: Sim, http: ClientSession, server: TestServer, settings: Settings
) -> None:
    query = {"appid": settings.corp.corpid, "login_type": "CorpApp", "state": "abc"}
    query |= {"redirect_uri": f"{sim.product}/desk/back", "agentid": str(settings.corp.agentid)}

    url = server.make_url("/wecom-oauth/wwlogin/sso/login")
    async with http.get(url, params=query, allow_redirects=False) as page:
        back = URL(page.headers["Location"])

    assert back.query["state"] == "abc"
    assert back.query["code"]


async def test_a_citizen_is_known_in_wechats_browser_by_a_code_for_one_use(
    sim: Sim, http: ClientSession, server: TestServer, settings: Settings
) -> None:
    account = settings.official_account
    query = {"appid": account.appid, "response_type": "code", "state": "abc"}
    query |= {"redirect_uri": f"{sim.product}/login/callback", "scope": "snsapi_base"}

    async with http.get(server.make_url(AUTHORIZE), params=query, allow_redirects=False) as page:
        code = URL(page.headers["Location"]).query["code"]
    asked = {"appid": account.appid, "secret": account.secret, "code": code}
    asked |= {"grant_type": "authorization_code"}
    token = server.make_url("/wechat-api/sns/oauth2/access_token")
    async with http.get(token, params=asked) as first, http.get(token, params=asked) as second:
        answers = await first.json(), await second.json()

    assert answers[0]["openid"] == sim.openid("chenyuan")
    assert answers[1]["errcode"] == 40163
