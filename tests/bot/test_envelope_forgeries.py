"""Every way of lying that we know of, at every door; each is turned away with its status."""

from collections.abc import Callable

import pytest

from bot.rejection import Reason, Rejected
from domain.message import Channel, Message
from tests.bot.forging import (
    CHANNELS,
    NOW,
    STAMP,
    Post,
    Sender,
    a_text,
    envelope,
    flipped,
    outer,
    sender,
    xml,
)

HONEST = xml(a_text())
BOMB = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


def query_of(them: Sender, **changes: str) -> Post:
    query, body = them.post(HONEST)
    return {name: value for name, value in {**query, **changes}.items() if value != "-"}, body


def body_of(them: Sender, change: Callable[[bytes], bytes]) -> Post:
    query, body = them.post(HONEST)
    return query, change(body)


def json_of(them: Sender, change: Callable[[str], str]) -> Post:
    query, body = them.post(HONEST, form="json")
    return query, change(body.decode()).encode()


def padded(them: Sender, tail: bytes) -> Post:
    plain = them.plain(HONEST)
    filled = plain + b"\x00" * (-(len(plain) + len(tail)) % 32) + tail
    return them.post_sealed(them.encrypt_raw(filled))


def padded_to_16(them: Sender) -> Post:
    plain = next(p for n in range(32) if len(p := them.plain(HONEST + b" " * n)) % 32 == 9)
    return them.post_sealed(them.encrypt_raw(plain + b"\x07" * 7))


def length_of(them: Sender, length: int) -> Post:
    plain = them.plain(HONEST, length)
    count = 32 - len(plain) % 32
    return them.post_sealed(them.encrypt_raw(plain + bytes([count] * count)))


def shifted(them: Sender, by: int) -> Post:
    query, body = them.post(HONEST, nonce="5514711492")
    joined = query["timestamp"] + query["nonce"]
    return {**query, "timestamp": joined[: 10 + by], "nonce": joined[10 + by :]}, body


def swapped(them: Sender) -> Post:
    query, body = them.post(HONEST, nonce="1514711492")
    return {**query, "timestamp": query["nonce"], "nonce": query["timestamp"]}, body


FORGERIES: dict[str, tuple[Callable[[Sender], Post], Reason]] = {
    "wrong signature": (lambda t: query_of(t, msg_signature="0" * 40), Reason.SIGNATURE),
    "no signature": (lambda t: query_of(t, msg_signature="-"), Reason.UNSIGNED),
    "empty signature": (lambda t: query_of(t, msg_signature=""), Reason.UNSIGNED),
    "signature not hex": (lambda t: query_of(t, msg_signature="é" * 40), Reason.UNSIGNED),
    "no timestamp": (lambda t: query_of(t, timestamp="-"), Reason.UNSIGNED),
    "no nonce": (lambda t: query_of(t, nonce="-"), Reason.UNSIGNED),
    "foreign digits": (lambda t: t.post(HONEST, stamp="١٧٩٥٤٨٥٦٠٠"), Reason.UNSIGNED),
    "timestamp and newline": (lambda t: t.post(HONEST, stamp=f"{STAMP}\n"), Reason.UNSIGNED),
    "nonce and newline": (lambda t: t.post(HONEST, nonce="1\n"), Reason.UNSIGNED),
    "nonce too long": (lambda t: t.post(HONEST, nonce="1" * 65), Reason.UNSIGNED),
    "another account": (lambda t: t.but(receive_id="wx0000").post(HONEST), Reason.RECEIVER),
    "no account": (lambda t: t.but(receive_id="").post(HONEST), Reason.RECEIVER),
    "account and more": (
        lambda t: t.but(receive_id=t.receive_id + "0").post(HONEST),
        Reason.RECEIVER,
    ),
    "empty token": (lambda t: t.but(token="").post(HONEST), Reason.SIGNATURE),
    "token None": (lambda t: t.but(token="None").post(HONEST), Reason.SIGNATURE),
    "shifted right": (lambda t: shifted(t, 1), Reason.UNSIGNED),
    "shifted left": (lambda t: shifted(t, -1), Reason.UNSIGNED),
    "swapped": (swapped, Reason.STALE),
    "stale": (lambda t: t.post(HONEST, stamp=str(STAMP - 301)), Reason.STALE),
    "future": (lambda t: t.post(HONEST, stamp=str(STAMP + 301)), Reason.STALE),
    "stale inside": (lambda t: t.post(xml(a_text(CreateTime=STAMP - 301))), Reason.STALE),
    "future inside": (lambda t: t.post(xml(a_text(CreateTime=STAMP + 301))), Reason.STALE),
    "other key": (lambda t: t.but(key=t.key[::-1]).post(HONEST), Reason.CIPHERTEXT),
    "bit flipped": (
        lambda t: (t.post(HONEST)[0], outer(flipped(t.encrypt(HONEST), 40))),
        Reason.SIGNATURE,
    ),
    "last bit flipped, signed": (
        lambda t: t.post_sealed(flipped(t.encrypt(HONEST), -1)),
        Reason.CIPHERTEXT,
    ),
    "truncated": (
        lambda t: (t.post(HONEST)[0], outer(t.encrypt(HONEST)[:-4])),
        Reason.SIGNATURE,
    ),
    "truncated, signed": (lambda t: t.post_sealed(t.encrypt(HONEST)[:64]), Reason.CIPHERTEXT),
    "half a block, signed": (lambda t: t.post_sealed(t.encrypt(HONEST)[:128]), Reason.CIPHERTEXT),
    "body truncated": (lambda t: body_of(t, lambda b: b[:-9]), Reason.UNREADABLE),
    "no base64": (lambda t: t.post_sealed("~" * 64), Reason.CIPHERTEXT),
    "base64 with blanks": (
        lambda t: t.post_sealed(t.encrypt(HONEST)[:40] + " \n" + t.encrypt(HONEST)[40:]),
        Reason.CIPHERTEXT,
    ),
    "not ASCII": (lambda t: t.post_sealed("密" * 64), Reason.CIPHERTEXT),
    "no ciphertext": (lambda t: t.post_sealed(""), Reason.UNSIGNED),
    "plain mode": (lambda t: (t.post(HONEST)[0], HONEST), Reason.UNSIGNED),
    "padding 0": (lambda t: padded(t, b"\x00"), Reason.CIPHERTEXT),
    "padding 33": (lambda t: padded(t, b"\x21" * 33), Reason.CIPHERTEXT),
    "padding uneven": (lambda t: padded(t, b"\x03\x02\x03"), Reason.CIPHERTEXT),
    "padded to 16 as elsewhere": (padded_to_16, Reason.CIPHERTEXT),
    "length beyond the end": (lambda t: length_of(t, 0xFFFFFFFF), Reason.CIPHERTEXT),
    "length one short": (lambda t: length_of(t, len(HONEST) - 1), Reason.RECEIVER),
    "length one long": (lambda t: length_of(t, len(HONEST) + 1), Reason.RECEIVER),
    "nothing but padding": (
        lambda t: t.post_sealed(t.encrypt_raw(b"\x20" * 32)),
        Reason.CIPHERTEXT,
    ),
    "empty body": (lambda t: body_of(t, lambda _: b""), Reason.UNREADABLE),
    "empty root": (lambda t: body_of(t, lambda _: b"<xml/>"), Reason.UNREADABLE),
    "other root": (lambda t: body_of(t, lambda b: b.replace(b"xml>", b"x>")), Reason.UNREADABLE),
    "bad UTF-8": (lambda t: body_of(t, lambda b: b.replace(b"gh_1", b"\xff")), Reason.UNREADABLE),
    "other charset": (
        lambda t: body_of(t, lambda b: '<?xml version="1.0"?>'.encode("utf-16") + b),
        Reason.UNREADABLE,
    ),
    "charset by declaration": (
        lambda t: body_of(
            t,
            lambda b: b'<?xml version="1.0" encoding="iso-8859-1"?>' + b.replace(b"gh_1", b"\xe9"),
        ),
        Reason.UNREADABLE,
    ),
    "doubled ciphertext": (
        lambda t: body_of(t, lambda b: b.replace(b"</xml>", b"<Encrypt>x</Encrypt></xml>")),
        Reason.UNREADABLE,
    ),
    "doubled address": (
        lambda t: body_of(t, lambda b: b.replace(b"</xml>", b"<ToUserName>x</ToUserName></xml>")),
        Reason.UNREADABLE,
    ),
    "nested ciphertext": (
        lambda t: body_of(t, lambda b: b.replace(b"Encrypt>", b"a><Encrypt>", 1)),
        Reason.UNREADABLE,
    ),
    "ciphertext of elements": (
        lambda t: body_of(t, lambda _: b"<xml><Encrypt><a>x</a></Encrypt></xml>"),
        Reason.UNREADABLE,
    ),
    "DTD": (lambda t: body_of(t, lambda b: b"<!DOCTYPE xml>" + b), Reason.UNREADABLE),
    "entity bomb": (
        lambda t: body_of(t, lambda b: BOMB + b.replace(b"<![CDATA[gh_1]]>", b"&c;")),
        Reason.UNREADABLE,
    ),
    "outside entity": (
        lambda t: body_of(
            t, lambda b: b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + b
        ),
        Reason.UNREADABLE,
    ),
    "comment": (lambda t: body_of(t, lambda b: b + b"<!-- x -->"), Reason.UNREADABLE),
    "instruction": (lambda t: body_of(t, lambda b: b"<?php x?>" + b), Reason.UNREADABLE),
    "attribute": (
        lambda t: body_of(t, lambda b: b.replace(b"<xml>", b'<xml a="1">')),
        Reason.UNREADABLE,
    ),
    "text between": (
        lambda t: body_of(t, lambda b: b.replace(b"<xml>", b"<xml>x")),
        Reason.UNREADABLE,
    ),
    "seven deep": (
        lambda t: body_of(t, lambda b: b.replace(b"</xml>", b"<a>" * 6 + b"</a>" * 6 + b"</xml>")),
        Reason.UNREADABLE,
    ),
    "deep": (lambda t: body_of(t, lambda _: b"<xml>" + b"<a>" * 20_000), Reason.UNREADABLE),
    "wide": (
        lambda t: body_of(t, lambda _: b"<xml><a>" + b"<b/>" * 15_000 + b"</a></xml>"),
        Reason.UNREADABLE,
    ),
    "JSON garbage": (lambda t: json_of(t, lambda _: '{"Encrypt": '), Reason.UNREADABLE),
    "JSON deep": (lambda t: json_of(t, lambda _: '{"a":' + "[" * 60_000), Reason.UNREADABLE),
    "JSON nested": (
        lambda t: json_of(t, lambda _: '{"a":' + '{"a":' * 9 + "1" + "}" * 10),
        Reason.UNREADABLE,
    ),
    "JSON doubled": (
        lambda t: json_of(t, lambda b: b.replace("{", '{"Encrypt": "x", ')),
        Reason.UNREADABLE,
    ),
    "JSON list": (lambda t: json_of(t, lambda b: f"[{b}]"), Reason.UNREADABLE),
    "JSON NaN": (
        lambda t: json_of(t, lambda b: b.replace("{", '{"a": NaN, ')),
        Reason.UNREADABLE,
    ),
    "JSON half a character": (
        lambda t: json_of(t, lambda b: b.replace("gh_1", "\\ud800")),
        Reason.UNREADABLE,
    ),
    "JSON with a list of ciphertexts": (
        lambda t: json_of(t, lambda _: '{"Encrypt": ["a", "b"]}'),
        Reason.UNREADABLE,
    ),
    "JSON null": (lambda t: json_of(t, lambda _: '{"Encrypt": null}'), Reason.UNSIGNED),
    "too large": (lambda t: body_of(t, lambda b: b + b" " * 65_536), Reason.TOO_LARGE),
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_honest_message_is_believed(channel: Channel) -> None:
    query, body = sender(channel).post(HONEST)

    assert isinstance(envelope(channel).open(query, body, NOW), Message)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_turned_away(name: str, channel: Channel) -> None:
    forge, reason = FORGERIES[name]
    query, body = forge(sender(channel))

    answer = envelope(channel).open(query, body, NOW)

    assert answer == Rejected(reason)
    assert answer.status == (413 if reason is Reason.TOO_LARGE else 403)


@pytest.mark.parametrize("channel", CHANNELS)
def test_one_channel_does_not_open_the_mail_of_another(channel: Channel) -> None:
    others = [each for each in CHANNELS if each is not channel]

    answers = [envelope(channel).open(*sender(other).post(HONEST), NOW) for other in others]

    assert answers == [Rejected(Reason.SIGNATURE)] * 2
