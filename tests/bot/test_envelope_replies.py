"""What we answer, sealed."""

import json
import re

import pytest

from bot.reading import Form
from domain.message import Channel, Message
from tests.bot.forging import NOW, STAMP, Sender, a_tap, a_text, envelope, opened, sender, xml

OA, MINI, WECOM = Channel.OFFICIAL_ACCOUNT, Channel.MINI_PROGRAM, Channel.WECOM


@pytest.mark.parametrize(
    "text", ["", "您好", "]]>", "]]]]>>", "a]]>b]]><Content>", "<b>&amp;", "🙂" * 500]
)
def test_a_reply_says_exactly_what_was_meant(text: str) -> None:
    wax, question = envelope(OA), opened(OA, xml(a_text()))

    reply = wax.seal(question, text, at=NOW, nonce="abc")

    query, inner = unsealed(sender(OA), reply)
    answer = wax.open(query, reply.encode(), NOW)
    assert isinstance(answer, Message)
    assert (answer.to, answer.user, answer.text) == ("oAbc_123-xyz", "gh_1", text)
    assert inner.startswith(b"<xml>")


def unsealed(mirror: Sender, reply: str) -> tuple[dict[str, str], bytes]:
    found = dict(re.findall(r"<(\w+)>(?:<!\[CDATA\[)?([^<\]]+)", reply))
    query = {
        "timestamp": found["TimeStamp"],
        "nonce": found["Nonce"],
        "msg_signature": found["MsgSignature"],
    }
    return query, mirror.decrypt(found["Encrypt"])


def test_a_reply_to_json_is_json() -> None:
    wax, theirs = envelope(MINI), sender(MINI)
    query, body = theirs.post(json.dumps(a_text()).encode(), form="json")
    question = wax.open(query, body, NOW)
    assert isinstance(question, Message)

    reply = json.loads(wax.seal(question, "好]]>", at=NOW, nonce="abc", form=Form.of(body)))

    assert reply["MsgSignature"] == theirs.sign(str(STAMP), "abc", reply["Encrypt"])
    assert (reply["TimeStamp"], reply["Nonce"]) == (STAMP, "abc")
    assert json.loads(theirs.decrypt(reply["Encrypt"])) == {
        "ToUserName": "oAbc_123-xyz",
        "FromUserName": "gh_1",
        "CreateTime": STAMP,
        "MsgType": "text",
        "Content": "好]]>",
    }


def test_what_xml_cannot_hold_is_left_out_of_a_reply() -> None:
    wax, question = envelope(OA), opened(OA, xml(a_text()))

    reply = wax.seal(question, "a\x00b\x0bc\ud800d\ufffe", at=NOW, nonce="abc")

    _, inner = unsealed(sender(OA), reply)
    assert b"<![CDATA[abcd]]>" in inner


def test_a_button_is_greyed_out_in_the_answer_to_its_tap() -> None:
    wax, tapped = envelope(WECOM), opened(WECOM, a_tap())

    reply = wax.seal_button(tapped, "已同意", at=NOW, nonce="abc")

    query, inner = unsealed(sender(WECOM), reply)
    assert query["msg_signature"] in reply
    assert "<MsgType><![CDATA[update_button]]></MsgType>" in inner.decode()
    assert "<Button><ReplaceName><![CDATA[已同意]]></ReplaceName></Button>" in inner.decode()


def test_no_two_replies_are_sealed_alike() -> None:
    wax, question = envelope(OA), opened(OA, xml(a_text()))

    replies = {wax.seal(question, "好", at=NOW, nonce="abc") for _ in range(20)}

    assert len(replies) == 20
