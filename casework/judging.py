"""Judging: what a register's answer means for the proofs of a kinship case."""

from datetime import datetime

from domain.application import Application
from domain.identity import sex
from domain.item import Catalogue, Item, Way
from domain.kinship import agrees, chain, kin_of, link_of, term
from domain.message import Json
from domain.office import OfficeKind
from domain.proof import Outcome, Proof
from sources.source import Found, KinshipAnswer, Named

_OUTCOME = {
    Found.NOT_FOUND: Outcome.NOT_FOUND,
    Found.AMBIGUOUS: Outcome.AMBIGUOUS,
    Found.WRONG_SUBJECT: Outcome.AMBIGUOUS,
}


def judge(
    catalogue: Catalogue,
    item: Item,
    *,
    case: Application,
    applicant: Named,
    relative: Named,
    answer: KinshipAnswer,
) -> tuple[Proof, Proof]:
    """What the answer settles, and what it leaves to a person.

    The relation is derived from the recorded edges, never taken from anybody's word: it holds
    when the derived word equals the applicant's.

    Returns:
        The proofs `kinship` and `home`.
    """
    return (
        _kinship(item, case, applicant, relative, answer),
        _home(catalogue, item, relative, answer),
    )


def _proof(name: str, outcome: Outcome, answer: KinshipAnswer, facts: dict[str, Json]) -> Proof:
    return Proof(name, outcome, Way.DATA_QUERY, "population", answer.as_of, answer.request, facts)


def _kinship(
    item: Item, case: Application, applicant: Named, relative: Named, answer: KinshipAnswer
) -> Proof:
    facts: dict[str, Json] = {"booklet": answer.booklet, "found": answer.found}
    if answer.found is not Found.FOUND:
        return _proof("kinship", _OUTCOME[answer.found], answer, facts)
    links = chain(answer.edges, applicant.number, relative.number)
    kin = kin_of(links, applicant.number, relative.number)
    person = answer.people.get(relative.number)
    if kin is None or kin not in item.kins or person is None or person.name != relative.name:
        return _proof("kinship", Outcome.CONTRADICTED, answer, facts)
    middle = link_of(links, applicant.number)
    word = term(kin, of=relative.number, to=applicant.number, link=middle)
    facts |= {
        "kin": kin,
        "term": word,
        "alive": person.alive,
        "record": "、".join(dict.fromkeys(edge.record for edge in links)),
    }
    if middle is not None:
        between = answer.people.get(middle)
        if between is None:
            return _proof("kinship", Outcome.AMBIGUOUS, answer, facts)
        facts["link"] = {"name": between.name, "sex": sex(middle)}
    claimed = case.draft.answers["relation"]
    holds = agrees(word, claimed, of=relative.number, to=applicant.number)
    return _proof("kinship", Outcome.HOLDS if holds else Outcome.CONTRADICTED, answer, facts)


def _home(catalogue: Catalogue, item: Item, relative: Named, answer: KinshipAnswer) -> Proof:
    person = answer.people.get(relative.number)
    if answer.found is not Found.FOUND or person is None:
        outcome = _OUTCOME.get(answer.found, Outcome.NOT_FOUND)
        return _proof("home", outcome, answer, {})
    ours = any(
        office.kind is item.issued_by and office.division == person.division
        for office in catalogue.offices.values()
        if office.kind is OfficeKind.TOWN
    )
    facts: dict[str, Json] = {"division": person.division, "elsewhere": person.elsewhere}
    return _proof("home", Outcome.HOLDS if ours else Outcome.CONTRADICTED, answer, facts)


def asked_on(case: Application) -> datetime | None:
    """When the register stood as it was read for the case."""
    return next((p.as_of for p in case.proofs if p.id == "kinship" and p.as_of), None)
