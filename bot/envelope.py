"""The sealed envelope in which WeChat and WeCom post messages and take replies.

One codec for the official account, the mini program and WeCom.  It meets bytes that anybody may
have sent, so it believes nothing but ciphertext whose signature, age and receiver are right.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot import parsing, replies
from bot.reading import Form, UnreadableError, one, read
from bot.rejection import Denied, Reason, Rejected
from domain.message import Channel, Message

MAX_BODY = 64 * 1024  # bytes
BLOCK = 32  # the protocol pads to 32 bytes, though AES has blocks of 16
RANDOM = 16  # bytes of chance in front of every plaintext

_AES_KEY = re.compile(r"[0-9A-Za-z]{43}")
_TIMESTAMP = re.compile(r"[0-9]{10}")
# Shorter than a run of base64 that could change hands with the ciphertext: the signature joins
# its parts without a separator, so the shapes of the parts must keep them apart.
_NONCE = re.compile(r"[0-9A-Za-z_-]{1,64}")
_SIGNATURE = re.compile(r"[0-9a-f]{40}")
_ECHO = re.compile(r"[0-9A-Za-z+/=_-]{1,1024}")


@dataclass(frozen=True)
class Envelope:
    """The sealing wax of one account.

    Attributes:
        channel: Whose messages these are.
        token: The account's callback token; signs.
        aes_key: The account's EncodingAESKey, 43 characters; encrypts.
        receive_id: AppID, or CorpID at WeCom; must stand inside every ciphertext.
        window: How far a timestamp may lie from our clock, either way.

    Raises:
        ValueError: Token or receive id is empty, or the key is no key.
    """

    channel: Channel
    token: str = field(repr=False)
    aes_key: str = field(repr=False)
    receive_id: str
    window: timedelta

    def __post_init__(self) -> None:
        if not self.token.strip():
            raise ValueError("an empty token would let everybody sign")
        if not _AES_KEY.fullmatch(self.aes_key):
            raise ValueError("an EncodingAESKey has 43 letters and digits")
        if not self.receive_id.strip():
            raise ValueError("without a receive id, another account's messages would be taken")

    def echo(self, query: Mapping[str, str], now: datetime) -> str | Rejected:
        """Return what proves to the platform that this URL is ours.

        WeCom encrypts the proof, WeChat sends it in clear even in safe mode.
        """
        try:
            proof = query.get("echostr", "").replace(" ", "+")  # a form decoder was at work
            if not _ECHO.fullmatch(proof):
                return Rejected(Reason.UNSIGNED)
            if self.channel is Channel.WECOM:
                self._check_claims(query, now, "msg_signature")
                self._check_signature(query, "msg_signature", proof)
                return self._decrypt(proof).decode("utf-8")
            self._check_claims(query, now, "signature")
            self._check_signature(query, "signature")
        except Denied as denied:
            return Rejected(denied.reason)
        except UnicodeDecodeError:
            return Rejected(Reason.MALFORMED)
        return proof

    def open(self, query: Mapping[str, str], body: bytes, now: datetime) -> Message | Rejected:
        """Return the message in a posted body, or why it was not believed; never raise.

        Fields beside the ciphertext, as plain and compatible mode send them, are not looked at.
        """
        if len(body) > MAX_BODY:
            return Rejected(Reason.TOO_LARGE)
        try:
            self._check_claims(query, now, "msg_signature")
            sealed = _ciphertext(body)
            self._check_signature(query, "msg_signature", sealed)
            return self._message(self._decrypt(sealed), now)
        except Denied as denied:
            return Rejected(denied.reason)

    def seal(
        self, message: Message, text: str, *, at: datetime, nonce: str, form: Form = Form.XML
    ) -> str:
        """Return the body that answers a message with a text.

        Args:
            message: What is answered; its sender becomes the receiver.
            text: Any text; what XML cannot hold is left out of it.
            at: The moment that is signed.
            nonce: Signed too; letters and digits, fresh for every answer.
            form: How the message came: `Form.of(body)`.
        """
        return self._sealed(replies.text(message, text, at=at, form=form), at, nonce, form)

    def seal_button(self, message: Message, replace_name: str, *, at: datetime, nonce: str) -> str:
        """Return the body that greys out the tapped card of whoever tapped it (WeCom only)."""
        inner = replies.update_button(message, replace_name, at=at)
        return self._sealed(inner, at, nonce, Form.XML)

    def _check_claims(self, query: Mapping[str, str], now: datetime, name: str) -> None:
        timestamp = query.get("timestamp", "")
        if not (
            _TIMESTAMP.fullmatch(timestamp)
            and _NONCE.fullmatch(query.get("nonce", ""))
            and _SIGNATURE.fullmatch(query.get(name, ""))
        ):
            raise Denied(Reason.UNSIGNED)
        if not self._is_fresh(datetime.fromtimestamp(int(timestamp), UTC), now):
            raise Denied(Reason.STALE)

    def _check_signature(self, query: Mapping[str, str], name: str, *signed: str) -> None:
        expected = self._signature(query["timestamp"], query["nonce"], *signed)
        if not hmac.compare_digest(query[name], expected):
            raise Denied(Reason.SIGNATURE)

    def _is_fresh(self, at: datetime, now: datetime) -> bool:
        return abs(now - at) <= self.window

    def _signature(self, *parts: str) -> str:
        joined = b"".join(sorted(part.encode() for part in (self.token, *parts)))
        return hashlib.sha1(joined).hexdigest()  # noqa: S324 -- the protocol says SHA-1

    def _message(self, plain: bytes, now: datetime) -> Message:
        try:
            message = parsing.message(self.channel, read(plain))
        except UnreadableError:
            raise Denied(Reason.MALFORMED) from None
        # Token and AES key are two secrets: who has only the token could re-sign an old
        # ciphertext with a new timestamp, and is caught here.
        if not self._is_fresh(message.at, now):
            raise Denied(Reason.STALE)
        return message

    @cached_property
    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.aes_key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))

    def _decrypt(self, sealed: str) -> bytes:
        try:
            ciphertext = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError):
            raise Denied(Reason.CIPHERTEXT) from None
        if not ciphertext or len(ciphertext) % BLOCK:
            raise Denied(Reason.CIPHERTEXT)
        decryptor = self._cipher.decryptor()
        plain = _unpad(decryptor.update(ciphertext) + decryptor.finalize())
        length = int.from_bytes(plain[RANDOM : RANDOM + 4], "big")
        content, receiver = plain[RANDOM + 4 :][:length], plain[RANDOM + 4 :][length:]
        if len(plain) < RANDOM + 4 + length:
            raise Denied(Reason.CIPHERTEXT)
        if not hmac.compare_digest(receiver, self.receive_id.encode()):
            raise Denied(Reason.RECEIVER)
        return content

    def _encrypt(self, text: str) -> str:
        content = text.encode()
        plain = secrets.token_bytes(RANDOM) + len(content).to_bytes(4, "big") + content
        encryptor = self._cipher.encryptor()
        padded = _pad(plain + self.receive_id.encode())
        return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()

    def _sealed(self, inner: str, at: datetime, nonce: str, form: Form) -> str:
        timestamp, ciphertext = str(int(at.timestamp())), self._encrypt(inner)
        return replies.envelope(
            ciphertext,
            self._signature(timestamp, nonce, ciphertext),
            timestamp=timestamp,
            nonce=nonce,
            form=form,
        )


def _ciphertext(body: bytes) -> str:
    try:
        sealed = one(read(body), "Encrypt", limit=MAX_BODY)
    except UnreadableError:
        raise Denied(Reason.UNREADABLE) from None
    if not sealed:
        raise Denied(Reason.UNSIGNED)
    return sealed


def _pad(plain: bytes) -> bytes:
    count = BLOCK - len(plain) % BLOCK
    return plain + bytes([count]) * count


def _unpad(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise Denied(Reason.CIPHERTEXT)
    return padded[:-count]
