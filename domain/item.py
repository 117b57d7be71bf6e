"""Items of the catalogue: what can be applied for, and how it is settled."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from domain.errors import NotFound
from domain.form import Form
from domain.kinship import Kin
from domain.office import Office, OfficeId, OfficeKind

ItemId = NewType("ItemId", str)


class Way(StrEnum):
    """How a proof is settled."""

    NOT_NEEDED = "not-needed"
    COMMITMENT = "commitment"
    DATA_QUERY = "data-query"
    VERIFICATION = "verification"


@dataclass(frozen=True)
class ProofRule:
    """One fact that an item asks for, and the ways to settle it, in order."""

    id: str
    title: str
    ways: tuple[Way, ...]
    source: str


@dataclass(frozen=True)
class Basis:
    """A legal basis, and whether its text was read; what was not read is never shown as law."""

    law: str
    article: str
    read: bool
    source: str


@dataclass(frozen=True)
class Item:
    """One thing that can be applied for.

    Attributes:
        version: Hash of the canonical file.
        name: What the citizen calls it; the only thing a notice may say.
        says: Words that lead here in chat.
        issued_by: Which kind of office answers.
        kins: For kinship items, the relations that this item certifies.
        due_days: Working days from receipt to the first answer.
        correct_days: Working days that a citizen has to correct.
        valid_days: Days from issue to the last day of validity.
        assurance: The least identity level of the applicant.
    """

    id: ItemId
    version: str
    name: str
    title: str
    says: tuple[str, ...]
    issued_by: OfficeKind
    form: Form
    kins: frozenset[Kin]
    proofs: tuple[ProofRule, ...]
    basis: tuple[Basis, ...]
    due_days: int
    correct_days: int
    valid_days: int
    assurance: int


@dataclass(frozen=True)
class Catalogue:
    """Everything that an office may change without us, as loaded and checked."""

    items: Mapping[ItemId, Item]
    offices: Mapping[OfficeId, Office]

    def item(self, item: ItemId) -> Item:
        """The item of that id.

        Raises:
            NotFound: There is none.
        """
        try:
            return self.items[item]
        except KeyError:
            raise NotFound(item=item) from None

    def office(self, office: OfficeId) -> Office:
        """The office of that id.

        Raises:
            NotFound: There is none.
        """
        try:
            return self.offices[office]
        except KeyError:
            raise NotFound(office=office) from None

    def called(self, words: str) -> Item | None:
        """The item that these words ask for, if they ask for one."""
        said = words.strip()
        for item in self.items.values():
            if any(word in said for word in item.says):
                return item
        return None
