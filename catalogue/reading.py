"""Reads an item from its canonical text, from a file or from the database alike."""

import json
from collections.abc import Iterator
from typing import Any

from catalogue.faults import Faults
from catalogue.item_checks import check_item
from catalogue.questions import Pages, field_of, form_of
from catalogue.tables import Page, Table
from catalogue.texts import Written, version_of
from domain.item import Answer, Basis, Item, ItemId, LetterText, PaperText, Point, ProofRule
from domain.terms import Terms

_TABLES = ("field", "group", "rule", "proof", "basis", "answer", "letter", "paper")


def item_of(item: ItemId, written: Written, faults: Faults) -> Item | None:
    """The item that a text describes; what does not fit is noted under its file's name."""
    row: dict[str, Any] = json.loads(written.text)
    page = Page(f"{item}.toml", faults)
    built = {
        **{key: value for key, value in row.items() if key not in _TABLES},
        "version": version_of(written.text),
        "form": form_of(row, Pages(page, written)),
        "proofs": list(_proofs(page, row)),
        "basis": page.all_made("basis", Basis, page.tables("basis", row)),
        **_said(page, row),
    }
    made = page.made("item", Item, built)
    if made is not None:
        check_item(page, made, item)
    return made


def kept(item: ItemId, text: str) -> Item:
    """The item that a text describes which was checked when it came.

    Raises:
        Fault: This program cannot read it any more.
    """
    faults = Faults()
    made = item_of(item, Written(text), faults)
    faults.settle()
    if made is None:
        raise LookupError(item)
    return made


def _proofs(page: Page, row: Table) -> Iterator[ProofRule]:
    for each in page.tables("proof", row):
        facts = [field_of(fact, page) for fact in page.tables("fact", each)]
        kept: dict[str, object] = {key: each[key] for key in each.keys() - {"fact", "terms"}}
        if "terms" in each:
            kept["terms"] = page.made("terms", Terms, _table(page, "terms", each))
        made = page.made("proof", ProofRule, {**kept, "facts": [f for f in facts if f]})
        if made is not None:
            yield made


def _said(page: Page, row: Table) -> dict[str, object]:
    said: dict[str, object] = {}
    for key, kind in (("answer", Answer), ("paper", PaperText)):
        if key in row:
            said[key] = page.made(key, kind, _table(page, key, row))
    if "letter" in row:
        letter = _table(page, "letter", row)
        points = page.all_made("letter point", Point, page.tables("point", letter))
        rest = {key: value for key, value in letter.items() if key != "point"}
        said["letter"] = page.made("letter", LetterText, {**rest, "points": points})
    return said


def _table(page: Page, key: str, row: Table) -> Table:
    return page.take(row, key, dict) or {}
