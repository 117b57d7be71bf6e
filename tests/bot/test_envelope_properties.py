"""Whatever comes, nothing is raised, and nothing is believed that was not signed."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.envelope import Envelope
from bot.reading import UNPRINTABLE
from bot.rejection import Reason, Rejected
from domain.message import Channel, Kind, Message
from tests.bot.forging import CHANNELS, NOW, a_text, an_event, envelope, sender, xml

# A busy machine is no fault of the codec.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
channels = st.sampled_from(CHANNELS)
honest = st.sampled_from(
    [
        xml(a_text()),
        xml(an_event("CLICK", EventKey="apply")),
        xml(an_event("template_card_event", EventKey="k", TaskId="t", ResponseCode="r")),
        json.dumps(a_text()).encode(),
    ]
)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
trees = st.recursive(
    scalars,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(), inside, max_size=4),
    max_leaves=20,
)
names = st.sampled_from([*a_text(), "Event", "EventKey", "List", "SubscribeMsgPopupEvent"])


@calm
@given(channels, st.dictionaries(st.text(max_size=12), st.text(max_size=50)), st.binary())
def test_noise_is_never_believed(channel: Channel, query: dict[str, str], body: bytes) -> None:
    answers = envelope(channel).open(query, body, NOW), envelope(channel).echo(query, NOW)

    assert all(isinstance(answer, Rejected) for answer in answers)


@calm
@given(channels, st.binary())
def test_signed_claims_do_not_make_noise_a_message(channel: Channel, body: bytes) -> None:
    query, _ = sender(channel).post(b"")

    assert isinstance(envelope(channel).open(query, body, NOW), Rejected)


@calm
@given(channels, honest, st.sampled_from(["xml", "json"]), st.data())
def test_a_changed_envelope_is_never_another_message(
    channel: Channel, inner: bytes, form: str, data: st.DataObject
) -> None:
    query, body = sender(channel).post(inner, form=form)
    original = envelope(channel).open(query, body, NOW)
    at = data.draw(st.integers(0, len(body) - 1))
    cut = data.draw(st.integers(0, 5))
    changed = body[:at] + data.draw(st.binary(max_size=5)) + body[at + cut :]

    answer = envelope(channel).open(query, changed, NOW)

    # What stands in clear may change freely: it is not read.
    assert isinstance(answer, Rejected) or answer == original


@calm
@given(channels, honest, st.sampled_from(["timestamp", "nonce", "msg_signature"]), st.text())
def test_a_changed_query_is_never_believed(
    channel: Channel, inner: bytes, name: str, value: str
) -> None:
    query, body = sender(channel).post(inner)
    changed = {**query, name: query[name] + value if value else ""}

    assert isinstance(envelope(channel).open(changed, body, NOW), Rejected)


@calm
@given(channels, st.binary(max_size=300))
def test_a_signed_ciphertext_of_noise_is_denied_and_nothing_raised(
    channel: Channel, inner: bytes
) -> None:
    query, body = sender(channel).post(inner)

    assert envelope(channel).open(query, body, NOW) == Rejected(Reason.MALFORMED)


@calm
@given(channels, st.binary(max_size=10).map(lambda tail: tail * 32))
def test_a_signed_block_of_noise_is_denied(channel: Channel, raw: bytes) -> None:
    theirs = sender(channel)
    query, body = theirs.post_sealed(theirs.encrypt_raw(raw[: len(raw) // 32 * 32]))

    assert isinstance(envelope(channel).open(query, body, NOW), Rejected)


@calm
@given(channels, st.dictionaries(names, trees))
def test_a_signed_tree_of_anything_is_a_message_or_malformed(
    channel: Channel, changes: dict[str, Any]
) -> None:
    inner = json.dumps({**a_text(), **changes}).encode()
    query, body = sender(channel).post(inner)

    answer = envelope(channel).open(query, body, NOW)

    assert isinstance(answer, Message) or answer.reason in {Reason.MALFORMED, Reason.STALE}


@calm
@given(channels, st.text(), st.binary(min_size=1, max_size=4))
def test_every_text_comes_through_a_reply_unharmed(
    channel: Channel, text: str, nonce: bytes
) -> None:
    secrets = sender(channel)
    wax = Envelope(channel, secrets.token, secrets.key, secrets.receive_id, timedelta(minutes=5))
    question = Message(channel, Kind.TEXT, user="zhoumin", to="gh_1", at=NOW, once="1")

    reply = wax.seal(question, text, at=NOW, nonce=nonce.hex())

    signature = reply.split("<MsgSignature><![CDATA[")[1].split("]]>")[0]
    query = {
        "timestamp": str(int(NOW.timestamp())),
        "nonce": nonce.hex(),
        "msg_signature": signature,
    }
    answer = wax.open(query, reply.encode(), NOW)
    expected = UNPRINTABLE.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    assert isinstance(answer, Message)
    assert answer.text == expected
