"""What an official's chat is made of: what was typed, what is answered, where a case is opened."""

from dataclasses import dataclass

from casework.desk import Desk, Once
from domain.application import ApplicationId
from domain.office import OfficialId


@dataclass(frozen=True)
class Command:
    """What an official typed, taken apart.

    Attributes:
        by: Who typed it.
        once: The key that is equal for every repetition.
        tail: The end of a case number, with its day before it if that was typed; empty: none.
        said: What was typed behind it.
        every: Whether it is about all cases.
    """

    by: OfficialId
    once: str
    tail: str = ""
    said: str = ""
    every: bool = False

    @property
    def key(self) -> Once:
        """What makes a repetition harmless."""
        return Once(self.once, self.by)


def page(desk: Desk, case: ApplicationId, place: str = "") -> str:
    """Where an official opens the case, or a place on its page."""
    return f"{desk.public_url}/desk/cases/{case}{place}"
