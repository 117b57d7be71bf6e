import re

import pytest

from domain.kinship import Kin
from templates.environment import Words

WORDS = Words()
Person = dict[str, object]


def relative(**changed: object) -> Person:
    facts: Person = {
        "name": "陈国樑",
        "sex": "male",
        "id_number": "330781196602091019",
        "born": "1966-02-09",
        "passport": "",
        "relation": "father",
        "kin": "parent",
        "link": None,
        "link_relation": "",
        "married_on": None,
        "alive": True,
        "record": "出生登记",
        "shown": None,
        "replied": None,
    }
    return {**facts, **changed}


DAUGHTER: Person = {
    "name": "陈媛",
    "sex": "female",
    "id_number": "330781199305163024",
    "born": "1993-05-16",
}
GRANDFATHER: Person = relative(
    name="陈德兴",
    id_number="33078119400101101X",
    born="1940-01-01",
    alive=False,
    relation="paternal-grandfather",
    kin="grandparent",
    link={"name": "陈国樑", "sex": "male", "alive": True},
    link_relation="father",
)
MOTHER = {"name": "章芳", "sex": "female", "alive": True}


def paper(*relatives: Person, **changed: object) -> dict[str, str]:
    facts: dict[str, object] = {
        "applicant": DAUGHTER,
        "relatives": relatives or (relative(),),
        "asked_on": "2026-11-23",
        "once_together": False,
        "police": False,
        "purpose": "入职",
        "use_unit": "深圳澜桥电子有限公司",
        "valid_to": "2027-02-21",
        "office": "兰溪市游埠镇人民政府",
        "host": "xiangliban.example",
    }
    return WORDS.blocks("documents/kinship", {**facts, **changed})


def test_the_first_sentence_is_the_fact_and_says_who_states_it() -> None:
    assert paper()["opening"] == "户口登记载明：陈国樑是陈媛的父亲。"


def test_a_paper_that_rests_on_the_owners_answer_says_whose_and_which() -> None:
    reply = {
        "office": "兰溪市公安局游埠派出所",
        "number": "HY-20261123-0007",
        "at": "2026-11-24T02:00:00+00:00",
    }

    said = paper(relative(replied=reply, record=""), asked_on=None)

    assert said["opening"] == "兰溪市公安局游埠派出所答复：陈国樑是陈媛的父亲。"
    assert said["closing"].split("\n")[0] == (
        "以上是本机关向兰溪市公安局游埠派出所核验（HY-20261123-0007号，2026年11月24日答复）所得；"
        "答复没有写明的，本证明不作说明。"
    )


def test_of_several_relatives_each_is_said_to_rest_on_its_own() -> None:
    reply = {"office": "游埠派出所", "number": "HY-1", "at": "2026-11-24"}

    said = paper(relative(), relative(name="陈德兴", replied=reply))

    asked = "查询户口登记（出生登记），向游埠派出所核验（HY-1号，2026年11月24日答复）所得"
    assert asked in said["closing"]


def test_the_rest_says_what_it_rests_on_what_for_and_until_when() -> None:
    assert paper()["closing"].split("\n") == [
        "以上是本机关在2026年11月23日查询户口登记（出生登记）所得；登记没有写明的，本证明不作说明。",
        "本证明供陈媛提交深圳澜桥电子有限公司，用途为“入职”，不作他用，有效期至2027年2月21日。",
        "特此证明。",
    ]


def test_a_paper_without_an_end_names_none() -> None:
    assert "有效期" not in paper(valid_to=None)["closing"]


def test_a_paper_that_rests_on_what_was_shown_claims_nothing_of_the_register() -> None:
    said = paper(relative(shown="《出生医学证明》", record=""), asked_on=None)

    assert said["opening"] == "申请人出示的材料载明：陈国樑是陈媛的父亲。"
    assert "户口登记" not in said["closing"]
    assert "《出生医学证明》" in said["closing"]


def test_each_relative_has_a_sentence_that_says_where_it_comes_from() -> None:
    shown = relative(name="章芳", sex="female", relation="mother", shown="《出生医学证明》")

    said = paper(relative(), shown)

    assert said["opening"].split() == [
        "户口登记载明：陈国樑是陈媛的父亲。",
        "申请人出示的材料载明：章芳是陈媛的母亲。",
    ]
    assert "（出生登记），并核对申请人出示的《出生医学证明》所得" in said["closing"]


def test_a_grandfather_is_reached_by_two_edges_that_are_both_told() -> None:
    said = paper(GRANDFATHER)

    assert said["opening"].split("\n") == [
        "户口登记载明：陈国樑是陈媛的父亲；陈德兴是陈国樑的父亲。",
        "据此，陈德兴是陈媛的祖父。",
    ]
    assert "户口登记同时载明：陈德兴已去世。" in said["closing"]


def test_one_between_who_has_died_is_said_to_be_dead() -> None:
    link = {"name": "陈国樑", "sex": "male", "alive": False}

    said = paper({**GRANDFATHER, "link": link})

    assert "户口登记同时载明：陈国樑、陈德兴已去世。" in said["closing"]


def test_a_grandchild_is_reached_the_other_way() -> None:
    granddaughter = relative(
        **DAUGHTER,
        relation="paternal-granddaughter",
        link=GRANDFATHER["link"],
        link_relation="son",
        kin="grandchild",
    )

    said = paper(granddaughter, applicant=GRANDFATHER)

    assert said["opening"].split("\n") == [
        "户口登记载明：陈国樑是陈德兴的儿子；陈媛是陈国樑的女儿。",
        "据此，陈媛是陈德兴的孙女。",
    ]


def test_siblings_are_told_by_the_parent_they_share() -> None:
    said = paper(
        relative(
            name="陈立",
            relation="younger-brother",
            link=MOTHER,
            link_relation="mother",
            kin="sibling",
        )
    )

    assert said["opening"].split("\n") == [
        "户口登记载明：章芳是陈媛和陈立的母亲。",
        "据此，陈立是陈媛的弟弟。",
    ]


STEP = {"link": MOTHER, "link_relation": "mother", "kin": "step-parent", "relation": "stepfather"}


def test_a_step_parent_is_told_by_birth_and_marriage_and_nothing_more() -> None:
    said = paper(relative(**STEP, married_on="2012-10-08"))

    assert (
        said["opening"] == "户口登记载明：陈媛是章芳的女儿；陈国樑与章芳于2012年10月8日登记结婚。"
    )
    assert "扶养" not in "".join(said.values())


def test_the_police_speak_of_their_file_and_of_the_booklet() -> None:
    said = paper(police=True, once_together=True)

    assert said["opening"] == "户籍档案记载：陈媛和陈国樑曾在同一本户口簿。陈国樑是陈媛的父亲。"
    assert "查询户籍档案（出生登记）所得；档案没有写明的" in said["closing"]
    assert "户口登记" not in said["closing"]


@pytest.mark.parametrize("kin", Kin)
def test_every_relation_makes_a_whole_sentence(kin: Kin) -> None:
    said = paper(relative(kin=kin, link=MOTHER, link_relation="mother"))

    assert re.fullmatch(r"户口登记载明：[^\n]+。(\n据此，[^\n]+。)?", said["opening"])


def test_each_person_is_a_row_as_wide_as_the_head() -> None:
    said = paper(relative(), GRANDFATHER)

    rows = [row.split("|") for row in said["rows"].split("\n")]

    assert {len(row) for row in rows} == {len(said["head"].split("|"))}
    assert [row[-1] for row in rows] == ["本人", "父亲", "祖父"]
    assert rows[0] == ["陈媛", "女", "1993年5月16日", "330781199305163024", "本人"]


def test_a_passport_has_a_column_and_leaves_the_other_empty() -> None:
    foreign = relative(name="ANNA LI", id_number="", passport="E1234567", shown="护照 E1234567")

    said = paper(relative(), foreign)

    rows = [row.split("|") for row in said["rows"].split("\n")]
    assert said["head"].split("|")[3:5] == ["公民身份号码", "护照号码"]
    assert [row[3:5] for row in rows] == [
        ["330781199305163024", ""],
        ["330781196602091019", ""],
        ["", "E1234567"],
    ]


def test_a_paper_is_a_sample_unless_somebody_says_otherwise() -> None:
    assert paper()["sample"] == "样本"
    assert paper()["foot"].startswith("样本：")
    assert paper(sample=False)["sample"] == ""
    assert "样本" not in paper(sample=False)["foot"]


def test_a_number_names_the_office_the_year_and_six_digits() -> None:
    said = WORDS.blocks("documents/number", {"sign": "兰游", "year": 2026, "serial": 123})

    assert said["certificate"] == "兰游证〔2026〕第000123号"
