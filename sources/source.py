"""The population register as the casework sees it, whoever answers behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from domain.identity import IdNumber, PersonName, Phone
from domain.kinship import Edge, Relative
from domain.purpose import Purpose


@dataclass(frozen=True)
class Named:
    """A person as one asks for him: name and number together."""

    name: PersonName
    number: IdNumber


class Found(StrEnum):
    """What the register could say about a relation."""

    FOUND = "found"
    NOT_FOUND = "not-found"
    AMBIGUOUS = "ambiguous"
    WRONG_SUBJECT = "wrong-subject"


@dataclass(frozen=True)
class IdentityAnswer:
    """Whether name, number and phone belong together; None: the register holds no phone."""

    request: str
    as_of: datetime
    match: bool
    phone_match: bool | None
    division: str | None


@dataclass(frozen=True)
class KinshipAnswer:
    """What is recorded between two people.

    Attributes:
        request: The register's id for its answer: our receipt.
        edges: The shortest chain of recorded facts, at most two.
        people: Whom the answer names, by number.
        booklet: Whether the two share a booklet: now, past, never, unknown.
        booklet_division: Where the last shared booklet is or was kept.
        cached: Whether this is what it answered a while before, not now.
    """

    request: str
    as_of: datetime
    found: Found
    edges: tuple[Edge, ...]
    people: Mapping[IdNumber, Relative]
    booklet: str
    booklet_division: str | None = None
    cached: bool = False


class Register(Protocol):
    """A population register.  Every question names its purpose.

    Each raises `SourceSilent` when no usable answer came, which is never a no.
    """

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        """Whether name, number and phone belong to one person."""

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        """What is recorded between two people."""

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        """The numbers of parents, children, spouse and siblings; for recusal only."""
