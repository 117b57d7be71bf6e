from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework.wording import purpose
from casework.wording_kinship import kinship_sheet, parties
from domain.application import Application, ApplicationId
from domain.certificate import Party, Sheet
from domain.errors import PressFailed
from domain.form import Draft
from domain.identity import AccountId, IdNumber
from domain.item import ItemId
from domain.kinship import Kin
from domain.message import Json
from domain.office import OfficeId, OfficeKind
from domain.proof import Outcome, Proof
from tests.support.desks import ANSWERS, AT, CHEN, UNIT, Town
from tests.support.people import CHEN_GUOLIANG, a_number

GRANDFATHER = a_number(date(1940, 8, 23), 11)
GRANDSON = a_number(date(2015, 8, 23), 11)
BROTHER = a_number(date(1996, 7, 7), 313)
MOTHER: dict[str, object] = {"name": "章玉兰", "sex": "female", "alive": True}
DAUGHTER: dict[str, object] = {"name": "陈小媛", "sex": "female", "alive": True}
HUSBAND: dict[str, object] = {"name": "林立", "sex": "male", "alive": True}
OF_OTHER_FAMILIES = ("salute", "boxes", "sections", "inked")  # a letter's, a promise's
NUMBER = "兰游证〔2026〕第000001号"


def a_case(
    kin: Kin = Kin.PARENT,
    relation: str = "father",
    *,
    relative: IdNumber = CHEN_GUOLIANG,
    outcome: Outcome = Outcome.HOLDS,
    **facts: object,
) -> Application:
    known = {"kin": kin, "term": relation, "alive": True, "record": "出生登记", **facts}
    return Application(
        id=ApplicationId("case-1"),
        item=ItemId("qs-01"),
        item_version="v",
        person=CHEN.id,
        account=AccountId("account"),
        assurance=2,
        created_at=AT,
        draft=Draft({**ANSWERS, "kin": kin, "relation": relation, "relative_id": relative}),
        office=OfficeId("youbu"),
        proofs=(
            Proof("kinship", outcome, source="population", as_of=AT, facts=known),  # type: ignore[arg-type] # as JSON
            Proof("home", Outcome.HOLDS),
        ),
        certificate_number=NUMBER,
        issued_on=date(2026, 11, 24),
    )


def sheet(town: Town, case: Application) -> Sheet:
    return kinship_sheet(
        town.desk,
        case,
        applicant=CHEN,
        valid_to=date(2027, 2, 22),
        url="https://xiangliban.example/v/TOKEN",
        code="7K3M-9QTD-2XWH",
    )


async def test_a_sheet_says_who_asked_whom_about_what(town: Town) -> None:
    page = sheet(town, a_case())

    assert page.title == "亲属关系证明"
    assert page.opening == ("户口登记载明：陈国樑是陈媛的父亲。",)
    assert page.rows == (
        ("陈媛", "女", "1993年5月16日", "330781199305163024", "本人"),
        ("陈国樑", "男", "1966年2月9日", "330781196602091019", "父亲"),
    )
    assert page.strong == ("陈媛", "陈国樑")
    assert (page.office, page.number) == ("兰溪市游埠镇人民政府", NUMBER)
    assert page.issued_on == "2026年11月24日"
    assert (page.url, page.code) == ("https://xiangliban.example/v/TOKEN", "7K3M-9QTD-2XWH")
    assert UNIT in page.closing[1]
    assert "有效期至2027年2月22日" in page.closing[1]
    assert "xiangliban.example" in page.how[0]


async def test_every_field_of_a_sheet_is_filled(town: Town) -> None:
    page = sheet(town, a_case())

    assert all(said for name, said in vars(page).items() if name not in OF_OTHER_FAMILIES)
    assert {len(row) for row in page.rows} == {len(page.head)}


RELATIONS = [
    (Kin.PARENT, "mother", None, CHEN_GUOLIANG, "陈国樑是陈媛的母亲。"),
    (Kin.CHILD, "son", None, GRANDSON, "陈国樑是陈媛的儿子。"),
    (Kin.SPOUSE, "husband", None, BROTHER, "陈国樑是陈媛的丈夫。"),
    (Kin.SIBLING, "younger-brother", MOTHER, BROTHER, "章玉兰是陈媛和陈国樑的母亲。"),
    (Kin.GRANDPARENT, "maternal-grandfather", MOTHER, GRANDFATHER, "陈国樑是章玉兰的父亲。"),
    (Kin.GRANDCHILD, "maternal-grandson", DAUGHTER, GRANDSON, "陈小媛是陈媛的女儿；"),
    (Kin.STEP_PARENT, "stepfather", MOTHER, CHEN_GUOLIANG, "陈媛是章玉兰的女儿；"),
    (Kin.STEP_CHILD, "stepson", HUSBAND, GRANDSON, "陈国樑是林立的儿子；"),
    (Kin.PARENT_IN_LAW, "husbands-father", HUSBAND, GRANDFATHER, "林立是陈媛的丈夫；"),
    (Kin.CHILD_IN_LAW, "son-in-law", DAUGHTER, BROTHER, "陈小媛是陈媛的女儿；"),
]


@pytest.mark.parametrize(("kin", "relation", "link", "relative", "said"), RELATIONS)
async def test_every_kin_makes_a_sheet_that_tells_the_whole_chain(
    town: Town,
    kin: Kin,
    relation: str,
    link: dict[str, object] | None,
    relative: IdNumber,
    said: str,
) -> None:
    page = sheet(town, a_case(kin, relation, relative=relative, link=link))

    assert said in "".join(page.opening)
    assert page.rows[1][-1] == town.desk.words.term("relation", relation)


def test_no_kin_is_left_out() -> None:
    assert {kin for kin, *_ in RELATIONS} == set(Kin)


@pytest.mark.parametrize(("kin", "relation", "link", "relative", "_said"), RELATIONS)
async def test_what_rests_on_a_document_says_nothing_of_the_register(
    town: Town,
    kin: Kin,
    relation: str,
    link: dict[str, object] | None,
    relative: IdNumber,
    _said: str,
) -> None:
    case = a_case(
        kin, relation, relative=relative, outcome=Outcome.SHOWN, link=link, shown="《出生医学证明》"
    )

    page = sheet(town, case)

    word = town.desk.words.term("relation", relation)
    assert page.opening == (f"申请人出示的材料载明：陈国樑是陈媛的{word}。",)
    assert "《出生医学证明》" in page.closing[0]
    assert "户口登记" not in "".join((*page.opening, *page.closing))


async def test_one_between_who_has_died_is_said_to_be_dead(town: Town) -> None:
    link = {**MOTHER, "alive": False}

    page = sheet(
        town,
        a_case(Kin.GRANDPARENT, "maternal-grandfather", relative=GRANDFATHER, link=link),
    )

    assert any("章玉兰已去世" in line for line in page.closing)


async def test_the_word_is_the_recorded_one_and_not_the_claimed(town: Town) -> None:
    case = a_case(Kin.SIBLING, "elder-brother", relative=BROTHER, link=MOTHER, term="brother")

    page = sheet(town, case)

    assert page.rows[1][-1] == "兄弟"
    assert parties(case, CHEN)[1].relation == "brother"


def with_mother(case: Application, **changed: object) -> Application:
    answers = {
        **case.draft.answers,
        "more_relative": "yes",
        "relation#2": "mother",
        "relative_name#2": "章玉兰",
        "relative_id#2": a_number(date(1968, 9, 17), 302),
        "more_relative#2": "no",
    }
    facts: dict[str, Json] = {
        "kin": Kin.PARENT,
        "term": "mother",
        "alive": True,
        "record": "出生登记",
    }
    second = Proof("kinship#2", Outcome.HOLDS, as_of=AT, facts=facts)
    proofs = (*case.proofs, replace(second, **changed))  # type: ignore[arg-type] # any of its fields
    return replace(case, draft=Draft(answers), proofs=proofs)


async def test_several_relatives_are_rows_and_sentences_of_one_sheet(town: Town) -> None:
    case = with_mother(a_case())

    page = sheet(town, case)

    assert page.opening == (
        "户口登记载明：陈国樑是陈媛的父亲。",
        "户口登记载明：章玉兰是陈媛的母亲。",
    )
    assert [row[-1] for row in page.rows] == ["本人", "父亲", "母亲"]
    assert page.strong == ("陈媛", "陈国樑", "章玉兰")
    assert [each.relation for each in parties(case, CHEN)] == ["", "father", "mother"]


async def test_one_relative_who_is_not_confirmed_stops_the_paper(town: Town) -> None:
    case = with_mother(a_case(), outcome=Outcome.NOT_FOUND)

    with pytest.raises(PressFailed):
        sheet(town, case)


async def test_a_passport_is_printed_in_the_place_of_the_number(town: Town) -> None:
    case = a_case(Kin.PARENT, "mother", outcome=Outcome.SHOWN, shown="护照 E1234567")
    passport = {"relative_passport": "E1234567", "relative_born": "1968-01-02"}
    answers = {**case.draft.answers, "relative_id": "", **passport, "relative_sex": "female"}
    answers["relative_name"] = "ANNA LI"
    case = replace(case, draft=Draft(answers))

    page = sheet(town, case)

    assert page.head[3:5] == ("公民身份号码", "护照号码")
    assert page.rows[0][3:5] == (CHEN.number, "")
    assert page.rows[1] == ("ANNA LI", "女", "1968年1月2日", "", "E1234567", "母亲")
    assert parties(case, CHEN)[1] == Party("ANNA LI", "", "mother")


async def test_the_police_speak_of_their_file(town: Town) -> None:
    station = next(o for o in town.desk.catalogue.offices.values() if o.kind is OfficeKind.POLICE)
    proof = Proof("booklet", Outcome.HOLDS, as_of=AT, facts={"booklet": "past"})
    case = a_case()
    case = replace(case, item=ItemId("ga-03"), office=station.id, proofs=(*case.proofs[:1], proof))

    page = sheet(town, case)

    assert page.office == station.name
    assert page.opening == ("户籍档案记载：陈媛和陈国樑曾在同一本户口簿。陈国樑是陈媛的父亲。",)


async def test_a_dead_relative_is_said_to_be_dead(town: Town) -> None:
    page = sheet(town, a_case(alive=False))

    assert any("陈国樑已去世" in line for line in page.closing)


@pytest.mark.parametrize(
    "broken",
    [
        a_case(outcome=Outcome.NOT_FOUND),
        replace(a_case(), proofs=()),
        replace(a_case(), issued_on=None),
    ],
)
async def test_without_a_settled_proof_or_a_day_there_is_no_sheet(
    town: Town, broken: Application
) -> None:
    with pytest.raises(PressFailed) as refused:
        sheet(town, broken)

    assert refused.value.facts == {"why": "no-ground"}


async def test_a_purpose_is_the_label_or_the_applicants_own_words(town: Town) -> None:
    form = town.desk.catalogue.item(ItemId("qs-01")).form

    assert purpose(form, {"purpose": "job"}) == "入职"
    assert purpose(form, {"purpose": "other", "purpose_text": "办理保险理赔"}) == "办理保险理赔"


async def test_what_people_type_is_never_read_as_a_template(town: Town) -> None:
    case = a_case()
    typed = {**case.draft.answers, "use_unit": "{{ 7 * 7 }}#图[x]"}

    page = sheet(town, replace(case, draft=Draft(typed)))

    assert "{{ 7 * 7 }}#图[x]" in "".join(page.closing)


async def test_the_day_is_that_of_the_register_in_shanghai(town: Town) -> None:
    case = a_case()
    late = replace(case.proofs[0], as_of=datetime(2026, 11, 23, 16, 30, tzinfo=UTC))

    page = sheet(town, replace(case, proofs=(late, case.proofs[1])))

    assert "2026年11月24日查询户口登记" in page.closing[0]
