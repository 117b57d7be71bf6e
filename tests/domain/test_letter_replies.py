from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Validation
from domain.letter import Figures, Reply, Stance, reply, unit_key

AT = datetime(2026, 11, 23, 2, 21, tzinfo=UTC)


def needed(**changed: str) -> Reply:
    said = {"purpose": "入职登记", "basis": "公司人事制度第五条", "who": "", **changed}
    return reply(Stance.NEEDED, at=AT, **said)


@pytest.mark.parametrize(
    ("field", "text", "reason"),
    [
        ("purpose", "", "empty"),
        ("basis", " \n ", "empty"),
        ("basis", "x" * 301, "too-long"),
        ("purpose", "入职\u202e登记", "unseen-char"),
        ("who", "王\u200b红", "unseen-char"),
    ],
)
def test_who_still_asks_says_what_for_and_why(field: str, text: str, reason: str) -> None:
    with pytest.raises(Validation) as refused:
        needed(**{field: text})

    assert refused.value.facts == {"field": field, "reason": reason}


def test_who_agrees_need_say_nothing_and_no_basis_is_kept() -> None:
    given_ = reply(Stance.ACCEPTED, purpose="入职", basis="第五条", who="", at=AT)

    assert given_ == Reply(Stance.ACCEPTED, AT)


def test_a_basis_in_several_lines_becomes_one() -> None:
    assert needed(basis="第五条\r\n第二款").basis == "第五条 第二款"


def test_the_same_answer_later_says_the_same() -> None:
    later = Reply(Stance.NEEDED, AT + timedelta(hours=1), "入职登记", "公司人事制度第五条")

    assert needed().says(later)
    assert not needed().says(needed(basis="第六条"))
    assert not needed().says(None)


def test_who_neither_agrees_nor_asks_is_silent() -> None:
    both = Figures(3, 1, 1) + Figures(2, 0, 1)

    assert (both, both.silent) == (Figures(5, 1, 2), 2)


@given(st.text(max_size=40))
def test_a_unit_with_other_blanks_is_the_same_unit(name: str) -> None:
    assert unit_key(f" {name}\u3000") == unit_key(name)


def test_wide_and_narrow_letters_are_one() -> None:
    assert unit_key("ＡＢＣ 公司（总部）") == unit_key("abc公司(总部)")
