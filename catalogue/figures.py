"""The catalogue in figures: how many items, settled how, resting on what."""

import re
from collections import Counter
from collections.abc import Iterator

from domain.item import Basis, Catalogue, Item, Way

_TITLE = re.compile(r"《([^》]+)》")
_NUMBER = re.compile(r"[^\s（）()《》]*〔\d{4}〕\d+")


def figures(catalogue: Catalogue) -> dict[str, object]:
    """What `run.py check` prints.

    `by_way` counts every item once, by the first way of its first proof.  `shown_unread` counts
    the sentences that name a legal basis which nobody has read; there may be none.
    """
    items = catalogue.items.values()
    bases = [basis for item in items for basis in item.basis]
    return {
        "items": len(items),
        "issuable": sum(item.issuable for item in items),
        "by_disposition": _counted(item.disposition for item in items),
        "by_way": _counted(_first_way(item) for item in items),
        "bases_read": sum(basis.read for basis in bases),
        "bases_unread": sum(not basis.read for basis in bases),
        "shown_unread": sum(len(list(shown_unread(item))) for item in items),
        "offices": len(catalogue.offices),
    }


def shown_unread(item: Item) -> Iterator[str]:
    """The sentences of an item that name a basis of its own which nobody has read."""
    read = {name for basis in item.law for name in _names(basis)}
    unread = [basis for basis in item.basis if not basis.read]
    for sentence in _sentences(item):
        if any(_shows(sentence, basis, read) for basis in unread):
            yield sentence


def _shows(sentence: str, basis: Basis, read: set[str]) -> bool:
    named = {name for name in _names(basis) if name in sentence}
    if named - read:
        return True
    return bool(named and basis.article and basis.article in sentence)


def _names(basis: Basis) -> set[str]:
    """What a law may be called in a sentence: as it is written, by its title, by its number."""
    return {basis.law, *_TITLE.findall(basis.law), *_NUMBER.findall(basis.law)}


def _sentences(item: Item) -> Iterator[str]:
    if answer := item.answer:
        yield from (answer.lead, answer.proves, answer.owner, answer.how)
    if letter := item.letter:
        yield from (letter.title, letter.accept)
        for point in letter.points:
            yield from (point.head, point.text)
    for rule in item.proofs:
        yield rule.asks
        if terms := rule.terms:
            yield from (terms.content, *terms.conditions, *terms.liability)
            yield from (terms.check_standard, terms.exempt, terms.published)
    if paper := item.paper:
        yield from (paper.title, *paper.states, paper.ground, paper.note)


def _first_way(item: Item) -> Way:
    ways = [way for rule in item.proofs[:1] for way in rule.ways]
    return ways[0] if ways else Way.NOT_NEEDED


def _counted(names: Iterator[str]) -> dict[str, int]:
    return dict(sorted(Counter(str(name) for name in names).items()))
