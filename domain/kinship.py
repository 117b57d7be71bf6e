"""Kinship as a graph: edges that registers record, and the relations they add up to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.identity import IdNumber, PersonName, Sex, birth_date, sex


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


def term(kin: Kin, *, of: IdNumber, to: IdNumber, link: IdNumber | None = None) -> str:
    """The exact word for a relative, as a code that `templates/terms.toml` puts into Chinese.

    Args:
        kin: What the relative is to the applicant.
        of: The relative's number; it tells the sex and the birthday.
        to: The applicant's number.
        link: The person between them, who decides the line (paternal, maternal).
    """
    female = sex(of) is Sex.FEMALE
    if kin is Kin.SIBLING:
        age = "younger" if birth_date(of) > birth_date(to) else "elder"
        return f"{age}-{'sister' if female else 'brother'}"
    if kin in (Kin.GRANDPARENT, Kin.GRANDCHILD) and link is not None:
        line = "maternal" if sex(link) is Sex.FEMALE else "paternal"
        return f"{line}-{_WORD[kin][female]}"
    if kin is Kin.PARENT_IN_LAW and link is not None:
        line = "wife" if sex(link) is Sex.FEMALE else "husband"
        return f"{line}s-{_WORD[kin][female]}"
    return _WORD[kin][female]


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


def implausible(relation: str, *, of: IdNumber, to: IdNumber) -> str:
    """Why a number cannot be that relative's: a reason code, or empty when it can.

    Args:
        relation: A word as `term` gives it.
        of: The number given for the relative.
        to: The applicant's number.
    """
    if sex(of) is not (Sex.FEMALE if relation.endswith(_FEMALE) else Sex.MALE):
        return "sex-differs"
    older = birth_date(of) < birth_date(to)
    if relation.endswith(_ELDERS) and not older:
        return "age-differs"
    if relation.endswith(_JUNIORS) and birth_date(of) <= birth_date(to):
        return "age-differs"
    if relation.startswith("elder-") and birth_date(of) > birth_date(to):
        return "age-differs"
    if relation.startswith("younger-") and older:
        return "age-differs"
    return ""


def agrees(word: str, claimed: str, *, of: IdNumber, to: IdNumber) -> bool:
    """Whether the derived word is the claimed one; of twins nobody can tell the elder."""
    if word == claimed:
        return True
    twins = birth_date(of) == birth_date(to) and word.startswith(("elder-", "younger-"))
    return twins and word.rpartition("-")[2] == claimed.rpartition("-")[2]


_FEMALE = ("mother", "daughter", "wife", "sister", "daughter-in-law")
_ELDERS = ("father", "mother")
_JUNIORS = ("son", "daughter")
