import asyncio
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import pytest
from aiohttp import FormData

from casework import enrolling
from casework.desk import Desk
from domain.attachment import LONGEST, MOST_A_CASE, Attachment, Shows
from domain.identity import Person, PersonId, PersonName, Phone
from domain.message import Channel
from storage import images
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT
from tests.support.people import ZHANG_SHUIYING
from tests.support.pictures import PHONE, a_phones_photo, a_photo, headed

URL = f"/api/v1/applications/{story.CASE}/attachments"
PAGE = f"/c/{story.LINK}"
FORM = f"{PAGE}/materials"
KEYS = {"id", "kind", "place", "size", "added_at"}
ZHANG = Person(PersonId("p-zhang"), PersonName("章水英"), ZHANG_SHUIYING, Phone("13800000077"))


async def bearer(desk: Desk, person: str = "p-chen") -> dict[str, str]:
    """A session of the mini program that belongs to that person."""
    opened = await enrolling.open_session(desk, appid="wx-mini", openid=person)

    def bind(tx: Transaction) -> None:
        if person == ZHANG.id and tx.people.by_number(ZHANG.number) is None:
            tx.people.add(ZHANG)
        account = tx.accounts.ensure(Channel.MINI_PROGRAM, "wx-mini", person, at=AT)
        tx.accounts.save(replace(account, person=PersonId(person), assurance=2))

    await desk.db.write(bind)
    return {"Authorization": f"Bearer {opened.token}"}


def a_form(content: bytes | None, kind: str | None = "old-booklet", **more: str) -> FormData:
    form = FormData(more)
    if kind is not None:
        form.add_field("kind", kind)
    if content is not None:
        form.add_field("file", BytesIO(content), filename="../../a.jpg", content_type="image/jpeg")
    return form


async def held(desk: Desk) -> list[Attachment]:
    return await desk.db.read(lambda tx: tx.attachments.of_case(story.CASE))


async def test_a_picture_is_handed_in_as_a_form(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    answer = await door.post(URL, data=a_form(a_phones_photo()), headers=await bearer(desk))

    told = await answer.json()
    (kept,) = await held(desk)
    assert answer.status == 201
    assert set(told) == KEYS
    assert (told["id"], told["kind"], told["place"]) == (kept.id, "old-booklet", 1)
    assert kept.added_by == "p-chen"


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
async def test_a_picture_is_handed_in_as_it_is(desk: Desk, door: Knocker, form: str) -> None:
    await story.reviewed(desk)
    head = {**await bearer(desk), "Content-Type": f"image/{form.lower()}"}

    first = await door.post(f"{URL}?kind=other", data=a_photo(form=form), headers=head)
    again = await door.post(URL, data=a_photo(form=form), headers=head)

    assert (first.status, again.status) == (201, 201)
    assert (await first.json())["kind"] == "other"
    assert (await first.json())["id"] == (await again.json())["id"]
    assert len(await held(desk)) == 1


async def test_who_handed_it_in_lists_and_sees_it(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    head = await bearer(desk)
    told = await (await door.post(URL, data=a_form(a_phones_photo()), headers=head)).json()

    listed = await (await door.get(URL, headers=head)).json()
    seen = await door.get(f"{URL}/{told['id']}", headers=head)

    body = await seen.read()
    assert listed == {"attachments": [told]}
    assert (seen.status, seen.content_type) == (200, "image/jpeg")
    assert seen.headers["Content-Disposition"] == 'inline; filename="picture.jpg"'
    assert seen.headers["Cache-Control"] == "no-store"
    assert seen.headers["X-Content-Type-Options"] == "nosniff"
    assert (len(body), PHONE.encode() in body) == (told["size"], False)


async def test_somebody_elses_case_is_not_found(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    hers, mine = await bearer(desk), await bearer(desk, "p-zhang")
    told = await (await door.post(URL, data=a_form(a_photo()), headers=hers)).json()

    put = await door.post(URL, data=a_form(a_photo(70)), headers=mine)
    listed = await door.get(URL, headers=mine)
    seen = await door.get(f"{URL}/{told['id']}", headers=mine)
    nobody = await door.get(f"{URL}/{told['id']}")

    assert (put.status, listed.status, seen.status, nobody.status) == (404, 404, 404, 401)
    assert len(await held(desk)) == 1


@pytest.mark.parametrize(
    ("content", "status", "problem"),
    [
        (b"GIF89a" + b"\0" * 40, 415, "unsupported-media-type"),
        (b"<svg onload=alert(1)>", 415, "unsupported-media-type"),
        (b"", 422, "validation"),
        (a_photo()[:300], 422, "validation"),
        (headed(13_000, 13_000), 413, "too-large"),
        (headed(30_000, 30_000), 413, "too-large"),
        (b"\xff\xd8\xff" + b"\0" * LONGEST, 413, "too-large"),
    ],
)
@pytest.mark.parametrize("way", ["form", "raw"])
async def test_what_is_no_picture_is_refused(
    desk: Desk, door: Knocker, content: bytes, status: int, problem: str, way: str
) -> None:
    await story.reviewed(desk)
    head = await bearer(desk)
    data: FormData | BytesIO = a_form(content)
    if way == "raw":
        data, head["Content-Type"] = BytesIO(content), "image/jpeg"

    answer = await door.post(URL, data=data, headers=head)

    assert (answer.status, (await answer.json())["type"]) == (status, f"/problems/{problem}")
    assert await held(desk) == []


async def test_a_body_that_hides_its_length_is_cut_at_the_limit(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    head = {**await bearer(desk), "Content-Type": "image/jpeg"}
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b"\xff\xd8\xff"
        while sent < 20 * LONGEST:
            sent += 100_000
            yield b"\0" * 100_000

    try:
        status = (await door.post(URL, data=endless(), headers=head)).status
    except ConnectionError:  # the door was shut while we were still talking
        status = 413

    assert status == 413
    assert sent < 3 * LONGEST


async def test_a_body_that_swells_when_it_is_unpacked_is_cut_too(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    head = {**await bearer(desk), "Content-Type": "image/jpeg", "Content-Encoding": "deflate"}

    bomb = zlib.compress(b"\xff\xd8\xff" + b"\0" * 3 * LONGEST)
    answer = await door.post(URL, data=bomb, headers=head)

    assert len(bomb) < LONGEST // 10
    assert answer.status == 413


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "image/svg+xml", "application/pdf"]
)
async def test_a_body_of_another_kind_is_not_read(
    desk: Desk, door: Knocker, content_type: str
) -> None:
    await story.reviewed(desk)
    head = {**await bearer(desk), "Content-Type": content_type}

    answer = await door.post(URL, data=a_photo(), headers=head)

    assert answer.status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nothing",
        b"--b\r\n\r\n",
        b"--b\r\nContent-Disposition: nonsense\r\n\r\nx\r\n--b--",
        b'--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nother\r\n--b--\r\n',
    ],
)
@pytest.mark.parametrize("boundary", ["; boundary=b", ""])
async def test_a_broken_form_is_refused(
    desk: Desk, door: Knocker, body: bytes, boundary: str
) -> None:
    await story.reviewed(desk)
    head = {**await bearer(desk), "Content-Type": f"multipart/form-data{boundary}"}

    answer = await door.post(URL, data=body, headers=head)

    assert answer.status == 400
    assert (await answer.json())["type"] == "/problems/validation"


async def test_a_form_with_much_beside_the_picture_is_refused(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    head = await bearer(desk)

    long = await door.post(URL, data=a_form(a_photo(), note="x" * 1000), headers=head)
    many = {f"n{n}": "x" for n in range(9)}
    wide = await door.post(URL, data=a_form(a_photo(), **many), headers=head)
    unknown = await door.post(URL, data=a_form(a_photo(), "a-cat"), headers=head)

    assert (long.status, wide.status, unknown.status) == (413, 400, 422)
    assert await held(desk) == []


async def test_when_many_send_at_once_the_next_one_waits(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    head = await bearer(desk)
    inside = [desk.pictures.place() for _ in range(images.WAITING)]
    for place in inside:
        place.__enter__()

    full = await door.post(URL, data=a_form(a_photo()), headers=head)
    inside[0].__exit__(None, None, None)
    later = await door.post(URL, data=a_form(a_photo()), headers=head)

    assert (full.status, later.status) == (503, 201)
    assert int(full.headers["Retry-After"]) > 0


async def test_the_case_page_takes_a_picture_without_any_script(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    empty = await (await door.get(PAGE)).text()

    answer = await door.post(FORM, data=a_form(a_phones_photo()))

    html = await answer.text()
    (kept,) = await held(desk)
    assert f'<form method="post" action="{FORM}" enctype="multipart/form-data">' in empty
    assert 'accept="image/jpeg,image/png"' in empty
    assert "script" not in empty
    assert (answer.url.path, answer.history[0].status) == (PAGE, 303)
    assert "交上去了" in html
    assert "旧户口本<time>11月23日 10:21</time>" in html
    assert kept.added_by == "p-chen"


async def test_the_case_page_says_why_a_picture_was_not_taken(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    pdf = await door.post(FORM, data=a_form(b"%PDF-1.7"))
    bomb = await door.post(FORM, data=a_form(headed(13_000, 13_000)))
    cut = await door.post(FORM, data=a_form(a_photo()[:300]))

    assert (pdf.status, bomb.status, cut.status) == (415, 413, 422)
    assert "照片用 JPG、PNG" in await pdf.text()
    assert "像素太多（16900 万），最多 2500 万" in await bomb.text()
    assert "这张照片打不开" in await cut.text()
    assert await held(desk) == []


async def test_a_full_case_offers_no_form(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)
    for n in range(MOST_A_CASE):
        await door.post(FORM, data=a_form(a_photo(50 + n)))

    html = await (await door.get(PAGE)).text()
    more = await door.post(FORM, data=a_form(a_photo()))

    assert "enctype" not in html
    assert "6 张满了" in html
    assert more.status == 422
    assert "已经有 6 张照片" in await more.text()


async def test_a_case_that_is_over_offers_no_form_and_takes_nothing(
    desk: Desk, door: Knocker
) -> None:
    await story.refused(desk)

    html = await (await door.get(PAGE)).text()
    late = await door.post(FORM, data=a_form(a_photo()))

    assert "enctype" not in html
    assert late.status == 409
    assert await held(desk) == []


@pytest.mark.parametrize(
    "head",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_a_form_that_comes_from_elsewhere_is_refused(
    desk: Desk, door: Knocker, head: dict[str, str]
) -> None:
    await story.reviewed(desk)

    refused = await door.post(FORM, data=a_form(a_photo()), headers=head)
    ours = {"Origin": desk.public_url, "Sec-Fetch-Site": "same-origin"}
    taken = await door.post(FORM, data=a_form(a_photo()), headers=ours)

    assert (refused.status, taken.status) == (403, 200)
    assert len(await held(desk)) == 1


def test_everything_that_a_picture_may_show_has_its_word() -> None:
    assert set(story.WORDS.terms.tables["shows"]) == set(Shows)


async def test_without_the_link_nothing_is_handed_in(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    answer = await door.post("/c/no-such-link/materials", data=a_form(a_photo()))

    assert answer.status == 404


async def test_the_office_sees_the_pictures_on_its_page(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk, settled=False)
    await door.post(FORM, data=a_form(a_phones_photo()))
    (kept,) = await held(desk)
    source = f"/desk/cases/{story.CASE}/attachments/{kept.id}"

    outside = await door.get(source, allow_redirects=False)
    await signs_in(door, desk)
    html = await (await door.get(f"/desk/cases/{story.CASE}")).text()
    seen = await door.get(source)
    wrong = await door.get(f"/desk/cases/{story.CASE}/attachments/nothing")

    assert outside.status == 303
    assert f'<img src="{source}"' in html
    assert "材料 1 份" in html
    assert '<option value="旧户口本（照片 1）">' in html
    assert (seen.content_type, len(await seen.read())) == ("image/jpeg", kept.size)
    assert wrong.status == 404


async def test_pictures_sent_at_the_same_moment_are_all_kept_or_refused(
    desk: Desk, door: Knocker
) -> None:
    await story.reviewed(desk)
    head = await bearer(desk)

    sent = [door.post(URL, data=a_form(a_photo(50 + n)), headers=head) for n in range(9)]
    answers = [answer.status for answer in await asyncio.gather(*sent)]

    kept = await held(desk)
    assert set(answers) <= {201, 409, 422}
    assert answers.count(201) == len(kept) <= MOST_A_CASE
    assert [each.place for each in kept] == list(range(1, len(kept) + 1))
