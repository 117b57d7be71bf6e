from datetime import UTC, datetime, timedelta

import pytest

from bot.envelope import Envelope
from bot.rejection import STATUS, Reason, Rejected
from domain.message import Channel, Message
from tests.bot.forging import CHANNELS, NOW, STAMP, Sender, a_text, envelope, sender, xml

OA, MINI, WECOM = Channel.OFFICIAL_ACCOUNT, Channel.MINI_PROGRAM, Channel.WECOM
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"


def test_the_published_echo_is_answered() -> None:
    wax = Envelope(OA, "AAAAA", KEY, "wx1", timedelta(seconds=300))
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }

    answer = wax.echo(query, datetime.fromtimestamp(1714036504, UTC))

    assert answer == "4375120948345356249"


def test_the_published_plain_push_signature_is_ours_too() -> None:
    wax = Envelope(MINI, "AAAAA", KEY, "wx1", timedelta(seconds=300))
    query = {
        "signature": "899cf89e464efb63f54ddac96b0a0a235f53aa78",
        "timestamp": "1714037059",
        "nonce": "486452656",
        "echostr": "1",
    }

    answer = wax.echo(query, datetime.fromtimestamp(1714037059, UTC))

    assert answer == "1"


def test_the_published_ciphertext_is_read_and_written() -> None:
    published = (
        "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    )
    stranger = Sender("token", KEY, "wxb11529c136998cb6")
    wax = Envelope(WECOM, "token", KEY, "wxb11529c136998cb6", timedelta(seconds=300))
    query, _ = stranger.post_sealed(published)

    answer = wax.echo({**query, "echostr": published}, NOW)

    assert answer == "我是中文abcd123"
    assert stranger.encrypt("我是中文abcd123".encode()) == published


def test_wecom_echo_survives_a_plus_that_became_a_space() -> None:
    theirs, nonces = sender(WECOM), range(100)
    sealed = next(s for s in (theirs.encrypt(b"echo %d" % n) for n in nonces) if "+" in s)
    query, _ = theirs.post_sealed(sealed)

    answer = envelope(WECOM).echo({**query, "echostr": sealed.replace("+", " ")}, NOW)

    assert isinstance(answer, str)
    assert answer.startswith("echo ")


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_echo_that_nobody_signed_is_not_given_back(channel: Channel) -> None:
    theirs = sender(channel).but(token="guess")
    query, _ = theirs.post(b"12345")
    echo = {
        **query,
        "signature": theirs.sign(query["timestamp"], query["nonce"]),
        "echostr": theirs.encrypt(b"12345"),
    }

    answer = envelope(channel).echo(echo, NOW)

    assert answer == Rejected(Reason.SIGNATURE)


@pytest.mark.parametrize("echostr", ["", "<script>", "a" * 1025, "你好"])
def test_an_echo_of_another_shape_is_not_given_back(echostr: str) -> None:
    theirs = sender(OA)
    query = {
        "signature": theirs.sign(str(STAMP), "1"),
        "timestamp": str(STAMP),
        "nonce": "1",
        "echostr": echostr,
    }

    answer = envelope(OA).echo(query, NOW)

    assert answer == Rejected(Reason.UNSIGNED)


@pytest.mark.parametrize(
    ("token", "key", "receive_id"),
    [
        ("", KEY, "wx1"),
        (" ", KEY, "wx1"),
        ("AAAAA", KEY[:-1], "wx1"),
        ("AAAAA", KEY + "=", "wx1"),
        ("AAAAA", KEY[:-1] + "!", "wx1"),
        ("AAAAA", KEY[:-1] + "\n", "wx1"),
        ("AAAAA", KEY, ""),
    ],
)
def test_an_envelope_without_secrets_cannot_be_made(token: str, key: str, receive_id: str) -> None:
    with pytest.raises(ValueError, match=r"token|EncodingAESKey|receive id"):
        Envelope(OA, token, key, receive_id, timedelta(seconds=300))


def test_secrets_stay_out_of_the_repr() -> None:
    shown = repr(envelope(OA))

    assert "AAAAA" not in shown
    assert KEY not in shown


@pytest.mark.parametrize("seconds", [-300, 0, 300])
def test_the_window_is_open_to_its_edge(seconds: int) -> None:
    query, body = sender(OA).post(xml(a_text()))

    message = envelope(OA).open(query, body, NOW + timedelta(seconds=seconds))

    assert isinstance(message, Message)


def test_a_body_of_64_kib_is_taken_and_one_byte_more_is_not() -> None:
    query, body = sender(OA).post(xml(a_text()))
    full = body + b" " * (64 * 1024 - len(body))

    taken, refused = (envelope(OA).open(query, it, NOW) for it in (full, full + b" "))

    assert isinstance(taken, Message)
    assert refused == Rejected(Reason.TOO_LARGE)


def test_every_reason_has_a_status() -> None:
    statuses = {reason: Rejected(reason).status for reason in Reason}

    assert statuses == STATUS
