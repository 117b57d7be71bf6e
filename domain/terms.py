"""The terms of a commitment (告知承诺): what the notice says, and how the promise is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Scope(StrEnum):
    """What no commitment may touch, whatever a catalogue says.

    Source:
        国办发〔2020〕42号, as summaries give it; the text itself was not seen whole.
    """

    NATIONAL_SECURITY = "national-security"
    SECRECY = "state-secrets"
    PUBLIC_SAFETY = "public-safety"
    PRUDENTIAL_FINANCE = "prudential-finance"
    ENVIRONMENT = "environment"
    LIFE_AND_PROPERTY = "life-and-property"  # health, life, property directly
    FOREIGN = "foreign"  # important foreign-related matters
    HIGH_RISK = "high-risk"  # costly to correct, or harm that cannot be undone


class Decides(StrEnum):
    """When a case is decided once the promise is signed.  A person decides it each time."""

    AT_ONCE = "at-once"  # within the working day; nothing else is waited for
    AFTER_QUERY = "after-query"  # once the registers have answered the other proofs
    WITHIN_LIMIT = "within-limit"  # within the item's own limit


class Manner(StrEnum):
    """How a promise is checked afterwards."""

    WRITTEN = "written"
    ONLINE = "online"
    FIELD = "field"
    PUBLICITY = "publicity"


@dataclass(frozen=True)
class Terms:
    """What an item says of the commitment that may replace one of its proofs.

    Attributes:
        content: What the proof would have said: 证明要说明的内容.
        conditions: What must be true of whoever commits, a line each.
        liability: What follows if it is not true; what is not read law is worded as our practice.
        touches: Scopes that the item touches; written down even when there are none, and nobody
            may commit where there are any.
        decides: When the case is decided then.
        check_days: Working days from the decision within which the promise is checked; 0: it is
            exempt, and `exempt` says why.
        check_standard: What it is held against.
        check_manner: How; None: it is exempt.
        exempt: Why it is not checked.
        published: Where and how long the letter is made public; empty: it is not.
        filled: Facts of the proof that nobody is asked for, and what stands there: a sandboxed
            sentence over `today`, `answers` and `applicant`.
    """

    content: str
    conditions: tuple[str, ...]
    liability: tuple[str, ...]
    touches: tuple[Scope, ...]
    decides: Decides
    check_days: int = 0
    check_standard: str = ""
    check_manner: Manner | None = None
    exempt: str = ""
    published: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
