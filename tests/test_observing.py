import io
import json
import logging
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from observing import answers, logs
from observing.masking import MASK, masked, masked_text

ID, OLD_ID, PHONE = "330781199305163024", "330781930516302", "13812340042"
OPENID = "oChenYuan-AbCdEfGhIjKlMn_012"
SECRET = "q3Xz9_LmT0aVbN2cR8-kWw"
SECRETS = (
    ID,
    OLD_ID,
    PHONE,
    f"+86 {PHONE}",
    "138 1234 0042",
    OPENID,
    SECRET,
    "陈媛",
    "𠮷国樑",
    f"Bearer {SECRET}",
    "https://xiangliban.example/c/abc?k=v",
    "postgresql://lane:hunter2@db/lane",
)
DENIED = (
    "name relative_name id_number idNumber phone text openid openId access_token session_key "
    "Cookie Set-Cookie Authorization wechat-secret"
)
BEGIN = "import sys\nfrom observing import logs\nlogs.configure(sys.stderr)\nlogs.catch_the_rest()"
CANARIES = st.sampled_from(SECRETS)
PLAIN = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text("abc/{}_ -", max_size=8)
KEYS = st.sampled_from(["route", "case", "job", "why", "where", "name", "idNumber", "openid", "x"])
HELD = st.tuples(
    st.text(" (='\",:[]陈{}<\n", max_size=4), CANARIES, st.text(" )'\",;]}>媛\n", max_size=4)
)


def nested(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.tuples(inner, inner)
            | st.dictionaries(KEYS | CANARIES, inner, max_size=3)
        ),
        max_leaves=12,
    )


ENTRIES = st.dictionaries(KEYS, nested(PLAIN | HELD.map("".join) | CANARIES), max_size=5)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is written when the log is set as `run.py` sets it; afterwards it is as before."""
    out, root = io.StringIO(), logging.getLogger()
    handlers, level, show = list(root.handlers), root.level, warnings.showwarning
    logs.configure(out)
    yield out
    logging.captureWarnings(capture=False)
    warnings.showwarning = show
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def core(secret: str) -> str:
    """The part of a secret that gives it away."""
    return secret.removeprefix("Bearer ").removeprefix("+86 ").split("://")[-1]


@given(ENTRIES)
def test_no_canary_comes_out_wherever_it_is_put(entry: Mapping[str, Any]) -> None:
    line = json.dumps(masked(entry), ensure_ascii=False)

    assert [secret for secret in SECRETS if core(secret) in line] == []


@given(ENTRIES)
def test_what_comes_out_is_plain_json(entry: Mapping[str, Any]) -> None:
    plain = masked(entry)

    assert json.loads(json.dumps(plain, allow_nan=False)) == plain


@given(st.text(max_size=30), st.sampled_from([ID, OLD_ID, PHONE]), st.text(max_size=30))
def test_a_number_is_masked_whatever_stands_around_it(before: str, number: str, after: str) -> None:
    assert number not in masked_text(before + number + after)


@pytest.mark.parametrize("key", DENIED.split())
def test_some_keys_are_never_printed(key: str) -> None:
    assert masked({key: "x"}) == {key: MASK}
    assert masked({"deep": [{key: 7}]}) == {"deep": [{key: MASK}]}


@pytest.mark.parametrize(
    "entry",
    [
        {"event": "request", "route": "/c/{token}/certificate.pdf", "status": 404, "ms": 3.1},
        {
            "case": "019ab3c4-0935-7812-8123-456789012345",
            "job": "019ab3c4-0935-7812-8123-456789012345",
        },
        {"request_id": "a138123400421234"},
        {"request_id": "8955026243114179"},
        {"error": "ClientConnectorCertificateError", "where": ["line.py:152 _ask"]},
        {"endpoint": "cgi-bin/message/subscribe/send", "errcode": 40001, "why": "errcode-40001"},
        {"function": "approve.<locals>.decide", "reason": "signature", "topic": "issue"},
        {"at": "2026-11-24T07:30:56.123Z", "certificates": 3, "late": True, "none": None},
    ],
)
def test_ids_and_codes_stay_readable(entry: dict[str, Any]) -> None:
    assert masked(entry) == entry


def test_a_number_of_a_person_is_no_id_even_under_its_key() -> None:
    assert masked({"case": ID, "job": f"0{OLD_ID}", "request_id": PHONE}) == dict.fromkeys(
        ("case", "job", "request_id"), MASK
    )


def test_a_number_that_is_no_text_is_masked_too() -> None:
    assert masked({"x": int(ID), "y": [int(PHONE)], "z": float("nan")}) == {
        "x": MASK,
        "y": [MASK],
        "z": MASK,
    }


def test_what_nobody_has_looked_at_is_named_and_not_printed() -> None:
    assert masked({"x": ValueError(ID), "y": b"330781"}) == {"x": "<ValueError>", "y": "<bytes>"}


def test_what_is_deep_or_long_ends_somewhere() -> None:
    endless: dict[str, Any] = {}
    endless["again"] = endless

    assert "<dict>" in json.dumps(masked(endless))
    assert len(masked_text("a b " * 1000)) <= 500


def test_an_error_leaves_its_class_its_place_and_its_causes(lines: io.StringIO) -> None:
    try:
        try:
            int(ID + "陈媛")
        except ValueError as cause:
            raise RuntimeError(PHONE) from cause
    except RuntimeError:
        structlog.get_logger().exception("stumbled")

    (line,) = read(lines)
    assert (line["event"], line["level"], line["error"]) == ("stumbled", "error", "RuntimeError")
    assert line["causes"] == ["ValueError"]
    assert line["where"][-1].startswith("test_observing.py:")
    assert line["where"][-1].endswith(" test_an_error_leaves_its_class_its_place_and_its_causes")
    assert not {ID, PHONE, "陈媛"} & set(lines.getvalue().split('"'))
    assert ID not in lines.getvalue()
    assert PHONE not in lines.getvalue()


def test_a_library_says_where_and_not_about_whom(lines: io.StringIO) -> None:
    try:
        Path("/nowhere", SECRET).read_bytes()
    except OSError:
        logging.getLogger("aiohttp.server").exception("Error from %s\nall of it", PHONE)

    (line,) = read(lines)
    assert (line["event"], line["logger"], line["level"]) == ("library", "aiohttp.server", "error")
    assert (line["said"], line["error"]) == ("Error from %s", "FileNotFoundError")
    assert line["at"].startswith("test_observing.py:")
    assert SECRET not in lines.getvalue()


def test_a_library_that_chats_is_not_heard(lines: io.StringIO) -> None:
    logging.getLogger("asyncio").info("Using selector")
    logging.getLogger("asyncio").warning("slow")

    assert [line["said"] for line in read(lines)] == ["slow"]


def test_a_warning_goes_the_same_way(lines: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"of {PHONE}", stacklevel=1)

    assert [line["logger"] for line in read(lines)] == ["py.warnings"]
    assert PHONE not in lines.getvalue()


def test_the_short_way_to_a_requests_line_ends_where_the_long_one_does(lines: io.StringIO) -> None:
    said: dict[str, Any] = {"method": "GET", "route": "/c/{token}", "status": 404, "ms": 3.1}
    ids = {"request_id": "a138123400421234"}
    with structlog.contextvars.bound_contextvars(**ids):
        structlog.get_logger().info("request", **said)
    answers.answered(ids, **said)

    long, short = read(lines)
    assert list(long) == list(short)
    assert {**long, "timestamp": ""} == {**short, "timestamp": ""}
    assert len(long["timestamp"]) == len(short["timestamp"])


@given(CANARIES, CANARIES, CANARIES)
def test_no_canary_takes_the_short_way(number: str, method: str, route: str) -> None:
    out = io.StringIO()
    logs.configure(out)

    answers.answered(
        {"request_id": number}, method=f"{method} ", route=f" {route}", status=200, ms=0.1
    )
    answers.answered(
        {"request_id": "a1b2c3d4e5f60718"}, method=method, route=route, status=200, ms=0.1
    )

    structlog.reset_defaults()
    assert [secret for secret in SECRETS if core(secret) in out.getvalue()] == []
    assert out.getvalue().count("\n") == 2


def test_what_was_bound_is_on_every_line(lines: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="a1b2c3d4e5f60718", phone=PHONE):
        structlog.get_logger().info("inside")
    structlog.get_logger().info("outside")

    inside, outside = read(lines)
    assert (inside["request_id"], inside["phone"]) == ("a1b2c3d4e5f60718", MASK)
    assert "request_id" not in outside
    assert outside["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("crash", "event"),
    [
        (f"raise ValueError('{ID}')", "crashed"),
        (
            "import threading\ndef run(): raise ValueError('" + ID + "')\n"
            "thread = threading.Thread(target=run); thread.start(); thread.join()",
            "lost",
        ),
    ],
)
def test_what_nobody_catches_ends_in_the_log_as_well(crash: str, event: str) -> None:
    program = f"{BEGIN}\n{crash}"

    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, text=True
    )

    line = json.loads(ended.stderr)
    assert (line["event"], line["error"]) == (event, "ValueError")
    assert ID not in ended.stderr
