from dataclasses import replace
from datetime import datetime

from casework.desk import Desk
from certificates.press import Press
from domain.errors import Overloaded
from handlers import readiness
from storage.database import Database
from tests.handlers.conftest import Knocker, Open
from tests.handlers.stand_ins import AT, Broken, Clock


def working() -> bool:
    return True


class Dead(Press):
    """A press that gets no worker."""

    async def answers(self, *, at: datetime) -> bool:
        return False


class Full(Database):
    """A database that reads, and whose writer has no room."""

    def __init__(self, real: Database) -> None:
        self._real = real

    async def write(self, function: object) -> object:  # type: ignore[override] # it answers nothing
        raise Overloaded(wait_s=1)

    async def read(self, function: object) -> object:  # type: ignore[override] # as the real one
        return await self._real.read(function)  # type: ignore[arg-type] # handed through


async def test_who_can_work_says_so_part_by_part(door: Knocker) -> None:
    answer = await door.get("/readyz")

    parts = {part: {"ok": True, "why": ""} for part in ("database", "outbox", "press", "clock")}
    assert answer.status == 200
    assert await answer.json() == {"ready": True, "parts": parts}


async def test_without_the_database_we_live_and_cannot_work(doors: Open, desk: Desk) -> None:
    door = await doors(replace(desk, db=Broken("330781199305163024")))

    answer = await door.get("/readyz")

    told = await answer.json()
    assert (await door.get("/healthz")).status == 200
    assert (answer.status, told["ready"]) == (503, False)
    assert told["parts"]["database"] == {"ok": False, "why": "OSError"}
    assert told["parts"]["press"]["ok"]
    assert "330781" not in await answer.text()


async def test_a_database_that_can_only_be_read_is_not_enough(doors: Open, desk: Desk) -> None:
    door = await doors(replace(desk, db=Full(desk.db)))

    answer = await door.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["parts"] == {
        "database": {"ok": False, "why": "overloaded"},
        "outbox": {"ok": True, "why": ""},
        "press": {"ok": True, "why": ""},
        "clock": {"ok": True, "why": ""},
    }


async def test_what_is_due_and_not_begun_for_minutes_is_stuck(
    desk: Desk, door: Knocker, clock: Clock
) -> None:
    await desk.db.write(lambda tx: tx.outbox.put("tell", lane="chen", at=AT))

    soon = await readiness.asked(desk, working)
    clock.forward(minutes=3)
    late = await readiness.asked(desk, working)

    assert (soon["outbox"], late["outbox"]) == ("", "stuck")
    assert (await door.get("/readyz")).status == 503


async def test_what_waits_for_its_turn_is_not_stuck(desk: Desk, clock: Clock) -> None:
    await desk.db.write(
        lambda tx: tx.outbox.put("tell", lane="chen", at=AT, not_before=AT.replace(hour=23))
    )
    clock.forward(minutes=30)

    assert (await readiness.asked(desk, working))["outbox"] == ""


async def test_a_worker_that_has_ended_is_missed_before_anything_is_due(desk: Desk) -> None:
    whys = await readiness.asked(desk, lambda: False)

    assert whys == {"database": "", "outbox": "worker-ended", "press": "", "clock": ""}


async def test_a_press_without_a_worker_is_told_apart(doors: Open, desk: Desk) -> None:
    door = await doors(replace(desk, press=Dead(desk.press._orders)))

    answer = await door.get("/readyz")

    assert answer.status == 503
    assert (await answer.json())["parts"]["press"] == {"ok": False, "why": "worker-died"}
