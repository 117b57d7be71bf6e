"""The guide that comes along leads everywhere, and says no law that nobody read."""

from dataclasses import replace

from catalogue.faults import Faults
from catalogue.guides import check_guide
from catalogue.loader import load
from domain.guide import Asker, Guide, Theme

SHIPPED = load()


def faults(guide: Guide = SHIPPED.guide) -> list[str]:
    found = Faults()
    check_guide(guide, SHIPPED.items, found)
    return found.lines


def test_every_item_can_be_reached_by_two_answers() -> None:
    assert faults() == []


def test_what_it_leads_to_must_be_there() -> None:
    first, *rest = SHIPPED.guide.themes
    lost = replace(SHIPPED.guide, themes=(replace(first, items=(*first.items, "qs-99")), *rest))

    assert faults(lost) == ["themes.toml: theme kin: items: there is no qs-99"]


def test_an_item_that_nothing_leads_to_is_told() -> None:
    first, *rest = SHIPPED.guide.themes
    poorer = replace(SHIPPED.guide, themes=(replace(first, items=first.items[1:]), *rest))

    assert faults(poorer) == ["themes.toml: theme: nothing leads to qs-01"]


def test_an_asker_that_is_not_there_is_told() -> None:
    theme = Theme("odd", "怪", ("qs-01",), frozenset({"nobody"}))
    odd = replace(SHIPPED.guide, themes=(*SHIPPED.guide.themes, theme))

    assert faults(odd) == ["themes.toml: theme odd: askers: there is no nobody"]


def test_a_hint_whose_law_was_not_read_is_never_said() -> None:
    unread = Asker(
        "bank", "银行", hint="不能要。", law="《某法》第一条", read=False, source="nobody read it"
    )

    assert unread.told == ""
    assert replace(unread, read=True).told == "不能要。（《某法》第一条）"


def test_a_hint_without_its_law_is_a_fault() -> None:
    bare = replace(SHIPPED.guide, askers=(*SHIPPED.guide.askers, Asker("x", "某", hint="不能要。")))

    assert faults(bare) == ["themes.toml: asker x: hint: law and source are needed"]
