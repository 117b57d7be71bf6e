"""Recording: what a department's source holds about the applicant becomes a proof."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from casework.desk import Desk
from domain.application import Application
from domain.calendar import local_day
from domain.errors import Refusal, SourceSilent
from domain.form import Answers, Reading, read
from domain.identity import IdNumber, Person
from domain.item import ProofRule, Way
from domain.message import Json
from domain.proof import Outcome, Proof
from domain.purpose import Purpose
from sources.records import Query, RecordAnswer
from sources.source import Found, Named

RECORD = "record"  # where a proof's facts lie among what else is known of it
UNREADABLE = "unreadable"


async def ask_record(
    desk: Desk, case: Application, applicant: Person, rule: ProofRule, *, fresh: bool = False
) -> Proof:
    """What the source of a rule says: it holds the facts, holds nothing, or a person must look.

    A fact that is missing, or that its field cannot read, is no fact: then a person looks.

    Raises:
        SourceSilent: No usable answer came, or there is no such source any more.
    """
    purpose = Purpose(case.item, case.id, fresh=fresh)
    query = _query(desk, case, applicant, rule, purpose=purpose)
    answer = await desk.records.ask(query)
    if answer.found is Found.NOT_FOUND:
        return _proof(rule, answer, Outcome.HOLDS if rule.absent else Outcome.NOT_FOUND)
    if answer.found is not Found.FOUND:
        return _proof(rule, answer, Outcome.AMBIGUOUS)
    try:
        facts = read_facts(desk, rule, answer.record, at=desk.now())
    except Refusal as refusal:
        odd: dict[str, Json] = {UNREADABLE: refusal.facts.get("field", "")}
        return _proof(rule, answer, Outcome.AMBIGUOUS, odd)
    outcome = Outcome.CONTRADICTED if rule.absent else Outcome.HOLDS
    return _proof(rule, answer, outcome, {RECORD: {**facts}})


def read_facts(
    desk: Desk, rule: ProofRule, given: Mapping[str, str], *, at: datetime
) -> dict[str, str]:
    """The facts of a rule, each read by its field as an answer of a form is.

    Args:
        desk: The desk.
        rule: Which facts there must be.
        given: As a source told them, or an official typed them.
        at: Now.

    Raises:
        Refusal: Some are missing or cannot be; `field` names the first, `errors` all of them.
    """
    facts, faults = try_facts(desk, rule, given, at=at)
    if faults:
        raise _all_of(faults)
    return facts


def try_facts(
    desk: Desk, rule: ProofRule, given: Mapping[str, str], *, at: datetime
) -> tuple[dict[str, str], dict[str, Refusal]]:
    """The facts that can be read, and what speaks against each of the others, by field."""
    # Nobody is the applicant here: a record may well name the applicant's own number.
    reading = Reading(local_day(at), IdNumber(""), desk.places())
    facts: dict[str, str] = {}
    faults: dict[str, Refusal] = {}
    for field in rule.facts:
        applies = field.applies(facts)
        try:
            text = given.get(field.id, "")
            facts[field.id] = read(field, text, facts, by=reading) if applies else ""
        except Refusal as refusal:
            faults[field.id] = type(refusal)(**{**refusal.facts, "field": field.id})
    return facts, faults


def _all_of(faults: Mapping[str, Refusal]) -> Refusal:
    first = next(iter(faults.values()))
    places: list[Json] = [
        {"pointer": f"/facts/{field}", "code": str(each.facts.get("reason", each.code))}
        for field, each in faults.items()
    ]
    return type(first)(**{**first.facts, "errors": places})


def recorded(proof: Proof) -> Mapping[str, str]:
    """The facts that a proof rests on, as they are stored."""
    facts = proof.facts.get(RECORD)
    return {name: str(value) for name, value in facts.items()} if isinstance(facts, dict) else {}


def _query(
    desk: Desk, case: Application, applicant: Person, rule: ProofRule, *, purpose: Purpose
) -> Query:
    source = desk.catalogue.sources.get(rule.source)
    if source is None:
        raise SourceSilent(source=rule.source, why="unknown")
    return Query(
        source=source,
        question=rule.question,
        who=Named(applicant.name, applicant.number),
        purpose=purpose,
        keys=_keys(rule, case.draft.answers),
        wants=tuple(field.id for field in rule.facts),
    )


def _keys(rule: ProofRule, answers: Answers) -> dict[str, str]:
    """What was answered of the keys; what was skipped or not asked is not told."""
    return {key: answers[key] for key in rule.keys if answers.get(key)}


def _proof(
    rule: ProofRule,
    answer: RecordAnswer,
    outcome: Outcome,
    facts: Mapping[str, Json] = MappingProxyType({}),
) -> Proof:
    source = (rule.source, answer.as_of, answer.request)
    return Proof(rule.id, outcome, Way.DATA_QUERY, *source, facts)
