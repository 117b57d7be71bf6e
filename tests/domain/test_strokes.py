"""A drawn signature as a page sends it: what is read, and what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Validation
from domain.strokes import (
    HEIGHT,
    LEAST_INK,
    MOST_POINTS,
    MOST_STROKES,
    WIDTH,
    Strokes,
    read_strokes,
)

LINE = ((100, 100), (800, 300))
POINT = st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT))
DRAWN = st.lists(
    st.lists(POINT, min_size=1, max_size=20).map(tuple), min_size=1, max_size=MOST_STROKES - 1
).map(lambda strokes: Strokes((LINE, *strokes)))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=20,
)


def refused(text: str) -> str:
    with pytest.raises(Validation) as refusal:
        read_strokes(text)
    assert refusal.value.facts["field"] == "signature"
    return str(refusal.value.facts["reason"])


@given(DRAWN)
def test_what_was_drawn_is_read_back_as_it_was(drawn: Strokes) -> None:
    assert read_strokes(drawn.text) == drawn


@given(JSON.map(json.dumps) | st.text(max_size=60))
def test_whatever_is_sent_is_a_signature_or_refused(text: str) -> None:
    try:
        strokes = read_strokes(text).strokes
    except Validation:
        return
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for stroke in strokes for x, y in stroke)


@pytest.mark.parametrize("text", ["", "  ", "[]", "[[[5,5]]]", "[[[0,0],[200,200]]]"])
def test_a_slip_of_the_finger_is_no_signature(text: str) -> None:
    assert refused(text) == "signature-empty"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "null",
        '"name"',
        "{}",
        "[[]]",
        "[[[1]]]",
        "[[[1,2,3]]]",
        "[[1,2]]",
        '[[["1","2"]]]',
        "[[[1.0,2.0],[900,300]]]",
        "[[[true,false],[900,300]]]",
        "[[[-1,0],[900,300]]]",
        "[[[1001,0],[0,0]]]",
        "[[[0,401],[0,0]]]",
        "[[[NaN,0],[900,300]]]",
        "[" * 20_000,
    ],
)
def test_what_is_no_list_of_points_on_the_pad_is_refused(text: str) -> None:
    assert refused(text) == "signature-shape"


def test_more_than_any_name_takes_is_refused() -> None:
    stroke = "[[1,1],[999,399]]"

    assert refused(f"[{','.join([stroke] * (MOST_STROKES + 1))}]") == "signature-much"
    assert refused(json.dumps([[(1, 1)] * (MOST_POINTS + 1)], separators=(",", ":"))) == (
        "signature-much"
    )
    assert refused("[" + " " * 50_000 + "]") == "signature-much"


def test_the_largest_signature_that_may_be_is_short_enough_to_be_read() -> None:
    edge = ((WIDTH, HEIGHT), (WIDTH - 1, HEIGHT))
    share = MOST_POINTS // MOST_STROKES // 2
    largest = Strokes((edge * share,) * MOST_STROKES)

    assert read_strokes(largest.text) == largest


def test_the_ink_is_as_long_as_the_way_of_the_pen() -> None:
    across = read_strokes(f"[[[0,0],[{LEAST_INK},0]]]")

    assert across.ink == LEAST_INK


def test_a_signature_is_not_shown_where_it_is_logged() -> None:
    assert "100" not in repr(Strokes((LINE,)))
