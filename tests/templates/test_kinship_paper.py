import re

import pytest

from domain.kinship import Kin
from templates.environment import Words

WORDS = Words()
DAUGHTER = {"name": "陈媛", "sex": "female", "id_number": "330781199305163024"} | {
    "born": "1993-05-16"
}
FATHER = {"name": "陈国樑", "sex": "male", "id_number": "330781196602091019"} | {
    "born": "1966-02-09",
    "alive": True,
}
GRANDFATHER = {"name": "陈德兴", "sex": "male", "id_number": "33078119400101101X"} | {
    "born": "1940-01-01",
    "alive": False,
}
MOTHER = {"name": "章芳", "sex": "female", "id_number": "330781196803080020"} | {
    "born": "1968-03-08",
    "alive": True,
}


def paper(**changed: object) -> dict[str, str]:
    facts: dict[str, object] = {
        "applicant": DAUGHTER,
        "relative": FATHER,
        "relation": "father",
        "link": None,
        "link_relation": "",
        "kin": "parent",
        "basis": "register",
        "asked_on": "2026-11-23",
        "record": "出生登记",
        "shown": None,
        "purpose": "入职",
        "use_unit": "深圳澜桥电子有限公司",
        "valid_to": "2027-02-21",
        "office": "兰溪市游埠镇人民政府",
        "host": "xiangliban.example",
    }
    return WORDS.blocks("documents/kinship", {**facts, **changed})


def test_the_first_sentence_is_the_fact_and_says_who_states_it() -> None:
    assert paper()["opening"] == "户口登记载明：陈国樑是陈媛的父亲。"


def test_the_rest_says_what_it_rests_on_what_for_and_until_when() -> None:
    assert paper()["closing"].split("\n") == [
        "以上是本机关在2026年11月23日查询户口登记（出生登记）所得；登记没有写明的，本证明不作说明。",
        "本证明供陈媛提交深圳澜桥电子有限公司，用途为“入职”，不作他用，有效期至2027年2月21日。",
        "特此证明。",
    ]


def test_a_paper_that_rests_on_what_was_shown_claims_nothing_of_the_register() -> None:
    said = paper(basis="shown", shown="《出生医学证明》", asked_on=None, record="")

    assert said["opening"] == "申请人出示的材料载明：陈国樑是陈媛的父亲。"
    assert "户口登记" not in said["closing"]
    assert "《出生医学证明》" in said["closing"]


def test_a_paper_may_rest_on_both() -> None:
    said = paper(shown="《出生医学证明》")

    assert "（出生登记），并核对申请人出示的《出生医学证明》所得" in said["closing"]


def test_a_grandfather_is_reached_by_two_edges_that_are_both_told() -> None:
    said = paper(
        relative=GRANDFATHER,
        relation="paternal-grandfather",
        link=FATHER,
        link_relation="father",
        kin="grandparent",
    )

    assert said["opening"].split("\n") == [
        "户口登记载明：陈国樑是陈媛的父亲；陈德兴是陈国樑的父亲。",
        "据此，陈德兴是陈媛的祖父。",
    ]
    assert "户口登记同时载明：陈德兴已去世。" in said["closing"]


def test_a_grandchild_is_reached_the_other_way() -> None:
    said = paper(
        applicant=GRANDFATHER,
        relative={**DAUGHTER, "alive": True},
        relation="paternal-granddaughter",
        link=FATHER,
        link_relation="son",
        kin="grandchild",
    )

    assert said["opening"].split("\n") == [
        "户口登记载明：陈国樑是陈德兴的儿子；陈媛是陈国樑的女儿。",
        "据此，陈媛是陈德兴的孙女。",
    ]


def test_siblings_are_told_by_the_parent_they_share() -> None:
    brother = {**FATHER, "name": "陈立"}
    said = paper(
        relative=brother,
        relation="younger-brother",
        link=MOTHER,
        link_relation="mother",
        kin="sibling",
    )

    assert said["opening"].split("\n") == [
        "户口登记载明：章芳是陈媛和陈立的母亲。",
        "据此，陈立是陈媛的弟弟。",
    ]


def test_a_step_parent_is_told_by_birth_and_marriage_and_nothing_more() -> None:
    said = paper(relation="stepfather", link=MOTHER, link_relation="mother", kin="step-parent")

    assert said["opening"] == "户口登记载明：陈媛是章芳的女儿；陈国樑与章芳登记结婚。"
    assert "扶养" not in "".join(said.values())


@pytest.mark.parametrize("kin", Kin)
def test_every_relation_makes_a_whole_sentence(kin: Kin) -> None:
    said = paper(kin=kin, link=MOTHER, link_relation="mother")

    assert re.fullmatch(r"户口登记载明：[^\n]+。(\n据此，[^\n]+。)?", said["opening"])


def test_each_person_is_a_row_as_wide_as_the_head() -> None:
    said = paper(
        relative=GRANDFATHER,
        relation="paternal-grandfather",
        link=FATHER,
        link_relation="father",
        kin="grandparent",
    )

    rows = [row.split("|") for row in said["rows"].split("\n")]

    assert {len(row) for row in rows} == {len(said["head"].split("|"))}
    assert [row[-1] for row in rows] == ["本人", "父亲", "祖父"]
    assert rows[0] == ["陈媛", "女", "1993年5月16日", "330781199305163024", "本人"]


def test_a_paper_is_a_sample_unless_somebody_says_otherwise() -> None:
    assert paper()["sample"] == "样本"
    assert paper()["foot"].startswith("样本：")
    assert paper(sample=False)["sample"] == ""
    assert "样本" not in paper(sample=False)["foot"]


def test_a_number_names_the_office_the_year_and_six_digits() -> None:
    said = WORDS.blocks("documents/number", {"sign": "兰游", "year": 2026, "serial": 123})

    assert said == {"number": "兰游证〔2026〕第000123号"}
