"""Weighing: how each proof of a case stands, as people read it: verdict, source, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.asking import WHY, unasked
from casework.desk import Desk
from casework.judging import POPULATION
from casework.promising import SOURCE
from casework.recording import UNREADABLE, recorded
from casework.relatives import PER_RELATIVE, Claim, claim_of, claims, own_home
from casework.transcribing import voice
from casework.verifying_owners import by_owner
from domain.application import Application
from domain.fields import Field
from domain.item import Item, ProofKind, ProofRule, Way
from domain.office import OfficeId
from domain.proof import Outcome, Proof


class Verdict(StrEnum):
    """What a proof comes to, in the words of what was asked.

    An outcome alone cannot say it: that nothing is held is bad of a record and good of a search.
    """

    OPEN = "open"
    BY_HAND = "by-hand"  # no machine is asked: a person looks
    AGREES = "agrees"
    ON_RECORD = "on-record"
    NONE_HELD = "none-held"  # a search found nothing, as it should
    SHOWN = "shown"
    OFFERED = "offered"  # the applicant may promise it
    PROMISED = "promised"
    NOT_FOUND = "not-found"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"
    DIFFERS = "differs"
    HELD = "held"  # a search found something
    CONTESTED = "contested"
    CONFIRMED = "confirmed"  # the office that owns the fact says yes
    DENIED = "denied"
    UNTOLD = "untold"  # the office that owns it cannot tell
    SILENT = "silent"


@dataclass(frozen=True)
class Weighed:
    """One proof as people read it.

    Attributes:
        title: Which fact it is.
        kind: What sort of fact; None: the item no longer asks for it.
        claim: The relative whom it is about; None: it is about the applicant.
        relation: What that relative is to the applicant, where there are several to tell apart.
        source: What answered, or would; empty: no machine.
        why: Codes of the ways that were taken or passed over, in order.
        facts: What was recorded, or seen in a document: label and text.
        unread: The label of the fact that could not be read; empty: all could.
        place: Where the register has somebody, by name; empty: it does not say.
        contested: What the applicant says of it instead; empty: nothing.
        wants: What an official who has seen a document must enter.
    """

    proof: Proof
    title: str
    verdict: Verdict
    kind: ProofKind | None = None
    claim: Claim | None = None
    relation: str = ""
    source: str = ""
    why: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    unread: str = ""
    place: str = ""
    contested: str = ""
    wants: tuple[Field, ...] = ()

    @property
    def id(self) -> str:
        """The proof's id."""
        return self.proof.id

    @property
    def settled(self) -> bool:
        """Whether a decision may rest on it."""
        return self.proof.settled

    @property
    def as_of(self) -> datetime | None:
        """When what was said of it was true."""
        return self.proof.as_of

    @property
    def shown(self) -> str:
        """The document that an official has seen; empty: none."""
        return str(self.proof.facts.get("shown") or "")


def weighed(desk: Desk, item: Item, case: Application) -> tuple[Weighed, ...]:
    """The proofs of a case, in order."""
    known = claims(case.draft.answers)
    return tuple(_weighed(desk, item, proof, known) for proof in case.proofs)


def telling(proofs: tuple[Weighed, ...]) -> Weighed | None:
    """The proof that decides: the first that is open, else the first; None where none is asked."""
    return next((each for each in proofs if not each.settled), next(iter(proofs), None))


def _weighed(desk: Desk, item: Item, proof: Proof, known: tuple[Claim, ...]) -> Weighed:
    rule = item.proof(proof.id)
    why = proof.facts.get(WHY)
    codes = tuple(str(code) for code in why) if isinstance(why, list) else ()
    if rule is None:  # the item is no longer asked this way
        return Weighed(proof, proof.id, Verdict.BY_HAND, why=codes)
    claim = _claim(item, rule, proof, known)
    by_hand = bool(unasked(rule, claim))
    labels = {each.id: each.label for each in rule.facts}
    return Weighed(
        proof,
        rule.title,
        _verdict(rule, proof, by_hand=by_hand),
        kind=rule.kind,
        claim=claim,
        relation=claim.relation if claim and len(known) > 1 else "",
        source="" if by_hand and not proof.as_of else _source(desk, rule, proof),
        why=codes,
        facts=_facts(desk, rule, recorded(proof)),
        unread=labels.get(str(proof.facts.get(UNREADABLE, "")), ""),
        place=_place(desk, proof, "division"),
        contested=_place(desk, proof, "contested"),
        wants=() if rule.absent else rule.facts,
    )


def _claim(item: Item, rule: ProofRule, proof: Proof, known: tuple[Claim, ...]) -> Claim | None:
    about_both = rule.kind in PER_RELATIVE or rule.kind is ProofKind.BOOKLET
    if not about_both or (rule.kind is ProofKind.HOME and own_home(item)):
        return None
    return claim_of(known, proof.id)


_PLAIN: Mapping[Outcome, Verdict] = {
    Outcome.OPEN: Verdict.OPEN,
    Outcome.HOLDS: Verdict.AGREES,
    Outcome.SHOWN: Verdict.SHOWN,
    Outcome.PROMISED: Verdict.PROMISED,
    Outcome.NOT_FOUND: Verdict.NOT_FOUND,
    Outcome.AMBIGUOUS: Verdict.AMBIGUOUS,
    Outcome.CONTRADICTED: Verdict.DIFFERS,
    Outcome.SILENT: Verdict.SILENT,
}
_OF_A_RECORD = {Outcome.HOLDS: Verdict.ON_RECORD}
_OF_A_SEARCH = {Outcome.HOLDS: Verdict.NONE_HELD, Outcome.CONTRADICTED: Verdict.HELD}


_OF_AN_OWNER: Mapping[Outcome, Verdict] = {
    Outcome.HOLDS: Verdict.CONFIRMED,
    Outcome.CONTRADICTED: Verdict.DENIED,
    Outcome.AMBIGUOUS: Verdict.UNTOLD,
}


def _verdict(rule: ProofRule, proof: Proof, *, by_hand: bool) -> Verdict:
    if by_owner(proof):
        return _OF_AN_OWNER.get(proof.outcome, Verdict.OPEN)
    if proof.way is Way.COMMITMENT and not proof.settled:
        return Verdict.OFFERED
    if proof.outcome is Outcome.OPEN and by_hand:
        return Verdict.BY_HAND
    if proof.outcome is Outcome.CONTRADICTED and "contested" in proof.facts:
        return Verdict.CONTESTED
    if proof.outcome is Outcome.AMBIGUOUS and UNREADABLE in proof.facts:
        return Verdict.UNREADABLE
    special: Mapping[Outcome, Verdict] = {}
    if rule.kind is ProofKind.RECORD:
        special = _OF_A_SEARCH if rule.absent else _OF_A_RECORD
    return special.get(proof.outcome, _PLAIN[proof.outcome])


def _source(desk: Desk, rule: ProofRule, proof: Proof) -> str:
    """What people call the source; a document is none."""
    if proof.outcome is Outcome.SHOWN:
        return ""
    if proof.outcome is Outcome.PROMISED:
        return desk.words.term("source", SOURCE)
    asked = proof.source or rule.source or POPULATION
    if by_owner(proof) and OfficeId(asked) in desk.catalogue.offices:
        return desk.catalogue.office(OfficeId(asked)).name
    if asked == POPULATION:
        return desk.words.term("source", POPULATION)
    known = desk.catalogue.sources.get(asked)
    return known.name if known else asked


def _facts(desk: Desk, rule: ProofRule, held: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    aloud = voice(desk)
    return tuple((f.label, aloud.written(f, held[f.id])) for f in rule.facts if held.get(f.id))


def _place(desk: Desk, proof: Proof, fact: str) -> str:
    division = proof.facts.get(fact)
    return voice(desk).place(str(division)) if division else ""
