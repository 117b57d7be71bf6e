"""What a source is asked for: a question without a purpose is not asked."""

from dataclasses import dataclass

from domain.application import ApplicationId


@dataclass(frozen=True)
class Purpose:
    """Why somebody is asked about.

    Attributes:
        what: The id of the item, or a code of the house's own: `enrol`, `recusal`.
        case: The case that the answer is for, if there is one.
        fresh: Whether the source itself must answer, now: an official asks again.

    Raises:
        ValueError: It says nothing.
    """

    what: str
    case: ApplicationId | None = None
    fresh: bool = False

    def __post_init__(self) -> None:
        if not self.what.strip():
            raise ValueError("purpose")
