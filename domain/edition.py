"""Editions: one text of an item, from the proposal to the day another takes its place."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.item import ItemId

INSTALL = "install"  # who proposes and releases what comes with the program


class Standing(StrEnum):
    """Where an edition stands."""

    PROPOSED = "proposed"
    IN_SERVICE = "in-service"
    PAST = "past"  # was in service, or was proposed and taken back


@dataclass(frozen=True)
class Edition:
    """One version of an item, with its text.

    Attributes:
        text: The canonical text, whole: with the shared questions that it had at that time.
        proposed_by: The editor, or `install`.
        released_at: When it last came into service.
        released_by: The second editor, or `install`.
        first_used_at: When it first came into service.
    """

    item: ItemId
    version: str
    text: str
    standing: Standing
    proposed_at: datetime
    proposed_by: str
    released_at: datetime | None = None
    released_by: str = ""
    first_used_at: datetime | None = None
