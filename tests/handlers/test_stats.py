"""The public clock: what it shows, what it hides, and what an official sees behind it."""

import zipfile
from datetime import date, timedelta
from io import BytesIO

from casework.desk import Desk
from casework.reporting import DAYS, Wall
from domain.application import ApplicationId
from domain.calendar import local_day
from domain.office import OfficeId
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import Clock

YOUBU, ZHUGE = OfficeId("youbu"), OfficeId("zhuge")


async def issued(
    desk: Desk, office: OfficeId, *minutes: int, day: date | None = None, case: str = "case-x"
) -> None:
    def work(tx: Transaction) -> None:
        for each in minutes:
            whats = ("closed/issued", "way/data-query", f"took/{each}")
            on = day or local_day(desk.now())
            tx.figures.add(ApplicationId(case), whats, day=on, office=office, item="qs-01")

    await desk.db.write(work)


async def test_half_and_nine_in_ten_are_told_by_town(desk: Desk, door: Knocker) -> None:
    await issued(desk, YOUBU, *range(1, 21))

    told = await (await door.get("/api/v1/stats")).json()
    html = await (await door.get("/stats")).text()

    assert told["took"] == {"half": 10, "nine_in_ten": 18}
    youbu = next(each for each in told["towns"] if each["id"] == YOUBU)
    assert youbu["issued"] == 20
    assert youbu["took"] == {"half": 10, "nine_in_ten": 18}
    assert told["ways"]["data_query"] == 20
    assert "一半的人在这之内" in html
    assert "游埠镇" in html


async def test_nineteen_papers_are_too_few_to_be_told_apart(desk: Desk, door: Knocker) -> None:
    await issued(desk, YOUBU, *range(1, 20))

    told = await (await door.get("/api/v1/stats")).json()
    html = await (await door.get("/stats")).text()

    youbu = next(each for each in told["towns"] if each["id"] == YOUBU)
    assert (youbu["issued"], youbu["took"]) == (None, None)
    assert told["issued"] == 19
    assert "不足 20 件，不单独公布" in html


async def test_who_has_issued_nothing_says_so(door: Knocker) -> None:
    html = await (await door.get("/stats")).text()
    english = await (await door.get("/stats?lang=en")).text()

    assert "还没有签发过证明" in html
    assert "No paper was issued in these days yet." in english


async def test_the_board_hangs_for_ten_minutes_and_is_renewed_behind_a_reader(
    desk: Desk, clock: Clock
) -> None:
    wall = Wall()
    before = await wall.board(desk)
    await issued(desk, YOUBU, 5)
    clock.at += timedelta(minutes=9)
    still = await wall.board(desk)
    clock.at += timedelta(minutes=1)
    last = await wall.board(desk)
    await wall.rest()

    after = await wall.board(desk)

    assert [each.whole.issued for each in (before, still, last, after)] == [0, 0, 0, 1]


async def test_nobody_is_shown_a_board_of_this_morning(desk: Desk, clock: Clock) -> None:
    wall = Wall()
    await wall.board(desk)
    await issued(desk, YOUBU, 5)
    clock.at += timedelta(hours=5)

    assert (await wall.board(desk)).whole.issued == 1


async def test_thirty_days_are_shown_and_no_more(desk: Desk, clock: Clock) -> None:
    today = local_day(desk.now())
    await issued(desk, YOUBU, 5, day=today - timedelta(DAYS))
    await issued(desk, YOUBU, 5, day=today - timedelta(DAYS - 1))
    wall = Wall()

    first = await wall.board(desk)
    clock.at += timedelta(days=1)
    second = await wall.board(desk)

    assert (first.whole.issued, second.whole.issued) == (1, 0)


async def test_the_spreadsheet_is_one_and_runs_nothing(desk: Desk, door: Knocker) -> None:
    await issued(desk, YOUBU, *range(1, 21))

    answer = await door.get("/stats.xlsx")
    book = zipfile.ZipFile(BytesIO(await answer.read()))
    texts = book.read("xl/sharedStrings.xml").decode()

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "游埠镇" in texts
    assert not [name for name in book.namelist() if "vba" in name.lower()]


async def test_an_official_sees_his_own_office_and_the_cases_behind(
    desk: Desk, door: Knocker
) -> None:
    await signs_in(door, desk)
    await story.submitted(desk)
    await issued(desk, YOUBU, 3, case=story.CASE)
    await issued(desk, ZHUGE, 3)

    told = await (await door.get("/api/v1/desk/stats")).json()
    asked = {"office": YOUBU, "what": "closed/issued"}
    behind = await (await door.get("/api/v1/desk/stats/cases", params=asked)).json()
    page = await (await door.get("/desk/stats")).text()
    listed = await (await door.get("/desk/stats/cases", params=asked)).text()

    assert [each["office"] for each in told["offices"]] == [YOUBU]
    assert told["offices"][0]["counts"]["closed/issued"] == len(behind["cases"]) == 1
    assert "游埠镇" in page
    assert "诸葛镇" not in page
    assert f"/desk/cases/{story.CASE}" in listed


async def test_another_offices_figures_are_not_found(desk: Desk, door: Knocker) -> None:
    await signs_in(door, desk)

    theirs = {"office": ZHUGE, "what": "closed/issued"}
    unknown = {"office": YOUBU, "what": "took/17"}

    assert (await door.get("/api/v1/desk/stats/cases", params=theirs)).status == 404
    assert (await door.get("/api/v1/desk/stats/cases", params=unknown)).status == 404
    assert (await door.get("/desk/stats?first=2026-01-01&last=2025-01-01")).status == 422
