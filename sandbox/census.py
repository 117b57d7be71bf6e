"""替身 of the population register: what it answers about people, and between them."""

from typing import Any

from sandbox.people import Edge, Person
from sandbox.population import Population

Facts = dict[str, Any]


def identity(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/identity: do name, number and phone belong to one living person?"""
    person = population.named(str(asked["name"]), str(asked["id_number"]))
    certain = person is not None and person.alive and person.records == 1
    phone = person.phone if person is not None and certain else None
    return {
        "subject": {"id_number": asked["id_number"]},
        "match": certain,
        "phone_match": None if phone is None else phone == asked.get("phone"),
        "registered_division": person.division if person is not None and certain else None,
    }


def kinship(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/kinship: the shortest chain of ties between two people."""
    pair = [asked["applicant"], asked["relative"]]
    subject = {"applicant_id": pair[0]["id_number"], "relative_id": pair[1]["id_number"]}
    found = [population.named(str(who["name"]), str(who["id_number"])) for who in pair]
    one, two = found
    if one is None or two is None:
        return {"subject": subject, **no_chain("not-found")}
    if one.records > 1 or two.records > 1:
        return {"subject": subject, **no_chain("ambiguous")}
    edges = population.chain(one.id_number, two.id_number)
    numbers = [one.id_number, two.id_number, *(n for edge in edges for n in (edge.a, edge.b))]
    booklet = population.booklet(one.id_number, two.id_number)
    return {
        "subject": subject,
        "outcome": "found" if edges else "not-found",
        "edges": [_edge(edge) for edge in edges],
        "people": [_person(population.people[number]) for number in dict.fromkeys(numbers)],
        "shared_booklet": booklet.shared,
        "booklet_division": booklet.division,
    }


def near_kin(population: Population, asked: Facts) -> Facts:
    """POST /population/v1/near-kin: parents, children, spouse and siblings of one person."""
    person = population.named(str(asked["name"]), str(asked["id_number"]))
    kin = population.near_kin(person.id_number) if person is not None else []
    return {"subject": {"id_number": asked["id_number"]}, "kin": kin}


def no_chain(outcome: str) -> Facts:
    """Return the answer between two people of whom nothing certain is known."""
    return {
        "outcome": outcome,
        "edges": [],
        "people": [],
        "shared_booklet": "unknown",
        "booklet_division": None,
    }


def _edge(edge: Edge) -> Facts:
    return {
        "kind": edge.kind,
        "a": edge.a,
        "b": edge.b,
        "recorded_on": edge.recorded_on.isoformat(),
        "record": edge.record,
    }


def _person(person: Person) -> Facts:
    return {
        "id_number": person.id_number,
        "name": person.name,
        "sex": person.sex,
        "alive": person.alive,
        "registered_division": person.division,
        "registered_elsewhere": person.elsewhere is not None,
    }
