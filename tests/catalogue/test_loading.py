import shutil
from datetime import date
from pathlib import Path

import pytest

from catalogue.loader import HERE, Fault, load, working_days
from domain.errors import NotFound
from domain.form import FieldKind
from domain.item import ItemId, Way
from domain.kinship import Kin
from domain.office import OfficeId, OfficeKind


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "catalogue"
    shutil.copytree(HERE, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text, "the file has changed; so must this test"
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_the_catalogue_that_is_shipped_loads() -> None:
    catalogue = load()

    assert set(catalogue.items) == {"qs-01", "qs-03", "qs-04"}
    towns = [o for o in catalogue.offices.values() if o.kind is OfficeKind.TOWN]
    police = [o for o in catalogue.offices.values() if o.kind is OfficeKind.POLICE]
    assert len(towns) == 16
    assert {o.division for o in police} >= {o.division for o in towns}


def test_every_town_has_what_numbers_and_papers_need() -> None:
    towns = [o for o in load().offices.values() if o.kind is OfficeKind.TOWN]

    assert all(o.initials.isascii() and o.initials.isupper() for o in towns)
    assert len({o.initials for o in towns}) == len({o.sign for o in towns}) == 16
    assert all(o.division.startswith("330781") and len(o.division) == 9 for o in towns)
    assert all(o.name.startswith("兰溪市") and o.short in o.name for o in towns)


def test_every_kinship_item_is_promised_for_five_days_and_needs_a_proved_identity() -> None:
    for item in load().items.values():
        assert (item.due_days, item.correct_days, item.valid_days) == (5, 10, 90)
        assert item.assurance == 2
        assert [rule.id for rule in item.proofs] == ["kinship", "home"]
        assert item.proofs[0].ways == (Way.DATA_QUERY, Way.VERIFICATION)


def test_no_relation_belongs_to_two_items() -> None:
    kins = [kin for item in load().items.values() for kin in item.kins]

    assert len(kins) == len(set(kins))
    assert Kin.SPOUSE not in kins


def test_what_people_say_leads_to_an_item() -> None:
    catalogue = load()

    called = catalogue.called("我想办亲属关系证明")

    assert called is not None
    assert called.id == "qs-01"
    assert catalogue.called("你好") is None


def test_an_item_or_office_that_is_not_there_is_not_found() -> None:
    catalogue = load()

    with pytest.raises(NotFound):
        catalogue.item(ItemId("qs-99"))
    with pytest.raises(NotFound):
        catalogue.office(OfficeId("nowhere"))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/qs-01.toml", "due_days     = 5", "due_days     = 3"),
        ("forms/kinship.toml", 'label = "入职"', 'label = "上班"'),
        ("items/qs-01.toml", "read    = false", "read    = true"),
    ],
)
def test_another_text_is_another_version(folder: Path, file: str, old: str, new: str) -> None:
    before = load(folder).item(ItemId("qs-01")).version

    change(folder / file, old, new)

    assert load(folder).item(ItemId("qs-01")).version != before


def test_a_comment_or_another_item_changes_no_version(folder: Path) -> None:
    before = load(folder).item(ItemId("qs-01")).version

    change(folder / "items" / "qs-01.toml", "id           =", "# by hand\nid =")
    change(folder / "items" / "qs-03.toml", "due_days     = 5", "due_days     = 3")

    assert load(folder).item(ItemId("qs-01")).version == before


ITEM, FORM, OFFICES = "items/qs-01.toml", "forms/kinship.toml", "offices.toml"
FAULTS = [
    # file, what it says, what it says instead, what the fault names
    (ITEM, "due_days     = 5", "", "due_days"),
    (ITEM, "due_days     = 5", 'due_days = "five"', "due_days"),
    (ITEM, "due_days     = 5", "due_days = 0", "due_days"),
    (ITEM, "valid_days   = 90", "valid_days = -1", "valid_days"),
    (ITEM, 'name         = "亲属关系证明"', "name = 5", "name"),
    (ITEM, 'name         = "亲属关系证明"', "", "name"),
    (ITEM, 'issued_by    = "town"', 'issued_by = "castle"', "issued_by"),
    (ITEM, 'kins         = ["parent", "child"]', 'kins = ["uncle"]', "kins"),
    (ITEM, 'says         = ["亲属关系证明",', 'says = "亲属关系证明" #', "says"),
    (ITEM, 'ways   = ["data-query",', 'ways = ["guess",', "ways"),
    (ITEM, 'source = "population"', "", "source"),
    (ITEM, "[[proof]]", "[[prove]]", "prove"),
    (ITEM, "read    = false", "", "read"),
    (ITEM, 'id           = "qs-01"', 'id = "qs-02"', "id"),
    (ITEM, "title        =", 'titel = "x"\ntitle =', "titel"),
    (ITEM, 'form         = "kinship"', "form = 1", "form"),
    (FORM, 'kind     = "choice"', 'kind = "chioce"', "kind"),
    (FORM, 'label    = "关系"', "", "label"),
    (FORM, 'item  = "qs-01"', 'item = "qs-99"', "item"),
    (FORM, 'item  = "qs-01"', 'itme = "qs-01"', "itme"),
    (FORM, 'part_of  = "kin"', 'part_of = "kni"', "part_of"),
    (FORM, 'group    = "kin"', 'group = "kni"', "group"),
    (FORM, 'when = "parent"', 'when = "parents"', "group"),
    (FORM, "when     = { booklet", "when = { bookelt", "when"),
    (FORM, 'booklet = ["now"]', 'booklet = ["today"]', "when"),
    (FORM, 'value = "child"', 'value = "parent"', "parent"),
    (FORM, 'id       = "booklet"', 'id = "kin"', "kin"),
    (FORM, "longest  = 30", 'longest = "30 characters"', "longest"),
    (OFFICES, 'division = "330781001"', "", "division"),
    (OFFICES, "closes   = 17:30:00", 'closes = "half past five"', "closes"),
    (OFFICES, 'kind     = "town"', 'kind = "castle"', "kind"),
    (OFFICES, "phone    =", "fax = 1\nphone =", "fax"),
    (OFFICES, 'id       = "yunshan"', 'id = "lanjiang"', "lanjiang"),
    (OFFICES, 'division = "330781002"', 'division = "330781001"', "330781001"),
    (OFFICES, 'also     = ["兰江"]', 'also = "兰江"', "also"),
]


@pytest.mark.parametrize(("file", "old", "new", "key"), FAULTS)
def test_a_fault_names_the_file_and_the_key(
    folder: Path, file: str, old: str, new: str, key: str
) -> None:
    change(folder / file, old, new)

    with pytest.raises(Fault) as fault:
        load(folder)

    assert Path(file).name in str(fault.value)
    assert key in str(fault.value)


@pytest.mark.parametrize("file", [ITEM, FORM, OFFICES])
def test_a_file_that_is_no_toml_is_a_fault(folder: Path, file: str) -> None:
    (folder / file).write_text("id = ", "utf-8")

    with pytest.raises(Fault, match=Path(file).name):
        load(folder)


@pytest.mark.parametrize("file", [FORM, OFFICES])
def test_a_file_that_is_missing_is_a_fault(folder: Path, file: str) -> None:
    (folder / file).unlink()

    with pytest.raises(Fault, match=Path(file).name):
        load(folder)


def test_a_file_in_another_encoding_is_a_fault(folder: Path) -> None:
    (folder / OFFICES).write_bytes("兰溪".encode("gb18030"))

    with pytest.raises(Fault, match=r"offices\.toml"):
        load(folder)


def test_a_choice_without_choices_is_a_fault(folder: Path) -> None:
    change(folder / FORM, 'kind     = "text"', 'kind = "choice"')

    with pytest.raises(Fault, match="choice"):
        load(folder)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("year = 2026", "", "year"),
        ("first = 2026-02-15", "first = 2026-02-24", "last"),
        ("first = 2026-02-15", 'first = "2026-02-15"', "first"),
        ("worked = [2026-01-04,", "worked = [2025-01-04,", "worked"),
        ("worked = [2026-01-04,", 'worked = ["2026-01-04",', "worked"),
        ("worked = [", 'worked = "none" # [', "worked"),
        ("last  = 2026-10-07", "last  = 2027-10-07", "off"),
        ('name  = "春节"', "", "name"),
    ],
)
def test_a_fault_in_the_calendar_names_the_file_and_the_key(
    folder: Path, old: str, new: str, key: str
) -> None:
    change(folder / "calendar" / "2026.toml", old, new)

    with pytest.raises(Fault) as fault:
        working_days(folder / "calendar")

    assert "2026.toml" in str(fault.value)
    assert key in str(fault.value)


def test_years_add_up(folder: Path) -> None:
    (folder / "calendar" / "2027.toml").write_text(
        'year = 2027\nworked = []\n[[off]]\nname = "元旦"\nfirst = 2027-01-01\nlast = 2027-01-01\n',
        "utf-8",
    )

    days = working_days(folder / "calendar")

    assert days.years == {2026, 2027}
    assert not days.works(date(2027, 1, 1))


def test_an_office_can_be_named_by_what_people_call_the_place() -> None:
    office = load().office(OfficeId("youbu"))

    assert (office.short, "游埠" in office.also) == ("游埠镇", True)


def test_every_question_that_offers_choices_has_some() -> None:
    fields = [f for item in load().items.values() for f in item.form.fields]

    assert all(bool(f.choices) == (f.kind is FieldKind.CHOICE) for f in fields)
