"""The desk's pages about questions between offices, and the applicant's page of hers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework.desk import Desk
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.verification import Turn, Verification
from storage.transaction import Transaction
from tests.handlers import story
from tests.handlers.conftest import Knocker, Open, signs_in
from tests.handlers.matrix.objects import verification_of
from tests.handlers.stand_ins import AT
from tests.handlers.visitors import Visitor, visitor

HE, SUN = OfficialId("hejing"), OfficialId("sunyu")
PAGE = f"/desk/verifications/verification-{story.CASE}"
MINE = f"/me/cases/{story.CASE}/verifications/verification-{story.CASE}"


@pytest.fixture
async def asked(desk: Desk) -> Verification:
    """Where she is registered; 何静 of the station has the question, 孙宇 has no role there."""
    await story.reviewed(desk, settled=False)

    def work(tx: Transaction) -> Verification:
        for userid, role in ((HE, Role.VERIFIER), (SUN, Role.CLERK)):
            grant = Grant(role, OfficeId("police-youbu"), since=AT - timedelta(days=1))
            tx.officials.save(Official(userid, PersonName("何静"), (grant,), index=userid))
        waiting = replace(verification_of(story.CASE), number="HY-20261123-0007")
        tx.verifications.add(waiting)
        tx.verifications.save(waiting.ask(at=AT, due_at=AT + timedelta(days=2)))
        return tx.verifications.get(waiting.id)

    return await desk.db.write(work)


async def turn(desk: Desk, known: Verification) -> Turn:
    return (await desk.db.read(lambda tx: tx.verifications.get(known.id))).turn


async def test_the_list_shows_no_full_name_and_the_page_shows_all(
    desk: Desk, door: Knocker, asked: Verification
) -> None:
    await signs_in(door, desk, HE)

    listed = await (await door.get("/desk/verifications")).text()
    shown = await (await door.get(PAGE)).text()

    assert asked.number in listed
    assert "陈媛" not in listed
    assert story.CHEN in shown
    assert asked.question in shown
    entries = await desk.db.read(lambda tx: tx.journal.of_case(story.CASE))
    assert [e.by for e in entries if e.kind == "verification-read"] == [HE]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "answer"),
        ({"answer": "perhaps"}, "answer"),
        ({"answer": "no"}, "remark"),
        ({"answer": "cannot-tell", "remark": "字" * 201}, "remark"),
    ],
)
async def test_half_an_answer_is_none_and_what_was_typed_stays(
    desk: Desk, door: Knocker, asked: Verification, typed: dict[str, str], words: str
) -> None:
    csrf = await signs_in(door, desk, HE)

    answer = await door.post(f"{PAGE}/answer", data={"csrf": csrf, **typed})

    html = await answer.text()
    assert answer.status == 422
    assert 'class="refused"' in html
    assert typed.get("remark", "") in html
    assert await turn(desk, asked) is Turn.ASKED


async def test_an_answer_stands_and_a_second_one_is_refused(
    desk: Desk, door: Knocker, asked: Verification
) -> None:
    csrf = await signs_in(door, desk, HE)
    said = {"csrf": csrf, "answer": "cannot-tell", "remark": "旧册不在。"}

    first = await door.post(f"{PAGE}/answer", data=said)
    second = await door.post(f"{PAGE}/answer", data={**said, "answer": "no"})

    assert first.status == 200
    assert "答复记下了" in await first.text()
    assert second.status == 409
    assert "无法核实" in await (await door.get(PAGE)).text()
    assert await turn(desk, asked) is Turn.ANSWERED


async def test_without_the_role_there_is_nothing_to_see(
    desk: Desk, door: Knocker, asked: Verification
) -> None:
    csrf = await signs_in(door, desk, SUN)

    shown = await door.get(PAGE)
    answer = await door.post(f"{PAGE}/answer", data={"csrf": csrf, "answer": "yes"})

    assert (shown.status, answer.status) == (403, 403)
    assert story.CHEN not in await shown.text()


async def test_she_reads_how_it_stands_in_plain_words(
    desk: Desk, doors: Open, asked: Verification
) -> None:
    her: Visitor = await visitor(desk, await doors(desk))

    page = await her.get(MINE)

    assert page.status == 200
    assert "正在等游埠派出所答复" in page
    assert asked.question not in page.text
    assert story.CHEN not in page.source


async def test_what_was_said_twice_or_not_at_all_changes_nothing(
    desk: Desk, doors: Open, asked: Verification
) -> None:
    her: Visitor = await visitor(desk, await doors(desk))

    late = await her.sends(f"{MINE}/consent", agree="no")
    empty = await her.sends(f"{MINE}/consent")
    early = await her.sends(f"{MINE}/conversion")

    assert (late.status, empty.status, early.status) == (200, 422, 200)
    assert await turn(desk, asked) is Turn.ASKED
