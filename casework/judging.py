"""Judging: what the register's answer means for the proofs of a case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from casework.relatives import Claim
from domain.application import Application
from domain.calendar import local_day
from domain.identity import GUARDIAN_AGE, IdNumber, age, sex
from domain.item import Way
from domain.kinship import Edge, Kin, agrees, chain, kin_of, link_of, term, wedding
from domain.message import Json
from domain.proof import Outcome, Proof
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named

POPULATION = "population"
_OUTCOME = {
    Found.NOT_FOUND: Outcome.NOT_FOUND,
    Found.AMBIGUOUS: Outcome.AMBIGUOUS,
    Found.WRONG_SUBJECT: Outcome.AMBIGUOUS,
}
_OF_A_CHILD = frozenset({"found", "kin", "term", "alive", "record"})


@dataclass(frozen=True)
class Asked:
    """What the register was asked about one relative, and what it answered.

    Attributes:
        relative: The relative by name and number, as the question had it.
    """

    applicant: Named
    claim: Claim
    relative: Named
    answer: KinshipAnswer


def kinship(proof: str, asked: Asked, *, kins: Collection[Kin]) -> Proof:
    """Whether the relation is the one that is claimed.

    It is derived from the recorded edges, never taken from anybody's word: it holds when the
    derived word equals the applicant's.  Of a child no more is kept than the paper says.

    Args:
        proof: Which proof it is.
        asked: Question and answer.
        kins: What the item certifies; empty: every relation that can be derived.
    """
    answer = asked.answer
    outcome, facts = _relation(asked, kins)
    facts |= {"booklet": answer.booklet, "found": answer.found}
    if age(asked.relative.number, today=local_day(answer.as_of)) < GUARDIAN_AGE:
        facts = {name: said for name, said in facts.items() if name in _OF_A_CHILD}
    return _proof(proof, outcome, answer, facts)


def _relation(asked: Asked, kins: Collection[Kin]) -> tuple[Outcome, dict[str, Json]]:
    answer, me, other = asked.answer, asked.applicant.number, asked.relative
    if answer.found is not Found.FOUND:
        return _OUTCOME[answer.found], {}
    links = chain(answer.edges, me, other.number)
    kin, person = kin_of(links, me, other.number), answer.people.get(other.number)
    if kin is None or (kins and kin not in kins) or person is None or person.name != other.name:
        return Outcome.CONTRADICTED, {}
    middle = link_of(links, me)
    word = term(kin, of=other.number, to=me, link=middle)
    facts = _recorded(links) | {"kin": kin, "term": word, "alive": person.alive}
    if middle is not None:
        between = answer.people.get(middle)
        if between is None:
            return Outcome.AMBIGUOUS, facts
        facts["link"] = {"name": between.name, "sex": sex(middle), "alive": between.alive}
    holds = agrees(word, asked.claim.relation)
    return Outcome.HOLDS if holds else Outcome.CONTRADICTED, facts


def _recorded(links: tuple[Edge, ...]) -> dict[str, Json]:
    facts: dict[str, Json] = {"record": "、".join(dict.fromkeys(edge.record for edge in links))}
    if married := wedding(links):
        facts["married_on"] = married.isoformat()
    return facts


def home(proof: str, asked: Asked, *, served: Collection[str]) -> Proof:
    """Whether the relative is registered where the office of the case is competent.

    Args:
        proof: Which proof it is.
        asked: Question and answer.
        served: The divisions in which it is.
    """
    answer = asked.answer
    person = answer.people.get(asked.relative.number)
    if answer.found is not Found.FOUND or person is None:
        return _proof(proof, _OUTCOME.get(answer.found, Outcome.NOT_FOUND), answer, {})
    facts: dict[str, Json] = {"division": person.division, "elsewhere": person.elsewhere}
    return _proof(proof, _placed(person.division, served), answer, facts)


def _placed(division: str | None, served: Collection[str]) -> Outcome:
    if division in served:
        return Outcome.HOLDS
    if division and any(each.startswith(division) for each in served):
        return Outcome.NOT_FOUND  # the register knows the town, but not the village
    return Outcome.CONTRADICTED


def booklet(proof: str, asked: Asked) -> Proof:
    """Whether the two share, or once shared, a booklet, as the applicant says."""
    answer = asked.answer
    facts: dict[str, Json] = {"booklet": answer.booklet, "division": answer.booklet_division}
    if answer.found in (Found.AMBIGUOUS, Found.WRONG_SUBJECT):
        return _proof(proof, Outcome.AMBIGUOUS, answer, facts)
    if answer.booklet == "unknown":  # two who share one need not be kin of ours
        return _proof(proof, Outcome.NOT_FOUND, answer, facts)
    holds = answer.booklet == asked.claim.booklet
    return _proof(proof, Outcome.HOLDS if holds else Outcome.CONTRADICTED, answer, facts)


def own_home(
    proof: str, answer: IdentityAnswer, *, served: Collection[str], contested: str
) -> Proof:
    """Whether the applicant is registered where an office of the item's kind is competent.

    What the applicant contests no machine settles: both versions go before a person.

    Args:
        proof: Which proof it is.
        answer: What the register says of the applicant.
        served: The divisions in which one is.
        contested: What the applicant says instead; empty: nothing is contested.
    """
    facts: dict[str, Json] = {"division": answer.division}
    if contested:
        outcome, facts = Outcome.CONTRADICTED, facts | {"contested": contested}
    elif not answer.match:
        outcome = Outcome.NOT_FOUND
    else:
        outcome = _placed(answer.division, served)
    source = (POPULATION, answer.as_of, answer.request)
    return Proof(proof, outcome, Way.DATA_QUERY, *source, facts)


def registered(answer: KinshipAnswer, number: IdNumber) -> str:
    """Where the register has somebody; empty if it does not say."""
    person = answer.people.get(number)
    return (person.division or "") if person else ""


def _proof(name: str, outcome: Outcome, answer: KinshipAnswer, facts: dict[str, Json]) -> Proof:
    return Proof(name, outcome, Way.DATA_QUERY, POPULATION, answer.as_of, answer.request, facts)


def asked_on(case: Application) -> datetime | None:
    """When the register stood as it was read for the case: the earliest of its answers."""
    read = [p.as_of for p in case.proofs if p.id.partition("#")[0] == "kinship" and p.as_of]
    return min(read, default=None)
