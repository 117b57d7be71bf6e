from dataclasses import replace
from typing import Any

import pytest

from casework.desk import Desk
from domain.certificate import CertificateId
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from storage.transaction import Transaction
from tests.handlers import letters, story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT

CHECKS, DESK = "/api/v1/checks", "/api/v1/desk/letters"
NEEDED = {"reply": "needed", "purpose": "入职登记", "basis": "公司人事制度第五条", "who": "王红"}


async def test_a_program_is_told_that_it_is_a_letter(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    typed = {"number": letters.NUMBER, "code": story.code_of(desk)}

    scanned = await (await door.get(f"{CHECKS}/{story.token_of(desk)}")).json()
    by_code = await (await door.post(CHECKS, json=typed)).json()

    for told in (scanned, by_code):
        assert (told["verdict"], told["paper"]["kind"]) == ("in_force", "letter")
        assert told["paper"]["valid_to"] is None
        assert told["letter"]["accept"] == "同意以居民户口簿为准"
        assert told["letter"]["reply"] is None
        assert "陈媛" not in str(told)


async def test_a_certificate_is_told_to_be_one(desk: Desk, door: Knocker) -> None:
    await story.issued(desk)

    told = await (await door.get(f"{CHECKS}/{story.token_of(desk)}")).json()

    assert (told["paper"]["kind"], told["letter"]) == ("certificate", None)


async def test_a_program_answers_and_reads_its_answer(desk: Desk, door: Knocker) -> None:
    await letters.sent(desk)
    address = f"{CHECKS}/{story.token_of(desk)}"

    answer = await door.post(f"{address}/reply", json=NEEDED)
    told = (await (await door.get(address)).json())["letter"]["reply"]

    assert answer.status == 200
    assert told == await answer.json()
    assert (told["reply"], told["basis"]) == ("needed", "公司人事制度第五条")


@pytest.mark.parametrize(
    ("sent", "status", "pointer"),
    [
        ({"reply": "needed", "purpose": "入职"}, 422, "/basis"),
        ({"reply": "needed", "basis": "第五条"}, 422, "/purpose"),
        ({"reply": "maybe"}, 422, "/reply"),
        ({}, 422, "/reply"),
        ({"reply": "accepted", "who": "\u202e王红"}, 422, "/who"),
        ({"reply": "needed", "purpose": "x", "basis": "y" * 301}, 422, "/basis"),
    ],
)
async def test_half_an_answer_is_refused_and_the_place_is_named(
    desk: Desk, door: Knocker, sent: dict[str, str], status: int, pointer: str
) -> None:
    await letters.sent(desk)

    answer = await door.post(f"{CHECKS}/{story.token_of(desk)}/reply", json=sent)

    assert answer.status == status
    assert [each["pointer"] for each in (await answer.json())["errors"]] == [pointer]


async def several(desk: Desk, *units: str) -> None:
    """One letter a unit, beside hers."""
    paper = await letters.sent(desk)

    def work(tx: Transaction) -> None:
        for n, unit in enumerate(units):
            letter = replace(letters.a_letter(paper), paper=CertificateId(f"p-{n}"), unit=unit)
            tx.askings.sent(letter)

    await desk.db.write(work)


async def listed(door: Knocker, url: str = DESK) -> Any:
    answer = await door.get(url)
    assert answer.status == 200
    return await answer.json()


async def test_who_still_asks_stands_first_with_what_it_said(desk: Desk, door: Knocker) -> None:
    await several(desk, "深圳前湾银行", "兰溪市第一中学")
    await door.post(f"{CHECKS}/{story.token_of(desk)}/reply", json=NEEDED)
    await signs_in(door, desk)

    told = await listed(door)

    assert told["figures"] == {"letters": 3, "accepted": 0, "needed": 1, "silent": 2}
    assert told["units"][0]["unit"] == letters.UNIT
    assert told["units"][0]["contested"]["basis"] == "公司人事制度第五条"
    assert [each["contested"] for each in told["units"][1:]] == [None, None]


async def test_a_long_list_is_read_page_by_page(desk: Desk, door: Knocker) -> None:
    await several(desk, *(f"单位{n}" for n in range(4)))
    await signs_in(door, desk)
    seen: list[str] = []
    told = await listed(door, f"{DESK}?limit=2")

    while True:
        seen += [each["unit"] for each in told["units"]]
        if told["next"] is None:
            break
        told = await listed(door, f"{DESK}?limit=2&cursor={told['next']}")

    assert sorted(seen) == sorted([letters.UNIT, *(f"单位{n}" for n in range(4))])


@pytest.mark.parametrize("cursor", ["!!", "eA==", "MXwy"])
async def test_a_cursor_that_is_none_of_ours_is_refused(
    desk: Desk, door: Knocker, cursor: str
) -> None:
    await signs_in(door, desk)

    assert (await door.get(f"{DESK}?cursor={cursor}")).status == 422
    assert (await door.get(f"/desk/letters?cursor={cursor}")).status == 422


async def test_another_office_sees_nothing_of_it(desk: Desk, door: Knocker) -> None:
    await several(desk, "深圳前湾银行")
    await appointed(desk, "fangqing", office="lanjiang")
    await signs_in(door, desk, "fangqing")

    told = await listed(door)

    assert (told["figures"]["letters"], told["units"]) == (0, [])


async def test_what_a_relatives_unit_said_is_not_shown_to_an_official(
    desk: Desk, door: Knocker
) -> None:
    await letters.sent(desk)
    await door.post(f"{CHECKS}/{story.token_of(desk)}/reply", json=NEEDED)
    await appointed(desk, "fangqing", office=story.OFFICE, kin=frozenset({"i1"}))
    await signs_in(door, desk, "fangqing")

    told = await listed(door)

    assert told["figures"]["needed"] == 1
    assert told["units"][0]["contested"] is None


async def appointed(
    desk: Desk, userid: str, *, office: str, kin: frozenset[str] = frozenset()
) -> None:
    grants = (Grant(Role.CLERK, OfficeId(office), since=AT),)
    official = Official(OfficialId(userid), PersonName("方青"), grants, userid, kin)
    await desk.db.write(lambda tx: tx.officials.save(official))
