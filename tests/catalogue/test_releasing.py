"""A changed item waits until a second editor lets it into service.  With both engines."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from casework import releasing
from casework.desk import Desk
from casework.keeping_up import keeping_up
from casework.shelf import Shelf
from catalogue.loader import Fault, load, working_days
from catalogue.serving import served
from certificates.authority import Authority
from certificates.press import Orders, Press
from domain.edition import INSTALL, Edition, Standing
from domain.errors import Conflict, Forbidden, NotFound, SourceSilent, Validation
from domain.identity import PersonName
from domain.item import Catalogue, ItemId
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from sources.records import Query, RecordAnswer
from storage.database import Database
from storage.files import Files
from storage.sealing import Keyring
from storage.transaction import Transaction
from templates.environment import Words
from tests.catalogue.conftest import SMALL, Change
from tests.handlers.stand_ins import AT, Clock, StandInRegister

RECORD, LETTER = ItemId("mz-06"), ItemId("xz-10")
ZHOU, XU, FANG = OfficialId("zhoumin"), OfficialId("xuliqun"), OfficialId("fangqing")
ROLES = {ZHOU: Role.EDITOR, XU: Role.EDITOR, FANG: Role.APPROVER}
SLOWER = ("items/mz-06.toml", "due_days     = 3", "due_days = 5")
SLOWEST = ("items/mz-06.toml", "due_days = 5", "due_days = 8")


class Silent:
    """No department answers; nobody asks."""

    async def ask(self, query: Query) -> RecordAnswer:
        raise SourceSilent(source=query.source.id, why="silent")


@pytest.fixture
async def desk(db: Database, folder: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    await db.write(_appoint)
    keyring = Keyring.load(tmp_path / "master.key", create=True)
    press = Press(Orders(tmp_path / "press", Authority(tmp_path / "authority", b"a passphrase")))
    yield Desk(
        db=db,
        shelf=await releasing.open_shelf(db, folder, at=AT),
        days=working_days(),
        words=Words(),
        register=StandInRegister(),
        records=Silent(),
        press=press,
        files=Files(tmp_path / "objects", keyring),
        keyring=keyring,
        public_url="https://xiangliban.example",
        sample=True,
        official_appid="wx-office",
        miniapp_appid="wx-mini",
        clock=Clock(),
    )
    await press.close()


def _appoint(tx: Transaction) -> None:
    for userid, role in ROLES.items():
        grants = (Grant(role, OfficeId("civil-affairs"), AT - timedelta(days=1)),)
        tx.officials.save(Official(userid, PersonName("周敏"), grants, index=userid))


async def again(desk: Desk) -> Desk:
    """The same after a restart."""
    return replace(desk, shelf=await releasing.open_shelf(desk.db, desk.shelf.folder, at=AT))


async def editions(desk: Desk, item: ItemId = RECORD) -> list[Edition]:
    every = await desk.db.read(lambda tx: tx.items.all())
    return [each for each in every if each.item == item]


async def journal(desk: Desk) -> list[tuple[str, str]]:
    rows = await desk.db.read(lambda tx: tx.rows("SELECT * FROM journal ORDER BY id", {}))
    return [(row["kind"], row["actor"]) for row in rows if row["actor"] != INSTALL]


def promised(desk: Desk) -> int:
    return desk.catalogue.item(RECORD).due_days


async def proposed(desk: Desk, *, by: OfficialId = ZHOU) -> str:
    """Reads the files again; gives the version that waits then."""
    (waiting,) = await releasing.reload(desk, by=by)
    return waiting.edition.version


async def test_what_is_installed_is_in_service_at_once(desk: Desk) -> None:
    assert set(desk.catalogue.items) == {"mz-06", "xz-01", "xz-10"}

    (only,) = await editions(desk)
    assert (only.standing, only.proposed_by, only.released_by) == (
        Standing.IN_SERVICE,
        INSTALL,
        INSTALL,
    )
    assert only.first_used_at == AT


async def test_a_file_that_has_changed_waits_after_a_restart(desk: Desk, change: Change) -> None:
    change(*SLOWER)

    desk = await again(desk)

    assert promised(desk) == 3
    (waiting,) = await releasing.proposals(desk, by=ZHOU)
    assert (waiting.edition.item, waiting.edition.proposed_by, waiting.own) == (
        RECORD,
        INSTALL,
        False,
    )


async def test_one_editor_proposes_and_another_releases(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    (waiting,) = await releasing.reload(desk, by=ZHOU)
    assert (waiting.own, waiting.name, promised(desk)) == (True, "低保证明", 3)
    assert [line for line in waiting.lines if line[0] in "+-"] == [
        '- "due_days": 3,',
        '+ "due_days": 5,',
    ]

    released = await releasing.release(desk, RECORD, version=waiting.edition.version, by=XU)

    assert promised(desk) == 5
    assert (released.standing, released.released_by) == (Standing.IN_SERVICE, XU)
    assert await releasing.proposals(desk, by=XU) == ()
    assert await journal(desk) == [("item-proposed", ZHOU), ("item-released", XU)]


async def test_nobody_releases_what_was_proposed_by_oneself(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    version = await proposed(desk)

    with pytest.raises(Forbidden) as refusal:
        await releasing.release(desk, RECORD, version=version, by=ZHOU)

    assert refusal.value.facts == {"reason": "own-proposal"}
    assert promised(desk) == 3
    assert await journal(desk) == [("item-proposed", ZHOU), ("attempt-refused", ZHOU)]


async def test_reading_again_makes_nobody_elses_proposal_ones_own(
    desk: Desk, change: Change
) -> None:
    change(*SLOWER)
    version = await proposed(desk, by=ZHOU)

    assert await proposed(desk, by=XU) == version

    with pytest.raises(Forbidden):
        await releasing.release(desk, RECORD, version=version, by=ZHOU)
    await releasing.release(desk, RECORD, version=version, by=XU)
    assert promised(desk) == 5


async def test_only_an_editor_sees_proposes_and_releases(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    version = await proposed(desk)

    with pytest.raises(Forbidden):
        await releasing.proposals(desk, by=FANG)
    with pytest.raises(Forbidden):
        await releasing.reload(desk, by=FANG)
    with pytest.raises(Forbidden):
        await releasing.release(desk, RECORD, version=version, by=FANG)

    assert promised(desk) == 3
    assert (await journal(desk))[1:] == [("attempt-refused", FANG)] * 3


async def test_an_editor_whose_role_has_ended_is_none(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    version = await proposed(desk)
    await desk.db.write(lambda tx: tx.officials.end_grants(XU, AT))

    with pytest.raises(Forbidden):
        await releasing.release(desk, RECORD, version=version, by=XU)

    assert promised(desk) == 3


async def test_a_second_tap_changes_nothing(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    version = await proposed(desk)
    await releasing.release(desk, RECORD, version=version, by=XU)

    await releasing.release(desk, RECORD, version=version, by=XU)

    assert await journal(desk) == [("item-proposed", ZHOU), ("item-released", XU)]


async def test_a_version_that_was_overtaken_is_not_released(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    older = await proposed(desk)
    change(*SLOWEST)
    newer = await proposed(desk)

    with pytest.raises(Conflict):
        await releasing.release(desk, RECORD, version=older, by=XU)

    assert (newer != older, promised(desk)) == (True, 3)


async def test_a_version_that_nobody_proposed_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await releasing.release(desk, RECORD, version="0" * 16, by=XU)


async def test_a_file_that_is_as_it_was_proposes_nothing(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    await proposed(desk)

    change("items/mz-06.toml", "due_days = 5", "due_days     = 3")

    assert await releasing.reload(desk, by=ZHOU) == ()


async def test_an_old_text_can_come_back(desk: Desk, change: Change) -> None:
    first = desk.catalogue.item(RECORD).version
    change(*SLOWER)
    await releasing.release(desk, RECORD, version=await proposed(desk), by=XU)
    change("items/mz-06.toml", "due_days = 5", "due_days = 3")

    back = await proposed(desk)
    await releasing.release(desk, RECORD, version=back, by=XU)

    assert (back, promised(desk)) == (first, 3)
    assert (await editions(desk))[0].first_used_at == AT


async def test_a_case_keeps_its_version_whatever_comes_after(desk: Desk, change: Change) -> None:
    begun = desk.catalogue.item(RECORD)
    change(*SLOWER)
    await releasing.release(desk, RECORD, version=await proposed(desk), by=XU)
    change(*SLOWEST)
    await releasing.release(desk, RECORD, version=await proposed(desk), by=XU)

    after = await again(desk)

    for here in (desk, after):
        assert here.catalogue.item(RECORD).due_days == 8
        assert here.catalogue.item(RECORD, begun.version) == begun
        assert len([mark for mark in here.catalogue.versions if mark[0] == RECORD]) == 3


async def test_what_a_text_says_is_read_back_as_it_was(desk: Desk) -> None:
    kept = await desk.db.read(lambda tx: tx.items.all())

    read = served(load(SMALL), kept)

    assert read == load(SMALL)


def add_another(folder: Path) -> None:
    text = (folder / "items" / "xz-10.toml").read_text("utf-8")
    text = text.replace("xz-10", "xz-11").replace('["遗失证明"]', '["作废证明"]')
    (folder / "items" / "xz-11.toml").write_text(text, "utf-8")


async def test_a_new_item_waits_like_a_changed_one(
    desk: Desk, folder: Path, change: Change
) -> None:
    change("themes.toml", '"xz-10"', '"xz-10", "xz-11"')
    add_another(folder)

    (waiting,) = await releasing.reload(desk, by=ZHOU)

    assert (waiting.replaces, waiting.edition.item) == ("", "xz-11")
    assert all(line[0] in "+@" for line in waiting.lines)
    assert ItemId("xz-11") not in (await again(desk)).catalogue.items
    await releasing.release(desk, ItemId("xz-11"), version=waiting.edition.version, by=XU)
    assert ItemId("xz-11") in desk.catalogue.items


async def test_an_item_whose_file_is_gone_stays_in_service(
    desk: Desk, folder: Path, change: Change
) -> None:
    change("items/mz-06.toml", 'item  = "xz-10"\n', "")
    change("themes.toml", ', "xz-10"', "")
    (folder / "items" / "xz-10.toml").unlink()

    await releasing.reload(desk, by=ZHOU)

    assert LETTER in desk.catalogue.items
    assert LETTER in (await again(desk)).catalogue.items


async def test_files_that_do_not_fit_propose_nothing(desk: Desk, change: Change) -> None:
    change(*SLOWER)
    change("items/xz-01.toml", "approvals    = 2", "approvals = 3")

    with pytest.raises(Validation) as refusal:
        await releasing.reload(desk, by=ZHOU)

    assert refusal.value.facts["errors"] == [
        {"pointer": "", "code": "xz-01.toml: approvals: 1 or 2"}
    ]
    assert await releasing.proposals(desk, by=ZHOU) == ()


async def test_what_would_lead_nowhere_is_not_released(
    desk: Desk, folder: Path, change: Change
) -> None:
    change("themes.toml", '"xz-10"', '"xz-10", "xz-11"')
    add_another(folder)
    change("items/mz-06.toml", 'item  = "xz-10"', 'item  = "xz-11"')
    one, other = await releasing.reload(desk, by=ZHOU)

    with pytest.raises(Validation) as refusal:
        await releasing.release(desk, RECORD, version=one.edition.version, by=XU)

    assert "there is no xz-11" in str(refusal.value.facts["errors"])
    assert one.edition in [e.edition for e in await releasing.proposals(desk, by=XU)]
    await releasing.release(desk, other.edition.item, version=other.edition.version, by=XU)
    await releasing.release(desk, RECORD, version=one.edition.version, by=XU)
    assert desk.catalogue.item(RECORD).version == one.edition.version


async def test_a_source_that_is_gone_does_not_let_the_house_open(
    desk: Desk, folder: Path, change: Change
) -> None:
    change("sources.toml", '["mz-06"]', '["mz-60"]')
    change("items/mz-06.toml", 'question = "mz-06"', 'question = "mz-60"')

    with pytest.raises(Fault, match=r"mz-06\.toml: proof record: question"):
        await again(desk)


async def test_a_text_that_cannot_be_read_any_more_does_not_let_the_house_open(
    desk: Desk,
) -> None:
    def spoil(tx: Transaction) -> None:
        tx.items.propose(RECORD, "f" * 16, text='{"id": "mz-06"}', by=ZHOU, at=AT)

    await desk.db.write(spoil)

    with pytest.raises(Fault, match=r"mz-06\.toml: item mz-06"):
        await again(desk)


async def test_another_process_serves_what_was_released_here(desk: Desk, change: Change) -> None:
    elsewhere = await again(desk)
    change(*SLOWER)
    await releasing.release(desk, RECORD, version=await proposed(desk), by=XU)
    assert promised(elsewhere) == 3

    await releasing.refresh(elsewhere)

    assert promised(elsewhere) == 5


async def test_another_process_keeps_up_by_itself(desk: Desk, change: Change) -> None:
    elsewhere = await again(desk)
    change(*SLOWER)

    async with keeping_up(elsewhere, every_s=0.001), asyncio.timeout(10):
        await releasing.release(desk, RECORD, version=await proposed(desk), by=XU)
        while promised(elsewhere) == 3:
            await desk.db.read(lambda tx: tx.items.in_service())

    assert promised(elsewhere) == 5


async def test_who_cannot_read_what_was_released_elsewhere_serves_on_and_looks_again(
    desk: Desk, change: Change
) -> None:
    elsewhere = await again(desk)
    await desk.db.write(_release_what_only_a_newer_program_reads)

    with capture_logs() as logged:
        async with keeping_up(elsewhere, every_s=0.001), asyncio.timeout(10):
            while len(logged) < 2:
                await desk.db.read(lambda tx: tx.items.in_service())

    assert logged[0]["event"] == "catalogue-not-renewed"
    assert promised(elsewhere) == 3


def _release_what_only_a_newer_program_reads(tx: Transaction) -> None:
    tx.items.propose(RECORD, "f" * 16, text='{"id": "mz-06"}', by=ZHOU, at=AT)
    tx.items.release(RECORD, "f" * 16, by=XU, at=AT)


@dataclass
class Meeting:
    """Two who wait for each other, in two threads."""

    looked: threading.Event
    changed: threading.Event


async def test_a_transaction_sees_one_catalogue_while_another_is_put_there(desk: Desk) -> None:
    meeting = Meeting(threading.Event(), threading.Event())
    other = replace(desk.catalogue, items={})

    def look_twice(_tx: Transaction) -> tuple[Catalogue, Catalogue]:
        first = desk.catalogue
        meeting.looked.set()
        assert meeting.changed.wait(10)
        return first, desk.catalogue

    looking = asyncio.create_task(desk.db.read(look_twice))
    await asyncio.to_thread(meeting.looked.wait, 10)
    desk.shelf.put(other)
    meeting.changed.set()

    first, second = await looking
    assert first is second
    assert first.items
    assert desk.catalogue is other
    assert await desk.db.read(lambda _tx: desk.catalogue.items == {})


def test_a_shelf_knows_the_places_of_its_offices() -> None:
    shelf = Shelf(load(SMALL))

    assert "330781102901" in {place.division for place in shelf.divisions.places}
