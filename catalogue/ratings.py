"""Reads the rules of ratings, from `ratings.toml`."""

from dataclasses import fields
from pathlib import Path

from catalogue.faults import Faults
from catalogue.tables import Page, read
from domain.rating_rules import RatingRules

FILE = "ratings.toml"


def ratings_of(folder: Path, faults: Faults) -> RatingRules:
    """The rules of ratings; what does not fit is noted, and then the defaults hold."""
    page, table = Page(FILE, faults), read(folder / FILE, faults)
    keys = [each.name for each in fields(RatingRules)]
    for key in sorted(set(keys) - table.keys()):
        page.note(key, "it may not be missing")
    rules = page.made("ratings", RatingRules, table)
    if rules is None:
        return RatingRules()
    for key in keys:
        if getattr(rules, key) < 1:
            page.note(key, "at least 1 is needed")
    return rules
