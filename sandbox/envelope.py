"""Callbacks as the platform sends them, sealed by wechatpy's crypto and not by the product's."""

import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import xmltodict
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, InvalidSignatureException
from wechatpy.utils import WeChatSigner
from wechatpy.work.crypto import WeChatCrypto as WorkCrypto
from wechatpy.work.exceptions import InvalidCorpIdException

from sandbox.settings import Settings

Fields = dict[str, Any]


class Door(StrEnum):
    """The product's three callback addresses, by their paths."""

    WECHAT = "wechat"
    MINIAPP = "miniapp"
    WECOM = "wecom"


class Malformed(Exception):
    """The answer is not one that the platform understands."""


@dataclass(frozen=True)
class Letter:
    """A callback ready to be posted."""

    query: dict[str, str]
    body: str
    media: str


@dataclass(frozen=True)
class Envelope:
    """Seals callbacks for one door, and opens the answers.

    Attributes:
        to: ToUserName: original id of the account, or the CorpID.
        receiver: AppID or CorpID inside the ciphertext.
    """

    door: Door
    to: str
    receiver: str
    token: str
    aes_key: str
    agentid: int = 0

    def seal(self, message: Fields, at: float, **forged: str) -> Letter:
        """Encrypt and sign a message.  Forged: timestamp, receiver, msg_signature."""
        timestamp, nonce = forged.get("timestamp", str(int(at))), str(secrets.randbelow(10**10))
        clear = json.dumps(message) if self.door is Door.MINIAPP else to_xml(message)
        sealed = _crypto(self, forged.get("receiver")).encrypt_message(clear, nonce, timestamp)
        parts = xmltodict.parse(sealed)["xml"]
        signed = forged.get("msg_signature", parts["MsgSignature"])
        query = {"msg_signature": signed, "timestamp": timestamp, "nonce": nonce}
        if self.door is not Door.WECOM:
            query |= {"signature": sign(self.token, timestamp, nonce), "encrypt_type": "aes"}
            query |= {"openid": message["FromUserName"]}
        return Letter(query, *self._wrapped(parts["Encrypt"]))

    def plain(self, message: Fields, at: float) -> Letter:
        """Return the message as an account without encryption would send it."""
        timestamp, nonce = str(int(at)), str(secrets.randbelow(10**10))
        query = {"signature": sign(self.token, timestamp, nonce)}
        query |= {"timestamp": timestamp, "nonce": nonce, "openid": message["FromUserName"]}
        return Letter(query, to_xml(message), "text/xml")

    def echo(self, at: float) -> tuple[dict[str, str], str]:
        """Return the query of a URL verification, and the body that must come back."""
        timestamp, nonce = str(int(at)), str(secrets.randbelow(10**10))
        word = str(secrets.randbelow(10**19))
        query = {"timestamp": timestamp, "nonce": nonce}
        if self.door is not Door.WECOM:
            signed = sign(self.token, timestamp, nonce)
            return {**query, "signature": signed, "echostr": word}, word
        sealed = PrpCrypto(_crypto(self).key).encrypt(word, self.receiver).decode()
        signed = sign(self.token, timestamp, nonce, sealed)
        return {**query, "msg_signature": signed, "echostr": sealed}, word

    def open(self, body: str) -> Fields | None:
        """Return the passive reply, or None for `success` and for an empty body.

        Raises:
            Malformed: It is anything else.
        """
        if body.strip() in {"", "success"}:
            return None
        try:
            outer = json.loads(body) if body.startswith("{") else xmltodict.parse(body)["xml"]
            parts = (outer["MsgSignature"], str(outer["TimeStamp"]), str(outer["Nonce"]))
            clear = _crypto(self).decrypt_message(outer, *parts)
            inner = json.loads(clear) if clear.startswith("{") else xmltodict.parse(clear)["xml"]
        except (InvalidSignatureException, InvalidAppIdException, InvalidCorpIdException) as wrong:
            raise Malformed(type(wrong).__name__) from wrong
        except Exception as wrong:  # wechatpy and expat fail in many ways on a broken answer
            raise Malformed(repr(wrong)) from wrong
        if not isinstance(inner, dict):
            raise Malformed(body)
        return inner

    def _wrapped(self, encrypted: str) -> tuple[str, str]:
        if self.door is Door.MINIAPP:
            return json.dumps({"ToUserName": self.to, "Encrypt": encrypted}), "application/json"
        outer: Fields = {"ToUserName": self.to}
        outer |= {"AgentID": self.agentid} if self.door is Door.WECOM else {}
        return to_xml({**outer, "Encrypt": encrypted}), "text/xml"


def envelopes(settings: Settings) -> dict[Door, Envelope]:
    """Return the envelope of each door."""
    oa, mini, corp = settings.official_account, settings.mini_program, settings.corp
    return {
        Door.WECHAT: Envelope(Door.WECHAT, oa.original, oa.appid, oa.token, oa.aes_key),
        Door.MINIAPP: Envelope(Door.MINIAPP, mini.original, mini.appid, mini.token, mini.aes_key),
        Door.WECOM: Envelope(
            Door.WECOM, corp.corpid, corp.corpid, corp.token, corp.aes_key, corp.agentid
        ),
    }


def to_xml(fields: Fields) -> str:
    """Return `<xml>` with text in CDATA, figures bare, lists as repeated tags."""
    return "<xml>" + "".join(_tag(name, value) for name, value in fields.items()) + "</xml>"


def sign(*parts: str) -> str:
    """Return the platform's signature over the parts."""
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


def _tag(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_tag(name, each) for each in value)
    if isinstance(value, dict):
        inner = "".join(_tag(part, each) for part, each in value.items())
    elif isinstance(value, int):
        inner = str(value)
    else:
        words = "" if value is None else str(value)
        inner = "<![CDATA[" + _printable(words).replace("]]>", "]]]]><![CDATA[>") + "]]>"
    return f"<{name}>{inner}</{name}>"


def _printable(text: str) -> str:
    return "".join(each for each in text if each >= " " or each in "\t\n\r")


def _crypto(envelope: Envelope, receiver: str | None = None) -> Any:
    kind = WorkCrypto if envelope.door is Door.WECOM else WeChatCrypto
    return kind(envelope.token, envelope.aes_key, receiver or envelope.receiver)
