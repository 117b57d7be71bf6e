"""Tables of a file, and the nouns that are made of them; what does not fit is noted."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from catalogue.faults import Faults

T = TypeVar("T")
Table = Mapping[str, Any]
_READERS: dict[type[Any], TypeAdapter[Any]] = {}


@dataclass(frozen=True)
class Page:
    """A file while it is read.

    Attributes:
        name: What faults call it.
    """

    name: str
    faults: Faults

    def note(self, *where: str) -> None:
        """Write down that something of this file does not fit: the key, and why."""
        self.faults.note(self.name, *where)

    def tables(self, key: str, row: Table) -> list[Table]:
        """The tables under a key, none if it is not there."""
        rows = row.get(key, [])
        if isinstance(rows, list) and all(isinstance(each, dict) for each in rows):
            return rows
        self.note(key, "tables are needed")
        return []

    def take(self, table: Table, key: str, kind: type[T]) -> T | None:
        """The value under a key, if it is of that kind."""
        value = table.get(key)
        if isinstance(value, kind):
            return value
        self.note(key, f"a {kind.__name__} is needed")
        return None

    def made(self, key: str, kind: type[T], row: Table) -> T | None:
        """The noun that a table describes; every key of the table is one of the noun's."""
        named = row.get("id") or row.get("value") or row.get("law") or ""
        where = f"{key} {named}".rstrip()
        names = {each.name for each in fields(kind)}  # type: ignore[arg-type] # all are dataclasses
        for odd in sorted(row.keys() - names):
            self.note(where, odd, "no such key")
        known = {name: value for name, value in row.items() if name in names}
        try:
            made: T = _reader(kind).validate_python(known)
        except ValidationError as wrong:
            for each in wrong.errors(include_url=False, include_input=False):
                self.note(where, ".".join(map(str, each["loc"])), each["msg"])
            return None
        return made

    def all_made(self, key: str, kind: type[T], rows: Iterable[Table]) -> list[T]:
        """The nouns that tables describe, as far as they do."""
        made = (self.made(key, kind, row) for row in rows)
        return [each for each in made if each is not None]

    def once(self, key: str, names: Iterable[str]) -> None:
        """Note what is there twice."""
        for name, count in Counter(names).items():
            if count > 1:
                self.note(key, name, "there twice")


def read(path: Path, faults: Faults) -> dict[str, Any]:
    """What a file says; nothing, if it is no TOML."""
    try:
        return _parsed(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        faults.note(path.name, str(fault).replace("\n", " "))
        return {}


@lru_cache(maxsize=512)
def _parsed(text: str) -> dict[str, Any]:
    """What a text says; nobody changes it, for a form is read once for every item that has it."""
    return tomllib.loads(text)


def _reader(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _READERS:
        _READERS[kind] = TypeAdapter(kind)
    return _READERS[kind]
