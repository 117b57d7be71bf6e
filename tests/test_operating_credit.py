"""What an operator does about findings at the command line."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from domain.credit import CreditRecord, Level
from house import keyring_of
from operating import credit
from sandbox.settings import bases, fresh_env
from settings import Settings
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import a_person

T = TypeVar("T")
NUMBER = a_person().number
FINDING = ("--level", "serious", "--kind", "fraud", "--decision", "LX-1", "--found", "2026-03-31")
Say = Callable[..., Result]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {
        **fresh_env(),
        **bases("http://127.0.0.1:9"),
        "LANE_DATABASE_URL": f"sqlite:///{tmp_path}/lane.db",
        "LANE_OBJECTS_URL": f"file:///{tmp_path}/objects",
        "LANE_MASTER_KEY_FILE": f"{tmp_path}/master.key",
    }


@pytest.fixture
def say(env: dict[str, str]) -> Say:
    """Says something to `credit`, where 陈媛 has proved who she is."""
    done(env, lambda tx: tx.people.add(a_person()))

    def said(*words: str, typed: str = f"{NUMBER}\n") -> Result:
        return CliRunner().invoke(credit, words, input=typed, env=env)

    return said


def done(env: dict[str, str], function: Callable[[Transaction], T]) -> T:
    """What a function finds or does in the database of that environment."""

    async def do() -> T:
        told = {name.removeprefix("LANE_").lower(): value for name, value in env.items()}
        settings = Settings.model_validate(told)
        db = await Database.open(settings.database_url, keyring_of(settings))
        try:
            return await db.write(function)
        finally:
            await db.close()

    return asyncio.run(do())


def records(env: dict[str, str]) -> list[CreditRecord]:
    return done(env, lambda tx: tx.credit_records.of(a_person().id))


def test_a_finding_is_kept_for_as_long_as_the_rules_say(say: Say, env: dict[str, str]) -> None:
    added = say("add", *FINDING)

    (record,) = records(env)
    assert added.exit_code == 0, added.output
    assert (record.level, record.kind, record.organ) == (Level.SERIOUS, "fraud", "development")
    assert (record.found_on.isoformat(), record.ends_on.isoformat()) == ("2026-03-31", "2029-03-31")
    assert added.output.startswith(f"{record.id} serious fraud found=2026-03-31")
    assert NUMBER not in added.output


def test_whose_it_is_never_stands_among_the_arguments(say: Say) -> None:
    assert say("add", *FINDING, NUMBER).exit_code == 2
    assert say("list", NUMBER).exit_code == 2


def test_a_lifted_finding_stays_on_record_and_counts_no_more(say: Say, env: dict[str, str]) -> None:
    say("add", *FINDING)
    (record,) = records(env)

    lifted, again, shown = say("lift", record.id), say("lift", record.id), say("list")

    (now,) = records(env)
    assert (lifted.exit_code, again.exit_code) == (0, 1)
    assert now.lifted_at is not None
    assert shown.output.startswith(f"{record.id} serious fraud")
    assert "lifted=no" not in shown.output


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (("add", *FINDING), "330781195807122021\n"),  # nobody here
        (("add", *FINDING), "330781195807122022\n"),  # no number
        (("add", *FINDING, "--organ", "stars"), f"{NUMBER}\n"),
        (("add", *FINDING[:-1], "2099-01-01"), f"{NUMBER}\n"),
        (("list",), "\n"),
        (("lift", "record-9"), ""),
    ],
)
def test_what_cannot_be_is_told_in_one_line_without_a_number(
    say: Say, env: dict[str, str], words: tuple[str, ...], typed: str
) -> None:
    told = say(*words, typed=typed)

    assert told.exit_code == 1
    assert len(told.stderr.splitlines()) == 1
    assert typed.strip() == "" or typed.strip() not in told.output
    assert records(env) == []
