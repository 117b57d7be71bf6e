"""The whole register, with the questions it can answer."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sandbox.people import Edge, Person, Stay, Tie

BLOOD = frozenset({Tie.PARENT_CHILD, Tie.ADOPTION})


@dataclass(frozen=True)
class Booklet:
    """What is known of a booklet that two people shared: now, past, never or unknown."""

    shared: str
    division: str | None


class Population:
    """All invented residents, their ties and their booklets; facts may be changed while it runs."""

    def __init__(
        self, people: Iterable[Person], edges: Iterable[Edge], stays: Iterable[Stay]
    ) -> None:
        listed = list(people)
        self.people = {person.id_number: person for person in listed}
        if len(self.people) != len(listed):
            raise ValueError
        self.edges = list(edges)
        self.stays = list(stays)

    def copy(self) -> "Population":
        """Return another register that holds the same for now."""
        return Population(self.people.values(), self.edges, self.stays)

    def named(self, name: str, number: str) -> Person | None:
        """Return the person to whom this name and this number belong together."""
        person = self.people.get(number.upper())
        return person if person is not None and person.name == name else None

    def change(self, number: str, **facts: Any) -> Person:
        """Replace facts of one person: name, alive, division, phone, records, elsewhere."""
        self.people[number] = replace(self.people[number], **facts)
        return self.people[number]

    def add(self, person: Person) -> None:
        """Write one more person into the register, or over the one with that number."""
        self.people[person.id_number] = person

    def relate(self, edge: Edge) -> None:
        """Write one more tie into the register."""
        self.edges.append(edge)

    def settle(self, stay: Stay) -> None:
        """Write one more stay in a booklet into the register."""
        self.stays.append(stay)

    def sever(self, a: str, b: str) -> int:
        """Strike every tie between two people; return how many there were."""
        kept = [edge for edge in self.edges if {edge.a, edge.b} != {a, b}]
        struck, self.edges = len(self.edges) - len(kept), kept
        return struck

    def of(self, number: str) -> list[Edge]:
        """Return the ties of one person that still hold, oldest first."""
        held = [e for e in self.edges if number in {e.a, e.b} and e.ended_on is None]
        return sorted(held, key=lambda edge: (edge.recorded_on, edge.a, edge.b))

    def chain(self, start: str, goal: str) -> list[Edge]:
        """Return the edges of a shortest chain between two people, at most two; else none."""
        firsts = self.of(start)
        for edge in firsts:
            if _other(edge, start) == goal:
                return [edge]
        for first in firsts:
            for second in self.of(_other(first, start)):
                if _other(second, _other(first, start)) == goal:
                    return [first, second]
        return []

    def parents(self, number: str) -> set[str]:
        """Return parents and adopters."""
        return {e.a for e in self.of(number) if e.kind in BLOOD and e.b == number}

    def children(self, number: str) -> set[str]:
        """Return children and adoptees."""
        return {e.b for e in self.of(number) if e.kind in BLOOD and e.a == number}

    def near_kin(self, number: str) -> list[str]:
        """Return parents, children, spouse and siblings, sorted."""
        spouses = {_other(e, number) for e in self.of(number) if e.kind is Tie.MARRIAGE}
        siblings = {child for parent in self.parents(number) for child in self.children(parent)}
        kin = self.parents(number) | self.children(number) | spouses | siblings
        return sorted(kin - {number})

    def booklet(self, one: str, two: str) -> Booklet:
        """Return whether two people share a booklet, once did, or never did."""
        mine = [stay for stay in self.stays if stay.person == one]
        theirs = [stay for stay in self.stays if stay.person == two]
        if not mine or not theirs:
            return Booklet("unknown", None)
        both = [(a, b) for a in mine for b in theirs if a.overlaps(b)]
        if not both:
            return Booklet("never", None)
        last = max(both, key=lambda pair: min(_until(pair[0]), _until(pair[1])))
        now = last[0].until is None and last[1].until is None
        return Booklet("now" if now else "past", last[0].division)

    def search(self, words: str) -> list[Person]:
        """Return up to thirty people whose name or number contains the words."""
        found = [p for p in self.people.values() if words in p.name or words in p.id_number]
        return found[:30]


def _until(stay: Stay) -> date:
    return stay.until or date.max


def _other(edge: Edge, number: str) -> str:
    return edge.b if edge.a == number else edge.a
