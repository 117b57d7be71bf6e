"""Facts of a paper: what the sentences of an item may name, made from what a case rests on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from casework.reading_out import Voice
from casework.recording import recorded
from casework.verifying_owners import by_owner
from domain.application import Application
from domain.errors import PressFailed
from domain.form import Answers, Field, Form
from domain.identity import Person, birth_date, sex
from domain.item import Catalogue, Item, ProofKind
from domain.office import OfficeId
from domain.proof import Outcome, Proof

NAMES = frozenset(
    {"applicant", "answers", "record", "as_of", "source", "office", "purpose", "use_unit", "item"}
)
OF_THE_APPLICANT = frozenset({"name", "sex", "id_number", "born"})
OF_THE_ITEM = frozenset({"name", "title"})


@dataclass(frozen=True)
class Replied:
    """What the office that owns a fact has answered.

    Attributes:
        title: Which fact.
        office: Its full name.
        number: Of the question, and so of the answer.
        record: Whether its answer takes the place of what a source would have said.
    """

    title: str
    office: str
    number: str
    at: datetime
    record: bool


@dataclass(frozen=True)
class Ground:
    """What a paper rests on.

    Attributes:
        answers: As they are stored.
        record: Facts of the settled proofs, as they are stored.
        as_of: When the earliest of them was true: of what sources said, else of what was seen.
        source: What the source of a record is called; empty: no machine was asked.
        shown: The documents that stand in for what a source would have said.
        replied: What offices have answered that own the facts.
    """

    applicant: Person
    office: str
    answers: Answers
    record: Mapping[str, str]
    as_of: datetime
    source: str = ""
    shown: tuple[str, ...] = ()
    replied: tuple[Replied, ...] = ()


def ground_of(
    catalogue: Catalogue, case: Application, item: Item, *, applicant: Person, office: str
) -> Ground:
    """What the paper of a case rests on.

    Raises:
        PressFailed: A proof is not settled.
    """
    settled = [proof for proof in case.proofs if proof.settled]
    if not settled or len(settled) < len(case.proofs) or case.issued_on is None:
        raise PressFailed(why="no-ground")
    asked = [proof for proof in settled if _kind(item, proof) is ProofKind.RECORD]
    seen = [proof for proof in settled if _kind(item, proof) is ProofKind.DOCUMENT]
    moments = [proof.as_of for proof in asked or seen or settled if proof.as_of]
    if not moments:
        raise PressFailed(why="no-ground")
    record = {name: said for proof in settled for name, said in recorded(proof).items()}
    shown = (p.facts.get("shown") for p in asked if p.outcome is Outcome.SHOWN)
    return Ground(
        applicant=applicant,
        office=office,
        answers=case.draft.answers,
        record=record,
        as_of=min(moments),
        source=source_name(catalogue, item),
        shown=tuple(dict.fromkeys(str(each) for each in shown if each)),
        replied=tuple(replies(catalogue, item, settled)),
    )


def replies(catalogue: Catalogue, item: Item, proofs: Iterable[Proof]) -> Iterator[Replied]:
    """What the owners of facts have answered on which proofs rest."""
    for proof in proofs:
        rule, owner = item.proof(proof.id), catalogue.offices.get(OfficeId(proof.source))
        if rule and owner and proof.as_of and by_owner(proof):
            record = rule.kind is ProofKind.RECORD
            yield Replied(rule.title, owner.name, proof.receipt, proof.as_of, record)


def _kind(item: Item, proof: Proof) -> ProofKind | None:
    rule = item.proof(proof.id)
    return rule.kind if rule else None


def source_name(catalogue: Catalogue, item: Item) -> str:
    """What the source is called that an item asks for a record; empty if it asks none."""
    asked = (rule.source for rule in item.proofs if rule.kind is ProofKind.RECORD)
    known = (catalogue.sources.get(source) for source in asked)
    return next((source.name for source in known if source), "")


def fact_fields(item: Item) -> Iterator[Field]:
    """The fields of all facts that an item's proofs may hold, in order."""
    return (fact for rule in item.proofs for fact in rule.facts)


def facts_of(voice: Voice, item: Item, ground: Ground) -> dict[str, object]:
    """What the sentences of an item may name."""
    answers = ground.answers
    return {
        "applicant": applicant_facts(voice, ground.applicant),
        "answers": voice.answers(item.form, answers),
        "record": record_facts(voice, item, ground.record),
        "as_of": ground.as_of.isoformat(),
        "source": ground.source,
        "office": ground.office,
        "purpose": purpose(item.form, answers),
        "use_unit": answers.get("use_unit", ""),
        "item": {"name": item.name, "title": item.title},
    }


def applicant_facts(voice: Voice, who: Person) -> dict[str, str]:
    """What sentences may name of the applicant."""
    return {
        "name": who.name,
        "sex": voice.words.term("sex", sex(who.number)),
        "id_number": who.number,
        "born": birth_date(who.number).isoformat(),
    }


def record_facts(voice: Voice, item: Item, record: Mapping[str, str]) -> dict[str, str]:
    """What sentences may name of what was proved; what was not proved is empty."""
    return {each.id: voice.said(each, record.get(each.id, "")) for each in fact_fields(item)}


def purpose(form: Form, answers: Answers) -> str:
    """What a paper is for, in the words of the form or the applicant's own; empty: nobody asked."""
    if answers.get("purpose_text"):
        return answers["purpose_text"]
    said, field = answers.get("purpose", ""), form.field("purpose")
    choice = field.choice(said) if field else None
    return choice.label if choice else said
