"""Reads the catalogue from its files; a fault names the file and the key."""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from inspect import signature
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from domain.calendar import WorkingDays
from domain.form import Choice, Field, FieldKind, Form
from domain.item import Basis, Catalogue, Item, ProofRule
from domain.office import Office

HERE = Path(__file__).parent
AT_LEAST_ONE = ("due_days", "correct_days", "valid_days", "assurance")
READERS: Mapping[type[Any], TypeAdapter[Any]] = {
    kind: TypeAdapter(kind) for kind in (Office, Item, ProofRule, Basis, Field, Choice)
}
T = TypeVar("T")
Table = Mapping[str, Any]


class Fault(Exception):
    """A file of the catalogue does not fit.

    The text names the file and the key.
    """


def load(folder: Path = HERE) -> Catalogue:
    """Read all items and offices.

    Raises:
        Fault: A file does not fit.
    """
    path = folder / "offices.toml"
    offices = [_made(path, "office", Office, row) for row in _tables(path, "office", _read(path))]
    _once(path, "office", (office.id for office in offices))
    _once(path, "office", (f"{office.kind} {office.division}" for office in offices))
    items = [_item(path, folder) for path in sorted((folder / "items").glob("*.toml"))]
    return Catalogue(
        items={item.id: item for item in items}, offices={office.id: office for office in offices}
    )


def working_days(folder: Path = HERE / "calendar") -> WorkingDays:
    """Read every year's table of days off and make-up days.

    Raises:
        Fault: A table does not fit.
    """
    off: dict[date, str] = {}
    worked: set[date] = set()
    years: set[int] = set()
    for path in sorted(folder.glob("*.toml")):
        table = _read(path)
        year = _take(path, table, "year", int)
        years.add(year)
        days = _take(path, table, "worked", list)
        worked.update(_of_year(path, "worked", year, days))
        for span in _tables(path, "off", table):
            name = _take(path, span, "name", str)
            off.update(dict.fromkeys(_of_year(path, "off", year, _span(path, span)), name))
    return WorkingDays(off=off, worked=frozenset(worked), years=frozenset(years))


def _span(path: Path, span: Table) -> list[date]:
    first, last = _take(path, span, "first", date), _take(path, span, "last", date)
    if last < first:
        raise Fault(f"{path.name}: off {first}: last: before first")
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def _of_year(path: Path, key: str, year: int, days: Iterable[object]) -> list[date]:
    found = [day for day in days if isinstance(day, date) and day.year == year]
    if len(found) != len(list(days)):
        raise Fault(f"{path.name}: {key}: only days of {year} are taken")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise Fault(f"{path.name}: {fault}") from fault


def _take(path: Path, table: Table, key: str, kind: type[T]) -> T:
    value = table.get(key)
    if not isinstance(value, kind):
        raise Fault(f"{path.name}: {key}: a {kind.__name__} is needed")
    return value


def _tables(path: Path, key: str, row: Table) -> list[Table]:
    rows = row.get(key)
    if not isinstance(rows, list) or not rows or not all(isinstance(each, dict) for each in rows):
        raise Fault(f"{path.name}: {key}: at least one is needed")
    return rows


def _made(path: Path, key: str, kind: type[T], row: Table) -> T:
    """The noun that a table describes; every key of the table is one of the noun's."""
    where = f"{path.name}: {key} {row.get('id') or row.get('value') or ''}".rstrip()
    if odd := row.keys() - signature(kind).parameters.keys():
        raise Fault(f"{where}: {', '.join(sorted(odd))}: no such key")
    try:
        made: T = READERS[kind].validate_python(row)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        named = ".".join(map(str, first["loc"]))
        raise Fault(f"{where}: {named}: {first['msg']}") from wrong
    return made


def _once(path: Path, key: str, names: Iterable[str]) -> None:
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise Fault(f"{path.name}: {key}: {', '.join(twice)}: there twice")


def _item(path: Path, folder: Path) -> Item:
    row = _read(path)
    form_path = folder / "forms" / f"{_take(path, row, 'form', str)}.toml"
    form = _form(form_path, folder)
    text = json.dumps([row, _read(form_path)], ensure_ascii=False, sort_keys=True, default=str)
    built = {
        **{key: value for key, value in row.items() if key != "proof"},
        "version": hashlib.sha256(text.encode()).hexdigest()[:16],
        "form": form,
        "proofs": [_made(path, "proof", ProofRule, p) for p in _tables(path, "proof", row)],
        "basis": [_made(path, "basis", Basis, basis) for basis in row.get("basis", ())],
    }
    item = _made(path, "item", Item, built)
    if path.stem != item.id:
        raise Fault(f"{path.name}: id: the file is named by its id")
    for key in AT_LEAST_ONE:
        if getattr(item, key) < 1:
            raise Fault(f"{path.name}: {key}: at least 1 is needed")
    return item


def _form(path: Path, folder: Path) -> Form:
    form = Form(tuple(_field(path, row) for row in _tables(path, "field", _read(path))))
    _once(path, "field", (each.id for each in form.fields))
    for each in form.fields:
        _check_links(path, form, each)
        for choice in each.choices:
            if choice.item and not (folder / "items" / f"{choice.item}.toml").exists():
                raise Fault(f"{path.name}: field {each.id}: item: there is no {choice.item}")
    return form


def _field(path: Path, row: Table) -> Field:
    choices = [_made(path, f"choice of {row.get('id')}", Choice, c) for c in row.get("choice", ())]
    kept = {key: value for key, value in row.items() if key != "choice"}
    field = _made(path, "field", Field, {**kept, "choices": choices})
    if field.kind is FieldKind.CHOICE and not choices:
        raise Fault(f"{path.name}: field {field.id}: choice: at least one is needed")
    _once(path, f"choice of {field.id}", (choice.value for choice in choices))
    return field


def _check_links(path: Path, form: Form, field: Field) -> None:
    """Other fields and their answers are named as they are."""
    where = f"{path.name}: field {field.id}"
    named = {
        "when": dict(field.when),
        "group": {field.group: frozenset(c.when for c in field.choices if c.when)},
        "part_of": {field.part_of: frozenset[str]()},
    }
    for key, links in named.items():
        for other, values in links.items():
            linked = form.field(other)
            if other and linked is None:
                raise Fault(f"{where}: {key}: there is no field {other}")
            if odd := [value for value in values if linked and linked.choice(value) is None]:
                raise Fault(f"{where}: {key}: {other} has no {', '.join(sorted(odd))}")
