"""Flask with wechatpy on waitress, as wechatpy's own example has it; nothing is written down."""

import logging

from flask import Flask, Response, request
from waitress import serve
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import create_reply

from bench.peers import account

crypto = WeChatCrypto(account.TOKEN, account.AES_KEY, account.APPID)


def listen() -> Response:
    """POST /wechat."""
    query = request.args
    signed = (query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(crypto.decrypt_message(request.get_data(), *signed))
    reply = create_reply(account.REPLY, message).render()
    sealed = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
    return Response(sealed, content_type="application/xml")


if __name__ == "__main__":
    logging.getLogger("waitress").setLevel(logging.ERROR)  # no line about each queued request
    app = Flask(__name__)
    app.add_url_rule("/wechat", view_func=listen, methods=["POST"])
    serve(app, host=account.HOST, port=account.PORT)
