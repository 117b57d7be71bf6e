"""Asking: one round of questions about a case; a source that is silent holds up no other."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace

from casework import judging
from casework.desk import Desk
from casework.judging import POPULATION, Asked
from casework.recording import ask_record
from casework.relatives import Claim, claim_of, claims, contested, own_home
from domain.application import Application
from domain.errors import SourceSilent
from domain.form import MEMBER
from domain.identity import Person
from domain.item import Item, ProofKind, ProofRule, Way
from domain.proof import Outcome, Proof
from domain.purpose import Purpose
from sources.source import KinshipAnswer, Named

PURPOSE = "kinship-certificate"
WHY = "why"
BY_A_PERSON = f"{Way.VERIFICATION}/person"


@dataclass(frozen=True)
class Inquiry:
    """What there is to ask about one case.

    Attributes:
        due: The proofs that are to be asked for now.
        fresh: Whether the sources themselves must answer, now.
    """

    case: Application
    item: Item
    applicant: Person
    due: tuple[str, ...]
    fresh: bool = False


async def ask(desk: Desk, inquiry: Inquiry) -> tuple[Proof, ...]:
    """The due proofs, each as its source left it, or open where no machine can be asked.

    Why this way was taken or passed over stands in their facts; other ways are not taken here.
    """
    round_ = _Round(desk, inquiry)
    return tuple(await asyncio.gather(*(round_.proof(each) for each in inquiry.due)))


def unasked(rule: ProofRule, claim: Claim | None) -> str:
    """Why no machine is asked for a proof: a code; empty when one is."""
    if Way.DATA_QUERY not in rule.ways:
        return "not-a-way"
    if rule.kind is ProofKind.DOCUMENT or (rule.kind is ProofKind.RECORD and not rule.source):
        return "no-source"
    if claim is not None and claim.named is None:
        return "passport"
    return ""


def askable(item: Item, case: Application) -> frozenset[str]:
    """The open proofs of a case about which a machine can be asked."""
    known = claims(case.draft.answers)
    rules = {proof: item.proof(proof) for proof in case.open_proofs}
    return frozenset(
        proof for proof, rule in rules.items() if rule and not unasked(rule, claim_of(known, proof))
    )


class _Round:
    """Asks the register once about each relative, however many proofs rest on the answer."""

    def __init__(self, desk: Desk, inquiry: Inquiry) -> None:
        self._desk = desk
        self._inquiry = inquiry
        self._claims = claims(inquiry.case.draft.answers)
        self._kin: dict[str, asyncio.Task[KinshipAnswer]] = {}

    async def proof(self, proof: str) -> Proof:
        rule = self._inquiry.item.proof(proof)
        if rule is None:  # the item is no longer asked this way: a person looks
            gone = Proof(proof, way=Way.VERIFICATION)
            return _because(gone, ["rule-gone", BY_A_PERSON])
        claim = self._claim(rule, proof)
        if reason := unasked(rule, claim):
            return _because(Proof(proof), [f"{Way.DATA_QUERY}/{reason}"])
        try:
            found = await self._asked(rule, proof, claim)
        except SourceSilent:
            source = rule.source or POPULATION
            found = Proof(proof, Outcome.SILENT, Way.DATA_QUERY, source)
        said = "contested" if "contested" in found.facts else found.outcome
        return _because(found, [f"{Way.DATA_QUERY}/{said}"])

    def _claim(self, rule: ProofRule, proof: str) -> Claim | None:
        about_me = rule.kind is ProofKind.HOME and own_home(self._inquiry.item)
        return None if about_me else claim_of(self._claims, proof)

    async def _asked(self, rule: ProofRule, proof: str, claim: Claim | None) -> Proof:
        if rule.kind is ProofKind.RECORD:
            inquiry = self._inquiry
            return await ask_record(
                self._desk, inquiry.case, inquiry.applicant, rule, fresh=inquiry.fresh
            )
        if claim is None or claim.named is None:
            return await self._own_home(proof)
        answer = await self._kinship(claim.suffix, claim.named)
        asked = Asked(self._me, claim, claim.named, answer)
        if rule.kind is ProofKind.HOME:
            return judging.home(proof, asked, served=await self._within(claim))
        if rule.kind is ProofKind.BOOKLET:
            return judging.booklet(proof, asked)
        return judging.kinship(proof, asked, kins=self._inquiry.item.kins)

    @property
    def _purpose(self) -> Purpose:
        return Purpose(PURPOSE, self._inquiry.case.id, fresh=self._inquiry.fresh)

    @property
    def _me(self) -> Named:
        return Named(self._inquiry.applicant.name, self._inquiry.applicant.number)

    async def _kinship(self, suffix: str, relative: Named) -> KinshipAnswer:
        if suffix not in self._kin:
            question = self._desk.register.kinship(self._me, relative, purpose=self._purpose)
            self._kin[suffix] = asyncio.ensure_future(question)
        return await self._kin[suffix]

    async def _own_home(self, proof: str) -> Proof:
        case, item = self._inquiry.case, self._inquiry.item
        phone = self._inquiry.applicant.phone
        answer = await self._desk.register.identity(self._me, phone, purpose=self._purpose)
        other = contested(case, item)
        return judging.own_home(proof, answer, served=self._served, contested=other)

    async def _within(self, claim: Claim) -> frozenset[str]:
        """Where the relative's home is ours: of the first one anywhere, of the others there."""
        first, case = self._claims[0], self._inquiry.case
        if claim.suffix == first.suffix:
            return self._served
        place = self._desk.catalogue.office(case.office).division if case.office else ""
        asked = any(MEMBER not in each for each in self._inquiry.due)
        if asked and first.named is not None:
            with suppress(SourceSilent):
                answer = await self._kinship(first.suffix, first.named)
                place = judging.registered(answer, first.named.number) or place
        return self._served & {place}

    @property
    def _served(self) -> frozenset[str]:
        item = self._inquiry.item
        return frozenset(
            office.division
            for office in self._desk.catalogue.offices.values()
            if (office.kind, office.topic) == (item.issued_by, item.topic)
        )


def _because(proof: Proof, why: list[str]) -> Proof:
    return replace(proof, facts={**proof.facts, WHY: [*why]})
