"""What the outbox owes: jobs, and the two ways in which one does not end well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Job:
    """One thing to be done after a transaction, at least once.

    Attributes:
        topic: Which coroutine does it: prove, issue, card, grey, tell.
        lane: Jobs of one lane are done one after another; lanes do not wait for each other.
        ids: Ids and codes only, never anything personal.
        attempts: How often it was begun, this time included.
    """

    id: str
    topic: str
    lane: str
    ids: Mapping[str, str] = field(default_factory=dict)
    attempts: int = 1
    created_at: datetime | None = None


class Later(Exception):
    """The job could not be done now.

    Attributes:
        why: A code for the operator.
        wait: How long to wait; None leaves it to the back-off.
    """

    def __init__(self, why: str, wait: timedelta | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.wait = wait


class GiveUp(Exception):
    """The job can never be done; a person must see it.

    Attributes:
        why: A code for the operator.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why
