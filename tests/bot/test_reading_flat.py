"""The short way of reading takes what the parser takes, and makes the same of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import reading
from bot.reading import UnreadableError, flat, read
from tests.bot.forging import a_text, an_event, xml

PLAIN = (
    "<xml><ToUserName><![CDATA[gh_lane]]></ToUserName>\n<CreateTime>1795500000</CreateTime>"
    "<Content><![CDATA[帮助 <b>&amp; 𠮷]]></Content></xml>"
)
ODD = [
    "]",
    "]]>",
    "<![CDATA[",
    "<",
    ">",
    "/",
    "&#13;",
    "\r",
    "\0",
    "\x0b",
    "\x7f",
    "\ufffe",
    "\uffff",
]
names = st.sampled_from(["A", "Content", "MsgId", "xml", "a.b", "1", "Ä", "x" * 65, ""])
texts = st.lists(st.sampled_from([*"ab19 \t\n帮𠮷", *ODD]), max_size=8).map("".join)
elements = st.builds(
    lambda name, text, shape, end: shape.format(name=name, text=text, end=end or name),
    names,
    texts,
    st.sampled_from(["<{name}><![CDATA[{text}]]></{end}>", "<{name}>{text}</{end}>", "{text}"]),
    st.sampled_from(["", "", "", "A"]),
)
documents = st.lists(elements, max_size=5).map(lambda inner: f"<xml>{''.join(inner)}</xml>")


@given(documents | st.binary().map(lambda noise: noise.decode("latin-1")))
def test_the_short_way_never_says_what_the_parser_does_not(document: str) -> None:
    body = document.encode("utf-8", "surrogatepass")

    short = flat(body)

    assert short is None or short == reading._read_xml(body)


@given(st.integers(0, len(PLAIN.encode()) - 1), st.binary(max_size=4), st.integers(0, 4))
def test_nor_does_it_when_a_document_was_changed(at: int, put: bytes, cut: int) -> None:
    body = PLAIN.encode()[:at] + put + PLAIN.encode()[at + cut :]

    short = flat(body)

    assert short is None or short == reading._read_xml(body)


@pytest.mark.parametrize("body", [xml(a_text()), xml(an_event("CLICK")), PLAIN.encode()])
def test_what_the_platforms_send_all_day_needs_no_parser(body: bytes) -> None:
    assert flat(body) == reading._read_xml(body) == read(body)


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><A>1</A><A>2</A></xml>",
        b"<xml>" + b"".join(b"<A%d>1</A%d>" % (n, n) for n in range(1000)) + b"</xml>",
        b"<xml><A><![CDATA[\xed\xa0\x80]]></A></xml>",
        b"<xml><A><![CDATA[\xef\xbf\xbe]]></A></xml>",
    ],
)
def test_what_the_parser_refuses_is_refused(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(body)
