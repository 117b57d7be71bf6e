"""Papers of every family but kinship: an item's sentences, a table of what they say, a frame."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casework import proofreading, wording
from casework.paper_facts import purpose
from casework.specimens import grounds, specimen
from domain.application import Application
from domain.certificate import Party, Sheet
from domain.errors import PressFailed
from domain.fields import FieldKind
from domain.form import Draft
from domain.item import Catalogue, Family, Item, ItemId, PaperText
from domain.message import Json
from domain.proof import Outcome
from tests.support.desks import AT, CATALOGUE, CHEN, UNIT, WORDS, Town
from tests.support.paper_cases import case_of

LAST = date(2027, 2, 22)
ISSUED = [item for item in CATALOGUE.items.values() if item.issuable]
OTHERS = [item for item in ISSUED if item.family is not Family.KINSHIP]


def item_of(name: str) -> Item:
    return CATALOGUE.item(ItemId(name))


def sheet(town: Town, case: Application, valid_to: date | None = LAST) -> Sheet:
    return wording.sheet_of(
        town.desk,
        case,
        applicant=CHEN,
        valid_to=valid_to,
        url="https://xiangliban.example/v/TOKEN",
        code="7K3M-9QTD-2XWH",
    )


def case(town: Town, item: str, **answers: str) -> Application:
    made = case_of(town.desk, item_of(item))
    return replace(made, draft=Draft({**made.draft.answers, **answers}))


def known(
    of: Application, proof: str, outcome: Outcome | None = None, **facts: Json
) -> Application:
    """The case with a proof that stands otherwise."""
    changed = (
        replace(p, outcome=outcome or p.outcome, facts={**p.facts, **facts}) if p.id == proof else p
        for p in of.proofs
    )
    return replace(of, proofs=tuple(changed))


async def test_a_record_says_what_is_registered_and_repeats_it_in_a_table(town: Town) -> None:
    page = sheet(town, case(town, "wj-03"))

    assert page.title == "生育登记证明"
    assert page.opening[0].startswith("陈媛（公民身份号码330781199305163024）于2025年2月19日")
    assert page.head == ("登记事项", "登记内容")
    assert page.rows == (
        ("申请人", "陈媛"),
        ("公民身份号码", "330781199305163024"),
        ("登记编号", "330781-2025-000631"),
        ("登记日期", "2025年2月19日"),
        ("登记的另一方", "林立"),
    )
    assert page.closing == (
        "以上是本机关在2026年11月24日查询生育登记所得；登记没有写明的，本证明不作说明。",
        f"本证明供陈媛提交{UNIT}，用途为“入职”，不作他用，有效期至2027年2月22日。",
        "特此证明。",
    )
    assert page.note.startswith("注：本证明只说明生育登记的记载")
    assert page.strong == ("陈媛", "林立")
    assert (page.office, page.issued_on) == ("兰溪市游埠镇人民政府", "2026年11月24日")
    assert (page.url, page.code) == ("https://xiangliban.example/v/TOKEN", "7K3M-9QTD-2XWH")


async def test_a_search_says_where_and_at_which_moment(town: Town) -> None:
    page = sheet(town, case(town, "zr-02"))

    assert "截至2026-11-24 14:00:00" in page.opening[0]
    assert page.rows[2:] == (
        ("查询的登记", "兰溪市不动产登记信息系统"),
        ("查询时间", "2026-11-24 14:00:00"),
    )


async def test_a_designation_is_an_act_and_speaks_like_one(town: Town) -> None:
    page = sheet(town, case(town, "qs-13"))

    assert page.rows[0] == ("监护人", "陈媛")
    assert page.closing[-1] == "特此指定。"
    assert "陈小媛" in page.strong


async def test_without_a_last_day_none_is_printed(town: Town) -> None:
    page = sheet(town, case(town, "wj-03"), valid_to=None)

    assert "有效期" not in "".join(page.closing)
    assert page.closing[1].endswith("不作他用。")


async def test_what_the_sentences_leave_out_does_not_come_back_in_the_table(town: Town) -> None:
    told = sheet(town, case(town, "ty-02", standard="with"))
    choices = {c.value: c.label for c in item_of("ty-02").form.field("standard").choices}  # type: ignore[union-attr] # it is there
    written = next(value for value, label in choices.items() if label == "要写")
    other = next(value for value, label in choices.items() if label != "要写")

    with_it = sheet(town, case(town, "ty-02", standard=written))
    without = sheet(town, case(town, "ty-02", standard=other))

    assert "860.00元" in "".join(with_it.opening)
    assert with_it.rows[-1][1] == "860.00元"
    assert "860" not in f"{without.opening}{without.rows}{told.rows}"


async def test_the_number_of_whoever_is_only_the_applicant_is_not_printed(town: Town) -> None:
    page = sheet(town, case(town, "jy-01"))

    assert CHEN.number not in f"{page.opening}{page.rows}{page.closing}"
    assert page.rows[0] == ("申请人", "陈媛")


async def test_facts_are_printed_and_not_what_was_typed(town: Town) -> None:
    typed = case(town, "wj-03", other_name="林力", registered_about="2024-12-31")

    page = sheet(town, typed)

    assert "林力" not in f"{page.opening}{page.rows}"
    assert "2024年" not in f"{page.opening}{page.rows}"


async def test_a_record_that_rests_on_a_document_says_so_and_nothing_of_a_source(
    town: Town,
) -> None:
    shown = known(case(town, "wj-03"), "record", Outcome.SHOWN, shown="生育登记簿 2025 年第 3 册")
    search = known(case(town, "zr-02"), "record", Outcome.SHOWN, shown="房屋登记簿")

    assert sheet(town, shown).closing[0] == (
        "以上是核对生育登记簿 2025 年第 3 册所得；其中没有写明的，本证明不作说明。"
    )
    assert sheet(town, search).rows[2] == ("查阅的材料", "房屋登记簿")


async def test_a_long_fact_stands_in_its_sentence_only(town: Town) -> None:
    long = "甲" * 41
    facts: Mapping[str, str] = {
        "number": "330781",
        "registered_on": "2025-02-19",
        "other": "林立",
    }
    case_ = known(case(town, "wj-03"), "record", record={**facts, "number": long})

    page = sheet(town, case_)

    assert long in page.opening[0]
    assert long not in {cell for row in page.rows for cell in row}


async def test_a_bar_in_a_fact_breaks_no_table(town: Town) -> None:
    facts: Json = {"number": "甲|乙", "registered_on": "2025-02-19", "other": "林立"}

    page = sheet(town, known(case(town, "wj-03"), "record", record=facts))

    assert ("登记编号", "甲|乙") in page.rows
    assert {len(row) for row in page.rows} == {2}


async def test_what_stands_in_a_fact_is_never_read_as_a_template(town: Town) -> None:
    facts: Json = {"number": "{{ 7 * 7 }}", "registered_on": "2025-02-19", "other": "林立"}
    of = known(case(town, "wj-03", use_unit="{% raw %}"), "record", record=facts)

    page = sheet(town, of)

    assert "{{ 7 * 7 }}" in page.opening[0]
    assert "{% raw %}" in page.closing[1]


async def test_the_earliest_answer_says_as_of_when(town: Town) -> None:
    of = case(town, "wj-03")
    late = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)
    earlier = replace(of, proofs=tuple(replace(p, as_of=late) for p in of.proofs))

    page = sheet(town, earlier)

    assert "本机关在2026年11月24日查询" in page.closing[0]


async def test_without_settled_proofs_or_a_day_there_is_no_sheet(town: Town) -> None:
    whole = case(town, "wj-03")
    broken = (
        replace(whole, proofs=()),
        known(whole, "record", Outcome.NOT_FOUND),
        known(case(town, "jy-01"), "entitled", Outcome.OPEN),
        replace(whole, issued_on=None),
        replace(whole, proofs=tuple(replace(p, as_of=None) for p in whole.proofs)),
    )

    for each in broken:
        with pytest.raises(PressFailed) as refused:
            sheet(town, each)
        assert refused.value.facts == {"why": "no-ground"}


async def test_whoever_is_named_is_a_party_by_name_alone(town: Town) -> None:
    page = sheet(town, case(town, "wj-03"))

    assert wording.parties(CHEN, page) == (Party("陈媛", CHEN.number), Party("林立", ""))


@pytest.mark.parametrize("item", OTHERS, ids=lambda item: item.id)
async def test_every_item_has_its_sheet(town: Town, item: Item) -> None:
    page = sheet(town, case_of(town.desk, item), LAST if item.valid_days else None)

    said = "".join((*page.opening, *page.closing, page.note))
    optional = {"salute", "boxes", "sample", "sections", "inked"}  # of commitments only
    assert all(value for name, value in vars(page).items() if name not in {*optional, "note"})
    assert {len(row) for row in page.rows} == {len(page.head)}
    assert len(page.rows) <= 14
    assert "{" not in said
    assert "None" not in said


async def test_every_item_fits_one_page_and_passes_the_press(town: Town) -> None:
    """One item a family: the contact sheet presses them all."""
    families = {item.family: item for item in OTHERS}

    for item in families.values():
        page = sheet(town, case_of(town.desk, item))
        pressed = await town.desk.press.make(page, at=AT)
        assert pressed.pdf.startswith(b"%PDF")


def test_every_family_has_items_that_are_issued() -> None:
    assert {item.family for item in ISSUED} == set(Family) - {Family.LETTER}


async def test_a_purpose_is_the_label_or_the_applicants_own_words(town: Town) -> None:
    form = item_of("wj-03").form

    assert purpose(form, {"purpose": "job"}) == "入职"
    assert purpose(form, {"purpose": "other", "purpose_text": "办理保险理赔"}) == "办理保险理赔"
    assert purpose(form, {}) == ""


def test_the_catalogue_is_proofread_without_fault() -> None:
    assert proofreading.faults(CATALOGUE, WORDS) == []


def with_paper(**changed: object) -> list[str]:
    item = item_of("wj-03")
    assert isinstance(item.paper, PaperText)
    paper = replace(item.paper, **changed)  # type: ignore[arg-type] # by name
    broken = replace(item, paper=paper)
    return proofreading.faults(Catalogue({item.id: broken}, {}), WORDS)


WHOLE = "{{ record.number }}{{ record.registered_on | day }}{{ record.other }}"


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"states": (WHOLE, "{{ record.nothing }}")}, "paper.states 2: there is no record.nothing"),
        ({"states": ("{{ record }}" + WHOLE,)}, "paper.states 1: there is no record"),
        ({"states": (WHOLE, "{{ answers.weather }}")}, "there is no answers.weather"),
        ({"states": (WHOLE, "{% if item.name == 'x' %}{{ sky }}{% endif %}")}, "there is no sky"),
        ({"states": (WHOLE, "{{ self }}")}, "paper.states 2: there is no self"),
        ({"states": (WHOLE, "{{ range(3) }}")}, "paper.states 2: TemplateError"),
        ({"states": (WHOLE, "{{ 坏")}, "paper.states 2: Template"),
        ({"states": (WHOLE, "{{ record.other | day }}")}, "paper: {{ record.other | day }}"),
        ({"ground": "{{ record.gone }}"}, "paper.ground: there is no record.gone"),
        ({"note": "{{ record.gone }}"}, "paper.note: there is no record.gone"),
        ({"states": ("没有事实",)}, "fact other: a source is asked for it, and no sentence"),
        ({"states": ("{% if office == 'x' %}" + WHOLE + "{% endif %}",)}, "paper: it says nothing"),
    ],
)  # fmt: skip
def test_a_sentence_that_cannot_be_said_is_named(changed: dict[str, object], fault: str) -> None:
    found = with_paper(**changed)

    assert any(fault in line for line in found)
    assert all(line.startswith("wj-03.toml: ") for line in found)


def test_answers_and_letters_are_proofread_too() -> None:
    item = next(i for i in CATALOGUE.items.values() if i.letter and i.answer)
    assert item.letter
    assert item.answer
    point = replace(item.letter.points[0], head="{{ weather }}", text="{{ law[99].law }}")
    letter = replace(item.letter, points=(point,))
    broken = replace(item, letter=letter, answer=replace(item.answer, lead="{{ purpose }}"))

    found = proofreading.faults(Catalogue({item.id: broken}, {}), WORDS)

    assert [line.removeprefix(f"{item.id}.toml: ") for line in found] == [
        "letter.point 1 head: UndefinedError",
        "letter.point 1 text: UndefinedError",
        "answer.lead: it can name no facts",
    ]


def test_two_proofs_may_not_hold_a_fact_of_the_same_name() -> None:
    item = item_of("wj-03")
    twice = replace(item.proofs[0], id="again")
    broken = replace(item, proofs=(*item.proofs, twice))

    found = proofreading.faults(Catalogue({item.id: broken}, {}), WORDS)

    assert "wj-03.toml: fact number: two proofs hold it" in found


@pytest.mark.parametrize("item", ISSUED, ids=lambda item: item.id)
def test_every_choice_is_made_by_some_specimen(item: Item) -> None:
    asked = [f for f in item.form.fields if f.kind is FieldKind.CHOICE]
    asked = [f for f in asked if not (f.when or f.under or f.group)]

    made = {(f.id, ground.answers.get(f.id)) for ground in grounds(item) for f in asked}

    assert made >= {(f.id, choice.value) for f in asked for choice in f.choices}
    assert all(specimen(field) for field in item.form.fields)
