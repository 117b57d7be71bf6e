"""Nobody applies as somebody else: who is not let through enrolling, and what is said then."""

from datetime import date
from typing import Any

from sandbox.chat import Show
from sandbox.citizens import Reply
from sandbox.people import Person, Sex, id_number
from sandbox.personas import CHEN_YUAN, ZHANG_SHUIYING, Persona
from tests.journeys.stagecraft import Stage

CHILD = id_number("330781", date(2013, 3, 1), 123)


async def refused(stage: Stage, who: str, **given: Any) -> Reply:
    """Write to the account, follow the link, and give other facts than one's own."""
    return await stage.sim.enrol(who, await stage.say(who, "亲属关系证明"), **given)


def problem(reply: Reply) -> tuple[str, int, str]:
    return reply.step, reply.status, str(reply.body.get("type"))


async def people(stage: Stage) -> int:
    return (await stage.rows())["people"]


async def test_somebody_elses_name_and_number_do_not_go_with_ones_own_phone(
    stage: Stage,
) -> None:
    reply = await refused(stage, "nobody", name="陈媛", id_number=CHEN_YUAN)

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")
    assert "姓名、身份证号码、手机号和登记合不到一起" in reply.body["detail"]
    assert "今天还可以再试 2 次" in reply.body["detail"]
    assert await people(stage) == 0


async def test_ones_own_name_and_number_do_not_go_with_another_phone(stage: Stage) -> None:
    reply = await refused(stage, "chenyuan", phone="13700000095")

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")
    assert await people(stage) == 0


async def test_name_and_number_must_belong_together(stage: Stage) -> None:
    reply = await refused(stage, "chenyuan", name="陈园")

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")
    assert await people(stage) == 0


async def test_after_three_mismatches_the_day_is_over_and_tomorrow_is_another(
    stage: Stage,
) -> None:
    third = [await refused(stage, "chenyuan", name="陈园") for _ in range(3)][-1]

    fourth = await refused(stage, "chenyuan")
    await stage.later(days=1)
    tomorrow = await refused(stage, "chenyuan")

    assert "今天不能再试了" in third.body["detail"]
    assert problem(fourth) == ("me/identity", 429, "/problems/rate-limited")
    assert tomorrow.ok


async def test_a_link_is_good_for_fifteen_minutes(stage: Stage) -> None:
    link = await stage.say("chenyuan", "亲属关系证明")
    await stage.later(minutes=16)

    reply = await stage.sim.enrol("chenyuan", link)

    assert problem(reply) == ("sessions", 404, "/problems/not-found")
    assert await people(stage) == 0


async def test_a_link_is_good_once(stage: Stage) -> None:
    link = await stage.say("chenyuan", "亲属关系证明")
    await stage.sim.enrol("chenyuan", link)

    reply = await stage.sim.enrol("shuiying", link)

    assert problem(reply) == ("sessions", 404, "/problems/not-found")
    assert await people(stage) == 1


async def test_the_page_behind_a_dead_link_says_what_to_do(stage: Stage) -> None:
    link = await stage.say("chenyuan", "亲属关系证明")
    path = link.split('href="')[1].split('"')[0]
    alive = await stage.get(path)
    await stage.later(minutes=16)

    dead = await stage.get(path)

    assert alive.status == dead.status == 200
    assert alive.text != dead.text
    assert "亲属关系证明" in dead


async def test_a_child_under_fourteen_needs_a_guardian(stage: Stage) -> None:
    stage.sim.population.add(Person(CHILD, "陆小满", Sex.MALE, "330781102", phone="13700000113"))
    stage.sim.invite(Persona("xiaoman", "陆小满", CHILD, "13700000113", "13 岁"))

    reply = await refused(stage, "xiaoman")

    assert problem(reply) == ("me/identity", 403, "/problems/guardian-required")
    assert reply.body["detail"].startswith("孩子不满 14 岁，要由父母或其他监护人来办")
    assert await people(stage) == 0


async def test_a_silent_register_is_no_mismatch_and_costs_no_try(stage: Stage) -> None:
    stage.sim.faults.set("register-silent", where="identity", seconds=0.01)
    silent = [await refused(stage, "chenyuan") for _ in range(4)]
    stage.sim.faults.clear()

    reply = await refused(stage, "chenyuan")

    assert {problem(each) for each in silent} == {("me/identity", 503, "/problems/source-silent")}
    assert "不是说查不到您" in silent[0].body["detail"]
    assert reply.ok


async def test_an_answer_about_somebody_else_is_silence(stage: Stage) -> None:
    stage.sim.faults.set("register-wrong-person", where="identity")

    reply = await refused(stage, "chenyuan")

    assert problem(reply) == ("me/identity", 503, "/problems/source-silent")
    assert await people(stage) == 0


async def test_whom_the_register_does_not_know_is_not_enrolled(stage: Stage) -> None:
    reply = await refused(stage, "nobody")

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")
    assert await people(stage) == 0


async def test_two_records_under_ones_number_do_not_prove_who_one_is(stage: Stage) -> None:
    reply = await refused(stage, "xiaoling")

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")


async def test_an_account_that_belongs_to_somebody_cannot_become_somebody_else(
    stage: Stage,
) -> None:
    await stage.enrolled("chenyuan")
    stage.sim.population.change(ZHANG_SHUIYING, phone="13800000042")

    reply = await stage.sim.enrol("chenyuan", name="章水英", id_number=ZHANG_SHUIYING)

    assert problem(reply) == ("me/identity", 403, "/problems/identity-mismatch")
    assert await people(stage) == 1


async def test_a_number_that_cannot_be_is_told_apart_from_a_mismatch(stage: Stage) -> None:
    reply = await refused(stage, "chenyuan", id_number="330781199305163025")

    assert problem(reply) == ("me/identity", 422, "/problems/id-checksum")
    assert reply.body["errors"] == [{"pointer": "/id_number", "code": "id-checksum"}]
    assert stage.asked("identity") == 0


async def test_a_number_typed_into_the_chat_is_not_used_and_not_repeated(stage: Stage) -> None:
    answer = await stage.say("chenyuan", f"我要开证明 {CHEN_YUAN}")

    assert answer.startswith("您自己的身份证号码不用发在这里")
    assert CHEN_YUAN not in answer
    assert await people(stage) == 0


async def test_a_mismatch_leaves_a_trace_that_names_nobody(stage: Stage) -> None:
    await refused(stage, "nobody", name="陈媛", id_number=CHEN_YUAN)

    rows = await stage.house.desk.db.read(
        lambda tx: [
            (row["kind"], row["facts"])
            for row in tx.rows("SELECT * FROM journal WHERE kind LIKE 'identity%'", {})
        ]
    )

    assert [kind for kind, _ in rows] == ["identity-mismatch"]
    assert "陈" not in rows[0][1]
    assert stage.told("nobody", Show.CUSTOMER_SERVICE) == []


async def test_who_came_by_the_mini_program_first_is_led_once_by_the_chat(stage: Stage) -> None:
    alone = await stage.sim.enrol("chenyuan")
    asked = await stage.say("chenyuan", "我的")
    led = await stage.sim.enrol("chenyuan", await stage.say("chenyuan", "亲属关系证明"))
    await stage.settle()

    assert (alone.ok, alone.body["resumes"]) == (True, False)
    assert asked.endswith("办完回到这里，再发“我的”。")
    assert (led.ok, led.body["resumes"]) == (True, True)
    assert await people(stage) == 1
