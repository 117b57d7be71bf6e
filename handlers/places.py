"""So many at once and no more: what is large is held in memory while it is judged."""

from collections.abc import Iterator
from contextlib import contextmanager

from domain.errors import Overloaded

SOON_S = 5


class Places:
    """A number of places, each for one file from its first byte to its verdict."""

    def __init__(self, most: int) -> None:
        self._free = most

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place.

        Raises:
            Overloaded: There is none.
        """
        if self._free == 0:
            raise Overloaded(wait_s=SOON_S)
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
