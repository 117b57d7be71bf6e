"""The editors' doors: one proposes, another releases, at the page and by program alike."""

import re
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from casework import releasing
from casework.desk import Desk
from domain.identity import PersonName
from domain.item import ItemId
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from storage.transaction import Transaction
from tests.catalogue.conftest import SMALL
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open, signs_in
from tests.handlers.stand_ins import AT, Clock

API, PAGE = "/api/v1/desk/catalogue", "/desk/catalogue"
RECORD = ItemId("mz-06")


def _appoint(tx: Transaction) -> None:
    for userid in ("lilan", "hefeng"):
        grants = (Grant(Role.EDITOR, OfficeId("civil-affairs"), AT - timedelta(days=1)),)
        tx.officials.save(Official(OfficialId(userid), PersonName("李岚"), grants, index=userid))


@pytest.fixture
async def desk(tmp_path: Path, clock: Clock) -> AsyncIterator[Desk]:
    """A desk over a catalogue of its own, one item of which has changed since."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "catalogue"))
    async with story.opened(tmp_path, clock) as opened:
        await opened.db.write(_appoint)
        yield replace(opened, shelf=await releasing.open_shelf(opened.db, folder, at=AT))


@pytest.fixture
def item(desk: Desk) -> Path:
    """The file that has changed."""
    path = desk.shelf.folder / "items" / "mz-06.toml"
    write(path, days=5)
    return path


def write(item: Path, *, days: int) -> None:
    text = re.sub(r"due_days +?= \d+", f"due_days = {days}", item.read_text("utf-8"))
    item.write_text(text, "utf-8")


def promised(desk: Desk) -> int:
    return desk.catalogue.item(RECORD).due_days


async def test_a_program_reads_again_and_another_releases(
    desk: Desk, door: Knocker, item: Path
) -> None:
    csrf = await signs_in(door, desk, "lilan")
    told = await (await door.post(f"{API}/reload", headers={"X-CSRF-Token": csrf})).json()
    (waiting,) = told["proposals"]
    csrf = await signs_in(door, desk, "hefeng")
    seen = await (await door.get(API)).json()

    answer = await door.post(
        f"{API}/mz-06/release",
        json={"version": waiting["version"]},
        headers={"X-CSRF-Token": csrf},
    )

    assert (waiting["item"], waiting["proposed_by"], waiting["own"]) == ("mz-06", "lilan", True)
    assert seen["proposals"] == [{**waiting, "own": False}]
    assert '+ "due_days": 5,' in waiting["lines"]
    assert (answer.status, (await answer.json())["version"]) == (200, waiting["version"])
    assert promised(desk) == 5


async def test_a_program_is_told_why_ones_own_proposal_stays(
    desk: Desk, door: Knocker, item: Path
) -> None:
    csrf = {"X-CSRF-Token": await signs_in(door, desk, "lilan")}
    (waiting,) = (await (await door.post(f"{API}/reload", headers=csrf)).json())["proposals"]

    answer = await door.post(
        f"{API}/mz-06/release", json={"version": waiting["version"]}, headers=csrf
    )

    assert answer.status == 403
    assert "另一位编辑" in (await answer.json())["detail"]
    assert promised(desk) == 3


async def test_a_program_is_told_every_fault_of_the_files(
    desk: Desk, door: Knocker, item: Path
) -> None:
    write(item, days=0)
    csrf = await signs_in(door, desk, "lilan")

    answer = await door.post(f"{API}/reload", headers={"X-CSRF-Token": csrf})

    assert answer.status == 422
    assert (await answer.json())["errors"] == [
        {"pointer": "", "code": "mz-06.toml: due_days: at least 1 is needed"}
    ]


async def test_the_page_shows_what_changed_and_lets_another_release_it(
    desk: Desk, door: Knocker, item: Path
) -> None:
    csrf = await signs_in(door, desk, "lilan")
    own = await (await door.post(f"{PAGE}/reload", data={"csrf": csrf})).text()
    csrf = await signs_in(door, desk, "hefeng")
    other = await (await door.get(PAGE)).text()
    (waiting,) = await releasing.proposals(desk, by=OfficialId("hefeng"))

    answer = await door.post(
        f"{PAGE}/mz-06/release", data={"csrf": csrf, "version": waiting.edition.version}
    )

    assert "已重新读过文件" in own
    assert "要请另一位编辑放行" in own
    assert ">放行</button>" not in own
    assert "<del>−  &#34;due_days&#34;: 3,</del>" in other
    assert "<ins>+  &#34;due_days&#34;: 5,</ins>" in other
    assert ">放行</button>" in other
    assert str(answer.url).endswith(f"{PAGE}?done=release")
    assert "已放行" in await answer.text()
    assert promised(desk) == 5


async def test_the_page_lists_every_fault_of_the_files(
    desk: Desk, door: Knocker, item: Path
) -> None:
    write(item, days=0)
    csrf = await signs_in(door, desk, "lilan")

    answer = await door.post(f"{PAGE}/reload", data={"csrf": csrf})

    assert answer.status == 422
    assert "mz-06.toml: due_days: at least 1 is needed" in await answer.text()


async def test_the_page_says_so_when_a_proposal_was_overtaken(
    desk: Desk, door: Knocker, item: Path
) -> None:
    await releasing.reload(desk, by=OfficialId("lilan"))
    (older,) = await releasing.proposals(desk, by=OfficialId("hefeng"))
    write(item, days=8)
    await releasing.reload(desk, by=OfficialId("lilan"))
    csrf = await signs_in(door, desk, "hefeng")

    answer = await door.post(
        f"{PAGE}/mz-06/release", data={"csrf": csrf, "version": older.edition.version}
    )

    assert answer.status == 409
    assert promised(desk) == 3


async def test_whoever_is_no_editor_is_shown_nothing(desk: Desk, doors: Open, item: Path) -> None:
    door = await doors(desk)
    await releasing.reload(desk, by=OfficialId("lilan"))
    await signs_in(door, desk, "zhoumin")

    answer = await door.get(PAGE)

    assert answer.status == 403
    assert "目录编辑" in await answer.text()
    assert "due_days" not in await answer.text()
