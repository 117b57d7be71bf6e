"""The desk: everything a use-case needs at hand, and nothing that decides."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from casework.shelf import Shelf
from certificates.press import Press
from domain.calendar import WorkingDays
from domain.form import Place
from domain.item import Catalogue
from domain.message import Channel, Phrase
from sources.records import Records
from sources.source import Register
from storage.database import Database
from storage.files import Files
from storage.images import Studio
from storage.sealing import Keyring
from storage.transaction import Transaction
from templates.environment import Words

CASE_LINK = timedelta(days=30)
ENROL_LINK = timedelta(minutes=15)


@dataclass(frozen=True)
class Desk:
    """What the verbs work with.

    Attributes:
        shelf: Where the catalogue lies.
        records: What departments hold, beside the population register.
        public_url: Where citizens and checkers reach us, without a trailing slash.
        sample: Whether every paper is marked as a sample.
        official_appid: The official account that people write to.
        miniapp_appid: The mini program that people enrol in.
        clock: The present moment, timezone-aware UTC.
        doubt: What speaks against it: `behind`, `leapt`; empty: nothing does.
        reader: A press that only reads what strangers hand in, so that they hold up no paper;
            None: the one press does both.
    """

    db: Database
    shelf: Shelf
    days: WorkingDays
    words: Words
    register: Register
    records: Records
    press: Press
    files: Files
    keyring: Keyring
    public_url: str
    sample: bool
    official_appid: str
    miniapp_appid: str
    clock: Callable[[], datetime]
    pictures: Studio = field(default_factory=Studio)
    reader: Press | None = None
    doubt: Callable[[], str] = str

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in service; one and the same within a transaction function."""
        return self.shelf.catalogue

    def now(self) -> datetime:
        """The present moment."""
        return self.clock()

    def sure(self) -> bool:
        """Whether what time alone does may be done."""
        return not self.doubt()

    def appid(self, channel: Channel) -> str:
        """The account of ours that a citizen's channel leads to."""
        return self.miniapp_appid if channel is Channel.MINI_PROGRAM else self.official_appid

    @property
    def host(self) -> str:
        """The host that is printed on paper and shown on pages."""
        return self.public_url.split("://", 1)[-1]

    def places(self) -> tuple[Place, ...]:
        """The divisions that can be named, of every level, by all their names."""
        return self.shelf.divisions.places


@dataclass(frozen=True)
class Once:
    """What makes a repetition harmless: the same key gets the first answer again.

    Attributes:
        key: Platform message id, event key, or Idempotency-Key with its route.
        actor: Who acts; another actor's equal key is another key.
    """

    key: str
    actor: str


async def once(desk: Desk, seen: Once, work: Callable[[Transaction, datetime], Phrase]) -> Phrase:
    """Do the work and keep its answer, or give the answer of the first time.

    Raises:
        Refusal: The work was refused; nothing was written, so a repetition is refused alike.
    """
    at = desk.now()

    def claim_and_do(tx: Transaction) -> Phrase:
        answered = tx.once.claim(seen.key, actor=seen.actor, at=at)
        if answered is not None:
            return answered
        phrase = work(tx, at)
        tx.once.answer(seen.key, phrase)
        return phrase

    return await desk.db.write(claim_and_do)


def new_token() -> str:
    """A secret of 128 bits for a link or a session, safe in a URL."""
    return secrets.token_urlsafe(16)
