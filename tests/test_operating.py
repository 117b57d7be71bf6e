"""What an operator does about officials at the command line."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from click.testing import CliRunner, Result

from domain.access import Session
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from house import keyring_of, utc_now
from operating import officials
from sandbox.settings import bases, fresh_env
from settings import Settings
from storage.database import Database
from storage.transaction import Transaction

T = TypeVar("T")
ZHOU, XU = OfficialId("zhoumin"), OfficialId("xuliqun")
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
    """Says something to `officials`, where 周敏 and 徐立群 sit at the desk."""
    done(env, signed_in)
    return lambda *said: CliRunner().invoke(officials, said, env=env)


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


def signed_in(tx: Transaction) -> None:
    at = utc_now()
    for userid, name in ((ZHOU, "周敏"), (XU, "徐立群")):
        grant = Grant(Role.APPROVER, OfficeId("youbu"), at - timedelta(days=1))
        tx.officials.save(Official(userid, PersonName(name), (grant,), index=userid))
        began, until = at - timedelta(minutes=5), at + timedelta(hours=1)
        tx.sessions.put(
            Session(f"digest-of-{userid}", "official", userid, began, at, until, csrf="a-secret")
        )


def serving(tx: Transaction) -> list[str]:
    return [each.id for each in tx.officials.on_duty(OfficeId("youbu"), Role.APPROVER, utc_now())]


def test_who_sits_at_the_desk_is_shown_by_userid_and_time_alone(say: Say) -> None:
    shown = say("sessions")

    assert shown.exit_code == 0
    assert [line.split()[0] for line in shown.output.splitlines()] == [XU, ZHOU]
    assert not any(word in shown.output for word in ("周", "徐", "digest", "secret", "youbu"))


def test_who_is_dismissed_has_neither_session_nor_role(say: Say, env: dict[str, str]) -> None:
    ended = say("end", ZHOU)

    assert (ended.exit_code, ended.output) == (0, "ended sessions=1 roles=1\n")
    assert done(env, serving) == [XU]
    assert [line.split()[0] for line in say("sessions").output.splitlines()] == [XU]
    assert say("end", ZHOU).output == "ended sessions=0 roles=0\n"


def test_sessions_can_end_and_roles_stay(say: Say, env: dict[str, str]) -> None:
    ended = say("end", ZHOU, "--keep-roles")

    assert ended.output == "ended sessions=1 roles=0\n"
    assert done(env, serving) == [XU, ZHOU]


def test_nobody_unknown_is_dismissed(say: Say) -> None:
    ended = say("end", "nobody")

    assert ended.exit_code == 1
    assert "NotFound" in ended.output


def test_a_file_still_appoints(say: Say, tmp_path: Path) -> None:
    (tmp_path / "officials.toml").write_text("official = []")

    assert say(str(tmp_path / "officials.toml")).output == "appointed 0\n"
    assert say(str(tmp_path / "nothing.toml")).exit_code == 2
