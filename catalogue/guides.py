"""Reads the guide, and holds it against the items."""

from collections.abc import Collection
from pathlib import Path

from catalogue.faults import Faults
from catalogue.tables import Page, read
from domain.guide import Asker, Guide, Theme


def guide_of(folder: Path, faults: Faults) -> Guide:
    """Read the guide of a catalogue; what does not fit is noted."""
    page = Page("themes.toml", faults)
    table = read(folder / page.name, faults)
    askers = page.all_made("asker", Asker, page.tables("asker", table))
    themes = page.all_made("theme", Theme, page.tables("theme", table))
    page.once("asker", (each.id for each in askers))
    page.once("theme", (each.id for each in themes))
    return Guide(tuple(askers), tuple(themes))


def check_guide(guide: Guide, items: Collection[str], faults: Faults) -> None:
    """Every item that the guide names is there, and every item can be reached by it."""
    page = Page("themes.toml", faults)
    known = {each.id for each in guide.askers}
    for asker in guide.askers:
        if asker.hint and not (asker.law and asker.source):
            page.note(f"asker {asker.id}", "hint", "law and source are needed")
    for theme in guide.themes:
        for odd in theme.items:
            if odd not in items:
                page.note(f"theme {theme.id}", "items", f"there is no {odd}")
        for each in sorted(theme.askers - known):
            page.note(f"theme {theme.id}", "askers", f"there is no {each}")
    for lost in sorted(set(items) - set(guide.reached())):
        page.note("theme", f"nothing leads to {lost}")
