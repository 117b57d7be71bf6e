"""Proofs: the facts a case rests on, and how each one stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from domain.item import Way
from domain.message import Json

WHY = "why"  # where the codes of the ways that were taken lie among a proof's facts


class Outcome(StrEnum):
    """What became of one proof.  Silence is not a no, and a no is not a decision."""

    OPEN = "open"
    HOLDS = "holds"
    SHOWN = "shown"
    PROMISED = "promised"
    NOT_FOUND = "not-found"
    AMBIGUOUS = "ambiguous"
    CONTRADICTED = "contradicted"
    SILENT = "silent"


@dataclass(frozen=True)
class Proof:
    """One fact of the case, and how it stands.

    Attributes:
        facts: What the source or the official said; sealed where it lies.
        receipt: The source's own id for its answer.
    """

    id: str
    outcome: Outcome = Outcome.OPEN
    way: Way | None = None
    source: str = ""
    as_of: datetime | None = None
    receipt: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)

    @property
    def settled(self) -> bool:
        """Whether a decision may rest on it."""
        return self.outcome in (Outcome.HOLDS, Outcome.SHOWN, Outcome.PROMISED)

    @property
    def why(self) -> tuple[str, ...]:
        """Codes of the ways that were taken or passed over, in order."""
        codes = self.facts.get(WHY)
        return tuple(str(code) for code in codes) if isinstance(codes, list) else ()

    def noting(self, code: str) -> "Proof":
        """The same proof, with one more code of why a way was taken or left."""
        codes: list[Json] = [*self.why, code]
        return replace(self, facts={**self.facts, WHY: codes})
