"""Attachments: pictures that an applicant hands in with a case, and how many are taken."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from domain.application import Application, ApplicationId
from domain.errors import Validation, WrongState
from domain.identity import PersonId
from domain.states import State

AttachmentId = NewType("AttachmentId", str)

LONGEST = 8_000_000  # bytes of a picture as it is sent
MOST_A_CASE = 6
MOST_A_DAY = 30  # of one person
TAKING = frozenset({State.DRAFT, State.SUBMITTED, State.PROVING, State.REVIEW, State.RETURNED})


class Shows(StrEnum):
    """What a picture shows, as whoever hands it in says."""

    BIRTH_CERTIFICATE = "birth-certificate"
    OLD_BOOKLET = "old-booklet"
    MARRIAGE_CERTIFICATE = "marriage-certificate"
    ADOPTION_CERTIFICATE = "adoption-certificate"
    OTHER = "other"


@dataclass(frozen=True)
class Attachment:
    """One picture of one case.

    Attributes:
        place: Which picture of the case it is, from one.
        object: Its name in the object store: a keyed digest of the cleaned picture.
        size: Bytes of the cleaned picture.
    """

    id: AttachmentId
    case: ApplicationId
    place: int
    kind: Shows
    object: str
    size: int
    added_at: datetime
    added_by: PersonId


def shows(kind: str) -> Shows:
    """What somebody says that a picture shows.

    Raises:
        Validation: It is none of the kinds.
    """
    try:
        return Shows(kind)
    except ValueError:
        raise Validation(field="kind", reason="no-such-choice") from None


def takes_pictures(case: Application) -> None:
    """Let pass a case to which pictures can still be handed in.

    Raises:
        WrongState: It is decided, or closed.
    """
    if case.state not in TAKING:
        raise WrongState(case=case.id, state=case.state, wanted=State.REVIEW)


def next_place(held: Collection[Attachment]) -> int:
    """Which picture of its case one more would be.

    Raises:
        Validation: The case has as many as it may have.
    """
    if len(held) >= MOST_A_CASE:
        raise Validation(field="file", reason="pictures-full")
    return len(held) + 1
