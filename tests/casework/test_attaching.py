import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from casework import applying, attaching, deciding, settling, showing, tidying
from casework.settling import Seen
from domain.application import Application, ApplicationId
from domain.attachment import MOST_A_CASE, MOST_A_DAY, TAKING, Attachment, AttachmentId, Shows
from domain.errors import (
    NotFound,
    RateLimited,
    TooLarge,
    UnsupportedMediaType,
    Validation,
    WrongState,
)
from domain.identity import PersonId
from domain.office import OfficialId, Role
from domain.post import Later
from domain.states import State
from sources.source import Found
from tests.support.desks import AT, XU, ZHOU, Town, an_official, unclear
from tests.support.pictures import PHONE, a_phones_photo, a_photo, headed
from tests.support.stores import in_state

STRANGER = PersonId("somebody-else")
BIRTH = "birth-certificate"


async def handed(town: Town, case: Application, n: int = 1, kind: str = BIRTH) -> Attachment:
    photo = a_photo(60 + n, 40)
    return await attaching.attach(town.desk, case.id, by=case.person, kind=kind, content=photo)


async def held(town: Town, case: Application) -> list[Attachment]:
    return await town.desk.db.read(lambda tx: tx.attachments.of_case(case.id))


async def test_a_picture_is_kept_clean_and_found_by_whoever_handed_it_in(town: Town) -> None:
    case = await town.submitted()

    kept = await attaching.attach(
        town.desk, case.id, by=case.person, kind=BIRTH, content=a_phones_photo()
    )

    seen = await attaching.picture(town.desk, case.id, kept.id, by=case.person)
    assert await attaching.pictures(town.desk, case.id, by=case.person) == (kept,)
    assert (kept.kind, kept.place, kept.added_at) == (Shows.BIRTH_CERTIFICATE, 1, AT)
    assert (len(seen), seen[:3]) == (kept.size, b"\xff\xd8\xff")
    assert PHONE.encode() not in seen
    assert "attached" in await town.journal(case.id)


async def test_the_same_picture_handed_in_twice_is_kept_once(town: Town) -> None:
    case = await town.submitted()

    first = await handed(town, case)
    second = await handed(town, case, kind="old-booklet")

    assert second.id == first.id
    assert [each.kind for each in await held(town, case)] == [Shows.OLD_BOOKLET]
    assert (await town.journal(case.id)).count("attached") == 1


@pytest.mark.parametrize("by", [STRANGER, None])
async def test_to_somebody_elses_case_nothing_is_handed_in(town: Town, by: PersonId | None) -> None:
    case = await town.submitted()
    kept = await handed(town, case)

    with pytest.raises(NotFound):
        await attaching.ready(town.desk, case.id, by=by)
    with pytest.raises(NotFound):
        await attaching.attach(town.desk, case.id, by=by, kind=BIRTH, content=a_photo())
    with pytest.raises(NotFound):
        await attaching.pictures(town.desk, case.id, by=by)
    with pytest.raises(NotFound):
        await attaching.picture(town.desk, case.id, kept.id, by=by)

    assert await held(town, case) == [kept]
    assert (await town.journal(case.id)).count("attempt-refused") == 4


async def test_a_picture_is_found_in_no_other_case_of_the_same_person(town: Town) -> None:
    case = await town.submitted()
    kept = await handed(town, case)
    other = await town.drafted(await town.enrolled())

    for ident in (kept.id, AttachmentId("nothing")):
        with pytest.raises(NotFound):
            await attaching.picture(town.desk, other.id, ident, by=case.person)


@pytest.mark.parametrize("state", list(State))
async def test_pictures_are_taken_until_the_case_is_decided(town: Town, state: State) -> None:
    case = await town.submitted()
    await handed(town, case)
    await town.desk.db.write(lambda tx: tx.applications.save(in_state(case, state)))

    try:
        await attaching.ready(town.desk, case.id, by=case.person)
        await handed(town, case, 2)
        taken = True
    except WrongState:
        taken = False

    assert taken == (state in TAKING)
    assert len(await held(town, case)) == 1 + taken


async def test_what_a_picture_shows_is_not_said_anew_once_the_case_is_decided(town: Town) -> None:
    case = await town.submitted()
    await handed(town, case)
    await town.desk.db.write(lambda tx: tx.applications.save(in_state(case, State.REFUSED)))

    with pytest.raises(WrongState):
        await handed(town, case, kind="old-booklet")

    assert [each.kind for each in await held(town, case)] == [Shows.BIRTH_CERTIFICATE]


async def test_a_case_takes_six_pictures(town: Town) -> None:
    case = await town.submitted()
    for n in range(MOST_A_CASE):
        await handed(town, case, n)

    with pytest.raises(Validation) as early:
        await attaching.ready(town.desk, case.id, by=case.person)
    with pytest.raises(Validation) as late:
        await handed(town, case, MOST_A_CASE)

    assert early.value.facts == late.value.facts == {"field": "file", "reason": "pictures-full"}
    assert [each.place for each in await held(town, case)] == [1, 2, 3, 4, 5, 6]


async def test_a_person_hands_in_thirty_pictures_a_day_and_goes_on_tomorrow(town: Town) -> None:
    case = await town.submitted()
    day = f"pictures/{case.person}/2026-11-24"

    await town.desk.db.write(lambda tx: [tx.counters.next(day) for _ in range(MOST_A_DAY - 1)])
    await handed(town, case)
    with pytest.raises(RateLimited) as refused:
        await handed(town, case, 2)
    town.at += timedelta(hours=10)
    await handed(town, case, 2)

    assert refused.value.facts == {"wait_s": 10 * 3600 + 1, "what": "pictures"}
    assert len(await held(town, case)) == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"GIF89a", UnsupportedMediaType),
        (b"", Validation),
        (a_photo()[:200], Validation),
        (b"\xff\xd8\xff" + b"\0" * 8_000_000, TooLarge),
        (headed(30_000, 30_000), TooLarge),
    ],
)
async def test_what_is_no_picture_leaves_nothing_behind(
    town: Town, tmp_path: Path, content: bytes, refusal: type[Exception]
) -> None:
    case = await town.submitted()

    with pytest.raises(refusal):
        await attaching.attach(town.desk, case.id, by=case.person, kind=BIRTH, content=content)

    assert await held(town, case) == []
    assert lying(tmp_path) == []


async def test_a_picture_must_show_something_that_we_know(town: Town) -> None:
    case = await town.submitted()

    with pytest.raises(Validation) as refused:
        await handed(town, case, kind="a-cat")

    assert refused.value.facts == {"field": "kind", "reason": "no-such-choice"}


async def test_the_office_sees_it_and_that_it_looked_is_written_down(town: Town) -> None:
    case = await town.reviewed()
    kept = await handed(town, case)

    shown = await showing.desk_case(town.desk, case.id, by=ZHOU)
    seen = await attaching.picture_at_office(town.desk, case.id, kept.id, by=ZHOU)

    entries = await town.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    looked = next(each for each in entries if each.kind == "picture-seen")
    assert shown.pictures == (kept,)
    assert len(seen) == kept.size
    assert (looked.by, looked.facts) == (ZHOU, {"attachment": kept.id})


async def test_an_official_of_another_office_or_a_relative_does_not_see_it(town: Town) -> None:
    case = await town.reviewed()
    kept = await handed(town, case)
    await town.appointed(an_official(OfficialId("fangqing"), Role.APPROVER, office="lanjiang"))

    for official in ("fangqing", "nobody"):
        with pytest.raises(NotFound):
            await attaching.picture_at_office(town.desk, case.id, kept.id, by=OfficialId(official))

    assert "picture-seen" not in await town.journal(case.id)


async def test_while_a_proof_is_open_a_picture_brings_a_new_card_and_six_bring_one(
    town: Town,
) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()
    before = (await town.owed()).count("card")

    await handed(town, case, 1)
    await handed(town, case, 2)
    together = (await town.owed()).count("card")
    town.at += attaching.TOGETHER
    await handed(town, case, 3)
    later = (await town.owed()).count("card")

    assert (together, later) == (before + 1, before + 2)


async def test_when_every_proof_holds_a_picture_troubles_nobody(town: Town) -> None:
    case = await town.reviewed()
    before = await town.owed()

    await handed(town, case)

    assert await town.owed() == before
    assert (await town.case(case.id)).version == case.version


async def test_a_proof_can_rest_on_a_picture(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()
    await handed(town, case)

    for proof in case.open_proofs:
        await settling.show_proof(
            town.desk, case.id, by=ZHOU, seen=Seen(proof, "出生医学证明（照片 1）")
        )
    approved = await deciding.approve(town.desk, case.id, by=XU)

    assert approved.state is State.APPROVED


def lying(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "objects").rglob("*") if path.is_file()]


def aged(path: Path, at: datetime) -> None:
    os.utime(path, (at.timestamp(), at.timestamp()))


async def tidied(town: Town) -> None:
    with pytest.raises(Later):
        await tidying.tidy(town.desk)


async def test_a_file_that_no_row_names_is_swept_after_a_day(town: Town, tmp_path: Path) -> None:
    case = await town.submitted()
    kept = await handed(town, case)
    stray = await town.desk.files.put(b"written before a crash")
    half = tmp_path / "objects" / "ab" / f"{'ab' * 32}.{'0' * 16}.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"half")
    fresh = await town.desk.files.put(b"written just now")
    for path in lying(tmp_path):
        aged(path, town.at - (timedelta(0) if path.name == fresh else timedelta(days=1, seconds=1)))

    await tidied(town)

    assert {path.name for path in lying(tmp_path)} == {kept.object, fresh}
    assert stray not in {path.name for path in lying(tmp_path)}


async def test_what_is_put_again_is_not_swept(town: Town, tmp_path: Path) -> None:
    town.at = datetime.now(town.at.tzinfo)
    stray = await town.desk.files.put(b"a picture")
    aged(lying(tmp_path)[0], town.at - timedelta(days=3))
    await town.desk.files.put(b"a picture")

    await tidied(town)

    assert [path.name for path in lying(tmp_path)] == [stray]


async def test_the_pictures_of_a_forgotten_draft_are_swept(town: Town, tmp_path: Path) -> None:
    draft = await town.drafted(await town.enrolled())
    kept = await handed(town, draft)
    aged(lying(tmp_path)[0], town.at)

    town.at += tidying.DRAFTS + timedelta(seconds=1)
    await tidied(town)

    assert lying(tmp_path) == []
    with pytest.raises(NotFound):
        await town.desk.db.read(lambda tx: tx.attachments.get(kept.id, case=draft.id))


async def test_a_discarded_draft_can_be_thrown_away_with_its_pictures(town: Town) -> None:
    draft = await town.drafted(await town.enrolled())
    await handed(town, draft)

    await town.desk.db.write(lambda tx: tx.applications.discard(draft.id))

    assert await held(town, draft) == []


async def test_pictures_of_the_draft_go_with_the_case_to_the_office(town: Town) -> None:
    await town.appointed()
    draft = await town.drafted(await town.enrolled())
    kept = await handed(town, draft)
    await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=town.at))

    shown = await showing.desk_case(town.desk, ApplicationId(draft.id), by=ZHOU)

    assert shown.pictures == (kept,)
