from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from casework.weighing import Verdict
from templates.environment import Words

WORDS = Words()
AT = "2026-11-23T02:42:00.000Z"
DUE = "2026-11-30T09:30:00.000Z"
LONG = "很长很长的名字" * 8
LIMITS = {"title": 26, "desc": 30, "source": 20, "quote_title": 26, "quote_text": 40}
FIELDS = {"thing": 20, "phrase": 5, "character_string": 32}
SETTLED = {Verdict.AGREES, Verdict.ON_RECORD, Verdict.NONE_HELD, Verdict.SHOWN}
FATHER = {"relation": "father", "name": "陈*樑", "settled": True}
MOTHER = {"relation": "mother", "name": "章*兰", "settled": False}


@dataclass
class Known:
    """A proof as the card is told of it."""

    verdict: Verdict = Verdict.AGREES
    title: str = "亲属关系"
    kind: str = "kinship"
    relation: str = ""
    source: str = "户口登记"
    as_of: str | None = "2026-11-23T02:22:00.000Z"

    @property
    def settled(self) -> bool:
        return self.verdict in SETTLED

    @property
    def shown(self) -> str:
        return "出生医学证明" if self.verdict is Verdict.SHOWN else ""


def card(*proofs: Known, **changed: object) -> dict[str, str]:
    known: Sequence[Known] = proofs or (Known(),)
    lacking = [each for each in known if not each.settled]
    facts: dict[str, object] = {
        "office": "游埠镇",
        "item": "亲属关系证明",
        "applicant": "陈*",
        "use_unit_short": "深圳澜桥电子有限公司",
        "purpose": "入职",
        "number": "YB-20261123-0042",
        "relatives": [FATHER],
        "brief": [],
        "contested": [],
        "booklet": "never",
        "condition": False,
        "due": DUE,
        "telling": (lacking or known)[0],
        "proofs": known,
        "grounds": list(
            dict.fromkeys(each.source or "申请人出示的材料" for each in known if each.settled)
        ),
        "open": len(lacking),
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
    assert not said["row6_value"]


def test_a_card_whose_proof_is_open_says_what_is_missing() -> None:
    said = card(Known(Verdict.SILENT, as_of=None), booklet="none")

    assert said["quote_title"] == "还差 1 项：亲属关系"
    assert said["quote_text"] == "户口登记：没有答复，不等于没有。请打开本件处理"
    assert said["row3_value"] == "还没有"
    assert said["row4_value"] == "没有问到"


def test_a_card_that_rests_on_what_was_shown_does_not_name_the_register() -> None:
    said = card(Known(Verdict.SHOWN, source="", as_of=None))

    assert said["row3_value"] == "申请人出示的材料"
    assert not any("户口登记" in text for text in said.values())


def test_a_card_of_two_relatives_names_both_and_which_is_not_confirmed() -> None:
    open_ = Known(Verdict.NOT_FOUND, relation="mother")

    said = card(Known(relation="father"), open_, relatives=[FATHER, MOTHER])

    assert said["row2_value"] == "父亲陈*樑、母亲章*兰"
    assert said["quote_title"] == "还差 1 项：亲属关系（母亲）"
    assert (said["row3_key"], said["row3_value"]) == ("未证实", "母亲章*兰")


def test_a_card_of_a_record_gives_the_verdict_of_each_proof() -> None:
    home = Known(title="户口在本镇（街道）", kind="home")
    record = Known(Verdict.ON_RECORD, "最低生活保障记录", "record", source="兰溪市民政局系统")
    none: dict[str, object] = {"relatives": [], "booklet": None}

    said = card(record, home, brief=["说清楚", "不写"], **none)

    assert said["quote_text"] == "最低生活保障记录：查到了；户口在本镇（街道）：相符"
    assert (said["row2_key"], said["row2_value"]) == ("所填", "说清楚；不写")
    assert said["row3_value"] == "兰溪市民政局系统、户口登记"
    assert (said["row4_key"], said["row4_value"]) == ("用途", "入职")


def test_a_condition_and_a_contested_answer_stand_on_the_card() -> None:
    on_condition = card(condition=True)
    contested = card(Known(Verdict.CONTESTED, "户口"), contested=["云山街道"], condition=True)

    assert (on_condition["row6_key"], on_condition["row6_value"]) == ("条件", "看过材料再点")
    assert (contested["row6_key"], contested["row6_value"]) == ("本人说", "云山街道")


def test_a_case_without_a_proof_has_a_card_too() -> None:
    said = card(telling=None, proofs=[], relatives=[])

    assert said["quote_title"] == "没有要查的"


@pytest.mark.parametrize("members", [0, 1, 2, 5])
@pytest.mark.parametrize("verdict", Verdict)
def test_a_card_keeps_within_what_wecom_shows(verdict: Verdict, members: int) -> None:
    names: dict[str, object] = dict.fromkeys(("office", "item", "applicant"), LONG)
    one = {"relation": "maternal-grandfather", "name": LONG, "settled": False}
    proof = Known(verdict, LONG, source=LONG, relation="wifes-mother" if members > 1 else "")

    said = card(
        *[proof] * max(1, members),
        **names,
        use_unit_short=LONG,
        purpose=LONG,
        relatives=[one] * members,
        brief=[LONG],
        contested=[LONG],
        booklet="past" if members else None,
        pictures=6,
    )

    assert {block: text for block, text in said.items() if len(text) > limit(block)} == {}


def test_a_greyed_card_names_who_and_when_in_little_room() -> None:
    short = WORDS.blocks("cards/greyed", {"who": "周敏", "to": "徐立群", "at": AT})
    long = WORDS.blocks("cards/greyed", {"who": LONG, "to": LONG, "at": AT})

    assert short["approved"] == "周敏 已于 10:42 同意"
    assert short["agreed"] == "周敏 已于 10:42 同意，待签发"
    assert short["countersigned"] == "周敏 已于 10:42 签发"
    assert short["handed_over"] == "已移交徐立群"
    assert short["withdrawn"] == "申请人 已于 10:42 撤回"
    assert short["changed"] == "申请人 已于 10:42 改过"
    assert max(len(text) for text in long.values()) <= 24


def second(**changed: object) -> dict[str, str]:
    facts: dict[str, object] = {
        "office": "游埠镇",
        "item": "亲属关系证明",
        "applicant": "陈*",
        "use_unit_short": "深圳澜桥电子有限公司",
        "purpose": "入职",
        "number": "YB-20261123-0042",
        "relatives": [FATHER],
        "brief": [],
        "due": DUE,
        "telling": Known(),
        "grounds": ["户口登记"],
        "first": "周敏",
        "agreed_at": AT,
    }
    return WORDS.blocks("cards/countersign", {**facts, **changed})


def test_the_second_officials_card_says_who_was_first_and_what_it_rests_on() -> None:
    said = second()

    assert said["title"] == "待签发：亲属关系证明（第二人）"
    assert said["desc"] == "周敏 10:42 已同意，请您签发"
    assert said["quote_title"] == "户口登记：相符"
    assert said["row3_value"] == "周敏 11月23日 10:42"
    assert said["row6_value"] == "11月30日（周一）17:30"


def test_the_second_officials_card_keeps_within_what_wecom_shows() -> None:
    names: dict[str, object] = dict.fromkeys(("office", "item", "applicant", "first"), LONG)
    proof = Known(Verdict.UNREADABLE, LONG, source=LONG)

    said = second(**names, use_unit_short=LONG, purpose=LONG, telling=proof, grounds=[LONG])
    none = second(telling=None, relatives=[], brief=[LONG], pictures=6, due=None)

    for each in (said, none):
        assert {block: text for block, text in each.items() if len(text) > limit(block)} == {}


@pytest.mark.parametrize(
    ("notice", "facts"),
    [
        ("receipt", {"number": "YB-20261123-0042", "at": AT, "office": LONG, "due": DUE}),
        ("correction", {"n": 12, "correct_by": "2026-12-07"}),
        ("result", {"state": "issued", "at": AT}),
        ("result", {"state": "refused", "at": AT}),
        ("result", {"state": "not_accepted", "at": AT}),
        ("result", {"state": "settled", "at": AT}),
        ("reply", {"accepted": False, "at": AT}),
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
