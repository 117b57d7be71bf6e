"""What is handed out and taken back: links, sessions, cards; and what is noted of it all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.application import ApplicationId
from domain.identity import AccountId
from domain.message import Json
from domain.office import OfficialId


@dataclass(frozen=True)
class Link:
    """A capability that was sent as a link.

    Attributes:
        purpose: What it opens: enrol, case.
        case: The case it opens; empty if none.
    """

    purpose: str
    account: AccountId
    case: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in.

    Attributes:
        token_hash: Digest of the bearer token or cookie; the token itself is kept nowhere.
        kind: citizen, visitor or official.
        subject: Whose session: an id of that kind.
        seen_at: The last request, to the minute.
        idle_s: Seconds without a request after which it ends; 0 means no such end.
        csrf: What a form of this session must carry.
        facts: What else the session knows; sealed where it lies.
    """

    token_hash: str
    kind: str
    subject: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    idle_s: int = 0
    csrf: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)

    def lasts(self, at: datetime) -> bool:
        """Whether it has neither expired nor been left idle at that moment."""
        idle = self.idle_s and at >= self.seen_at + timedelta(seconds=self.idle_s)
        return at < self.expires_at and not idle


@dataclass(frozen=True)
class Card:
    """One card about a case, as it lies in the officials' chats.

    Attributes:
        task: The platform's task id; one for all copies.
        revision: Which card about this case it is.
        recipients: Whose chats hold a copy.
        response_code: The code with which every copy can be changed once.
        greyed_at: When it stopped being live.
        words: Code of what its button says since.
    """

    task: str
    case: ApplicationId
    revision: int
    recipients: tuple[OfficialId, ...]
    response_code: str
    sent_at: datetime
    greyed_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Check:
    """One check of a certificate by whoever holds it.

    Attributes:
        id: What can be quoted.
        verdict: Code of the answer that was given.
        way: How it was asked: qr, code, file.
    """

    id: str
    at: datetime
    verdict: str
    way: str


@dataclass(frozen=True)
class Entry:
    """One line of the journal: ids, codes and hashes, never anything personal.

    Attributes:
        kind: What happened: `state/approved`, `signed-in`.
        by: Who did it: an id, or the name of a part of the house.
    """

    id: str
    at: datetime
    kind: str
    by: str
    case: ApplicationId | None = None
    facts: Mapping[str, Json] = field(default_factory=dict)
