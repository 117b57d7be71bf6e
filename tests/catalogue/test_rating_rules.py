"""The rules of ratings, as an office may write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.loader import Fault, load
from domain.rating_rules import RatingRules


def test_the_rules_are_read(folder: Path, change: Callable[[str, str, str], None]) -> None:
    change("ratings.toml", "call_back_days = 5", "call_back_days = 15")

    assert load(folder).ratings == RatingRules(open_days=30, call_back_days=15, review_days=30)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("open_days      = 30", "open_days = 0", "open_days: at least 1 is needed"),
        ("review_days    = 30", "", "review_days: it may not be missing"),
        ("open_days      = 30", 'open_days = "long"', "open_days"),
    ],
)
def test_rules_that_do_not_fit_are_told(
    folder: Path, change: Callable[[str, str, str], None], old: str, new: str, why: str
) -> None:
    change("ratings.toml", old, new)

    with pytest.raises(Fault) as fault:
        load(folder)

    assert why in str(fault.value)


def test_a_catalogue_without_rules_of_ratings_does_not_load(folder: Path) -> None:
    (folder / "ratings.toml").unlink()

    with pytest.raises(Fault):
        load(folder)
