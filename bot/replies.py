"""The documents that an envelope answers with, in XML or JSON."""

import json
from datetime import datetime

from bot.reading import UNPRINTABLE, Form
from domain.message import Message


def text(message: Message, content: str, *, at: datetime, form: Form) -> str:
    """Return a text that goes back to whoever sent the message."""
    clean = UNPRINTABLE.sub("", content)
    if form is Form.JSON:
        return json.dumps(
            {
                "ToUserName": message.user,
                "FromUserName": message.to,
                "CreateTime": int(at.timestamp()),
                "MsgType": "text",
                "Content": clean,
            },
            ensure_ascii=False,
        )
    return _answer(message, "text", f"<Content>{_cdata(clean)}</Content>", at=at)


def update_button(message: Message, replace_name: str, *, at: datetime) -> str:
    """Return the answer that turns the tapped card's buttons into one grey word."""
    name = _cdata(UNPRINTABLE.sub("", replace_name))
    button = f"<Button><ReplaceName>{name}</ReplaceName></Button>"
    return _answer(message, "update_button", button, at=at)


def envelope(ciphertext: str, signature: str, *, timestamp: str, nonce: str, form: Form) -> str:
    """Return the outer document, in the form in which the platform wrote its own."""
    if form is Form.JSON:
        return json.dumps(
            {
                "Encrypt": ciphertext,
                "MsgSignature": signature,
                "TimeStamp": int(timestamp),
                "Nonce": nonce,
            }
        )
    return (
        "<xml>"
        f"<Encrypt>{_cdata(ciphertext)}</Encrypt>"
        f"<MsgSignature>{_cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp>"
        f"<Nonce>{_cdata(nonce)}</Nonce>"
        "</xml>"
    )


def _answer(message: Message, msg_type: str, content: str, *, at: datetime) -> str:
    return (
        "<xml>"
        f"<ToUserName>{_cdata(message.user)}</ToUserName>"
        f"<FromUserName>{_cdata(message.to)}</FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime>"
        f"<MsgType>{_cdata(msg_type)}</MsgType>"
        f"{content}"
        "</xml>"
    )


def _cdata(content: str) -> str:
    # The one string that would end the section early is spread over two sections.
    return "<![CDATA[" + content.replace("]]>", "]]]]><![CDATA[>") + "]]>"
