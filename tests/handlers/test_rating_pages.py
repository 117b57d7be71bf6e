"""Ratings through the doors: the case page, the office's page, programs, and the public clock."""

from dataclasses import replace
from datetime import timedelta

from casework.desk import Desk
from domain.application import ApplicationId
from domain.calendar import local_day
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.rating import Rating
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker, signs_in
from tests.handlers.stand_ins import AT

PAGE = f"/c/{story.LINK}"
SAID = "问了三次才有人答"
XU = OfficialId("xuliqun")


async def ended(desk: Desk) -> None:
    """Her case, refused by 周敏; 徐立群 supervises."""
    await story.reviewed(desk, settled=False)

    def work(tx: Transaction) -> None:
        case = tx.applications.get(story.CASE)
        tx.applications.save(case.refuse("登记里没有。", by=OfficialId("zhoumin"), at=AT))
        grant = Grant(Role.SUPERVISOR, story.OFFICE, since=AT - timedelta(days=1))
        tx.officials.save(Official(XU, PersonName("徐立群"), (grant,), index="xuliqun"))

    await desk.db.write(work)


async def rating_of(desk: Desk) -> Rating | None:
    return await desk.db.read(lambda tx: tx.ratings.of_case(story.CASE))


async def rated(desk: Desk, door: Knocker, level: str = "angry") -> Rating:
    """Her rating, as the page has taken it."""
    await ended(desk)
    await door.post(f"{PAGE}/rating", data={"level": level, "said": SAID})
    found = await rating_of(desk)
    assert found is not None
    return found


async def test_the_page_of_an_ended_case_offers_five_levels_and_says_that_none_is_needed(
    desk: Desk, door: Knocker
) -> None:
    await ended(desk)

    html = await (await door.get(PAGE)).text()

    assert all(word in html for word in ("非常满意", "基本满意", "非常不满意", "不说也行"))
    assert "checked" not in html


async def test_a_case_under_way_offers_none(desk: Desk, door: Knocker) -> None:
    await story.reviewed(desk)

    html = await (await door.get(PAGE)).text()
    refused = await door.post(f"{PAGE}/rating", data={"level": "fair"})

    assert "非常满意" not in html
    assert refused.status == 409


async def test_a_poor_rating_is_kept_and_its_call_is_promised(desk: Desk, door: Knocker) -> None:
    found = await rated(desk, door)

    html = await (await door.get(PAGE)).text()

    assert (found.level, found.said) == ("angry", SAID)
    assert "您的评价" in html
    assert "前联系您" in html
    assert SAID not in html  # whoever has the link sees the page


async def test_what_is_no_level_is_told_beside_the_form(desk: Desk, door: Knocker) -> None:
    await ended(desk)

    answer = await door.post(f"{PAGE}/rating", data={"level": "6"})

    assert answer.status == 422
    assert "请先选一项" in await answer.text()
    assert await rating_of(desk) is None


async def test_a_second_rating_is_refused(desk: Desk, door: Knocker) -> None:
    await rated(desk, door)

    again = await door.post(f"{PAGE}/rating", data={"level": "fair"})

    assert again.status == 409
    assert "您已经评过了" in await again.text()


async def test_a_form_from_elsewhere_rates_nothing(desk: Desk, door: Knocker) -> None:
    await ended(desk)

    headers = {"Origin": "https://elsewhere.example"}
    answer = await door.post(f"{PAGE}/rating", data={"level": "fair"}, headers=headers)

    assert answer.status == 403
    assert await rating_of(desk) is None


async def test_the_supervisor_sees_it_calls_back_and_she_reads_what_was_done(
    desk: Desk, door: Knocker
) -> None:
    found = await rated(desk, door)
    csrf = await signs_in(door, desk, XU)

    shown = await (await door.get("/desk/ratings")).text()
    form = {"csrf": csrf, "reached": "yes", "gist": "等得久", "done": "已道歉，教了新同事"}
    done = await door.post(f"/desk/ratings/{found.id}/call-back", data=form)
    html = await (await door.get(PAGE)).text()

    assert SAID in shown
    assert f"/desk/cases/{story.CASE}" in shown
    assert done.status == 200
    assert "已道歉，教了新同事" in html
    assert "等得久" not in html


async def test_an_empty_call_is_refused_in_its_place(desk: Desk, door: Knocker) -> None:
    found = await rated(desk, door)
    csrf = await signs_in(door, desk, XU)

    form = {"csrf": csrf, "reached": "yes", "gist": "等得久", "done": ""}
    answer = await door.post(f"/desk/ratings/{found.id}/call-back", data=form)

    assert answer.status == 422
    assert 'role="alert"' in await answer.text()


async def test_who_handled_it_is_not_told_whose_it_was(desk: Desk, door: Knocker) -> None:
    found = await rated(desk, door)
    await signs_in(door, desk)

    html = await (await door.get("/desk/ratings")).text()
    told = await (await door.get("/api/v1/desk/ratings")).json()

    assert SAID in html
    assert not any(word in html for word in (story.CASE, "YB-20261123-0042", "陈"))
    (line,) = told["ratings"]
    assert (line["id"], line["case"], line["may"]) == (found.id, None, ["review"])


async def test_a_doubt_is_judged_by_another_and_she_reads_why(desk: Desk, door: Knocker) -> None:
    found = await rated(desk, door)
    csrf = await signs_in(door, desk)
    doubt = {"csrf": csrf, "doubt": "mistaken", "why": "说的是银行"}

    asked = await door.post(f"/desk/ratings/{found.id}/review", data=doubt)
    own = {"csrf": csrf, "strike": "yes", "reason": "说的是银行"}
    refused = await door.post(f"/desk/ratings/{found.id}/decision", data=own)
    csrf = await signs_in(door, desk, XU)
    judged = await door.post(f"/desk/ratings/{found.id}/decision", data={**own, "csrf": csrf})
    html = await (await door.get(PAGE)).text()

    assert (asked.status, refused.status, judged.status) == (200, 403, 200)
    assert "定为不计入统计。原因：说的是银行" in html


async def test_programs_call_back_doubt_and_judge(desk: Desk, door: Knocker) -> None:
    found = await rated(desk, door)
    headers = {"X-CSRF-Token": await signs_in(door, desk, XU)}
    one = f"/api/v1/desk/ratings/{found.id}"

    call = {"reached": False, "done": "打了三次"}
    called = await (await door.post(f"{one}/call-back", json=call, headers=headers)).json()
    doubt = {"doubt": "malicious", "why": "骂人"}
    doubted = await (await door.post(f"{one}/review", json=doubt, headers=headers)).json()
    own = {"strike": True, "reason": "骂人"}
    refused = await door.post(f"{one}/decision", json=own, headers=headers)

    assert (called["reached"], called["done"]) == (False, "打了三次")
    assert (doubted["doubt"], doubted["may"]) == ("malicious", [])
    assert refused.status == 403


async def many(desk: Desk, content: int, poor: int) -> None:
    """So many ratings at the office today."""

    def work(tx: Transaction) -> None:
        day, office = local_day(desk.now()), OfficeId("youbu")
        for what, n in (("rating/fair", content), ("rating/angry", poor)):
            for each in range(n):
                case = ApplicationId(f"case-{each}")
                tx.figures.add(case, (what,), day=day, office=office, item="qs-01")

    await desk.db.write(work)


async def test_nineteen_ratings_are_too_few_to_be_public(desk: Desk, door: Knocker) -> None:
    await many(desk, 18, 1)

    told = await (await door.get("/api/v1/stats")).json()
    html = await (await door.get("/stats")).text()

    assert told["content"] is None
    assert "不足 20 条，不公布" in html


async def test_the_share_of_the_content_is_public_and_whole_at_the_office(
    desk: Desk, door: Knocker
) -> None:
    await many(desk, 18, 2)
    await signs_in(door, desk)

    told = await (await door.get("/api/v1/stats")).json()
    html = await (await door.get("/stats")).text()
    own = await (await door.get("/desk/stats")).text()

    assert told["content"] == 90
    assert "90%" in html
    assert "满意和基本满意的 18 条（90%）" in own


async def test_a_case_that_ended_long_ago_offers_none(desk: Desk, door: Knocker) -> None:
    await ended(desk)

    def work(tx: Transaction) -> None:
        case = tx.applications.get(story.CASE)
        tx.applications.save(replace(case, closed_at=AT - timedelta(days=31)))

    await desk.db.write(work)
    refused = await door.post(f"{PAGE}/rating", data={"level": "fair"})

    assert refused.status == 409
    assert "太久" in await refused.text()
