"""aiohttp with wechatpy's crypto, parser and replies; nothing is written down."""

from aiohttp import web
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply

from bench.peers import account

crypto = WeChatCrypto(account.TOKEN, account.AES_KEY, account.APPID)


async def listen(request: web.Request) -> web.Response:
    """POST /wechat."""
    query = request.query
    signed = (query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(crypto.decrypt_message(await request.text(), *signed))
    reply = create_reply(account.REPLY, message).render()
    sealed = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
    return web.Response(text=sealed, content_type="application/xml")


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/wechat", listen)
    web.run_app(app, host=account.HOST, port=account.PORT, access_log=None, print=None)
