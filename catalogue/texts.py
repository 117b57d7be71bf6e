"""The canonical text of an item: its file with all that is shared written out, and no comments."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.faults import Faults
from catalogue.tables import Page, Table, read
from domain.item import ItemId

MACRO = "person"
PERSON = Path(__file__).parent / "person.toml"
SHARED = ("field", "group", "rule")
_WORDS = ("id", "label", "question")


@dataclass(frozen=True)
class Written:
    """An item as it stands in files.

    Attributes:
        text: The canonical text.
        form: The file of its shared form; empty: it has none.
        shared: What stands there, and not in the item's own file: `field purpose`.
    """

    text: str
    form: str = ""
    shared: frozenset[str] = frozenset()

    def file_of(self, key: str, named: object) -> str:
        """The shared form's file, if a field, a group or a rule stands there; else empty."""
        return self.form if f"{key} {named}" in self.shared else ""


def texts(folder: Path, faults: Faults) -> dict[ItemId, Written]:
    """Every item that has a file, by the file's name."""
    found: dict[ItemId, Written] = {}
    for path in sorted((folder / "items").glob("*.toml")):
        row = read(path, faults)
        if row:
            found[ItemId(path.stem)] = _whole(Page(path.name, faults), row, folder)
    used = {each.form for each in found.values()}
    for path in sorted((folder / "forms").glob("*.toml")):
        if path.name not in used:
            faults.note(path.name, "form", "no item names it")
    return found


def canonical(row: Table) -> str:
    """A text that is the same for whatever means the same; one line a value, to be compared."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, indent=1, default=str)


def version_of(text: str) -> str:
    """The name of a version: the text's own digest."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _whole(page: Page, row: dict[str, Any], folder: Path) -> Written:
    """The item with the tables of its shared form after its own, and every macro written out."""
    form, shared = _form(page, row, folder)
    form_page = replace(page, name=form)
    own = {key: list(_expanded(key, page.tables(key, row))) for key in SHARED}
    more = {key: list(_expanded(key, form_page.tables(key, shared))) for key in SHARED}
    tables = {key: [*own[key], *more[key]] for key in SHARED}
    kept = {key: value for key, value in row.items() if key not in {"form", *SHARED}}
    text = canonical(kept | {key: rows for key, rows in tables.items() if rows})
    names = (f"{key} {each.get('id')}" for key, rows in more.items() for each in rows)
    return Written(text, form, frozenset(names))


def _form(page: Page, row: Table, folder: Path) -> tuple[str, dict[str, Any]]:
    if "form" not in row:
        return "", {}
    name = page.take(row, "form", str) or ""
    path = folder / "forms" / f"{name}.toml"
    if not path.is_file():
        page.note("form", f"there is no {path.name}")
        return "", {}
    shared = read(path, page.faults)
    for odd in sorted(shared.keys() - set(SHARED)):
        page.faults.note(path.name, odd, "no such key")
    return path.name, shared


def _expanded(key: str, rows: Iterable[Table]) -> Iterator[Table]:
    for each in rows:
        if key == "field" and each.get("kind") == MACRO:
            yield from _person(each)
        else:
            yield each


def _person(asked: Table) -> Iterator[Table]:
    words = {f"{{{key}}}": str(asked.get(key, "")) for key in _WORDS}
    carried = {key: value for key, value in asked.items() if key not in {*_WORDS, "kind"}}
    for each in _macro():
        part = _filled(each, words)
        when = {**carried.get("when", {}), **part.get("when", {})}
        yield {**carried, **part, **({"when": when} if when else {})}


@cache
def _macro() -> tuple[Table, ...]:
    return tuple(tomllib.loads(PERSON.read_text("utf-8"))["field"])


def _filled(part: Any, words: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        return {_filled(key, words): _filled(value, words) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(each, words) for each in part]
    if isinstance(part, str):
        for name, word in words.items():
            part = part.replace(name, word)
    return part
