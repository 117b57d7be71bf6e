"""What an official gets back at once."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """What the official gets back at once.

    Attributes:
        text: A bubble; empty for none.
        button: What the tapped card's button says from now on; empty for no change.
    """

    text: str = ""
    button: str = ""
