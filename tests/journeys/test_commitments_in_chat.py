"""Promises and questions to other offices, as far as the chat goes; both engines."""

import re

from casework import committing, verifying
from casework.committing import Signature
from domain.commitment import Stage as Promise
from domain.identity import Account, PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from domain.verification import Turn
from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import BEGIN, NUMBER, Stage
from tests.support.verifying import STATION

CHEN = "chenyuan"
ZHOU, HE = OfficialId("zhoumin"), OfficialId("hejing")
DECLARED = ("父母", "父亲由我和弟弟共同赡养", "没有", "1", UNIT)
STROKES = "[[[100,200],[300,210],[500,190]],[[300,100],[310,300],[290,380]]]"


async def offered(stage: Stage) -> str:
    """A case of hers in which a promise may take the place of her declaration; its tail."""
    await stage.known(CHEN)
    received = await stage.say(CHEN, "赡养关系证明", *DECLARED, "确认")
    found = NUMBER.search(received)
    assert found, received
    stage.numbers[CHEN] = found[1]
    await stage.settle()
    return found[1][-4:]


async def account(stage: Stage) -> Account:
    case = await stage.case(CHEN)
    return await stage.house.desk.db.read(lambda tx: tx.accounts.get(case.account))


async def signed(stage: Stage) -> None:
    """She has read the notice and signed, on the page."""
    case, desk, hers = await stage.case(CHEN), stage.house.desk, await account(stage)
    await committing.take_up(desk, hers, case.id, "declared")
    await committing.sign(desk, hers, case.id, "declared", Signature({}, STROKES, confirmed=True))
    await stage.settle()


async def promise(stage: Stage) -> Promise:
    """How far her promise has come."""
    case = await stage.case(CHEN)
    known = await stage.house.desk.db.read(lambda tx: tx.commitments.of_proof(case.id, "declared"))
    assert known is not None
    return known.stage


async def test_an_offer_is_told_once_and_a_digit_leads_to_the_page(stage: Stage) -> None:
    tail = await offered(stage)

    told = stage.told(CHEN)[-1]
    mine = await stage.say(CHEN, "我的")
    by_word = await stage.say(CHEN, "签承诺")
    by_tail = await stage.say(CHEN, f"签承诺 {tail}")

    assert "可以由您签承诺代替" in told
    assert "1 先看承诺写什么　2 不签，按老办法办" in told
    assert "等您签承诺" in mine
    assert "本人签名，不能代签" in by_word
    assert by_word.split("href")[0] == by_tail.split("href")[0]
    assert "签承诺" in (await stage.get(stage.case_link(by_word))).text
    assert (await stage.case(CHEN)).state is State.PROVING


async def test_who_answers_two_goes_the_ordinary_way(stage: Stage) -> None:
    await offered(stage)

    said = await stage.say(CHEN, "2")
    again = await stage.say(CHEN, "不签承诺")
    await stage.settle()

    assert said.startswith("好，“本人声明”不签承诺")
    assert again.startswith("现在没有等您签的承诺")
    assert await promise(stage) is Promise.DECLINED
    assert (await stage.case(CHEN)).state is State.REVIEW


async def test_a_signed_promise_is_taken_back_in_chat_before_the_decision(stage: Stage) -> None:
    tail = await offered(stage)
    await signed(stage)

    said = await stage.say(CHEN, "撤回承诺")
    again = await stage.say(CHEN, f"撤回承诺 {tail}")
    await stage.settle()

    case = await stage.case(CHEN)
    assert said.startswith("承诺撤回了，赡养关系证明")
    assert again.startswith("现在没有等您签的承诺")
    assert await promise(stage) is Promise.WITHDRAWN
    assert case.state is State.REVIEW
    assert {p.outcome for p in case.proofs if p.id == "declared"} == {Outcome.OPEN}


async def test_a_change_ends_the_offer_and_another_is_made(stage: Stage) -> None:
    tail = await offered(stage)

    laid_out = await stage.say(CHEN, f"改 {tail}")
    line = re.search(r"^(\d+) .*共同赡养", laid_out, re.MULTILINE)
    assert line, laid_out
    await stage.say(CHEN, line[1], "父亲由我一个人赡养", "确认")
    await stage.settle()

    case = await stage.case(CHEN)
    all_ = await stage.house.desk.db.read(lambda tx: tx.commitments.of_case(case.id))
    assert [(c.stage, c.why) for c in all_] == [
        (Promise.EXPIRED, "changed"),
        (Promise.OFFERED, ""),
    ]
    assert case.state is State.PROVING


async def asked(stage: Stage) -> str:
    """周敏 wants the station asked about her father; she is asked first.  The case's tail."""
    station = Official(
        HE, PersonName("何静"), (Grant(Role.VERIFIER, OfficeId(STATION), BEGIN),), index="own-he"
    )
    await stage.house.desk.db.write(lambda tx: tx.officials.save(station))
    stage.sim.faults.set("register-silent", where="kinship", seconds=0.01)
    case = await stage.applied(CHEN, FATHER)
    await stage.later(seconds=2)
    await stage.later(seconds=10)
    await verifying.ask_owner(stage.house.desk, case.id, by=ZHOU, proof="kinship")
    await stage.settle()
    return case.tail


async def turn(stage: Stage) -> Turn:
    """Whose turn the question is."""
    case = await stage.case(CHEN)
    return (await stage.house.desk.db.read(lambda tx: tx.verifications.of_case(case.id)))[-1].turn


async def test_she_agrees_by_a_digit_and_reads_who_has_the_question(stage: Stage) -> None:
    await asked(stage)

    waiting = await stage.say(CHEN, "我的")
    said = await stage.say(CHEN, "同意")
    await stage.settle()
    mine = await stage.say(CHEN, "我的")

    assert "等您说同不同意问" in waiting
    assert "已去问" in said
    assert await turn(stage) is Turn.ASKED
    assert re.search(r"正在等.*答复，还剩 \d+ 个办公小时", mine), mine


async def test_she_does_not_agree_and_nobody_is_asked(stage: Stage) -> None:
    tail = await asked(stage)

    said = await stage.say(CHEN, f"不同意 {tail}")
    again = await stage.say(CHEN, f"同意 {tail}")

    assert said.startswith("好，不问")
    assert again.startswith("现在没有要您同意的事")
    assert await turn(stage) is Turn.DECLINED


async def test_a_digit_after_the_question_is_an_answer_to_it(stage: Stage) -> None:
    await asked(stage)
    told = [text for text in stage.told(CHEN) if "1 同意　2 不同意" in text]

    said = await stage.say(CHEN, "1")

    assert told != []
    assert "已去问" in said
    assert await turn(stage) is Turn.ASKED
