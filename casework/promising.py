"""Promising: what a commitment says, read as a source's answer is, and what it is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.answering import NOT_ASKED
from casework.asking import WHY
from casework.desk import Desk
from casework.paper_facts import applicant_facts
from casework.recording import RECORD, read_facts
from casework.transcribing import voice
from domain.application import Application
from domain.calendar import local_day
from domain.commitment import Commitment
from domain.credit import CreditRules
from domain.errors import Validation
from domain.fields import Field
from domain.identity import Person
from domain.item import Basis, Catalogue, Item, ProofRule, Way
from domain.message import Json
from domain.office import Office
from domain.proof import Outcome, Proof
from domain.terms import Terms

SOURCE = "commitment"
BARRED = "barred"


@dataclass(frozen=True)
class Notice:
    """What the applicant reads before promising anything (告知书).

    Attributes:
        law: The bases of the item that were read; no others are shown.
        office: Which office notifies.
        asked: The facts that the applicant still has to write.
        typed: What stands in these beforehand, because the form asked the same.
        said: What else is promised, as the letter will have it: label and text.
        barred: What bars it (level, organ, ends_on); empty: nothing does.
        rules: How credit bars, and where one objects.
        organ: Where one objects; None: nobody is named.
        signed: What was signed, label and text; empty before.
    """

    commitment: Commitment
    item: Item
    rule: ProofRule
    terms: Terms
    law: tuple[Basis, ...]
    office: Office
    applicant: Person
    asked: tuple[Field, ...]
    typed: Mapping[str, str]
    said: tuple[tuple[str, str], ...]
    barred: Mapping[str, str]
    rules: CreditRules
    organ: Office | None
    signed: tuple[tuple[str, str], ...] = ()


def offered_items(catalogue: Catalogue) -> tuple[tuple[Item, ProofRule], ...]:
    """Every proof that a promise may take the place of, with its item: the public list."""
    return tuple(
        (item, rule)
        for item in catalogue.items.values()
        for rule in item.proofs
        if rule.terms is not None and item.issuable
    )


def promised(signed: Commitment, *, why: Iterable[str] = ()) -> Proof:
    """The proof that a signed commitment stands for."""
    told: list[Json] = [*why, f"{Way.COMMITMENT}/{signed.stage}"]
    return Proof(
        signed.proof,
        Outcome.PROMISED,
        Way.COMMITMENT,
        SOURCE,
        signed.signed_at,
        signed.number,
        {RECORD: {**signed.facts}, WHY: told},
    )


def asked_of(rule: ProofRule, terms: Terms) -> tuple[Field, ...]:
    """The facts that the applicant writes; the others the house fills in."""
    return tuple(fact for fact in rule.facts if fact.id not in terms.filled)


def filled_of(
    desk: Desk, case: Application, rule: ProofRule, *, applicant: Person, at: datetime
) -> dict[str, str]:
    """The facts that nobody is asked for, as they would be typed."""
    if rule.terms is None:
        return {}
    item, aloud = desk.catalogue.item(case.item, case.item_version), voice(desk)
    facts = {
        "today": local_day(at).isoformat(),
        "answers": aloud.answers(item.form, case.draft.answers),
        "applicant": applicant_facts(aloud, applicant),
    }
    return {
        fact: desk.words.sandboxed(sentence, facts) for fact, sentence in rule.terms.filled.items()
    }


def facts_promised(
    desk: Desk,
    case: Application,
    rule: ProofRule,
    *,
    applicant: Person,
    typed: Mapping[str, str],
    at: datetime,
) -> dict[str, str]:
    """Everything that is promised, each fact read by its field.

    Raises:
        Refusal: Some are missing, cannot be, or are not asked for; `errors` names all of them.
    """
    terms = rule.terms
    wanted = {each.id for each in asked_of(rule, terms)} if terms else set()
    if unasked := sorted(typed.keys() - wanted):
        places: list[Json] = [{"pointer": f"/facts/{n}", "code": NOT_ASKED} for n in unasked]
        raise Validation(field=unasked[0], reason=NOT_ASKED, errors=places)
    given = {**typed, **filled_of(desk, case, rule, applicant=applicant, at=at)}
    return read_facts(desk, rule, given, at=at)


def spelt(desk: Desk, rule: ProofRule, facts: Mapping[str, Json]) -> tuple[tuple[str, str], ...]:
    """What is promised, as people read it: label and text, in the order of the proof's facts."""
    aloud = voice(desk)
    held = {name: str(said) for name, said in facts.items()}
    return tuple((f.label, aloud.written(f, held[f.id])) for f in rule.facts if held.get(f.id))


def notice_of(
    desk: Desk, case: Application, known: Commitment, *, applicant: Person, at: datetime
) -> Notice:
    """The notice of a commitment, whatever has become of it.

    Raises:
        LookupError: The item lets nobody commit to this any more.
    """
    item = desk.catalogue.item(case.item, case.item_version)
    rule = item.proof(known.proof)
    if rule is None or rule.terms is None or case.office is None:
        raise LookupError(known.proof)
    rules, offices = desk.catalogue.credit, desk.catalogue.offices
    asked, answers = asked_of(rule, rule.terms), case.draft.answers
    filled = filled_of(desk, case, rule, applicant=applicant, at=at)
    barred = known.facts.get(BARRED)
    return Notice(
        commitment=known,
        item=item,
        rule=rule,
        terms=rule.terms,
        law=item.law,
        office=desk.catalogue.office(case.office),
        applicant=applicant,
        asked=asked,
        typed={each.id: answers[each.id] for each in asked if answers.get(each.id)},
        said=spelt(desk, rule, filled),
        barred={k: str(v) for k, v in barred.items()} if isinstance(barred, dict) else {},
        rules=rules,
        organ=next((each for each in offices.values() if each.id == rules.organ), None),
        signed=spelt(desk, rule, known.facts) if known.signed_at else (),
    )
