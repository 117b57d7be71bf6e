"""The catalogue in service, out of the versions that the database keeps."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from catalogue.cross_checks import check_served
from catalogue.faults import Faults
from catalogue.reading import kept
from domain.edition import Edition, Standing
from domain.item import Catalogue, Item, ItemId


def served(
    shipped: Catalogue,
    editions: Iterable[Edition],
    *,
    known: Mapping[tuple[ItemId, str], Item] | None = None,
) -> Catalogue:
    """The catalogue with the released version of every item, and all versions beside.

    Args:
        shipped: What its offices, sources and rules of credit are taken from.
        editions: Every version that is kept.
        known: Versions that were read already.

    Raises:
        Fault: A text cannot be read by this program, or the released ones do not fit each other,
            the offices or the sources.
    """
    read = {**(known or {})}
    items: dict[ItemId, Item] = {}
    for edition in sorted(editions, key=lambda each: each.item):
        mark = (edition.item, edition.version)
        if mark not in read:
            read[mark] = kept(edition.item, edition.text)
        if edition.standing is Standing.IN_SERVICE:
            items[edition.item] = read[mark]
    catalogue = replace(shipped, items=items, versions=read)
    faults = Faults()
    check_served(catalogue, faults)
    faults.settle()
    return catalogue
