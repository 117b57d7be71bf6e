"""A transaction: the repositories by noun, over one transaction's statements."""

from typing import Generic, Protocol, TypeVar, overload

from storage.absences import Absences
from storage.accounts import Accounts
from storage.applications import Applications
from storage.asking import Askings
from storage.attachments import Attachments
from storage.cards import Cards
from storage.certificates import Certificates
from storage.checks import Checks
from storage.clocks import Clocks
from storage.commitments import Commitments
from storage.counters import Counters
from storage.credit_records import CreditRecords
from storage.credits import Credits
from storage.figures import Figures
from storage.items import Items
from storage.jottings import Jottings
from storage.journal import Journal
from storage.letters import Letters
from storage.links import Links
from storage.offers import Offers
from storage.officials import Officials
from storage.once import Once
from storage.outbox import Outbox
from storage.people import People
from storage.planned_checks import PlannedChecks
from storage.ratings import Ratings
from storage.sessions import Sessions
from storage.source_answers import SourceAnswers
from storage.source_counts import SourceCounts
from storage.source_receipts import SourceReceipts
from storage.statements import Statements
from storage.verifications import Verifications


class _Repository(Protocol):
    def __init__(self, tx: Statements, /) -> None: ...


R = TypeVar("R", bound=_Repository)


class _Noun(Generic[R]):
    """A repository that a transaction makes when it is first asked for."""

    def __init__(self, kind: type[R]) -> None:
        self._kind = kind

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, tx: None, owner: type, /) -> "_Noun[R]": ...
    @overload
    def __get__(self, tx: Statements, owner: type, /) -> R: ...
    def __get__(self, tx: Statements | None, owner: type, /) -> "R | _Noun[R]":
        if tx is None:
            return self
        repository = self._kind(tx)
        tx.__dict__[self._name] = repository
        return repository


class Transaction(Statements):
    """What a transaction function is given, and may use until it returns."""

    people = _Noun(People)
    accounts = _Noun(Accounts)
    officials = _Noun(Officials)
    absences = _Noun(Absences)
    offers = _Noun(Offers)
    applications = _Noun(Applications)
    attachments = _Noun(Attachments)
    certificates = _Noun(Certificates)
    checks = _Noun(Checks)
    clocks = _Noun(Clocks)
    commitments = _Noun(Commitments)
    planned_checks = _Noun(PlannedChecks)
    credit_records = _Noun(CreditRecords)
    ratings = _Noun(Ratings)
    letters = _Noun(Letters)
    askings = _Noun(Askings)
    links = _Noun(Links)
    sessions = _Noun(Sessions)
    counters = _Noun(Counters)
    once = _Noun(Once)
    outbox = _Noun(Outbox)
    items = _Noun(Items)
    figures = _Noun(Figures)
    jottings = _Noun(Jottings)
    journal = _Noun(Journal)
    cards = _Noun(Cards)
    credits = _Noun(Credits)
    verifications = _Noun(Verifications)
    source_answers = _Noun(SourceAnswers)
    source_counts = _Noun(SourceCounts)
    source_receipts = _Noun(SourceReceipts)
