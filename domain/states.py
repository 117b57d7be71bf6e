"""States of a case.  A state says whose turn it is; `NEXT` is the one table of moves."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """A state says whose turn it is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    PROVING = "proving"
    REVIEW = "review"
    COUNTERSIGN = "countersign"
    APPROVED = "approved"
    ISSUED = "issued"
    SETTLED = "settled"
    REFUSED = "refused"
    NOT_ACCEPTED = "not_accepted"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    TERMINATED = "terminated"
    RESCINDED = "rescinded"


_OPEN_ENDS = frozenset({State.WITHDRAWN, State.SUSPENDED, State.TERMINATED})

NEXT: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.SUBMITTED, State.WITHDRAWN}),
    State.SUBMITTED: frozenset(
        {
            State.PROVING,
            State.SETTLED,  # no paper is needed: a letter is made instead
            State.RETURNED,
            State.NOT_ACCEPTED,
            State.WITHDRAWN,
            State.TERMINATED,
        }
    ),
    State.RETURNED: frozenset({State.SUBMITTED, State.WITHDRAWN, State.LAPSED}),
    State.PROVING: frozenset(
        {State.REVIEW, State.SETTLED, State.RETURNED, State.NOT_ACCEPTED} | _OPEN_ENDS
    ),
    State.REVIEW: frozenset(
        {
            State.APPROVED,
            State.COUNTERSIGN,
            State.SETTLED,
            State.REFUSED,
            State.RETURNED,
            State.NOT_ACCEPTED,
            State.PROVING,
        }
    )
    | _OPEN_ENDS,
    State.COUNTERSIGN: frozenset(
        {State.APPROVED, State.SETTLED, State.REFUSED, State.REVIEW} | _OPEN_ENDS
    ),
    State.APPROVED: frozenset({State.ISSUED, State.REVIEW}),
    State.SUSPENDED: frozenset(
        {State.PROVING, State.REVIEW, State.COUNTERSIGN, State.WITHDRAWN, State.TERMINATED}
    ),
    State.ISSUED: frozenset({State.RESCINDED}),
    State.SETTLED: frozenset({State.RESCINDED}),
    State.REFUSED: frozenset(),
    State.NOT_ACCEPTED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.LAPSED: frozenset(),
    State.TERMINATED: frozenset(),
    State.RESCINDED: frozenset(),
}

UNDER_WAY = frozenset(
    {
        State.SUBMITTED,
        State.RETURNED,
        State.PROVING,
        State.REVIEW,
        State.COUNTERSIGN,
        State.APPROVED,
        State.SUSPENDED,
    }
)
TURNS_TO_COME = UNDER_WAY - {State.APPROVED}  # of officials, with the case as it stands
BEFORE_OFFICIALS = frozenset({State.REVIEW, State.COUNTERSIGN})
ACCEPTING = frozenset({State.APPROVED, State.COUNTERSIGN, State.SETTLED, State.REFUSED})
