"""`run.py check`: what an operator is told before the house is opened."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from run import check
from tests.catalogue.conftest import Change


def checked(folder: Path, **env: str) -> Result:
    named = [] if env else ["--catalogue", str(folder)]
    return CliRunner().invoke(check, ["--json", *named], env=env)


def test_a_good_folder_is_told_in_figures(folder: Path) -> None:
    told = checked(folder)

    faults = [line for line in told.stderr.splitlines() if not line.startswith("calendar: ")]
    assert (told.exit_code, faults) == (0, [])
    assert json.loads(told.stdout) == {
        "items": 3,
        "issuable": 2,
        "by_disposition": {"issue": 1, "issue-on-condition": 1, "not-needed": 1},
        "by_way": {"data-query": 1, "not-needed": 1, "verification": 1},
        "bases_read": 2,
        "bases_unread": 1,
        "shown_unread": 0,
        "offices": 3,
        "calendar_years": [2026],
        "faults": 0,
    }


def test_it_goes_on_after_a_fault_and_tells_them_all(folder: Path, change: Change) -> None:
    change("items/mz-06.toml", "due_days     = 3", 'due_days = "three"')
    change("items/xz-01.toml", "approvals    = 2", "approvals = 3")
    change("offices.toml", "phone    =", "fax = 1\nphone =")
    change("calendar/2026.toml", "year = 2026", "")

    told = checked(folder)

    assert told.exit_code == 1
    files = {line.partition(":")[0] for line in told.stderr.splitlines()}
    assert files >= {"mz-06.toml", "xz-01.toml", "offices.toml", "2026.toml"}
    figures = json.loads(told.stdout)
    assert (figures["items"], figures["faults"] >= 4) == (2, True)


@pytest.mark.parametrize("shown", ["《某办法》", "兰政发〔2020〕7号"])
def test_a_law_that_nobody_has_read_is_shown_to_nobody(
    folder: Path, change: Change, shown: str
) -> None:
    change("items/mz-06.toml", 'ground = "', f'ground = "{shown}')

    told = checked(folder)

    assert (told.exit_code, json.loads(told.stdout)["shown_unread"]) == (1, 1)
    assert "mz-06.toml: basis: a sentence names what nobody has read" in told.stderr


def test_the_folder_that_the_house_serves_is_checked(folder: Path) -> None:
    told = checked(folder, LANE_CATALOGUE=str(folder))

    assert json.loads(told.stdout)["items"] == 3
