"""What an official typed for a form: the last words count, they are sealed, and they are let go."""

from domain.application import ApplicationId
from domain.message import Json
from domain.office import OfficialId
from storage.database import Database
from tests.support.stores import AT, later

CASE, ZHOU, XU = ApplicationId("case-1"), OfficialId("zhoumin"), OfficialId("xuliqun")
TYPED: dict[str, Json] = {"form": "return", "text": "照片反光", "version": 3}


async def test_the_last_words_are_kept_for_their_official_and_case(db: Database) -> None:
    other = {**TYPED, "text": "照片不全"}
    await db.write(lambda tx: tx.jottings.put(CASE, ZHOU, TYPED, at=AT))
    await db.write(lambda tx: tx.jottings.put(CASE, ZHOU, other, at=later(1)))

    assert await db.read(lambda tx: tx.jottings.get(CASE, ZHOU, since=AT)) == other
    assert await db.read(lambda tx: tx.jottings.get(CASE, XU, since=AT)) is None
    assert (
        await db.read(lambda tx: tx.jottings.get(ApplicationId("case-2"), ZHOU, since=AT)) is None
    )


async def test_what_is_old_is_not_given_and_then_forgotten(db: Database) -> None:
    await db.write(lambda tx: tx.jottings.put(CASE, ZHOU, TYPED, at=AT))

    assert await db.read(lambda tx: tx.jottings.get(CASE, ZHOU, since=later(1))) is None
    assert await db.write(lambda tx: tx.jottings.forget(later(1))) == 1
    assert await db.read(lambda tx: tx.jottings.get(CASE, ZHOU, since=AT)) is None


async def test_nobody_reads_it_in_the_file(db: Database) -> None:
    await db.write(lambda tx: tx.jottings.put(CASE, ZHOU, TYPED, at=AT))

    sealed = await db.read(
        lambda tx: bytes(tx.rows("SELECT sealed FROM jottings", {})[0]["sealed"])
    )
    assert "照片反光".encode() not in sealed
