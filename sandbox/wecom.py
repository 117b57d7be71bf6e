"""The API of WeCom and its OAuth page, as far as the product needs them."""

import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from aiohttp import web

from sandbox import cards
from sandbox.chat import Member, Show
from sandbox.edge import Call, door
from sandbox.errors import PlatformError
from sandbox.faults import Trouble
from sandbox.world import WORLD, World

SIDE = "wecom-api"
TEXT_BYTES = 2048
COOKIE = "standin_official"


def gettoken(world: World, call: Call) -> dict[str, Any]:
    """GET /cgi-bin/gettoken: the same token as long as it is valid."""
    if call.query.get("corpid") != world.settings.corp.corpid:
        raise PlatformError(40013, "invalid corpid")
    if call.query.get("corpsecret") != world.settings.corp.secret:
        raise PlatformError(40001, "invalid credential")
    token, seconds = world.wecom_tokens.steady(renew_early=False)
    return {"errcode": 0, "errmsg": "ok", "access_token": token, "expires_in": seconds}


def send(world: World, call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/send: text, or a template card."""
    _authentic(world, call)
    if str(call.body.get("agentid")) != str(world.settings.corp.agentid):
        raise PlatformError(40056)
    wanted = [userid for userid in str(call.body.get("touser", "")).split("|") if userid]
    known = [m for userid in wanted if (m := world.phones.members.get(userid.lower()))]
    unknown = "|".join(u.lower() for u in wanted if u.lower() not in world.phones.members)
    if not known:
        raise PlatformError(81013, invaliduser=unknown)
    call.record["who"] = "、".join(member.official.name for member in known)
    sort = call.body.get("msgtype")
    if sort not in {"text", "template_card"}:
        raise PlatformError(40008)
    more = (_text if sort == "text" else _card)(world, call, known)
    sent = {"errcode": 0, "errmsg": "ok", "invaliduser": unknown}
    return {**sent, "msgid": secrets.token_urlsafe(24), **more}


def update_template_card(world: World, call: Call) -> dict[str, Any]:
    """POST /cgi-bin/message/update_template_card: grey the button, or replace the card."""
    _authentic(world, call)
    if str(call.body.get("agentid")) != str(world.settings.corp.agentid):
        raise PlatformError(40056)
    change = _change(call.body)
    task = world.cards.redeem(call.body.get("response_code"))
    call.record["note"] = task
    copies = world.cards.tasks[task]
    named = {str(userid).lower() for userid in call.body.get("userids", [])}
    everybody = call.body.get("atall") == 1
    for userid, copy in copies.items():
        if everybody or userid in named:
            apply(copy, change)
    return {"errcode": 0, "errmsg": "ok", "invaliduser": sorted(named - set(copies))}


def getuserinfo(world: World, call: Call) -> dict[str, Any]:
    """GET /cgi-bin/auth/getuserinfo: who came with this code."""
    _authentic(world, call)
    userid = world.oauth_codes.redeem(call.query.get("code", ""))
    call.record["who"] = world.phones.member(userid).official.name
    return {"errcode": 0, "errmsg": "ok", "userid": userid}


def apply(copy: cards.Card, change: dict[str, Any]) -> None:
    """Change one copy: `{"button": {"replace_name"}}` or `{"template_card": {…}}`."""
    if "button" in change:
        copy.replaced = str(change["button"]["replace_name"])
    else:
        copy.content = change["template_card"]


async def authorize(request: web.Request) -> web.StreamResponse:
    """GET /wecom-oauth/connect/oauth2/authorize: sign in whoever holds the right phone."""
    world, query = request.app[WORLD], request.query
    scanned = query.get("login_type") == "CorpApp"  # the QR page for desks outside WeCom
    if query.get("response_type") != "code" and not scanned:
        return web.Response(status=400, text="替身：response_type 不对")
    if query.get("appid") == world.settings.official_account.appid:
        citizen = world.phones.citizen(query.get("as", "chenyuan"))
        return _back(world, query, world.visit_codes.issue(citizen))
    if query.get("appid") != world.settings.corp.corpid:
        return web.Response(status=400, text="替身：appid 不对（40013）")
    chosen = query.get("as") or request.cookies.get(COOKIE) or world.official
    if chosen not in world.phones.members:
        return web.Response(status=400, text="替身：没有这位工作人员")
    return _back(world, query, world.oauth_codes.issue(chosen))


def _back(world: World, query: Mapping[str, str], code: str) -> web.Response:
    back, home = urlsplit(query.get("redirect_uri", "")), urlsplit(world.product)
    if (back.scheme, back.netloc) != (home.scheme, home.netloc):
        return web.Response(status=400, text="替身：redirect_uri 不是可信域名（50001）")
    answer = [*parse_qsl(back.query), ("code", code), ("state", query.get("state", ""))]
    raise web.HTTPFound(urlunsplit((*back[:3], urlencode(answer), "")))


def _authentic(world: World, call: Call) -> None:
    token = call.query.get("access_token", "")
    if not token:
        raise PlatformError(41001)
    if not world.wecom_tokens.knows(token):
        raise PlatformError(40014)
    if not world.wecom_tokens.valid(token):
        raise PlatformError(42001)


def _text(world: World, call: Call, members: list[Member]) -> dict[str, Any]:
    content = call.body.get("text", {}).get("content")
    if not isinstance(content, str) or not content:
        raise PlatformError(40058, "text.content")
    shown = content.encode()[:TEXT_BYTES].decode(errors="ignore")
    for member in members:
        if _admitted(world, call, member.official.userid):
            world.phones.write(member.chat, Show.APP, shown)
    return {}


def _card(world: World, call: Call, members: list[Member]) -> dict[str, Any]:
    content = call.body.get("template_card")
    if not isinstance(content, dict):
        raise PlatformError(40058, "template_card")
    task = world.cards.open(content)
    call.record["note"] = " ".join(filter(None, (task, cards.advice(content))))
    for member in members:
        userid = member.official.userid
        if _admitted(world, call, userid):
            dealt = world.cards.deal(task, userid, content)
            world.phones.write(member.chat, Show.CARD, dealt.title, task=task)
    return {"response_code": world.cards.code(task)}


def _admitted(world: World, call: Call, userid: str) -> bool:
    """Return whether a member gets the message; a drop is told to nobody but our own record."""
    dropped = world.faults.strike(Trouble.MEMBER_DROP, call.endpoint)
    if dropped or not world.members.admits(userid):
        call.record["note"] = "静默丢弃：" + world.phones.member(userid).official.name
        return False
    return True


def _change(body: dict[str, Any]) -> dict[str, Any]:
    name = body.get("button", {}).get("replace_name")
    if name:
        return {"button": {"replace_name": name}}
    if "template_card" in body:
        cards.check(body["template_card"])
        return {"template_card": body["template_card"]}
    raise PlatformError(40058, "button.replace_name")


def routes() -> list[web.RouteDef]:
    """Return the routes below `/wecom-api`, and the OAuth page."""
    post = {
        "/cgi-bin/message/send": send,
        "/cgi-bin/message/update_template_card": update_template_card,
    }
    get = {"/cgi-bin/gettoken": gettoken, "/cgi-bin/auth/getuserinfo": getuserinfo}
    return [
        *(web.post(f"/{SIDE}{path}", door(SIDE, path, does)) for path, does in post.items()),
        *(web.get(f"/{SIDE}{path}", door(SIDE, path, does)) for path, does in get.items()),
        web.get("/wecom-oauth/connect/oauth2/authorize", authorize),
        web.get("/wecom-oauth/wwlogin/sso/login", authorize),
    ]
