"""The shelf: where the catalogue lies that is in service, and where another is put in its place."""

from contextvars import ContextVar
from functools import cached_property
from pathlib import Path

from casework.guiding import Finder
from catalogue.divisions import Divisions, divisions
from catalogue.loader import HERE
from domain.item import Catalogue
from storage.calls import inside

_HELD: ContextVar["tuple[Shelf, Catalogue] | None"] = ContextVar("held catalogue", default=None)


class Shelf:
    """Holds one catalogue at a time; putting another there is one step, seen whole or not at all.

    A transaction function goes on with the catalogue that it first looked into, even if another
    is put there meanwhile.

    Attributes:
        folder: Where the files lie that the catalogue is proposed from.
    """

    def __init__(self, catalogue: Catalogue, folder: Path = HERE) -> None:
        self._catalogue = catalogue
        self._finder = (catalogue, Finder(catalogue.items.values()))
        self.folder = folder

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in service."""
        if not inside():
            return self._catalogue
        held = _HELD.get()
        if held is None or held[0] is not self:
            held = (self, self._catalogue)
            _HELD.set(held)
        return held[1]

    @property
    def finder(self) -> Finder:
        """Searches the items in service."""
        catalogue = self.catalogue
        if self._finder[0] is not catalogue:
            self._finder = (catalogue, Finder(catalogue.items.values()))
        return self._finder[1]

    @cached_property
    def divisions(self) -> Divisions:
        """The divisions that can be named; offices come and go with the process."""
        return divisions(self._catalogue.offices.values())

    def put(self, catalogue: Catalogue) -> None:
        """Put another catalogue into service; its offices are the same."""
        self._catalogue = catalogue
