"""Reads what credit bars, from `credit.toml`."""

from dataclasses import fields
from pathlib import Path

from catalogue.faults import Faults
from catalogue.tables import Page, read
from domain.credit import CreditRules, Level

FILE = "credit.toml"


def credit_of(folder: Path, faults: Faults) -> CreditRules:
    """The rules of credit; what does not fit is noted, and then nobody may commit."""
    page, table = Page(FILE, faults), read(folder / FILE, faults)
    for key in sorted({each.name for each in fields(CreditRules)} - table.keys()):
        page.note(key, "it may not be missing")
    rules = page.made("credit", CreditRules, table)
    if rules is None:
        return CreditRules()
    if rules.objection_days < 1:
        page.note("objection_days", "at least 1 is needed")
    for level in Level:
        if rules.months.get(level, 0) < 1:
            page.note("months", level, "at least 1 is needed")
    if bool(rules.source) != bool(rules.question):
        page.note("question", "a source is asked one, and nobody else")
    return rules
