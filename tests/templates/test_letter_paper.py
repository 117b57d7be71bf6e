import pytest

from templates.environment import Words

WORDS = Words()
POINTS = [
    {"head": "户口簿可以直接作为证明。", "text": "我处不再另开证明。"},
    {"head": "请贵单位这样核对", "text": "请陈媛出示原件。"},
]


def letter(**changed: object) -> dict[str, str]:
    facts: dict[str, object] = {
        "applicant": {"name": "陈媛"},
        "item": {"name": "亲属关系证明"},
        "title": "关于无需提供亲属关系证明的说明",
        "points": POINTS,
        "accept": "同意以居民户口簿为准",
        "purpose": "入职",
        "use_unit": "深圳澜桥电子有限公司",
        "confirmed": False,
        "phone": "0579-0000-0107",
        "hours": "周一至周五 8:30–17:30",
        "host": "xiangliban.example",
        "sample": False,
    }
    return WORDS.blocks("documents/letter", {**facts, **changed})


def test_points_are_numbered_and_every_head_ends_once() -> None:
    said = letter()

    assert said["points"].splitlines() == [
        "一、户口簿可以直接作为证明。我处不再另开证明。",
        "二、请贵单位这样核对。请陈媛出示原件。",
    ]
    assert said["heads"].splitlines() == ["一、户口簿可以直接作为证明。", "二、请贵单位这样核对。"]


@pytest.mark.parametrize(
    ("confirmed", "says"), [(True, "经核对户口登记"), (False, "不证明这件事本身")]
)
def test_what_was_looked_up_is_said_and_what_was_not_is_disclaimed(
    *, confirmed: bool, says: str
) -> None:
    said = letter(confirmed=confirmed)

    whole = said["opening"] + said["closing"]
    assert says in whole
    assert ("经核对户口登记" in whole) != ("不证明这件事本身" in whole)


def test_without_unit_and_purpose_nothing_hangs_in_the_air() -> None:
    said = letter(use_unit="", purpose="")

    assert said["salute"] == "需要这项证明的单位："
    assert said["opening"] == "陈媛就亲属关系证明，向我处提出申请。说明如下。"


def test_the_unit_can_agree_or_say_why_not() -> None:
    assert letter()["boxes"].splitlines() == [
        "同意以居民户口簿为准",
        "仍需要证明（请写明用途和依据）",
    ]


def test_a_letter_is_numbered_apart_from_certificates() -> None:
    said = WORDS.blocks("documents/number", {"sign": "兰游", "year": 2026, "serial": 31})

    assert said == {
        "certificate": "兰游证〔2026〕第000031号",
        "letter": "兰游函〔2026〕第000031号",
        "commitment": "兰游诺〔2026〕第000031号",
    }
