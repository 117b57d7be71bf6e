"""Kinship as a graph: edges that registers record, and the relations they add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.identity import GUARDIAN_AGE, IdNumber, PersonName, Sex, birth_date, sex


class EdgeKind(StrEnum):
    """What a register can record between two people."""

    BIRTH = "parent-child"
    MARRIAGE = "marriage"
    ADOPTION = "adoption"


class Kin(StrEnum):
    """What a relative is to the applicant, sex and line aside."""

    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    STEP_PARENT = "step-parent"
    STEP_CHILD = "step-child"
    PARENT_IN_LAW = "parent-in-law"
    CHILD_IN_LAW = "child-in-law"


@dataclass(frozen=True)
class Edge:
    """One recorded fact.

    Attributes:
        a: Parent, adopter, or one spouse.
        b: Child, adoptee, or the other spouse.
        record: What the register calls the entry.
    """

    kind: EdgeKind
    a: IdNumber
    b: IdNumber
    recorded_on: date
    record: str


@dataclass(frozen=True)
class Relative:
    """A person whom a register names."""

    number: IdNumber
    name: PersonName
    sex: Sex
    alive: bool
    division: str | None = None
    elsewhere: bool = False


class Step(StrEnum):
    """One step along an edge, seen from where one stands."""

    UP = "up"
    DOWN = "down"
    ACROSS = "across"


_DERIVED: Mapping[tuple[Step, ...], Kin] = {
    (Step.UP,): Kin.PARENT,
    (Step.DOWN,): Kin.CHILD,
    (Step.ACROSS,): Kin.SPOUSE,
    (Step.UP, Step.UP): Kin.GRANDPARENT,
    (Step.DOWN, Step.DOWN): Kin.GRANDCHILD,
    (Step.UP, Step.DOWN): Kin.SIBLING,
    (Step.UP, Step.ACROSS): Kin.STEP_PARENT,
    (Step.ACROSS, Step.DOWN): Kin.STEP_CHILD,
    (Step.ACROSS, Step.UP): Kin.PARENT_IN_LAW,
    (Step.DOWN, Step.ACROSS): Kin.CHILD_IN_LAW,
}


def chain(edges: Iterable[Edge], start: IdNumber, end: IdNumber) -> tuple[Edge, ...]:
    """The shortest chain of at most two edges between two people; empty if there is none."""
    known = tuple(edges)
    for edge in known:
        if {edge.a, edge.b} == {start, end}:
            return (edge,)
    for first in known:
        for second in known:
            middle = _other(first, start)
            if middle and first is not second and {second.a, second.b} == {middle, end}:
                return (first, second)
    return ()


def kin_of(links: tuple[Edge, ...], start: IdNumber, end: IdNumber) -> Kin | None:
    """What `end` is to `start` along a chain; None when the chain makes no relation we certify."""
    here, steps = start, []
    for edge in links:
        there = _other(edge, here)
        if there is None:
            return None
        steps.append(_step(edge, here))
        here = there
    return _DERIVED.get(tuple(steps)) if here == end else None


def link_of(links: tuple[Edge, ...], start: IdNumber) -> IdNumber | None:
    """The person in the middle of a chain of two edges."""
    return _other(links[0], start) if len(links) == 2 else None


def _other(edge: Edge, one: IdNumber) -> IdNumber | None:
    if one == edge.a:
        return edge.b
    return edge.a if one == edge.b else None


def _step(edge: Edge, here: IdNumber) -> Step:
    if edge.kind is EdgeKind.MARRIAGE:
        return Step.ACROSS
    return Step.UP if here == edge.b else Step.DOWN


def wedding(links: Iterable[Edge]) -> date | None:
    """When the marriage in a chain was registered; None when there is none in it."""
    return next((edge.recorded_on for edge in links if edge.kind is EdgeKind.MARRIAGE), None)


def term(kin: Kin, *, of: IdNumber, to: IdNumber, link: IdNumber | None = None) -> str:
    """The exact word for a relative, as a code that `templates/terms.toml` puts into Chinese.

    Of twins no number tells the elder: they are brother or sister, and nothing more is said.

    Args:
        kin: What the relative is to the applicant.
        of: The relative's number; it tells the sex and the birthday.
        to: The applicant's number.
        link: The person between them, who decides the line (paternal, maternal).
    """
    word = _WORD[kin][sex(of) is Sex.FEMALE]
    if kin is Kin.SIBLING:
        return _by_age(word, of, to)
    if kin in (Kin.GRANDPARENT, Kin.GRANDCHILD) and link is not None:
        line = "maternal" if sex(link) is Sex.FEMALE else "paternal"
        return f"{line}-{word}"
    if kin is Kin.PARENT_IN_LAW and link is not None:
        line = "wife" if sex(link) is Sex.FEMALE else "husband"
        return f"{line}s-{word}"
    return word


def _by_age(word: str, of: IdNumber, to: IdNumber) -> str:
    if birth_date(of) == birth_date(to):
        return word
    return f"{'younger' if birth_date(of) > birth_date(to) else 'elder'}-{word}"


_WORD: Mapping[Kin, tuple[str, str]] = {
    Kin.PARENT: ("father", "mother"),
    Kin.CHILD: ("son", "daughter"),
    Kin.SPOUSE: ("husband", "wife"),
    Kin.SIBLING: ("brother", "sister"),
    Kin.GRANDPARENT: ("grandfather", "grandmother"),
    Kin.GRANDCHILD: ("grandson", "granddaughter"),
    Kin.STEP_PARENT: ("stepfather", "stepmother"),
    Kin.STEP_CHILD: ("stepson", "stepdaughter"),
    Kin.PARENT_IN_LAW: ("father", "mother"),
    Kin.CHILD_IN_LAW: ("son-in-law", "daughter-in-law"),
}


def kin_named(relation: str) -> Kin | None:
    """The kind of relative that a word names, when nothing but the word is known."""
    if relation.startswith(("husbands-", "wifes-")):
        return Kin.PARENT_IN_LAW
    plain = relation
    for line in ("paternal-", "maternal-", "elder-", "younger-"):
        plain = plain.removeprefix(line)
    return next((kin for kin, words in _WORD.items() if plain in words), None)


def implausible(relation: str, *, of: IdNumber, to: IdNumber) -> str:
    """Why a number cannot be that relative's: a reason code, or empty when it can.

    Marriage makes relatives of every age, so that only birth and adoption are held against the
    birthdays.

    Args:
        relation: A word as `term` gives it.
        of: The number given for the relative.
        to: The applicant's number.
    """
    if sex(of) is not (Sex.FEMALE if relation.endswith(_FEMALE) else Sex.MALE):
        return "sex-differs"
    kin, mine, other = kin_named(relation), birth_date(to), birth_date(of)
    fits = {
        Kin.PARENT: other < mine,
        Kin.GRANDPARENT: other < mine,
        Kin.CHILD: other > mine,
        Kin.GRANDCHILD: other > mine,
        Kin.SIBLING: other >= mine if relation.startswith("younger-") else other <= mine,
    }
    return "" if kin is None or fits.get(kin, True) else "age-differs"


def agrees(word: str, claimed: str) -> bool:
    """Whether the derived word is the claimed one.

    A sibling who was born on the same day may be claimed as the elder or the younger.
    """
    twins = word in _WORD[Kin.SIBLING]
    return word == (claimed.rpartition("-")[2] if twins else claimed)


def needs_guardian(born: date, *, today: date) -> bool:
    """Whether only a parent may hand in the data of somebody born on that day, and must consent."""
    birthday_to_come = (today.month, today.day) < (born.month, born.day)
    return today.year - born.year - birthday_to_come < GUARDIAN_AGE


def is_parent_of(relation: str) -> bool:
    """Whether the applicant, by that word for the relative, is the relative's parent."""
    return kin_named(relation) is Kin.CHILD


_FEMALE = ("mother", "daughter", "wife", "sister", "daughter-in-law")
