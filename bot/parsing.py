"""Fields of a decrypted push become a `Message`."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.reading import Fields, UnreadableError, many, one
from domain.message import Channel, Consent, Kind, Message

# openids, gh_ names, WeCom userids and corpids: none has anything else.
_ADDRESS = re.compile(r"[0-9A-Za-z_.@-]{1,64}")
_MOMENT = re.compile(r"[0-9]{1,10}")
_MSGID = re.compile(r"[0-9]{0,20}")

# By MsgType; and by Event, which WeCom writes in small letters and WeChat partly in capitals.
_KINDS: Mapping[str, Kind] = {
    "text": Kind.TEXT,
    "image": Kind.IMAGE,
    "voice": Kind.VOICE,
}
_EVENTS: Mapping[str, Kind] = {
    "subscribe": Kind.SUBSCRIBE,
    "unsubscribe": Kind.UNSUBSCRIBE,
    "click": Kind.MENU,
    "scan": Kind.MENU,
    "template_card_event": Kind.TAP,
    "subscribe_msg_popup_event": Kind.CONSENT,
    "subscribe_msg_change_event": Kind.CONSENT,
}

# A published change event once carried the popup event's tag, and JSON puts the list at the top.
_CONSENT_TAGS = ("SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent")

_SCENE = "qrscene_"  # stands before the scene only when the scan was also a subscription


def message(channel: Channel, fields: Fields) -> Message:
    """Return what a push says; what we have no use for becomes `Kind.OTHER`.

    Raises:
        UnreadableError: A field that every push has is missing, doubled or out of shape.
    """
    event = one(fields, "Event").lower()
    kind = _kind(one(fields, "MsgType"), event)
    consents = _consents(fields) if kind is Kind.CONSENT else ()
    return Message(
        channel=channel,
        kind=kind,
        user=_shaped(fields, "FromUserName", _ADDRESS),
        to=_shaped(fields, "ToUserName", _ADDRESS),
        at=datetime.fromtimestamp(int(_shaped(fields, "CreateTime", _MOMENT)), UTC),
        once=_once(channel, fields, consents),
        text=one(fields, "Content", limit=65536) if kind is Kind.TEXT else "",
        key=one(fields, "EventKey").removeprefix(_SCENE),
        task=one(fields, "TaskId") if kind is Kind.TAP else "",
        response_code=one(fields, "ResponseCode") if kind is Kind.TAP else "",
        consents=consents,
    )


def _kind(msg_type: str, event: str) -> Kind:
    if not msg_type:
        raise UnreadableError("MsgType")
    if msg_type == "event":
        return _EVENTS.get(event, Kind.OTHER)
    return _KINDS.get(msg_type, Kind.OTHER)


def _shaped(fields: Fields, name: str, shape: re.Pattern[str]) -> str:
    text = one(fields, name)
    if not shape.fullmatch(text):
        raise UnreadableError(name)
    return text


def _once(channel: Channel, fields: Fields, consents: tuple[Consent, ...]) -> str:
    # Events have no MsgId, and two may happen within the one second that CreateTime can tell
    # apart.  The digest keeps openids out of the table of claims.
    msg_id = _shaped(fields, "MsgId", _MSGID)
    if msg_id:
        return f"{channel}:{msg_id}"
    names = ("FromUserName", "CreateTime", "Event", "EventKey", "TaskId")
    told = [one(fields, name) for name in names]
    answers = [[each.template, each.accepted] for each in consents]
    digest = hashlib.sha256(json.dumps([told, answers]).encode()).hexdigest()
    return f"{channel}:event:{digest[:32]}"


def _consents(fields: Fields) -> tuple[Consent, ...]:
    holders = [fields, *(group for tag in _CONSENT_TAGS for group in many(fields, tag))]
    return tuple(
        Consent(
            template=one(answer, "TemplateId"),
            accepted=one(answer, "SubscribeStatusString") == "accept",
        )
        for holder in holders
        for answer in many(holder, "List")
    )
