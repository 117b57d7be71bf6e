"""Divisions that can be named in an answer: towns and villages of ours, counties of all China."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from stdnum import numdb

from domain.fields import Place, PlaceLevel
from domain.office import Office, OfficeKind

WORDS = Path(__file__).parent / "divisions.toml"
_SPAN = re.compile(r"(?:\[\d*-(?P<until>\d*)\])?(?P<name>.+)")  # [1985-1986]name


class Level(StrEnum):
    """How small a division is."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


@dataclass(frozen=True)
class Division:
    """One division in force.

    Attributes:
        code: Six digits down to the county, nine of a town, twelve of a village.
        full: The name with all that it lies in: 浙江省金华市兰溪市.
        names: What people call it, the name first.
        parent: The code of what it lies in; empty: the country.
        whole: Whether it has no parts below it on this list, so that it can be named itself
            where its level is asked for: 东莞市 has no counties.
    """

    code: str
    level: Level
    full: str
    names: tuple[str, ...]
    parent: str
    whole: bool = False

    @property
    def answers(self) -> PlaceLevel | None:
        """The level of question that it answers; None: it is too large to be an answer."""
        if self.level in (Level.PROVINCE, Level.PREFECTURE):
            return PlaceLevel.COUNTY if self.whole else None
        return PlaceLevel(self.level.value)

    @property
    def name(self) -> str:
        """Its own name, without what it lies in."""
        return self.names[0]


@dataclass(frozen=True)
class Divisions:
    """All of them, by code, in the order of codes."""

    known: dict[str, Division] = field(repr=False)

    def of(self, level: PlaceLevel) -> tuple[Division, ...]:
        """Those that answer a question for a level."""
        return tuple(each for each in self.known.values() if each.answers is level)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Whatever can be named in an answer, by all its names; ours, which most mean, first."""
        named = [(each, each.answers) for each in self.known.values()]
        named.sort(key=lambda one: one[1] is PlaceLevel.COUNTY)
        return tuple(Place(d.code, d.names, level, d.full) for d, level in named if level)

    def children(self, code: str) -> tuple[Division, ...]:
        """What lies directly in a division; in an empty one, the provinces."""
        return tuple(each for each in self.known.values() if each.parent == code)

    def search(self, text: str, level: PlaceLevel, limit: int = 10) -> tuple[Division, ...]:
        """The divisions of a level that a text may mean, the likeliest first.

        `金华兰溪` finds 浙江省金华市兰溪市: parts of the full name, in its order, are enough.
        """
        said = "".join(text.split())
        found = [(rank, each) for each in self.of(level) if (rank := _rank(said, each)) < _NEVER]
        found.sort(key=lambda pair: (pair[0], pair[1].code))
        return tuple(each for _, each in found[:limit])


_NEVER = 5


def _rank(said: str, each: Division) -> int:
    if not said:
        return _NEVER
    fits = (
        said in (each.code, each.full, *each.names),
        any(name.startswith(said) for name in each.names),
        any(said in name for name in each.names),
        said in each.full,
        len(said) > 1 and _in_order(said, each.full),
    )
    return fits.index(True) if any(fits) else _NEVER


def _in_order(said: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in said)


def divisions(offices: Iterable[Office]) -> Divisions:
    """The counties of China, and below ours the towns and villages that have an office."""
    known = {each.code: each for each in _china()}
    for kind, level, digits in (
        (OfficeKind.TOWN, Level.TOWN, 6),
        (OfficeKind.VILLAGE, Level.VILLAGE, 9),
    ):
        for office in [each for each in offices if each.kind is kind]:
            above = known.get(office.division[:digits])
            names = (office.short, *office.also)
            full = (above.full if above else "") + office.short
            parent = above.code if above else ""
            known[office.division] = Division(office.division, level, full, names, parent)
    return Divisions(known)


@cache
def _china() -> tuple[Division, ...]:
    words = tomllib.loads(WORDS.read_text("utf-8"))
    heads, endings = frozenset(words["heads"]), tuple(words["endings"])
    named = {code: name for code, name in _table() if code not in words["mended"]}
    named |= {code: name for code, name in words["mended"].items() if name}
    real = {code: name for code, name in sorted(named.items()) if name not in heads}
    parents = {code: _parent(code, real) for code in real}
    with_parts = frozenset(parents.values())
    made: dict[str, Division] = {}
    for code in sorted(real, key=lambda code: (len(code.rstrip("0")), code)):
        above = made.get(parents[code])
        full = (above.full if above else "") + real[code]
        names = _names(real[code], endings)
        level = _level(code)
        made[code] = Division(code, level, full, names, parents[code], code not in with_parts)
    return tuple(made[code] for code in real)


def _table() -> Iterator[tuple[str, str]]:
    for _, province, _, named, counties in numdb.get("cn/loc").prefixes:
        yield province + "0000", named["province"]
        for _, code, _, inside, _ in counties:
            for part in inside["county"].split(","):
                span = _SPAN.fullmatch(part)
                if span and not span["until"] and not code.endswith("0000"):
                    yield province + code, span["name"]


def _parent(code: str, real: dict[str, str]) -> str:
    if code.endswith("0000"):
        return ""
    prefecture, province = code[:4] + "00", code[:2] + "0000"
    return prefecture if prefecture in real and prefecture != code else province


def _level(code: str) -> Level:
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def _names(name: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    for ending in endings:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return (name, name.removesuffix(ending))
    return (name,)
