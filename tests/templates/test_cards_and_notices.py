import pytest

from domain.proof import Outcome
from templates.environment import Words

WORDS = Words()
AT = "2026-11-23T02:42:00.000Z"
DUE = "2026-11-30T09:30:00.000Z"
LONG = "很长很长的名字" * 8
LIMITS = {"title": 26, "desc": 30, "source": 20, "quote_title": 26, "quote_text": 40}
FIELDS = {"thing": 20, "phrase": 5, "character_string": 32}


def card(**changed: object) -> dict[str, str]:
    facts: dict[str, object] = {
        "office": "游埠镇",
        "item": "亲属关系证明",
        "applicant": "陈媛",
        "relation": "father",
        "relative": "陈国樑",
        "use_unit_short": "深圳澜桥电子有限公司",
        "number": "YB-20261123-0042",
        "outcome": "holds",
        "as_of": "2026-11-23T02:22:00.000Z",
        "booklet": "never",
        "due": DUE,
        "settled": True,
        "proof_title": "亲属关系",
    }
    return WORDS.blocks("cards/review", {**facts, **changed})


def limit(block: str) -> int:
    if block.startswith("row"):
        return 5 if block.endswith("_key") else 26
    return LIMITS.get(block, 6)


def test_a_card_says_what_a_decision_needs_and_masks_who_is_meant() -> None:
    said = card()

    assert said["quote_title"] == "户口登记：相符"
    assert said["row2_value"] == "陈*樑 是 陈* 的父亲"
    assert said["row5_value"] == "11月30日（周一）17:30"
    assert not any("陈媛" in text or "陈国樑" in text for text in said.values())


def test_a_card_whose_proof_is_open_says_what_is_missing() -> None:
    said = card(settled=False, outcome="silent", as_of=None, booklet=None)

    assert said["quote_title"] == "还差 1 项：亲属关系"
    assert said["quote_text"] == "户口登记：没有答复，不等于没有。请打开本件处理"
    assert said["row3_value"] == "还没有"
    assert said["row4_value"] == "没有问到"


def test_a_card_that_rests_on_what_was_shown_does_not_name_the_register() -> None:
    said = card(outcome="shown", as_of=None)

    assert said["row3_value"] == "申请人出示的材料"
    assert not any("户口登记" in text for text in said.values())


@pytest.mark.parametrize("outcome", Outcome)
def test_a_card_keeps_within_what_wecom_shows(outcome: Outcome) -> None:
    names = dict.fromkeys(("office", "item", "applicant", "relative", "proof_title"), LONG)
    settled = outcome in {Outcome.HOLDS, Outcome.SHOWN}

    said = card(
        **names, use_unit_short=LONG, outcome=outcome, settled=settled, relation="wifes-mother"
    )

    assert {block: text for block, text in said.items() if len(text) > limit(block)} == {}


def test_a_greyed_card_names_who_and_when_in_little_room() -> None:
    short = WORDS.blocks("cards/greyed", {"who": "周敏", "at": AT})
    long = WORDS.blocks("cards/greyed", {"who": LONG, "at": AT})

    assert short["approved"] == "周敏 已于 10:42 同意"
    assert short["withdrawn"] == "申请人 已于 10:42 撤回"
    assert max(len(text) for text in long.values()) <= 22


@pytest.mark.parametrize(
    ("notice", "facts"),
    [
        ("receipt", {"number": "YB-20261123-0042", "at": AT, "office": LONG, "due": DUE}),
        ("correction", {"n": 12, "correct_by": "2026-12-07"}),
        ("result", {"state": "issued", "at": AT}),
        ("result", {"state": "refused", "at": AT}),
        ("result", {"state": "not_accepted", "at": AT}),
    ],
)
def test_a_notice_keeps_within_its_fields(notice: str, facts: dict[str, object]) -> None:
    said = WORDS.blocks(f"notices/{notice}", {"item": LONG, **facts})

    kinds = {field: field.rstrip("0123456789") for field in said}
    assert all(0 < len(said[f]) <= FIELDS.get(kinds[f], 32) for f in said)


def test_a_result_says_what_comes_next_whichever_way_it_went() -> None:
    facts = {"item": "亲属关系证明", "at": AT}

    good = WORDS.blocks("notices/result", {**facts, "state": "issued"})
    bad = WORDS.blocks("notices/result", {**facts, "state": "refused"})

    assert (good["phrase2"], good["thing4"]) == ("已办好", "点开看、存、转发")
    assert (bad["phrase2"], bad["thing4"]) == ("不能开", "原因和办法都在里面")
    assert good["time3"] == "2026年11月23日 10:42"
