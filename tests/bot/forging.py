"""The platform's side of the envelope, honest or forged; written from the protocol alone."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.envelope import Envelope
from domain.message import Channel, Message

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
STAMP = int(NOW.timestamp())
CHANNELS = list(Channel)
Post = tuple[dict[str, str], bytes]


@dataclass(frozen=True)
class Sender:
    """Whoever posts to us, with the secrets he has."""

    token: str
    key: str
    receive_id: str

    def cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def encrypt_raw(self, padded: bytes) -> str:
        encryptor = self.cipher().encryptor()
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def plain(self, inner: bytes, length: int | None = None) -> bytes:
        size = len(inner) if length is None else length
        return b"aaaabbbbccccdddd" + size.to_bytes(4, "big") + inner + self.receive_id.encode()

    def encrypt(self, inner: bytes) -> str:
        plain = self.plain(inner)
        count = 32 - len(plain) % 32
        return self.encrypt_raw(plain + bytes([count] * count))

    def decrypt(self, sealed: str) -> bytes:
        decryptor = self.cipher().decryptor()
        padded = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
        plain = padded[: -padded[-1]]
        length = int.from_bytes(plain[16:20], "big")
        assert plain[20 + length :] == self.receive_id.encode()
        return plain[20 : 20 + length]

    def sign(self, *parts: str) -> str:
        joined = "".join(sorted([self.token, *parts])).encode()
        return hashlib.sha1(joined).hexdigest()  # noqa: S324 -- the protocol says SHA-1

    def post(
        self, inner: bytes, *, stamp: str = str(STAMP), nonce: str = "486452656", form: str = "xml"
    ) -> Post:
        return self.post_sealed(self.encrypt(inner), stamp=stamp, nonce=nonce, form=form)

    def post_sealed(
        self, sealed: str, *, stamp: str = str(STAMP), nonce: str = "486452656", form: str = "xml"
    ) -> Post:
        query = {
            "timestamp": stamp,
            "nonce": nonce,
            "msg_signature": self.sign(stamp, nonce, sealed),
        }
        if form == "json":
            return query, json.dumps({"ToUserName": "gh_1", "Encrypt": sealed}).encode()
        return query, outer(sealed)

    def but(self, **changes: str) -> "Sender":
        return replace(self, **changes)


def outer(sealed: str) -> bytes:
    return (
        "<xml><ToUserName><![CDATA[gh_1]]></ToUserName>"
        f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    ).encode()


def flipped(sealed: str, index: int) -> str:
    raw = bytearray(base64.b64decode(sealed))
    raw[index] ^= 1
    return base64.b64encode(raw).decode()


def sender(channel: Channel) -> Sender:
    return {
        Channel.OFFICIAL_ACCOUNT: Sender(
            "AAAAA", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6"
        ),
        Channel.MINI_PROGRAM: Sender(
            "spamtest", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx2c2769f8efd9abc2"
        ),
        Channel.WECOM: Sender(
            "QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "ww5823bf96d3bd56c7"
        ),
    }[channel]


def envelope(channel: Channel) -> Envelope:
    secrets = sender(channel)
    return Envelope(channel, secrets.token, secrets.key, secrets.receive_id, timedelta(seconds=300))


def xml(fields: Mapping[str, str | int]) -> bytes:
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return f"<xml>{inside}</xml>".encode()


def a_text(**changes: str | int) -> dict[str, str | int]:
    return {
        "ToUserName": "gh_1",
        "FromUserName": "oAbc_123-xyz",
        "CreateTime": STAMP,
        "MsgType": "text",
        "Content": "我要办亲属关系证明",
        "MsgId": 23456789012345678,
        **changes,
    }


def an_event(event: str, **changes: str | int) -> dict[str, str | int]:
    fields = a_text(MsgType="event", Event=event, **changes)
    return {name: value for name, value in fields.items() if name not in {"Content", "MsgId"}}


def a_tap(*, task: str = "case-1", items: str = "") -> bytes:
    fields = an_event(
        "template_card_event", EventKey="approve:1:2", TaskId=task, ResponseCode="rc-1"
    )
    return xml(fields).replace(b"</xml>", items.encode() + b"</xml>")


def opened(channel: Channel, inner: bytes, form: str = "xml") -> Message:
    query, body = sender(channel).post(inner, form=form)
    message = envelope(channel).open(query, body, NOW)
    assert isinstance(message, Message)
    return message
