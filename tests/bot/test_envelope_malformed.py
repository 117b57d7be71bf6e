"""Signed and fresh, yet not the kind of message that a platform sends."""

import json

import pytest

from bot.rejection import Reason, Rejected
from domain.message import Channel
from tests.bot.forging import CHANNELS, NOW, a_text, an_event, envelope, sender, xml

HONEST = xml(a_text())

MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "empty root": b"<xml/>",
    "bad UTF-8": xml(a_text(Content="@")).replace(b"@", b"\xff\xfe"),
    "DTD": b"<!DOCTYPE xml>" + HONEST,
    "doubled MsgType": HONEST.replace(b"</xml>", b"<MsgType>event</MsgType></xml>"),
    "nested MsgType": HONEST.replace(b"text", b"]]><a>text</a><![CDATA["),
    "no MsgType": xml(a_text(MsgType="")),
    "no sender": xml(a_text(FromUserName="")),
    "sender with markup": xml(a_text(FromUserName="<b>")),
    "sender with newline": xml(a_text(FromUserName="oAbc\n")),
    "sender too long": xml(a_text(FromUserName="o" * 65)),
    "receiver with path": xml(a_text(ToUserName="../x")),
    "no moment": xml(a_text(CreateTime="")),
    "moment before time": xml(a_text(CreateTime="-1")),
    "moment beyond time": xml(a_text(CreateTime="9" * 30)),
    "MsgId no number": xml(a_text(MsgId="' OR 1=1")),
    "key too long": xml(an_event("CLICK", EventKey="k" * 1025)),
    "consent without group": xml(an_event("subscribe_msg_popup_event", List="x")),
    "JSON list": json.dumps([a_text()]).encode(),
    "JSON control character": json.dumps(a_text(Content="a\x00b")).encode(),
    "JSON group for text": json.dumps({**a_text(), "Content": {"a": "b"}}).encode(),
}


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", MALFORMED)
def test_a_signed_message_out_of_shape_is_a_bad_request(name: str, channel: Channel) -> None:
    query, body = sender(channel).post(MALFORMED[name])

    answer = envelope(channel).open(query, body, NOW)

    assert answer == Rejected(Reason.MALFORMED)
    assert answer.status == 400
