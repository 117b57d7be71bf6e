"""What each push becomes."""

import json
from datetime import timedelta

import pytest

from domain.message import Channel, Consent, Kind, Message
from tests.bot.forging import (
    CHANNELS,
    NOW,
    STAMP,
    a_tap,
    a_text,
    an_event,
    envelope,
    opened,
    sender,
    xml,
)

OA, MINI, WECOM = Channel.OFFICIAL_ACCOUNT, Channel.MINI_PROGRAM, Channel.WECOM


def answers(tag: str, *answered: tuple[str, str]) -> str:
    lists = "".join(
        f"<List><TemplateId>{template}</TemplateId>"
        f"<SubscribeStatusString>{status}</SubscribeStatusString></List>"
        for template, status in answered
    )
    return f"<{tag}>{lists}</{tag}>"


def consent(event: str, inside: str) -> bytes:
    return xml(an_event(event)).replace(b"</xml>", inside.encode() + b"</xml>")


@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_text_arrives_whole(channel: Channel, form: str) -> None:
    fields = a_text(Content="我要办 <证明> ]]]]><![CDATA[> 🙂")
    inner = xml(fields)
    if form == "json":
        inner = json.dumps(a_text(Content="我要办 <证明> ]]> 🙂")).encode()

    message = opened(channel, inner, form)

    assert message == Message(
        channel=channel,
        kind=Kind.TEXT,
        user="oAbc_123-xyz",
        to="gh_1",
        at=NOW,
        once=f"{channel}:23456789012345678",
        text="我要办 <证明> ]]> 🙂",
    )


@pytest.mark.parametrize(
    ("inner", "kind", "key"),
    [
        (a_text(MsgType="image", MediaId="m", PicUrl="http://x"), Kind.IMAGE, ""),
        (a_text(MsgType="voice", MediaId="m", Format="amr"), Kind.VOICE, ""),
        (a_text(MsgType="location", Label="游埠镇"), Kind.OTHER, ""),
        (an_event("subscribe", EventKey=""), Kind.SUBSCRIBE, ""),
        (an_event("subscribe", EventKey="qrscene_town", Ticket="t"), Kind.SUBSCRIBE, "town"),
        (an_event("unsubscribe"), Kind.UNSUBSCRIBE, ""),
        (an_event("SCAN", EventKey="town", Ticket="t"), Kind.MENU, "town"),
        (an_event("CLICK", EventKey="apply"), Kind.MENU, "apply"),
        (an_event("click", EventKey="cases"), Kind.MENU, "cases"),
        (an_event("VIEW", EventKey="https://x.example/"), Kind.OTHER, "https://x.example/"),
        (an_event("TEMPLATESENDJOBFINISH", Status="success"), Kind.OTHER, ""),
    ],
)
def test_each_push_has_its_kind(inner: dict[str, str | int], kind: Kind, key: str) -> None:
    message = opened(OA, xml(inner))

    assert (message.kind, message.key, message.text) == (kind, key, "")


def test_a_tap_names_card_button_and_response_code() -> None:
    items = (
        "<SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><OptionIds>"
        "<OptionId>a</OptionId><OptionId>b</OptionId></OptionIds></SelectedItem>"
        "<SelectedItem><QuestionKey>p</QuestionKey></SelectedItem></SelectedItems>"
    )

    message = opened(WECOM, a_tap(items=items))

    assert message.kind is Kind.TAP
    assert (message.key, message.task, message.response_code) == ("approve:1:2", "case-1", "rc-1")


@pytest.mark.parametrize("tag", ["SubscribeMsgPopupEvent", "SubscribeMsgChangeEvent"])
@pytest.mark.parametrize("event", ["subscribe_msg_popup_event", "subscribe_msg_change_event"])
def test_consents_are_read_under_either_tag(event: str, tag: str) -> None:
    inner = consent(event, answers(tag, ("t1", "accept"), ("t2", "reject")))

    message = opened(OA, inner)

    assert message.kind is Kind.CONSENT
    assert message.consents == (Consent("t1", accepted=True), Consent("t2", accepted=False))


@pytest.mark.parametrize("several", [True, False])
def test_consents_are_read_from_json_be_it_one_or_many(several: bool) -> None:  # noqa: FBT001 -- a pytest parameter
    answer = {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": 0}
    event = an_event("subscribe_msg_popup_event")
    inner = json.dumps({**event, "List": [answer] if several else answer}).encode()

    message = opened(MINI, inner, "json")

    assert message.consents == (Consent("t1", accepted=True),)


def test_fields_in_clear_beside_the_ciphertext_are_not_believed() -> None:
    query, body = sender(OA).post(xml(a_text(Content="真")))
    compat = body.replace(
        b"</xml>", b"<Content>forged</Content><FromUserName>victim</FromUserName></xml>"
    )

    message = envelope(OA).open(query, compat, NOW)

    assert isinstance(message, Message)
    assert (message.user, message.text) == ("oAbc_123-xyz", "真")


def test_a_repetition_has_the_same_key_though_it_is_sealed_anew() -> None:
    theirs, wax = sender(WECOM), envelope(WECOM)
    first = wax.open(*theirs.post(a_tap()), NOW)

    query, body = theirs.post(a_tap(), stamp=str(STAMP + 6), nonce="other")
    second = wax.open(query, body, NOW + timedelta(seconds=6))

    assert first == second


def test_two_events_in_one_second_are_two() -> None:
    inners = [
        xml(an_event("CLICK", EventKey="apply")),
        xml(an_event("CLICK", EventKey="cases")),
        xml(an_event("SCAN", EventKey="apply")),
        xml(an_event("CLICK", EventKey="apply", FromUserName="other")),
        xml(an_event("CLICK", EventKey="apply", CreateTime=STAMP + 1)),
        a_tap(task="case-1"),
        a_tap(task="case-2"),
        consent("subscribe_msg_popup_event", answers("SubscribeMsgPopupEvent", ("t", "accept"))),
        consent("subscribe_msg_popup_event", answers("SubscribeMsgPopupEvent", ("t", "reject"))),
    ]

    keys = {opened(OA, inner).once for inner in inners}

    assert len(keys) == len(inners)


def test_the_key_of_an_event_does_not_name_the_user() -> None:
    message = opened(OA, xml(an_event("CLICK", EventKey="apply")))

    assert "oAbc" not in message.once
