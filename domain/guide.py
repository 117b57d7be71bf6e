"""The guide: from what somebody wants, by two questions, to the items that may be meant."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Asker:
    """Whoever wants the paper.

    Attributes:
        label: What people read: 社保、医保经办机构.
        hint: What is worth knowing about such askers.
        law: The law and article behind the hint.
        read: Whether its text was read; a hint whose law was not is never said.
        source: Where and as of when it was read.
    """

    id: str
    label: str
    hint: str = ""
    law: str = ""
    read: bool = False
    source: str = ""

    @property
    def told(self) -> str:
        """The hint with its law, if it may be said."""
        return f"{self.hint}（{self.law}）" if self.hint and self.read else ""


@dataclass(frozen=True)
class Theme:
    """What is to be proved, in everyday words.

    Attributes:
        items: What may be meant, the likeliest first.
        askers: The askers that this theme is offered to; none: all of them.
    """

    id: str
    label: str
    items: tuple[str, ...]
    askers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guide:
    """Who asks, what is to be proved, which item: two short questions and a list."""

    askers: tuple[Asker, ...] = ()
    themes: tuple[Theme, ...] = ()

    def asker(self, asker: str) -> Asker | None:
        """The asker of that id."""
        return next((each for each in self.askers if each.id == asker), None)

    def theme(self, theme: str) -> Theme | None:
        """The theme of that id."""
        return next((each for each in self.themes if each.id == theme), None)

    def offered(self, asker: str) -> tuple[Theme, ...]:
        """What such an asker may want proved, in order."""
        return tuple(t for t in self.themes if not t.askers or asker in t.askers)

    def reached(self) -> Iterator[str]:
        """Every item that the guide can lead to."""
        return (item for theme in self.themes for item in theme.items)


@dataclass(frozen=True)
class Hit:
    """One item that a search found.

    Attributes:
        score: From 0 to 100; only good for sorting, and for "certain enough".
        by: What it was found by: name, word, alias, pinyin, initials, likeness.
    """

    item: str
    score: float
    by: str


CERTAIN = 90.0  # a hit that needs no list to choose from


def certain(hits: tuple[Hit, ...]) -> Hit | None:
    """The one item that was clearly meant, if there is one."""
    if not hits or hits[0].score < CERTAIN:
        return None
    rivals = [hit for hit in hits[1:] if hit.score >= hits[0].score]
    return None if rivals else hits[0]
