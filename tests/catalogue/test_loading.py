"""The catalogue that is shipped, its calendar, and what a version is."""

from datetime import date
from pathlib import Path

import pytest

from catalogue.faults import Faults
from catalogue.figures import figures, shown_unread
from catalogue.loader import HERE, Fault, examine, load, working_days
from domain.errors import NotFound
from domain.form import FieldKind
from domain.item import Item, ItemId, Way
from domain.kinship import Kin
from domain.office import OfficeId, OfficeKind
from tests.catalogue.conftest import Change

SHIPPED = load()
ITEMS = tuple(SHIPPED.items.values())
EVERY = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def test_the_catalogue_that_is_shipped_has_an_office_for_everybody() -> None:
    kinds = [office.kind for office in SHIPPED.offices.values()]

    assert {kind: kinds.count(kind) for kind in OfficeKind} == {
        OfficeKind.TOWN: 16,
        OfficeKind.POLICE: 16,
        OfficeKind.DEPARTMENT: 15,
        OfficeKind.VILLAGE: 3,
        OfficeKind.COOPERATIVE: 3,
    }
    towns = {o.division for o in SHIPPED.offices.values() if o.kind is OfficeKind.TOWN}
    police = {o.division for o in SHIPPED.offices.values() if o.kind is OfficeKind.POLICE}
    assert towns == police


def test_every_office_has_what_numbers_and_papers_need() -> None:
    offices = SHIPPED.offices.values()

    assert all(o.initials.isascii() and o.initials.isupper() for o in offices)
    assert len({o.initials for o in offices}) == len({o.sign for o in offices}) == len(offices)
    assert all(o.division.startswith("330781") for o in offices)
    assert all(bool(o.topic) == (o.kind is OfficeKind.DEPARTMENT) for o in offices)


@EVERY
def test_no_item_shows_a_basis_that_nobody_has_read(item: Item) -> None:
    assert list(shown_unread(item)) == []


@EVERY
def test_every_paper_rests_on_what_an_official_or_a_register_knows(item: Item) -> None:
    first = [rule.ways[0] for rule in item.proofs[:1]]

    assert first in ([Way.DATA_QUERY], [Way.VERIFICATION]) or not item.issuable
    assert item.limit_days == 0 or item.due_days <= item.limit_days


def test_no_relation_belongs_to_two_items_of_one_office() -> None:
    kins = [(item.issued_by, kin) for item in ITEMS for kin in item.kins]

    assert len(kins) == len(set(kins))
    assert Kin.SPOUSE not in {kin for _, kin in kins}


def test_an_item_or_office_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        SHIPPED.item(ItemId("qs-99"))
    with pytest.raises(NotFound):
        SHIPPED.office(OfficeId("nowhere"))


def test_an_office_can_be_named_by_what_people_call_the_place() -> None:
    office = SHIPPED.office(OfficeId("youbu"))

    assert (office.short, "游埠" in office.also) == ("游埠镇", True)


def test_every_question_that_offers_choices_has_some() -> None:
    fields = [f for item in ITEMS for f in item.form.fields]

    assert all(bool(f.choices) == (f.kind is FieldKind.CHOICE) for f in fields)


def test_the_figures_add_up() -> None:
    counted = figures(SHIPPED)

    assert counted["items"] == len(ITEMS) == len(list((HERE / "items").glob("*.toml")))
    for by in ("by_disposition", "by_way"):
        shares = counted[by]
        assert isinstance(shares, dict)
        assert sum(shares.values()) == len(ITEMS)
    assert counted["shown_unread"] == 0


@pytest.mark.parametrize(
    ("shown", "sentences"),
    [
        ("依《某办法》办理。", 1),
        ("见兰政发〔2020〕7号。", 1),
        ("依社会救助法第十八条办理。", 0),
        ("第九条", 0),
    ],
)
def test_a_sentence_that_names_an_unread_law_is_counted(
    folder: Path, change: Change, shown: str, sentences: int
) -> None:
    change("items/mz-06.toml", 'ground = "', f'ground = "{shown}')

    faults = Faults()

    counted = figures(examine(folder, faults).catalogue)

    assert counted["shown_unread"] == sentences
    assert [line.split(": ")[:2] for line in faults.lines] == [["mz-06.toml", "basis"]] * sentences


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/mz-06.toml", "due_days     = 3", "due_days = 2"),
        ("items/mz-06.toml", "read    = false", 'read = true\ngist = "x"'),
        ("forms/use.toml", 'label = "入职"', 'label = "上班"'),
    ],
)
def test_another_text_is_another_version(
    folder: Path, change: Change, file: str, old: str, new: str
) -> None:
    before = load(folder).item(ItemId("mz-06")).version

    change(file, old, new)

    assert load(folder).item(ItemId("mz-06")).version != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("items/mz-06.toml", "id           =", "# by hand\nid ="),
        ("items/xz-01.toml", "due_days     = 3", "due_days = 2"),
        ("sources.toml", "民政局系统", "民政局的系统"),
    ],
)
def test_a_comment_or_another_file_changes_no_version(
    folder: Path, change: Change, file: str, old: str, new: str
) -> None:
    before = load(folder).item(ItemId("mz-06")).version

    change(file, old, new)

    assert load(folder).item(ItemId("mz-06")).version == before


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
    folder: Path, change: Change, old: str, new: str, key: str
) -> None:
    change("calendar/2026.toml", old, new)

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
