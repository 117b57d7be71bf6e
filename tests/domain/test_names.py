import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import NameChar, Validation
from domain.identity import mask_name, mask_phone, mobile, person_name, plain_text

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
NAMES = st.text(HAN, min_size=2, max_size=50)


@given(NAMES)
def test_a_name_stays_as_it_was_written(name: str) -> None:
    assert person_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "陈媛",
        "阿卜杜拉·买买提",
        "章𤧬",  # Extension B
        "章㼆樑",  # Extension A
        "章\U00030edd",  # Extension G
        "章\U00031350",  # Extension H, younger than the language's own tables
        "章\U0002ebf0",  # Extension I
        "章\U0002f800",  # a compatibility ideograph, which NFC would fold
        "章\uf92c",
        "章\ue863",  # private use, as in old GBK names
        "章\U000f0001",
        "〇一",
    ],
)
def test_rare_characters_are_taken(name: str) -> None:
    assert person_name(name) == name


def test_a_name_is_never_normalised() -> None:
    name = "章\U0002f800"

    kept = person_name(name)

    assert kept[1] == "\U0002f800"
    assert unicodedata.normalize("NFC", name) != name


@pytest.mark.parametrize("dot", "·•‧∙・･●")
def test_every_dot_between_the_parts_of_a_name_is_one(dot: str) -> None:
    assert person_name(f"阿卜杜拉{dot}买买提") == "阿卜杜拉·买买提"


@pytest.mark.parametrize(
    ("name", "shown", "code"),
    [
        ("陈\u202e媛", "", "202E"),
        ("陈\u200b媛", "", "200B"),
        ("陈\ufeff媛", "", "FEFF"),
        ("陈\u2067媛", "", "2067"),
        ("陈\n媛", "", "000A"),
        ("陈\x00媛", "", "0000"),
        ("陈\ud800媛", "", "D800"),
        ("陈\ufe00媛", "\ufe00", "FE00"),  # a variation selector
        ("陈 媛", " ", "0020"),
        ("陈1", "1", "0031"),
        ("陈a", "a", "0061"),
        ("陈<b>", "<", "003C"),
        ("陈.媛", ".", "002E"),
        ("陈\u0301媛", "\u0301", "0301"),
        ("陈⼈", "⼈", "2F08"),  # a radical that looks like a character
        ("陈\U0002fa1f", "", "2FA1F"),  # a place where no character is
    ],
)
def test_what_no_name_has_is_refused_and_named(name: str, shown: str, code: str) -> None:
    with pytest.raises(NameChar) as refused:
        person_name(name)

    assert refused.value.facts == {"char": shown, "hex": code}


@pytest.mark.parametrize("name", ["", " ", "陈", "陈" * 51, "·陈媛", "陈媛·"])
def test_a_name_has_two_to_fifty_characters_and_no_dot_at_an_end(name: str) -> None:
    with pytest.raises(Validation) as refused:
        person_name(name)

    assert refused.value.facts["reason"] == "name-length"


def test_characters_beyond_the_first_plane_count_as_one() -> None:
    assert len(person_name("𤧬" * 50)) == 50


@given(NAMES)
def test_a_masked_name_shows_two_characters_at_most(name: str) -> None:
    shown = mask_name(name)

    assert "*" in shown
    assert len(shown.replace("*", "")) <= 2
    assert len(shown) <= 3


def test_a_masked_name_does_not_tell_its_length() -> None:
    assert mask_name("陈媛") == "陈*"
    assert mask_name("陈国樑") == "陈*樑"
    assert mask_name("阿卜杜拉·买买提") == "阿*提"


@pytest.mark.parametrize(
    "typed", ["13812340042", "+8613812340042", "138 1234 0042", "0086 138-1234-0042"]
)
def test_a_mobile_number_is_eleven_digits(typed: str) -> None:
    assert mobile(typed) == "13812340042"


@pytest.mark.parametrize(
    "typed", ["", "110", "12812340042", "1381234004", "+85261234567", "057988888888", "abc"]
)
def test_what_is_no_mobile_number_of_the_mainland_is_refused(typed: str) -> None:
    with pytest.raises(Validation) as refused:
        mobile(typed)

    assert refused.value.facts == {"field": "phone", "reason": "phone-shape"}


def test_a_masked_phone_shows_three_and_four() -> None:
    assert mask_phone("13812340042") == "138****0042"


def test_free_text_is_one_line_and_trimmed() -> None:
    assert (
        plain_text(" 深圳澜桥电子有限公司 ", field="use_unit", longest=40) == "深圳澜桥电子有限公司"
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("  ", "empty"),
        ("桥" * 41, "too-long"),
        ("深圳\n澜桥", "unseen-char"),
        ("深圳\u202e澜桥", "unseen-char"),
        ("深圳\u200d澜桥", "unseen-char"),
        ("深圳\ue000澜桥", "unseen-char"),
        ("深圳\u2028澜桥", "unseen-char"),
    ],
)
def test_free_text_has_nothing_unseen_in_it(text: str, reason: str) -> None:
    with pytest.raises(Validation) as refused:
        plain_text(text, field="use_unit", longest=40)

    assert refused.value.facts == {"field": "use_unit", "reason": reason}


@given(st.text(max_size=60))
def test_free_text_keeps_every_character_that_it_takes(text: str) -> None:
    try:
        taken = plain_text(text, field="why", longest=40)
    except Validation:
        return

    assert taken == text.strip()
