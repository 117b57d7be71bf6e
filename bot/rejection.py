"""Why a callback was turned away: codes that can be logged and counted, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """What was wrong, in the order in which it is looked at."""

    TOO_LARGE = "too-large"
    UNSIGNED = "unsigned"
    STALE = "stale"
    UNREADABLE = "unreadable"
    SIGNATURE = "signature"
    CIPHERTEXT = "ciphertext"
    RECEIVER = "receiver"
    MALFORMED = "malformed"


# Who has not proved that he holds the token hears one answer, whatever he sent: nobody can feel
# his way through the parser.  Only a sender who signed is told that his content is malformed.
STATUS: Mapping[Reason, int] = {
    Reason.TOO_LARGE: 413,
    Reason.UNSIGNED: 403,
    Reason.STALE: 403,
    Reason.UNREADABLE: 403,
    Reason.SIGNATURE: 403,
    Reason.CIPHERTEXT: 403,
    Reason.RECEIVER: 403,
    Reason.MALFORMED: 400,
}


@dataclass(frozen=True)
class Rejected:
    """A callback that was not believed.

    Attributes:
        reason: The code for log and metrics; it holds nothing of what was sent.
    """

    reason: Reason

    @property
    def status(self) -> int:
        """The HTTP status that answers it."""
        return STATUS[self.reason]


class Denied(Exception):
    """Reading ends here; the envelope turns it into `Rejected`, and nothing else sees it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
