"""Drafts: a conversation as far as it has come."""

from dataclasses import dataclass, field, replace

from domain.fields import Answers

PARKED = "parked"  # focus of a conversation that was left, until somebody goes on with it


@dataclass(frozen=True)
class Left:
    """A conversation that an answer led away from, to come back to.

    Attributes:
        item: The item that it was about.
        draft: As it stood, without that answer.
    """

    item: str
    draft: "Draft"


@dataclass(frozen=True)
class Draft:
    """A conversation as far as it has come: the answers, and what was asked last.

    Attributes:
        answers: Field id to stored value.
        focus: Field id that was asked again out of order, `summary`, `leave`, or empty for
            "whatever comes next".
        contested: Field id to what the applicant says instead of what the register holds.
        origin: The item that the case goes back to when no answer leads elsewhere; empty: the
            item that it is about.
        left: The conversation about another item that led to this one.
        of: The case that this is a change of; empty: it is a request of its own.
    """

    answers: Answers = field(default_factory=dict)
    focus: str = ""
    contested: Answers = field(default_factory=dict)
    origin: str = ""
    left: Left | None = None
    of: str = ""

    def at(self, focus: str) -> "Draft":
        """The same answers, asking something else."""
        return self if focus == self.focus else replace(self, focus=focus)
