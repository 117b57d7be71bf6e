"""Owners: which office owns a fact, what it is asked, about whom, and by what right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework.desk import Desk
from casework.reading_out import Voice
from casework.relatives import Claim, claim_of, claims, own_home
from domain.application import Application
from domain.errors import NotFound, PressFailed
from domain.form import MEMBER
from domain.identity import Person, mask_name
from domain.item import Item, ProofKind, ProofRule
from domain.office import Office, OfficeKind, competent
from domain.proof import Outcome, Proof
from domain.verification import Verification

CONSENT = "consent"
ANSWERED = "verification"  # among the facts of a proof: which verification it stands by
TOWN_DIGITS, VILLAGE_DIGITS = 9, 12
_BY_PLACE = {
    "police": (OfficeKind.POLICE, TOWN_DIGITS),
    "town": (OfficeKind.TOWN, TOWN_DIGITS),
    "village": (OfficeKind.VILLAGE, VILLAGE_DIGITS),
    "cooperative": (OfficeKind.COOPERATIVE, VILLAGE_DIGITS),
}


@dataclass(frozen=True)
class Matter:
    """A proof of a case about which an office may be asked."""

    case: Application
    item: Item
    rule: ProofRule
    proof: str
    applicant: Person

    @property
    def claim(self) -> Claim | None:
        """The relative whom the proof is about, if it is about one."""
        return claim_of(claims(self.case.draft.answers), self.proof)


@dataclass(frozen=True)
class Question:
    """What an office is asked, with the least that lets it answer.

    Attributes:
        subject: Name and number of whom the question names, and of nobody else.
        ground: `consent`, or the law that was read and lets it be asked.
    """

    owner: Office
    subject: Mapping[str, str]
    text: str
    ground: str


def question_of(desk: Desk, matter: Matter) -> Question | None:
    """What is to be asked, and whom; None: no other office owns the fact, or none is there."""
    owner = owner_of(desk, matter)
    if owner is None or not matter.rule.asks:
        return None
    facts = _facts(desk, matter)
    try:
        text = desk.words.sandboxed(matter.rule.asks, facts)
        named = desk.words.sentences.names(matter.rule.asks)
    except PressFailed:  # a sentence that cannot be said of this case: a person looks
        return None
    return Question(owner, _subject(matter, named), text, ground_of(matter))


def owner_of(desk: Desk, matter: Matter) -> Office | None:
    """The office that owns the fact; None: nobody else does, or there is no such office."""
    owner = matter.rule.owner
    if not owner:
        return None
    kind, digits = _BY_PLACE.get(owner, (OfficeKind.DEPARTMENT, 0))
    topic = owner if kind is OfficeKind.DEPARTMENT else ""
    division = next((d[:digits] for d in _divisions(desk, matter) if len(d) >= digits), "")
    if digits and not division:
        return None
    offices = desk.catalogue.offices.values()
    try:
        found = competent(offices, kind=kind, division=division if digits else "", topic=topic)
    except NotFound:
        return None
    return None if found.id == matter.case.office else found


def ground_of(matter: Matter) -> str:
    """By what right it is asked: a text that was read and says so, else the applicant's consent."""
    read = {f"{basis.law} {basis.article}" for basis in matter.item.law}
    return matter.rule.ground if matter.rule.ground in read else CONSENT


def by_owner(proof: Proof) -> bool:
    """Whether a proof stands as it does by the answer of the office that owns the fact."""
    return ANSWERED in proof.facts and proof.outcome is not Outcome.SHOWN


def masked(asked: Verification) -> str:
    """The question as a card may show it: of every name only what a mask leaves."""
    said = asked.question
    for key in ("name", "relative_name"):
        if name := asked.subject.get(key):
            said = said.replace(name, mask_name(name))
    return said


def _divisions(desk: Desk, matter: Matter) -> Iterator[str]:
    """Where the fact may be at home, the likeliest first."""
    case, item = matter.case, matter.item
    suffix = matter.proof.removeprefix(matter.proof.partition(MEMBER)[0])
    about_relative = matter.claim is not None and not own_home(item)
    for proof in case.proofs if about_relative else ():
        rule = item.proof(proof.id)
        if rule and rule.kind is ProofKind.HOME and proof.id == f"{rule.id}{suffix}":
            yield str(proof.facts.get("division") or "")
    if item.place:
        yield case.draft.answers.get(item.place, "")
    office = desk.catalogue.offices.get(case.office) if case.office else None
    yield office.division if office else ""
    yield matter.applicant.home


def _facts(desk: Desk, matter: Matter) -> dict[str, object]:
    voice, claim = Voice(desk.words, desk.places()), matter.claim
    relation = desk.words.term("relation", claim.relation, "other") if claim else ""
    return {
        "applicant": {"name": matter.applicant.name},
        "answers": voice.answers(matter.item.form, matter.case.draft.answers),
        "relative": {"name": claim.name if claim else "", "relation": relation},
        "item": {"name": matter.item.name, "title": matter.item.title},
    }


def _subject(matter: Matter, named: frozenset[str]) -> dict[str, str]:
    claim, who = matter.claim, matter.applicant
    subject: dict[str, str] = {}
    if claim is not None and "relative.name" in named:
        subject = {
            "relative_name": claim.name,
            "relative_number": claim.number or claim.passport,
        }
    if "applicant.name" in named:
        subject |= {"name": who.name, "number": who.number}
    return subject
