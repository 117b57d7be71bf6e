"""Towns and villages of ours, and the counties of all China."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.divisions import Division, Level, divisions
from catalogue.faults import Faults
from catalogue.loader import HERE, examine
from domain.fields import PlaceLevel

ALL = divisions(examine(HERE, Faults()).catalogue.offices.values())
COUNTIES = ALL.of(PlaceLevel.COUNTY)


def test_our_own_county_is_there_with_its_city_and_province() -> None:
    lanxi = ALL.known["330781"]

    assert (lanxi.name, lanxi.full, lanxi.parent) == ("兰溪市", "浙江省金华市兰溪市", "330700")
    assert "兰溪" in lanxi.names
    assert len(ALL.children("330700")) == 9


def test_all_provinces_and_counties_are_there() -> None:
    assert len(ALL.children("")) == 34
    assert 2840 < len(COUNTIES) < 2870


@pytest.mark.parametrize("gone", ["330719", "339003", "332522", "110103"])
def test_codes_that_are_not_in_force_any_more_are_left_out(gone: str) -> None:
    assert gone not in ALL.known


@pytest.mark.parametrize("head", ["市辖区", "县", "省直辖县级行政单位"])
def test_heads_of_lists_are_no_places(head: str) -> None:
    assert all(each.name != head for each in ALL.known.values())


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("兰溪", "浙江省金华市兰溪市"),
        ("金华兰溪", "浙江省金华市兰溪市"),
        ("浙江省 金华市 兰溪市", "浙江省金华市兰溪市"),
        ("330781", "浙江省金华市兰溪市"),
        ("临平", "浙江省杭州市临平区"),
        ("东莞", "广东省东莞市"),
        ("仙桃", "湖北省仙桃市"),
        ("重庆渝中", "重庆市渝中区"),
        ("加格达奇", "黑龙江省大兴安岭地区加格达奇区"),
    ],
)
def test_a_county_is_found_as_people_say_it(said: str, full: str) -> None:
    found = ALL.search(said, PlaceLevel.COUNTY)

    assert found[0].full == full


def test_towns_and_villages_are_found_at_their_own_level() -> None:
    assert [d.code for d in ALL.search("游埠", PlaceLevel.TOWN)] == ["330781102"]
    assert [d.code for d in ALL.search("澜桥", PlaceLevel.VILLAGE)] == ["330781102901"]
    assert ALL.search("澜桥", PlaceLevel.TOWN) == ()
    assert ALL.children("330781102")[0].code == "330781102901"
    assert len(ALL.children("330781")) == 16


def test_nothing_typed_finds_nothing() -> None:
    assert ALL.search("", PlaceLevel.COUNTY) == ALL.search("  ", PlaceLevel.COUNTY) == ()


def test_a_limit_holds() -> None:
    assert len(ALL.search("新华", PlaceLevel.COUNTY, 2)) == 2


def test_every_division_lies_in_one_that_is_there() -> None:
    for each in ALL.known.values():
        if each.level is Level.PROVINCE:
            assert each.parent == ""
        else:
            assert each in ALL.children(each.parent)
            assert each.full == ALL.known[each.parent].full + each.name


def test_every_answer_can_be_named_and_nothing_else() -> None:
    named = {place.division for place in ALL.places}

    assert named >= {each.code for each in COUNTIES}
    assert "330700" not in named  # a city with counties is too large
    assert "441900" in named  # one without is not
    assert len(named) == len(ALL.places) == len(COUNTIES) + 16 + 3


@given(st.sampled_from(COUNTIES))
def test_every_county_is_found_by_its_full_name_and_by_its_code(county: Division) -> None:
    found = [ALL.search(said, PlaceLevel.COUNTY, 1) for said in (county.full, county.code)]

    assert found == [(county,), (county,)]
