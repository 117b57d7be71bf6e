"""One key is changed, and one line says which."""

from pathlib import Path

import pytest

from catalogue.loader import Fault, load, read_files
from domain.item import ItemId
from tests.catalogue.conftest import Change

RECORD, STATEMENT, LETTER = "items/mz-06.toml", "items/xz-01.toml", "items/xz-10.toml"
USE, OFFICES, SOURCES = "forms/use.toml", "offices.toml", "sources.toml"
THEMES = "themes.toml"
OWNED = 'owner = "{}"\nasks = "是不是？"'
FAULTS = [
    # file, what it says, what it says instead, what the line names
    # Keys of an item.
    (RECORD, 'id           = "mz-06"', 'id = "mz-07"', "id: "),
    (RECORD, "due_days     = 3\n", "", "due_days: "),
    (RECORD, "due_days     = 3", 'due_days = "three"', "due_days: "),
    (RECORD, "due_days     = 3", "due_days = 0", "due_days: "),
    (RECORD, "correct_days = 10", "correct_days = 0", "correct_days: "),
    (RECORD, "assurance    = 2", "assurance = 0", "assurance: "),
    (RECORD, "valid_days   = 0", "valid_days = -1", "valid_days: "),
    (RECORD, "limit_days   = 20", "limit_days = 2", "limit_days: "),
    (STATEMENT, "approvals    = 2", "approvals = 3", "approvals: "),
    (RECORD, 'name         = "低保证明"', "name = 5", "name: "),
    (RECORD, 'name         = "低保证明"', 'name = " "', "name: "),
    (RECORD, 'title        = "最低生活保障对象证明"', "", "title: "),
    (RECORD, 'english      = "Minimum living allowance"', 'english = ""', "english: "),
    (RECORD, 'source       = "tests"', 'source = ""', "source: "),
    (RECORD, 'says         = ["低保证明",', 'says = "低保" #', "says: "),
    (RECORD, 'says         = ["低保证明",', 'says = ["", ', "says: "),
    (RECORD, 'family       = "record"', 'family = "clan"', "family: "),
    (RECORD, 'family       = "record"', 'family = "letter"', "family: "),
    (LETTER, 'family       = "letter"', 'family = "record"', "family: "),
    (RECORD, 'disposition  = "issue"', 'disposition = "perhaps"', "disposition: "),
    (RECORD, 'level        = "county"', 'level = "moon"', "level: "),
    (RECORD, 'issued_by    = "department"', 'issued_by = "castle"', "issued_by: "),
    (RECORD, 'topic        = "civil-affairs"', 'topic = "weather"', "topic: "),
    (STATEMENT, 'place        = "home"', 'place = "home"\ntopic = "civil-affairs"', "topic: "),
    (STATEMENT, 'place        = "home"\n', "", "place: "),
    (STATEMENT, 'place        = "home"', 'place = "house"', "place: "),
    (STATEMENT, 'place        = "home"', 'place = "guardian"', "place: "),
    (STATEMENT, 'prefill  = "home"', 'prefill = "home"\nlevel = "village"', "place: "),
    (STATEMENT, 'condition    = "现场看过。"\n', "", "condition: "),
    (RECORD, 'purposes     = ["job"]', 'purposes = ["war"]', "purposes: "),
    (RECORD, "valid_days   = 0", "valid_days = 0\nvalid_till = 1", "valid_till: "),
    (RECORD, 'form         = "use"', "form = 1", "form: "),
    (RECORD, 'form         = "use"', 'form = "abuse"', "form: "),
    # Its proofs.
    (RECORD, "[[proof]]", "[[prove]]", "item mz-06: prove: "),
    (RECORD, 'id       = "record"', 'id = "record#2"', "proof record#2: id: "),
    (RECORD, 'kind     = "record"', 'kind = "rumour"', "proof record: kind: "),
    (RECORD, 'ways     = ["data-query",', 'ways = ["guess",', "proof record: ways."),
    (RECORD, 'ways     = ["data-query", ', "ways = [", "proof record: ways: "),
    (STATEMENT, 'ways  = ["verification"]', 'ways = ["data-query"]', "proof seen: ways: "),
    (STATEMENT, 'ways  = ["verification"]', 'ways = ["not-needed"]', "proof seen: ways: "),
    (RECORD, 'source   = "civil-affairs"', 'source = "stars"', "proof record: source: "),
    (RECORD, 'source   = "civil-affairs"\n', "", "proof record: source: "),
    (STATEMENT, 'kind  = "document"', 'kind = "document"\nsource = "population"', "seen: source: "),
    (RECORD, 'question = "mz-06"', 'question = "mz-66"', "proof record: question: "),
    (RECORD, 'question = "mz-06"\n', "", "proof record: question: "),
    (STATEMENT, 'kind   = "home"', 'kind = "home"\nquestion = "who"', "proof home: question: "),
    (RECORD, 'keys     = ["who"]', 'keys = ["whom"]', "proof record: keys: "),
    (STATEMENT, 'kind   = "home"', 'kind = "home"\nkeys = ["home"]', "proof home: keys: "),
    (STATEMENT, 'kind   = "home"', 'kind = "home"\nabsent = true', "proof home: absent: "),
    (STATEMENT, 'id    = "seen"', 'id = "home"', "proof: home: "),
    (STATEMENT, 'kind   = "home"', f'kind = "home"\n{OWNED.format("weather")}', "home: owner: "),
    (STATEMENT, 'kind   = "home"', f'kind = "home"\n{OWNED.format("town")}', "home: owner: "),
    (STATEMENT, 'kind   = "home"', 'kind = "home"\nowner = "police"', "proof home: asks: "),
    (STATEMENT, 'kind   = "home"', 'kind = "home"\nground = "某法 第1条"', "proof home: ground: "),
    (RECORD, "[[proof.fact]]", "[[proof.fakt]]", "proof record: fakt: "),
    (RECORD, 'kind     = "date"', 'kind = "dote"', "field since: kind: "),
    (RECORD, 'kind     = "date"', 'kind = "person"', "field since: kind: "),
    (RECORD, 'family       = "record"', 'family = "search"', "proof: absent: "),
    (STATEMENT, 'source       = "tests"', 'source = "tests"\nkins = ["parent"]', "kins: "),
    (STATEMENT, 'source       = "tests"', 'source = "tests"\nkins = ["uncle"]', "kins."),
    # What it rests on, and what it says.
    (RECORD, "read    = true\n", "", "basis 社会救助法: read: "),
    (RECORD, 'gist    = "符合条件的，给予最低生活保障。"\n', "", "basis 社会救助法: gist: "),
    (RECORD, 'source  = "not seen"', 'source = ""', "source: "),
    (RECORD, 'source  = "not seen"\n', "", "source: "),
    (RECORD, "[paper]", "[papper]", "item mz-06: papper: "),
    (RECORD, "[paper]", "[answer]", "answer: ground: "),
    (RECORD, 'ground = "', 'grund = "', "paper: grund: "),
    (RECORD, 'states = ["', 'states = [] # ["', "paper: states: "),
    (LETTER, "[answer]", "[anwser]", "answer: an item of this disposition has one"),
    (LETTER, "[answer]", "[paper]", "paper: lead: "),
    (LETTER, 'proves = "补领的居民身份证。"\n', "", "answer: proves: "),
    (LETTER, "[[letter.point]]", "[[letter.pont]]", "letter: pont: "),
    (LETTER, 'head = "补领即可"\n', "", "letter point: head: "),
    (LETTER, 'accept = "同意以补领的证件为准"\n', "", "letter: accept: "),
    # Its questions, its own and shared ones.
    (USE, 'kind     = "choice"', 'kind = "chioce"', "field purpose: kind: "),
    (USE, 'label    = "给"\n', "", "field use_unit: label: "),
    (USE, 'id       = "use_unit"', 'id = "purpose_text"', "field: purpose_text: there twice"),
    (USE, 'part_of  = "purpose"', 'part_of = "porpoise"', "field purpose_text: part_of: "),
    (USE, "{ purpose = ", "{ porpoise = ", "field purpose_text: when: "),
    (USE, '["other"]', '["others"]', "field purpose_text: when: "),
    (USE, "longest  = 30", 'longest = "30 signs"', "field purpose_text: longest: "),
    (USE, "longest  = 30", "past = true", "field purpose_text: past: "),
    (USE, 'value = "other"', 'value = "job"', "choice of purpose: job: there twice"),
    (USE, 'value = "other"', 'valeu = "other"', "choice of purpose: valeu: "),
    (USE, "[[field]]", "[[feild]]", "feild: "),
    (RECORD, 'item  = "xz-10"', 'item = "xz-99"', "field who: choice family: item: "),
    (RECORD, 'item  = "xz-10"', 'itme = "xz-10"', "choice of who family: itme: "),
    (STATEMENT, 'prefill  = "home"', 'prefill = "heart"', "field home: prefill: "),
    (STATEMENT, 'prefill  = "home"', 'prefill = "phone"', "field home: prefill: "),
    (STATEMENT, 'prefill  = "home"', 'prefill = "home"\nlevel = "street"', "field home: level: "),
    (STATEMENT, "ward_id = 14", "wart_id = 14", "field guardian: under: "),
    (STATEMENT, "ward_id = 14", "ward_name = 14", "field guardian: under: "),
    (STATEMENT, "ward_id = 14", 'ward_id = "child"', "field guardian: under.ward_id: "),
    (STATEMENT, "ward_id = 14", "to = 14", "field guardian: under: to is asked later"),
    (STATEMENT, "past     = true", "past = true\nfuture = true", "field from: past: "),
    (STATEMENT, 'repeat   = "stay"', 'repeat = "stray"', "field from: repeat: "),
    (STATEMENT, 'repeat   = "stay"', "least = 1", "field from: least: "),
    (STATEMENT, 'more = "more_stay"', 'more = "more_hay"', "group stay: more: "),
    (STATEMENT, 'value = "yes"', 'value = "ja"', "group stay: more: "),
    (STATEMENT, "most = 3", "most = 1", "group stay: most: "),
    (STATEMENT, "most = 3", "most = 3\nmany = 3", "group stay: many: "),
    (STATEMENT, 'first  = "from"', 'first = "form"', "rule span: first: "),
    (STATEMENT, 'second = "to"', 'second = "guardian"', "rule span: second: "),
    (STATEMENT, 'kind   = "at-most-days"', 'kind = "order"', "rule span: days: "),
    (STATEMENT, 'kind   = "at-most-days"', 'kind = "chaos"', "rule span: kind: "),
    (STATEMENT, "days   = 3650", "days = 0", "rule span: days: "),
    # The guide.
    (THEMES, 'label = "用人单位"', "", "asker employer: label: "),
    (THEMES, 'id     = "living"', 'id = "hardship"', "theme: hardship: there twice"),
    # Offices and sources.
    (OFFICES, 'division = "330781102"\n', "", "office youbu: division: "),
    (OFFICES, "closes   = 17:30:00", 'closes = "half past five"', "office youbu: closes: "),
    (OFFICES, 'kind     = "department"', 'kind = "castle"', "office civil-affairs: kind: "),
    (OFFICES, "phone    =", "fax = 1\nphone =", "office youbu: fax: "),
    (OFFICES, 'id       = "village-lanqiao"', 'id = "youbu"', "office: youbu: there twice"),
    (OFFICES, 'also     = ["游埠"]', 'also = "游埠"', "office youbu: also: "),
    (OFFICES, 'initials = "MZJ"', 'initials = "YB"', "office: initials: YB: there twice"),
    (OFFICES, 'sign     = "兰民"\n', "", "office: sign: every office"),
    (SOURCES, 'name      = "人口登记"\n', "", "source population: name: "),
    (SOURCES, 'owner     = "police"', 'owner = "weather"', "source population: owner: "),
    (SOURCES, '["mz-06"]', '["mz-06", "mz-08"]', "civil-affairs: questions: nobody asks mz-08"),
    (SOURCES, '["mz-06"]', '["mz-06", "mz-06"]', "questions: mz-06: there twice"),
    (SOURCES, "questions = []", "questions = []\nstale_hours = 0", "population: stale_hours: "),
    (SOURCES, "questions = []", "questions = []\ntimeout_s = -1", "source population: timeout_s: "),
    (SOURCES, "questions = []", "questions = []\nkeep_minutes = -1", "population: keep_minutes: "),
    (SOURCES, "questions = []", "questions = []\nkeep_minutes = 1441", "longer than stale_hours"),
    (SOURCES, "questions = []", "questions = []\nquota = -1", "source population: quota: "),
    (SOURCES, "questions = []", "questions = []\nurl = 1", "source population: url: "),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), FAULTS)
def test_a_fault_names_the_file_and_the_key(
    folder: Path, change: Change, file: str, old: str, new: str, key: str
) -> None:
    change(file, old, new)

    with pytest.raises(Fault) as fault:
        load(folder)

    assert [line for line in fault.value.lines if line.startswith(f"{Path(file).name}: ")]
    assert any(key in line for line in fault.value.lines)


def test_one_slip_makes_few_lines(folder: Path) -> None:
    told = []
    for file, old, new, _ in FAULTS:
        path = folder / file
        good = path.read_text("utf-8")
        path.write_text(good.replace(old, new, 1), "utf-8")
        with pytest.raises(Fault) as fault:
            load(folder)
        told.append(len(fault.value.lines))
        path.write_text(good, "utf-8")

    assert told.count(1) > len(FAULTS) * 2 / 3
    assert max(told) <= 8


def test_all_faults_are_told_at_once(folder: Path, change: Change) -> None:
    change(RECORD, "due_days     = 3", "due_days = 0")
    change(RECORD, 'keys     = ["who"]', 'keys = ["whom"]')
    change(STATEMENT, "approvals    = 2", "approvals = 3")
    change(OFFICES, "phone    =", "fax = 1\nphone =")

    with pytest.raises(Fault) as fault:
        load(folder)

    assert sorted(line.split(":")[0] for line in fault.value.lines) == [
        "mz-06.toml",
        "mz-06.toml",
        "offices.toml",
        "xz-01.toml",
    ]


def test_a_word_that_two_items_answer_to_is_told_of_both(folder: Path, change: Change) -> None:
    change(LETTER, '["遗失证明"]', '["遗失证明", "低保"]')

    with pytest.raises(Fault) as fault:
        load(folder)

    assert [line.split(": ")[:2] for line in fault.value.lines] == [
        ["mz-06.toml", "says"],
        ["xz-10.toml", "says"],
    ]


def test_what_an_unreadable_item_would_have_said_is_not_missed(
    folder: Path, change: Change
) -> None:
    change(RECORD, "due_days     = 3", 'due_days = "three"')  # the only one that asks mz-06

    with pytest.raises(Fault) as fault:
        load(folder)

    assert len(fault.value.lines) == 1


@pytest.mark.parametrize("file", [RECORD, USE, OFFICES, SOURCES, THEMES])
def test_a_file_that_is_no_toml_is_a_fault(folder: Path, file: str) -> None:
    (folder / file).write_text("id = ", "utf-8")

    with pytest.raises(Fault, match=Path(file).name):
        load(folder)


@pytest.mark.parametrize("file", [USE, OFFICES, SOURCES, THEMES])
def test_a_file_that_is_missing_is_a_fault(folder: Path, file: str) -> None:
    (folder / file).unlink()

    with pytest.raises(Fault, match=Path(file).name):
        load(folder)


def test_a_catalogue_without_items_is_a_fault(folder: Path) -> None:
    for path in (folder / "items").iterdir():
        path.unlink()

    with pytest.raises(Fault, match="items"):
        load(folder)


def test_a_form_that_no_item_names_is_a_fault(folder: Path) -> None:
    (folder / "forms" / "lost.toml").write_text("", "utf-8")

    with pytest.raises(Fault, match=r"lost\.toml: form"):
        load(folder)


def test_a_file_in_another_encoding_is_a_fault(folder: Path) -> None:
    (folder / OFFICES).write_bytes("兰溪".encode("gb18030"))

    with pytest.raises(Fault, match=r"offices\.toml"):
        load(folder)


def test_a_choice_without_choices_is_a_fault(folder: Path, change: Change) -> None:
    change(USE, 'kind     = "text"', 'kind = "choice"')

    with pytest.raises(Fault, match=r"use\.toml: field purpose_text: choice"):
        load(folder)


def test_a_shared_fault_is_told_once(folder: Path, change: Change) -> None:
    change(USE, 'question = "哪个单位要？"', "")

    with pytest.raises(Fault) as fault:
        load(folder)

    assert fault.value.lines == ["use.toml: field use_unit: question: Field required"]


def test_a_person_is_asked_for_by_card_or_by_passport(folder: Path) -> None:
    form = load(folder).item(ItemId("xz-01")).form

    asked = {each.id: each for each in form.fields if each.id.startswith("ward_")}
    assert list(asked) == [
        "ward_name",
        "ward_doc",
        "ward_id",
        "ward_passport",
        "ward_born",
        "ward_sex",
    ]
    assert asked["ward_name"].question == "被监护人叫什么名字？"
    assert asked["ward_id"].label == "被监护人号码"
    assert asked["ward_id"].when == {"ward_doc": {"id-card"}}
    assert asked["ward_born"].when == {"ward_doc": {"passport"}}


def test_what_is_asked_of_a_person_carries_the_conditions_of_the_person(
    folder: Path, change: Change
) -> None:
    change(RECORD, "[[proof]]", WARD + "\n[[proof]]")

    form = load(folder).item(ItemId("mz-06")).form

    number = form.field("ward_id")
    assert number is not None
    assert number.when == {"who": {"family"}, "ward_doc": {"id-card"}}
    assert number.optional


WARD = """[[field]]
id       = "ward"
kind     = "person"
when     = { who = ["family"] }
optional = true
label    = "“家人”"
question = "谁？"
"""


def test_own_questions_come_before_shared_ones(folder: Path) -> None:
    asked = [each.id for each in load(folder).item(ItemId("mz-06")).form.fields]

    assert asked == ["who", "purpose", "purpose_text", "use_unit"]


def test_texts_and_items_belong_together(folder: Path) -> None:
    files = read_files(folder)

    assert files.texts.keys() == files.catalogue.items.keys()
    assert all("#" not in text for text in files.texts.values())


def test_a_shared_route_that_leads_nowhere_is_told_of_the_form(
    folder: Path, change: Change
) -> None:
    change(USE, 'label = "其他" }', 'label = "其他", item = "qs-99" }')

    with pytest.raises(Fault) as fault:
        load(folder)

    assert fault.value.lines == ["use.toml: field purpose: choice other: item: there is no qs-99"]
