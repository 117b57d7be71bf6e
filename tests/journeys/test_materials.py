"""Photos of papers: handed in from the page and by the mini program, seen by the office, used."""

import re

from aiohttp import ClientSession, FormData

from domain.proof import Outcome
from domain.states import State
from sandbox.cards import Card
from tests.journeys.paperwork import words_of
from tests.journeys.parts import FATHER, FATHER_MISSPELT
from tests.journeys.stagecraft import Stage, desk_path
from tests.support.pictures import NOTE, PHONE, a_phones_photo, a_photo

BIRTH = "出生医学证明 K330000000，1993年5月20日"
SOURCE = re.compile(r'<img src="(/desk/cases/[^"]+)"')


def a_form(content: bytes, kind: str) -> FormData:
    form = FormData({"kind": kind})
    form.add_field("file", content, filename="陈媛.jpg", content_type="image/jpeg")
    return form


async def by_page(stage: Stage, path: str, content: bytes, kind: str) -> tuple[int, str]:
    """Hand a photo in on the case page; return status and text of what is shown then."""
    async with ClientSession() as phone:
        url = f"{stage.sim.product}{path}/materials"
        async with phone.post(url, data=a_form(content, kind)) as answer:
            return answer.status, await answer.text()


async def by_api(stage: Stage, who: str, content: bytes, kind: str) -> int:
    """Hand a photo in as the mini program does; return the status."""
    head = {"Authorization": f"Bearer {stage.sim.world.phones.citizen(who).bearer}"}
    url = f"{stage.sim.product}/api/v1/applications/{(await stage.case(who)).id}/attachments"
    async with (
        ClientSession() as phone,
        phone.post(url, data=a_form(content, kind), headers=head) as answer,
    ):
        return answer.status


def rows_of(card: Card) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = card.content["horizontal_content_list"]
    return rows


async def test_a_photo_settles_what_the_register_does_not_know(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER_MISSPELT)
    path = await stage.case_path("chenyuan")

    status, page = await by_page(stage, path, a_phones_photo(), "birth-certificate")
    await stage.settle()
    old, new = stage.sim.cards("zhoumin")
    browser, shown = await stage.opened("chenyuan", "zhoumin")
    (source,) = SOURCE.findall(shown.source)
    seen = await browser.get(source)
    case = await stage.case("chenyuan")
    for proof in case.open_proofs:
        await browser.post(desk_path(case, "proofs"), {"proof": proof, "document": BIRTH})
    await stage.settle()
    issued = await stage.approved("chenyuan")

    assert (status, "交上去了" in page, "出生医学证明" in page) == (200, True, True)
    assert "新卡片" in str(old.replaced)
    assert {"keyname": "依据", "value": "还没有（材料 1 份）"} in rows_of(new)
    assert seen.body.startswith(b"\xff\xd8\xff")
    assert {proof.outcome for proof in issued.proofs} == {Outcome.SHOWN}
    assert issued.state is State.ISSUED
    assert "出生医学证明" in words_of(await stage.pdf("chenyuan"))
    assert {"attached", "picture-seen", "proof-shown"} <= set(await stage.steps("chenyuan"))


async def test_both_doors_fill_the_same_case(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    path = await stage.case_path("chenyuan")

    status = await by_api(stage, "chenyuan", a_photo(), "old-booklet")
    _, page = await by_page(stage, path, a_photo(80), "other")
    _, shown = await stage.opened("chenyuan", "zhoumin")

    assert status == 201
    assert ("旧户口本" in page, "别的材料" in page) == (True, True)
    assert "材料 2 份" in shown
    assert len(SOURCE.findall(shown.source)) == 2


async def test_the_chat_says_where_photos_are_taken_and_goes_on(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:5])

    said = await stage.sim.send_image("chenyuan") or ""
    status, _ = await by_page(stage, stage.case_link(said), a_photo(), "birth-certificate")
    case = await stage.handed_in("chenyuan", FATHER[5:])
    kept = await stage.house.desk.db.read(lambda tx: tx.attachments.of_case(case.id))

    assert "这一问请打字：父亲叫什么名字？" in said
    assert status == 200
    assert [each.place for each in kept] == [1]


async def test_neither_a_photo_nor_what_it_tells_lies_open_or_is_logged(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    photo = a_phones_photo()
    path = await stage.case_path("chenyuan")
    await by_page(stage, path, photo, "birth-certificate")
    await by_api(stage, "chenyuan", a_photo(90), "other")
    browser, shown = await stage.opened("chenyuan", "zhoumin")
    clean = [(await browser.get(source)).body for source in SOURCE.findall(shown.source)]

    lying = [path.read_bytes() for path in stage.folder.rglob("*") if path.is_file()]

    open_ = (
        PHONE.encode(),
        NOTE.encode(),
        b"\xff\xd8\xff\xe0",
        b"JFIF",
        b"Exif",
        "陈媛.jpg".encode(),
    )
    assert len(clean) == 2
    assert len(list(stage.folder.glob("objects/*/*"))) == 2
    assert [word for word in open_ if any(word in content for content in lying)] == []
    assert not any(body[20:60] in content for body in clean for content in lying)
    assert not any(PHONE.encode() in body or NOTE.encode() in body for body in clean)
    assert not any(word in stage.log.getvalue() for word in (PHONE, NOTE, path.split("/")[-1]))
