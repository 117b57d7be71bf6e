"""Reads the catalogue from its files; whatever does not fit is told with file and key."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from catalogue.calendars import working_days
from catalogue.credits import credit_of
from catalogue.cross_checks import check_credit, check_questions, check_served
from catalogue.faults import Fault, Faults
from catalogue.guides import guide_of
from catalogue.ratings import ratings_of
from catalogue.reading import item_of
from catalogue.tables import Page, read
from catalogue.texts import texts
from domain.item import Catalogue, Item, ItemId, Source
from domain.office import Office

__all__ = ["HERE", "Fault", "Files", "examine", "load", "read_files", "working_days"]
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Files:
    """The catalogue as its files have it.

    Attributes:
        texts: The canonical text of every item, to be kept with its version.
    """

    catalogue: Catalogue
    texts: Mapping[ItemId, str]


def load(folder: Path = HERE) -> Catalogue:
    """Read all items, offices and sources.

    Raises:
        Fault: Something does not fit; all of it is named.
    """
    return read_files(folder).catalogue


def read_files(folder: Path = HERE) -> Files:
    """Read all items, offices and sources, with the items' texts.

    Raises:
        Fault: Something does not fit; all of it is named.
    """
    faults = Faults()
    files = examine(folder, faults)
    faults.settle()
    return files


def examine(folder: Path, faults: Faults) -> Files:
    """Read whatever can be read, and note the rest."""
    offices, sources = _offices(folder, faults), _sources(folder, faults)
    written = texts(folder, faults)
    items: dict[ItemId, Item] = {}
    for item, text in written.items():
        if made := item_of(item, text, faults):
            items[item] = made
    catalogue = Catalogue(
        items=items,
        offices={office.id: office for office in offices},
        sources={source.id: source for source in sources},
        guide=guide_of(folder, faults),
        credit=credit_of(folder, faults),
        ratings=ratings_of(folder, faults),
        versions={(item.id, item.version): item for item in items.values()},
    )
    if not written:
        faults.note("items", "at least one is needed")
    check_served(catalogue, faults, written=written)
    check_credit(catalogue, faults)
    if len(items) == len(written):  # who cannot be read may be the one who asks
        check_questions(catalogue, faults)
    return Files(catalogue, {item: each.text for item, each in written.items()})


def _offices(folder: Path, faults: Faults) -> list[Office]:
    page = Page("offices.toml", faults)
    table = read(folder / page.name, faults)
    offices = page.all_made("office", Office, page.tables("office", table))
    if not offices:
        page.note("office", "at least one is needed")
    page.once("office", (office.id for office in offices))
    page.once("office", (f"{o.kind} {o.topic} {o.division}" for o in offices))
    for office in offices:
        if not office.at_work.in_order:
            page.note(f"office {office.id}", "opens, rests, resumes and closes are not in order")
    for key in ("initials", "sign"):  # what numbers begin with
        begin = [str(getattr(office, key)) for office in offices]
        page.once(f"office: {key}", begin)
        if "" in begin:
            page.note(f"office: {key}", "every office has some")
    return offices


def _sources(folder: Path, faults: Faults) -> list[Source]:
    page = Page("sources.toml", faults)
    table = read(folder / page.name, faults)
    sources = page.all_made("source", Source, page.tables("source", table))
    page.once("source", (source.id for source in sources))
    for source in sources:
        page.once(f"source {source.id}: questions", source.questions)
        for key in ("stale_hours", "timeout_s"):
            if getattr(source, key) <= 0:
                page.note(f"source {source.id}", key, "more than 0 is needed")
        for key in ("keep_minutes", "quota"):
            if getattr(source, key) < 0:
                page.note(f"source {source.id}", key, "not less than 0 is needed")
        if source.keep_minutes > source.stale_hours * 60:
            page.note(f"source {source.id}", "keep_minutes", "longer than stale_hours")
    return sources
