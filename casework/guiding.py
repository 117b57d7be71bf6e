"""Guiding: which item is meant, by words, by pinyin, by initials, by mistaken names."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from domain.guide import Hit
from domain.item import Item

SHOWN = 9
ENOUGH = 45.0
_NOT_WORDS = re.compile(r"[^\w]+|_+")
_FILLERS = re.compile(
    "我想|我要|我们|麻烦|请问|请|帮我|帮忙|需要|想要|怎么|如何|哪里|去哪|办理|开具|开一个|开一份|开个|开张|开"
    "|办一个|办一份|办个|办张|办|一下|一份|一张|的|了|呢|吗|吧|啊|呀"
)
_TAIL = "证明"


@dataclass(frozen=True)
class _Name:
    """One name of one item, as it is compared."""

    text: str
    weight: float
    by: str
    sounds: str
    initials: str
    pairs: frozenset[str]


class Finder:
    """Searches the items that it was made of.

    Args:
        items: The items; one that is retired is simply not among them.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._names = {item.id: tuple(_names(item)) for item in items}

    def find(self, words: str, *, limit: int = SHOWN) -> tuple[Hit, ...]:
        """The items that these words may mean, the likeliest first.

        Args:
            words: Whatever was typed: a name, a sentence, pinyin with or without blanks, initials.
            limit: At most so many.
        """
        typed = _plain(words)
        if not typed:
            return ()
        latin = typed.isascii()
        hits = []
        for item, names in self._names.items():
            score, by = max(_like(typed, name, latin=latin) for name in names)
            if score >= ENOUGH:
                hits.append(Hit(item, round(score, 1), by))
        return tuple(sorted(hits, key=lambda hit: (-hit.score, hit.item))[:limit])


def _names(item: Item) -> Iterator[_Name]:
    listed = [(item.name, 1.0, "name"), (item.title, 1.0, "name")]
    listed += [(word, 1.0, "word") for word in item.says]
    listed += [(word, 0.97, "alias") for word in item.also]
    for text, weight, by in listed:
        plain = _plain(text)
        if plain:
            yield _name(plain, weight, by)


@lru_cache(maxsize=4096)
def _name(text: str, weight: float, by: str) -> _Name:
    return _Name(text, weight, by, *_spoken(text), _pairs(text))


@lru_cache(maxsize=4096)
def _spoken(text: str) -> tuple[str, str]:
    """The text in pinyin without tones, and its initials."""
    syllables = lazy_pinyin(text, style=Style.NORMAL)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


@lru_cache(maxsize=4096)
def _plain(words: str) -> str:
    """What is compared: no blanks, no signs, one width, one case, nothing that only fills."""
    text = _NOT_WORDS.sub("", unicodedata.normalize("NFKC", words).casefold())
    return text if text.isascii() else (_FILLERS.sub("", text) or text)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1)) or frozenset({text})


def _like(typed: str, name: _Name, *, latin: bool) -> tuple[float, str]:
    if latin:
        return _heard(typed, name)
    if typed == name.text:
        return 100 * name.weight, name.by
    bare, wanted = name.text.removesuffix(_TAIL), typed.removesuffix(_TAIL)
    if bare and bare == wanted:
        return 98 * name.weight, name.by
    if len(bare) >= 2 and bare in typed:
        return (90 + min(8, len(bare))) * name.weight, name.by
    if len(wanted) >= 2 and wanted in name.text:
        return (60 + 30 * len(wanted) / len(name.text)) * name.weight, name.by
    ours, theirs = name.pairs, _pairs(typed)
    shared = len(ours & theirs - {_TAIL})
    return 160 * shared / (len(ours) + len(theirs)) * name.weight, "likeness"


def _heard(typed: str, name: _Name) -> tuple[float, str]:
    if len(typed) < 2:
        return 0.0, "pinyin"
    bare = _spoken(name.text.removesuffix(_TAIL)) if name.text != _TAIL else ("", "")
    for said, by, whole in ((name.sounds, "pinyin", bare[0]), (name.initials, "initials", bare[1])):
        if typed in (said, whole):
            return 96 * name.weight, by
        if said.startswith(typed) or (by == "pinyin" and len(typed) >= 4 and typed in said):
            return (55 + 35 * len(typed) / len(said)) * name.weight, by
    return 0.0, "pinyin"
