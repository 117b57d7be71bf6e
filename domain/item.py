"""Items of the catalogue: what can be asked for, how it is settled, and what is said instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NewType

from domain.credit import CreditRules
from domain.errors import NotFound
from domain.form import Field, Form
from domain.guide import Guide
from domain.kinship import Kin
from domain.office import Office, OfficeId, OfficeKind
from domain.rating_rules import RatingRules
from domain.terms import Terms
from domain.texts import Answer, Basis, LetterText, PaperText, Point
from domain.ways import Disposition, Family, Level, ProofKind, Way

__all__ = [
    "Answer",
    "Basis",
    "Catalogue",
    "Disposition",
    "Family",
    "Item",
    "ItemId",
    "LetterText",
    "Level",
    "PaperText",
    "Point",
    "ProofKind",
    "ProofRule",
    "Source",
    "Way",
]

ItemId = NewType("ItemId", str)


@dataclass(frozen=True)
class ProofRule:
    """One fact that an item asks for, and the ways to settle it, in order.

    Attributes:
        source: The source of `catalogue/sources.toml` that owns the fact; empty: no machine knows.
        question: What that source is asked, the last part of its address.
        keys: Fields of the form whose answers go along with the question.
        facts: What the answer must hold, or the official who saw a document must enter; these, and
            not what the applicant typed, are printed.
        absent: Whether the fact is that the source holds nothing (a search).
        owner: Who is asked for a verification (部门核验): `police`, `town`, `village`,
            `cooperative`, or a department's topic; empty: no other office owns the fact.
        asks: The one question to the owner, a sandboxed sentence over `applicant`, `answers`,
            `relative` and `item`.
        ground: The basis of the item, as `law article`, by which the owner may be asked without the
            applicant's consent; empty, or a text that nobody has read: the applicant decides.
        answer_days: Working days that the owner has.
        convertible: Whether the applicant may commit instead when the owner does not answer.
        terms: On what terms a signed commitment takes its place; None: it cannot.
    """

    id: str
    title: str
    ways: tuple[Way, ...]
    kind: ProofKind = ProofKind.DOCUMENT
    source: str = ""
    question: str = ""
    keys: tuple[str, ...] = ()
    facts: tuple[Field, ...] = ()
    absent: bool = False
    owner: str = ""
    asks: str = ""
    ground: str = ""
    answer_days: int = 2
    convertible: bool = False
    terms: Terms | None = None


@dataclass(frozen=True)
class Item:
    """One thing that can be asked for.

    Attributes:
        version: Hash of the canonical file.
        name: What the citizen calls it; the only thing a notice may say.
        title: The full name, with what is special about this one.
        english: The name in English.
        says: Words that lead here in chat.
        also: Wrong and local names that the search knows; never shown.
        issued_by: Which kind of office answers.
        topic: Of departments, which one: `civil-affairs`; empty for towns and the police.
        place: The field whose answer is the division of the competent office; empty: the office
            serves the whole city.
        kins: For kinship items, the relations that this item certifies.
        purposes: The only purposes it may be used for; empty: any.
        condition: What the official must make sure of, for items issued on condition.
        due_days: Working days from acceptance to the decision, as promised.
        limit_days: The same by law; 0: the law sets none.
        correct_days: Working days that a citizen has to correct.
        valid_days: Days from issue to the last day of validity; 0: the paper prints none.
        approvals: One official, or two (a countersigner).
        assurance: The least identity level of the applicant.
        minor: Whether it concerns somebody under 14, for whom a guardian must consent.
        sensitive: Whether it tells of health, poverty, belief: wording of consent, extra care.
        unverified: What of this file was not checked against a source (fields, validity …).
        source: Where the item comes from.
    """

    id: ItemId
    version: str
    name: str
    title: str
    english: str
    says: tuple[str, ...]
    family: Family
    disposition: Disposition
    level: Level
    issued_by: OfficeKind
    form: Form
    proofs: tuple[ProofRule, ...]
    basis: tuple[Basis, ...]
    due_days: int
    correct_days: int
    valid_days: int
    assurance: int
    source: str
    topic: str = ""
    place: str = ""
    also: tuple[str, ...] = ()
    kins: frozenset[Kin] = frozenset()
    purposes: tuple[str, ...] = ()
    condition: str = ""
    limit_days: int = 0
    approvals: int = 1
    minor: bool = False
    sensitive: bool = False
    unverified: tuple[str, ...] = ()
    answer: Answer | None = None
    letter: LetterText | None = None
    paper: PaperText | None = None

    @property
    def issuable(self) -> bool:
        """Whether a paper can be asked for online."""
        return self.disposition.issuable

    @property
    def law(self) -> tuple[Basis, ...]:
        """The bases that were read: the only ones that anybody is shown."""
        return tuple(basis for basis in self.basis if basis.read)

    def proof(self, proof: str) -> ProofRule | None:
        """The rule of a proof; `kinship#2` is the second relative's, by the same rule."""
        name = proof.partition("#")[0]
        return next((rule for rule in self.proofs if rule.id == name), None)


@dataclass(frozen=True)
class Source:
    """A register of a department that can be asked by machine.

    Attributes:
        name: What papers and receipts call it: 兰溪市民政局社会救助信息系统.
        owner: The topic of the department that owns it, or `police`.
        questions: What it can be asked.
        stale_hours: An answer that is older is no answer.
        timeout_s: How long an answer may take.
        keep_minutes: How long an answer is kept, so that the same is not asked twice; 0: not.
        quota: How often a day it may be asked; 0: as often as is needed.
    """

    id: str
    name: str
    owner: str
    questions: tuple[str, ...]
    stale_hours: int = 24
    timeout_s: float = 3.0
    keep_minutes: int = 0
    quota: int = 0


@dataclass(frozen=True)
class Catalogue:
    """Everything that an office may change without us, as loaded and checked.

    Attributes:
        items: The released version of every item.
        versions: Every version that a case may still hold, the released ones among them.
    """

    items: Mapping[ItemId, Item]
    offices: Mapping[OfficeId, Office]
    sources: Mapping[str, Source] = field(default_factory=dict)
    guide: Guide = field(default_factory=Guide)
    credit: CreditRules = field(default_factory=CreditRules)
    ratings: RatingRules = field(default_factory=RatingRules)
    versions: Mapping[tuple[ItemId, str], Item] = field(default_factory=dict)

    def item(self, item: ItemId, version: str = "") -> Item:
        """The item of that id: as it stands now, or as a case was begun under it.

        Raises:
            NotFound: There is none.
        """
        found = self.versions.get((item, version)) or self.items.get(item)
        if found is None:
            raise NotFound(item=item)
        return found

    def office(self, office: OfficeId) -> Office:
        """The office of that id.

        Raises:
            NotFound: There is none.
        """
        try:
            return self.offices[office]
        except KeyError:
            raise NotFound(office=office) from None
