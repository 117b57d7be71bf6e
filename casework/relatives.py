"""Relatives: whom a case names beside its applicant, and what it says of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.application import Application
from domain.form import MEMBER, Answers, Field, FieldKind
from domain.identity import IdNumber, PersonName, birth_date
from domain.item import Item, ProofKind, ProofRule
from domain.proof import Proof
from sources.source import Named

HOME = "home"
PER_RELATIVE = frozenset({ProofKind.KINSHIP, ProofKind.HOME})


@dataclass(frozen=True)
class Claim:
    """One relative, as the applicant writes him.

    Attributes:
        suffix: Which member of the group: empty, `#2`, `#3`.
        relation: The word for the relative, a code of `domain.kinship.term`.
        booklet: Whether the two are said to share a booklet; of the first relative only.
        number: None of somebody who has no Chinese ID number.
        passport: The passport instead; then birthday and sex are what the applicant writes.
    """

    suffix: str
    name: PersonName
    relation: str
    booklet: str = ""
    number: IdNumber | None = None
    passport: str = ""
    born: str = ""
    sex: str = ""

    @property
    def named(self) -> Named | None:
        """As a register is asked for the relative; None: no register knows a passport."""
        return Named(self.name, self.number) if self.number else None

    @property
    def birthday(self) -> date | None:
        """The day of birth, by the number or as the applicant writes it."""
        if self.number:
            return birth_date(self.number)
        return date.fromisoformat(self.born) if self.born else None


def claims(answers: Answers) -> tuple[Claim, ...]:
    """The relatives of a case in order; none where none is asked for."""
    named = (field.partition("relative_name") for field in answers)
    suffixes = [suffix for before, found, suffix in named if found and not before]
    return tuple(_claim(answers, each) for each in sorted(suffixes, key=_place))


def _place(suffix: str) -> int:
    return int(suffix.removeprefix(MEMBER) or 1)


def _claim(answers: Answers, suffix: str) -> Claim:
    def said(field: str) -> str:
        return answers.get(f"{field}{suffix}", "")

    number = said("relative_id")
    return Claim(
        suffix=suffix,
        name=PersonName(said("relative_name")),
        relation=said("relation"),
        booklet=said("booklet"),
        number=IdNumber(number) if number else None,
        passport=said("relative_passport"),
        born=said("relative_born"),
        sex=said("relative_sex"),
    )


def claim_of(known: tuple[Claim, ...], proof: str) -> Claim | None:
    """The relative that a proof is about."""
    suffix = proof.removeprefix(proof.partition("#")[0])
    return next((each for each in known if each.suffix == suffix), None)


def numbers(asked: Iterable[Field], answers: Answers) -> tuple[str, ...]:
    """The ID numbers and passports of everybody whom the answers to these questions name."""
    kinds = (FieldKind.ID_NUMBER, FieldKind.PASSPORT)
    return tuple(answers[f.id] for f in asked if f.kind in kinds and answers.get(f.id))


def own_home(item: Item) -> bool:
    """Whether it is the applicant's home that makes an office competent, not the relative's."""
    place = item.form.field(item.place) if item.place else None
    return place is not None and place.prefill == HOME


def proofs_of(item: Item, answers: Answers) -> tuple[Proof, ...]:
    """The proofs that a case needs: one a rule, and of kinship and home one a relative."""
    suffixes = tuple(each.suffix for each in claims(answers)) or ("",)
    return tuple(
        Proof(f"{rule.id}{suffix}")
        for rule in item.proofs
        for suffix in (suffixes if _per_relative(item, rule) else suffixes[:1])
    )


def _per_relative(item: Item, rule: ProofRule) -> bool:
    return rule.kind in PER_RELATIVE and not (rule.kind is ProofKind.HOME and own_home(item))


def contested(case: Application, item: Item) -> str:
    """What the applicant says of his home instead of what the register holds; empty: nothing."""
    return case.draft.contested.get(item.place, "") if own_home(item) else ""
