"""What a program of an office is told of answers, proofs, and the law that was read."""

from datetime import datetime

from pydantic import Field

from casework.transcribing import Written
from casework.weighing import Verdict, Weighed
from domain.fields import Field as Question
from domain.fields import FieldKind
from domain.item import Basis, Way
from domain.proof import Outcome
from handlers.api import Told


class SaidTold(Told):
    """What the applicant wrote to one question."""

    field: str = Field(description="`#2` marks a second relative's, child's …")
    label: str
    kind: FieldKind
    text: str = Field(description="As it is read out; empty: not answered.")
    contested: str = Field(description="What is said instead of what is registered; or empty.")

    @classmethod
    def of(cls, said: Written) -> "SaidTold":
        """What is told of an answer."""
        return cls(
            field=said.field,
            label=said.label,
            kind=said.asked.kind,
            text=said.text,
            contested=said.contested,
        )


class FactTold(Told):
    """One thing that was recorded, or seen in a document."""

    label: str
    text: str


class FactWanted(Told):
    """A fact that settling the proof by a document takes."""

    id: str = Field(description="Its name in `facts`.")
    kind: FieldKind
    label: str
    question: str
    optional: bool
    choices: list[str]

    @classmethod
    def of(cls, asked: Question) -> "FactWanted":
        """What is told of a fact that is wanted."""
        return cls(
            id=asked.id,
            kind=asked.kind,
            label=asked.label,
            question=asked.question,
            optional=asked.optional,
            choices=[each.value for each in asked.choices],
        )


class ProofTold(Told):
    """How one fact stands."""

    id: str
    title: str
    relation: str = Field(description="Which of several relatives it is about; or empty.")
    outcome: Outcome
    verdict: Verdict
    way: Way | None
    source: str = Field(description="What is asked, by name; empty: no machine is.")
    as_of: datetime | None
    why: list[str] = Field(description="Ways that were taken or passed over, in order, and why.")
    facts: list[FactTold]
    document: str = Field(description="What an official has seen instead; or empty.")
    wants: list[FactWanted] = Field(description="What a document must say to settle it.")

    @classmethod
    def of(cls, known: Weighed) -> "ProofTold":
        """What is told of a proof."""
        found = known.proof
        return cls(
            id=known.id,
            title=known.title,
            relation=known.relation,
            outcome=found.outcome,
            verdict=known.verdict,
            way=found.way,
            source=known.source,
            as_of=found.as_of,
            why=list(known.why),
            facts=[FactTold(label=label, text=text) for label, text in known.facts],
            document=known.shown,
            wants=[FactWanted.of(each) for each in known.wants],
        )


class LawTold(Told):
    """A legal basis whose text was read."""

    law: str
    article: str
    gist: str

    @classmethod
    def of(cls, basis: Basis) -> "LawTold":
        """What is told of a legal basis."""
        return cls(law=basis.law, article=basis.article, gist=basis.gist)
