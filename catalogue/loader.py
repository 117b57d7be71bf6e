"""Reads the catalogue from its files; a fault names the file and the key."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from domain.calendar import WorkingDays
from domain.form import Choice, Field, FieldKind, Form
from domain.item import Basis, Catalogue, Item, ItemId, ProofRule, Way
from domain.kinship import Kin
from domain.office import Office, OfficeId, OfficeKind

HERE = Path(__file__).parent
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
    offices = _each(folder / "offices.toml", "office", _office)
    items = [_item(path, folder) for path in sorted((folder / "items").glob("*.toml"))]
    catalogue = Catalogue(
        items={item.id: item for item in items}, offices={each.id: each for each in offices}
    )
    _cross_check(catalogue)
    return catalogue


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
        years.add(_take(path, table, "year", int))
        worked.update(table.get("worked", ()))
        for span in table.get("off", ()):
            first, last = _take(path, span, "first", date), _take(path, span, "last", date)
            name = _take(path, span, "name", str)
            off.update({first + timedelta(n): name for n in range((last - first).days + 1)})
    return WorkingDays(off=off, worked=frozenset(worked), years=frozenset(years))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as fault:
        raise Fault(f"{path.name}: {fault}") from fault


def _take(path: Path, table: Table, key: str, kind: type[T]) -> T:
    value = table.get(key)
    if not isinstance(value, kind):
        raise Fault(f"{path.name}: {key}: a {kind.__name__} is needed")
    return value


def _each(path: Path, key: str, build: Callable[[Path, Table], T]) -> list[T]:
    rows = _read(path).get(key, [])
    if not rows:
        raise Fault(f"{path.name}: {key}: at least one is needed")
    return [_built(path, key, row, build) for row in rows]


def _built(path: Path, key: str, row: Table, build: Callable[[Path, Table], T]) -> T:
    try:
        return build(path, row)
    except (TypeError, ValueError, KeyError) as fault:
        raise Fault(f"{path.name}: {key} {row.get('id', '?')}: {fault}") from fault


def _office(_path: Path, row: Table) -> Office:
    known = {**row, "id": OfficeId(row["id"]), "kind": OfficeKind(row["kind"])}
    return Office(**{**known, "also": tuple(row.get("also", ()))})


def _item(path: Path, folder: Path) -> Item:
    row = _read(path)
    form_path = folder / "forms" / f"{_take(path, row, 'form', str)}.toml"
    form = Form(tuple(_each(form_path, "field", _field)))
    text = json.dumps([row, _read(form_path)], ensure_ascii=False, sort_keys=True, default=str)
    version = hashlib.sha256(text.encode()).hexdigest()[:16]
    if path.stem != row.get("id"):
        raise Fault(f"{path.name}: id: the file is named by its id")
    return _built(path, "item", row, lambda _, r: _itemised(r, form, version))


def _itemised(row: Table, form: Form, version: str) -> Item:
    return Item(
        id=ItemId(row["id"]),
        version=version,
        name=row["name"],
        title=row["title"],
        says=tuple(row["says"]),
        issued_by=OfficeKind(row["issued_by"]),
        form=form,
        kins=frozenset(Kin(kin) for kin in row["kins"]),
        proofs=tuple(
            ProofRule(p["id"], p["title"], tuple(Way(w) for w in p["ways"]), p["source"])
            for p in row["proof"]
        ),
        basis=tuple(
            Basis(b["law"], b["article"], read=b["read"], source=b["source"])
            for b in row.get("basis", ())
        ),
        due_days=int(row["due_days"]),
        correct_days=int(row["correct_days"]),
        valid_days=int(row["valid_days"]),
        assurance=int(row["assurance"]),
    )


def _field(_path: Path, row: Table) -> Field:
    choices = tuple(
        Choice(**{**choice, "also": tuple(choice.get("also", ()))})
        for choice in row.get("choice", ())
    )
    when = {other: frozenset(values) for other, values in row.get("when", {}).items()}
    kept = {k: v for k, v in row.items() if k not in ("choice", "when", "kind")}
    return Field(kind=FieldKind(row["kind"]), choices=choices, when=when, **kept)


def _cross_check(catalogue: Catalogue) -> None:
    for item in catalogue.items.values():
        ids = [f.id for f in item.form.fields]
        for each in item.form.fields:
            linked = {*each.when, *filter(None, (each.group, each.part_of))}
            if unknown := linked - set(ids):
                raise Fault(f"{item.id}: {each.id}: no such field: {sorted(unknown)}")
            if each.kind is FieldKind.CHOICE and not each.choices:
                raise Fault(f"{item.id}: {each.id}: choice: at least one is needed")
            for choice in each.choices:
                if choice.item and ItemId(choice.item) not in catalogue.items:
                    raise Fault(f"{item.id}: {each.id}: no such item: {choice.item}")
