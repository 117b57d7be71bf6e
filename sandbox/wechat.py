"""The API of official account and mini program, as far as the product needs it."""

import secrets
from typing import Any

from aiohttp import web

from sandbox import fields
from sandbox.chat import Citizen, Show
from sandbox.edge import Call, door
from sandbox.errors import PlatformError
from sandbox.settings import Account
from sandbox.tokens import TokenShop
from sandbox.world import World

SIDE = "wechat-api"
TEXT_BYTES = 2048
STATES = frozenset({"developer", "trial", "formal"})
LANGUAGES = frozenset({"zh_CN", "en_US", "zh_HK", "zh_TW"})


def stable_token(world: World, call: Call) -> dict[str, Any]:
    """POST /cgi-bin/stable_token."""
    if call.body.get("grant_type") != "client_credential":
        raise PlatformError(40002)
    appid = _authentic(world, call.body.get("appid"), call.body.get("secret")).appid
    shop = world.stable[appid]
    return _granted(shop.forced() if call.body.get("force_refresh") is True else shop.steady())


def token(world: World, call: Call) -> dict[str, Any]:
    """GET /cgi-bin/token."""
    if call.query.get("grant_type") != "client_credential":
        raise PlatformError(40002)
    account = _authentic(world, call.query.get("appid"), call.query.get("secret"))
    shop: TokenShop = world.plain[account.appid]
    return _granted(shop.renewed())


def custom_send(world: World, call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/custom/send; text only."""
    citizen = _addressee(world, call, world.settings.official_account)
    if call.body.get("msgtype") != "text":
        raise PlatformError(40008)
    content = call.body.get("text", {}).get("content")
    if not isinstance(content, str) or not content:
        raise PlatformError(47001)
    if len(content.encode()) > TEXT_BYTES:
        raise PlatformError(45002)
    if not citizen.following:
        raise PlatformError(43004)
    world.service.spend(citizen.openid)
    world.phones.write(citizen.chat, Show.CUSTOMER_SERVICE, content)
    return {"errcode": 0, "errmsg": "ok"}


def subscribe_send(world: World, call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/subscribe/send."""
    citizen = _addressee(world, call, world.settings.mini_program)
    template = str(call.body.get("template_id"))
    if template not in world.settings.templates:
        raise PlatformError(40037)
    if call.body.get("miniprogram_state") not in STATES or call.body.get("lang") not in LANGUAGES:
        raise PlatformError(47001, "miniprogram_state or lang")
    values = fields.check(call.body.get("data"), world.settings.templates[template])
    world.credits.spend(citizen.mini_openid, template)
    page = call.body.get("page", "")
    text = "\n".join(values.values())
    world.phones.write(
        citizen.chat, Show.SUBSCRIBE, text, template=template, data=values, page=page
    )
    return {"errcode": 0, "errmsg": "ok", "msgid": secrets.randbelow(10**17)}


def jscode2session(world: World, call: Call) -> dict[str, Any]:
    """GET /sns/jscode2session."""
    if call.query.get("grant_type") != "authorization_code":
        raise PlatformError(40002)
    account = _authentic(world, call.query.get("appid"), call.query.get("secret"))
    if account != world.settings.mini_program:
        raise PlatformError(40013)
    citizen = world.login_codes.redeem(call.query.get("js_code", ""))
    call.record["who"] = citizen.persona.name
    key = secrets.token_urlsafe(18)
    return {"openid": citizen.mini_openid, "session_key": key, "unionid": citizen.unionid}


def access_token(world: World, call: Call) -> dict[str, Any]:
    """GET /sns/oauth2/access_token: who came with this code in WeChat's browser."""
    account = _authentic(world, call.query.get("appid"), call.query.get("secret"))
    if account != world.settings.official_account:
        raise PlatformError(40013)
    citizen = world.visit_codes.redeem(call.query.get("code", ""))
    call.record["who"] = citizen.persona.name
    token = secrets.token_urlsafe(24)
    told = {"access_token": token, "expires_in": 7200, "scope": "snsapi_base"}
    return {**told, "openid": citizen.openid, "unionid": citizen.unionid}


def getuserphonenumber(world: World, call: Call) -> dict[str, Any]:
    """POST /wxa/business/getuserphonenumber."""
    _app(world, call, world.settings.mini_program)
    citizen, number = world.phone_codes.redeem(str(call.body.get("code", "")))
    call.record["who"] = citizen.persona.name
    if call.body.get("openid") not in {None, citizen.mini_openid}:
        raise PlatformError(40029, "openid does not match")
    watermark = {
        "timestamp": int(world.clock.now()),
        "appid": world.settings.mini_program.appid,
    }
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86"}
    return {"errcode": 0, "errmsg": "ok", "phone_info": {**info, "watermark": watermark}}


def _authentic(world: World, appid: Any, secret: Any) -> Account:
    for account in (world.settings.official_account, world.settings.mini_program):
        if account.appid == appid:
            if account.secret != secret:
                raise PlatformError(40125)
            return account
    raise PlatformError(40013)


def _granted(issued: tuple[str, int]) -> dict[str, Any]:
    return {"access_token": issued[0], "expires_in": issued[1]}


def _app(world: World, call: Call, account: Account) -> None:
    """See that the call bears this account's token."""
    if world.app_of(call.query.get("access_token", "")) != account.appid:
        raise PlatformError(40001, "token of another app")


def _addressee(world: World, call: Call, account: Account) -> Citizen:
    _app(world, call, account)
    oa, openid = account == world.settings.official_account, call.body.get("touser")
    for citizen in world.phones.citizens:
        if openid == (citizen.openid if oa else citizen.mini_openid):
            call.record["who"] = citizen.persona.name
            return citizen
    raise PlatformError(40003)


def routes() -> list[web.RouteDef]:
    """Return the routes below `/wechat-api`."""
    post = {
        "/cgi-bin/stable_token": stable_token,
        "/cgi-bin/message/custom/send": custom_send,
        "/cgi-bin/message/subscribe/send": subscribe_send,
        "/wxa/business/getuserphonenumber": getuserphonenumber,
    }
    get = {"/cgi-bin/token": token, "/sns/jscode2session": jscode2session}
    get["/sns/oauth2/access_token"] = access_token
    return [
        *(web.post(f"/{SIDE}{path}", door(SIDE, path, does)) for path, does in post.items()),
        *(web.get(f"/{SIDE}{path}", door(SIDE, path, does)) for path, does in get.items()),
    ]
