import pytest

from domain.verification import Answer, Turn
from templates.environment import Words

WORDS = Words()
AT = "2026-11-23T02:31:00.000Z"
DUE = "2026-11-25T09:30:00.000Z"
LONG = "很长很长的名字" * 8
LIMITS = {"source": 20, "title": 26, "desc": 30, "quote_title": 26, "quote_text": 40}
FACTS = {"title": "亲属关系", "office": "游埠镇", "question": "陈*樑是不是陈*的父亲？"}
FACTS |= {"number": "HY-20261123-0007", "purpose": "亲属关系证明", "at": AT, "due": DUE}


def limit(block: str) -> int:
    if block.startswith("row"):
        return 5 if block.endswith("_key") else 26
    return LIMITS.get(block, 6)


def test_a_card_asks_one_question_and_says_by_when() -> None:
    said = WORDS.blocks("cards/verification", FACTS)

    assert said["title"] == "请核验：亲属关系一项"
    assert said["desc"] == "游埠镇 11月23日 10:31 来问"
    assert said["quote_text"] == "陈*樑是不是陈*的父亲？"
    assert said["row4_value"] == "11月25日（周三）17:30"
    assert (said["yes"], said["no"], said["cannot_tell"]) == ("属实", "不属实", "无法核实")


def test_a_card_keeps_within_what_wecom_shows() -> None:
    names = dict.fromkeys(("title", "office", "question", "purpose"), LONG)

    said = WORDS.blocks("cards/verification", {**FACTS, **names})

    assert {block: text for block, text in said.items() if len(text) > limit(block)} == {}


def test_a_card_shows_no_full_number_even_if_the_question_has_one() -> None:
    said = WORDS.blocks(
        "cards/verification", {**FACTS, "question": "330781196602091019 是不是登记在册？"}
    )

    assert "330781196602091019" not in said["quote_text"]


def test_a_greyed_card_says_who_answered_what_in_little_room() -> None:
    said = WORDS.blocks("cards/verification-greyed", {"who": LONG, "at": AT})

    assert said.keys() == {*(each.replace("-", "_") for each in Answer), "recalled"}
    assert max(len(text) for text in said.values()) <= 22


@pytest.mark.parametrize(
    ("table", "codes"), [("verified", Answer), ("turn", Turn), ("turn_official", Turn)]
)
def test_every_answer_and_turn_has_its_word(table: str, codes: type[Answer]) -> None:
    assert WORDS.terms.tables[table].keys() == {code.value for code in codes}
