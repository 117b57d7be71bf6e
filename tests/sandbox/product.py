"""A very small product: opens callbacks, answers as it is told, keeps what it heard."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xmltodict
from aiohttp import web
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.work.crypto import WeChatCrypto as WorkCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from sandbox.settings import Settings

Fields = dict[str, Any]
WINDOW_S = 300
FORGED = (KeyError, InvalidSignatureException, InvalidAppIdException, InvalidCorpIdException)
REPLY = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{own}]]></FromUserName>"
    "<CreateTime>{at}</CreateTime>{body}</xml>"
)


def text(content: str) -> str:
    return f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{content}]]></Content>"


def grey(name: str) -> str:
    button = f"<Button><ReplaceName><![CDATA[{name}]]></ReplaceName></Button>"
    return f"<MsgType><![CDATA[update_button]]></MsgType>{button}"


def nothing(_fields: Fields) -> str:
    return ""


@dataclass
class Product:
    """What the callbacks meet.

    Attributes:
        reply: Gives the inside of the passive reply, or "" for `success`.
        broken: If set, status and body that are answered instead.
        after: Awaited before an answer is given; a way to be slow.
    """

    settings: Settings
    url: str = ""
    reply: Callable[[Fields], str] = nothing
    broken: tuple[int, str] | None = None
    after: Callable[[], Any] | None = None
    heard: list[Fields] = field(default_factory=list)
    asked: list[tuple[str, Fields]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{door:wechat|miniapp|wecom}", self._verify)
        app.router.add_post("/{door:wechat|miniapp|wecom}", self._hear)
        app.router.add_post("/api/v1/{path:.*}", self._api)
        return app

    def _crypto(self, door: str) -> Any:
        oa, mini, corp = (
            self.settings.official_account,
            self.settings.mini_program,
            self.settings.corp,
        )
        if door == "wecom":
            return WorkCrypto(corp.token, corp.aes_key, corp.corpid)
        account = oa if door == "wechat" else mini
        return WeChatCrypto(account.token, account.aes_key, account.appid)

    async def _verify(self, request: web.Request) -> web.Response:
        query, door = request.query, request.match_info["door"]
        if door != "wecom":
            return web.Response(text=query["echostr"])
        parts = (query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
        return web.Response(text=self._crypto(door).check_signature(*parts))

    async def _hear(self, request: web.Request) -> web.Response:
        body, query, door = await request.text(), request.query, request.match_info["door"]
        outer = json.loads(body) if door == "miniapp" else xmltodict.parse(body)["xml"]
        try:
            parts = (query["msg_signature"], query["timestamp"], query["nonce"])
            clear = self._crypto(door).decrypt_message(outer, *parts)
        except FORGED:
            return web.Response(status=403)
        if abs(time.time() - int(query["timestamp"])) > WINDOW_S:
            return web.Response(status=403)
        self.heard.append(json.loads(clear) if door == "miniapp" else xmltodict.parse(clear)["xml"])
        return await self._answer(door, self.heard[-1])

    async def _answer(self, door: str, fields: Fields) -> web.Response:
        if self.after is not None:
            await self.after()
        if self.broken is not None:
            return web.Response(status=self.broken[0], text=self.broken[1])
        body = self.reply(fields)
        if not body:
            return web.Response(text="success")
        names = {"to": fields["FromUserName"], "own": fields["ToUserName"], "at": int(time.time())}
        sealed = self._crypto(door).encrypt_message(REPLY.format(**names, body=body), "12345")
        return web.Response(text=sealed)

    async def _api(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.asked.append((path, await request.json()))
        if self.broken is not None:
            return web.json_response({"detail": self.broken[1]}, status=self.broken[0])
        status = 201 if path == "sessions" else 200
        return web.json_response({"token": "a-bearer-token"}, status=status)
