from dataclasses import replace

import pytest

from domain.application import ApplicationId
from domain.attachment import Attachment, AttachmentId, Shows
from domain.errors import Conflict, NotFound
from domain.identity import PersonId
from storage.database import Database
from storage.transaction import Transaction
from tests.support.stores import AT, a_certificate, a_drafted, a_submitted, later

CASE = ApplicationId("case-1")
FIRST = Attachment(
    id=AttachmentId("picture-1"),
    case=CASE,
    place=1,
    kind=Shows.BIRTH_CERTIFICATE,
    object="a" * 64,
    size=120_000,
    added_at=AT,
    added_by=PersonId("person-3024"),
)
SECOND = replace(FIRST, id=AttachmentId("picture-2"), place=2, object="b" * 64, added_at=later(5))


def one_kept(tx: Transaction) -> None:
    a_submitted(tx)
    tx.attachments.add(FIRST)


def issued(tx: Transaction) -> None:
    tx.certificates.add(a_certificate(tx.applications.get(CASE)))


def kept(tx: Transaction) -> None:
    a_drafted(tx)
    tx.attachments.add(SECOND)
    tx.attachments.add(FIRST)


async def test_the_pictures_of_a_case_come_back_in_order(db: Database) -> None:
    await db.write(kept)

    found = await db.read(lambda tx: tx.attachments.of_case(CASE))

    assert found == [FIRST, SECOND]
    assert await db.read(lambda tx: tx.attachments.of_case(ApplicationId("case-2"))) == []


async def test_a_picture_is_found_in_its_own_case_only(db: Database) -> None:
    await db.write(kept)

    found = await db.read(lambda tx: tx.attachments.get(FIRST.id, case=CASE))

    assert found == FIRST
    with pytest.raises(NotFound):
        await db.read(lambda tx: tx.attachments.get(FIRST.id, case=ApplicationId("case-2")))


@pytest.mark.parametrize("other", [replace(SECOND, place=1), replace(SECOND, object=FIRST.object)])
async def test_a_place_is_taken_once_and_a_picture_kept_once(
    db: Database, other: Attachment
) -> None:
    await db.write(one_kept)

    with pytest.raises(Conflict):
        await db.write(lambda tx: tx.attachments.add(other))

    assert await db.read(lambda tx: tx.attachments.of_case(CASE)) == [FIRST]


async def test_what_a_picture_shows_can_be_said_anew(db: Database) -> None:
    await db.write(kept)

    await db.write(lambda tx: tx.attachments.say(FIRST.id, Shows.OLD_BOOKLET))

    found = await db.read(lambda tx: tx.attachments.get(FIRST.id, case=CASE))
    assert found == replace(FIRST, kind=Shows.OLD_BOOKLET)


async def test_a_draft_takes_its_pictures_along(db: Database) -> None:
    await db.write(kept)

    await db.write(lambda tx: tx.applications.discard(CASE))

    assert await db.read(lambda tx: tx.attachments.of_case(CASE)) == []
    assert not await db.read(lambda tx: tx.attachments.uses(FIRST.object))


async def test_it_is_known_what_in_the_object_store_is_wanted(db: Database) -> None:
    await db.write(one_kept)
    await db.write(issued)

    assert await db.read(lambda tx: tx.attachments.uses(FIRST.object))
    assert await db.read(lambda tx: tx.certificates.uses("0" * 64))
    assert not await db.read(lambda tx: tx.attachments.uses("0" * 64))
    assert not await db.read(lambda tx: tx.certificates.uses(FIRST.object))
