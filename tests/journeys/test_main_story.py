"""The story of the issue: from the first message in Shenzhen to the employer's check."""

from datetime import timedelta
from itertools import pairwise

from casework.links import grouped, paper_code
from domain.states import State
from sandbox.chat import Show
from tests.journeys.paperwork import address_of, digest_of, words_of
from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import BEGIN, Stage

OFFICIALS = ("zhoumin", "xuliqun", "fangqing")


async def test_a_stranger_is_led_once_through_enrolling_and_back_to_the_question(
    stage: Stage,
) -> None:
    answer = await stage.say("chenyuan", "你好，我要开亲属关系证明")
    done = await stage.sim.enrol("chenyuan", answer)
    await stage.settle()

    assert "先确认是您本人" in answer
    assert done.body["name"] == "陈*"
    assert done.body["resumes"]
    assert stage.told("chenyuan")[-1].startswith("已确认是您本人。接着办亲属关系证明，共 8 问")
    assert "第 1 问" in stage.told("chenyuan")[-1]
    assert "第 1 问：是哪一位？" in await stage.say("chenyuan", "父母")


async def test_the_chat_asks_one_thing_at_a_time_and_checks_each_answer(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:6])

    wrong = await stage.say("chenyuan", "330781196602091018")
    right = await stage.say("chenyuan", "330781196602091019")

    assert "可能有一位不对" in wrong
    assert "第 6 问" in wrong
    assert "号码核对上了：3307**********1019" in right
    assert "第 7 问" in right


async def test_going_back_keeps_what_was_answered(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:5])

    back = await stage.say("chenyuan", "返回")
    changed = await stage.say("chenyuan", "深圳澜桥电子有限公司南山分公司")

    assert back.startswith("回到第 4 问")
    assert f"现在写的是“{UNIT}”" in back
    assert changed.startswith("改好了：深圳澜桥电子有限公司南山分公司")
    assert "第 5 问" in changed


async def test_a_conversation_that_was_left_goes_on_days_later(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    leaving = await stage.say("chenyuan", *FATHER[:5], "取消")
    kept = await stage.say("chenyuan", "1")
    await stage.later(days=3)

    offered = await stage.say("chenyuan", "亲属关系证明")
    going_on = await stage.say("chenyuan", "1")
    summary = await stage.say("chenyuan", *FATHER[5:])

    assert "前面 4 问都留着" in leaving
    assert kept.startswith("好，留到 12月24日")
    assert "答到第 5 问，前 4 问都在" in offered
    assert going_on.startswith("第 5 问")
    assert f"4 给：{UNIT}" in summary


async def test_a_conversation_that_was_left_longer_than_promised_is_gone(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.say("chenyuan", *FATHER[:5], "取消", "1")
    await stage.later(days=32)
    await stage.later(days=1)

    anew = await stage.say("chenyuan", "亲属关系证明")

    assert anew.startswith("办亲属关系证明，共 8 问")
    assert "第 1 问" in anew


async def test_a_line_of_the_summary_can_be_changed_before_it_is_confirmed(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    summary = await stage.say("chenyuan", *FATHER)

    asked = await stage.say("chenyuan", "3")
    again = await stage.say("chenyuan", "银行")

    assert "要证明的是：陈国樑是您的父亲" in summary
    assert "3307**********1019" in summary
    assert asked.startswith("回到第 3 问")
    assert again.startswith("改好了：银行")
    assert "3 做：银行" in again


async def test_the_receipt_says_number_office_and_the_latest_answer(stage: Stage) -> None:
    await stage.enrolled("chenyuan")

    received = await stage.say("chenyuan", *FATHER, "确认")
    await stage.settle()

    assert "编号 YB-20261124-0001。游埠镇现在查登记、看材料" in received
    assert "最晚 12月1日（周二）17:30 前给您第一个答复" in received
    assert stage.told("chenyuan", Show.SUBSCRIBE)[0].startswith("亲属关系证明\nYB-20261124-0001\n")


async def test_the_card_tells_the_three_on_duty_the_least_that_lets_them_decide(
    stage: Stage,
) -> None:
    await stage.applied("chenyuan", FATHER)

    cards = [stage.card(userid) for userid in OFFICIALS]

    assert [len(stage.sim.cards(userid)) for userid in OFFICIALS] == [1, 1, 1]
    assert len({card.task for card in cards}) == 1
    assert cards[0].desc == f"陈* 申请，给{UNIT}"
    assert cards[0].quote == "户口登记：相符 11月24日 10:00 查得"
    assert ("关系", "陈*樑 是 陈* 的父亲") in cards[0].facts
    assert [button.text for button in cards[0].buttons] == ["同意", "退回补正", "打开本件"]


async def test_one_tap_approves_and_every_copy_greys_out(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    case = await stage.approved("chenyuan", by="xuliqun")

    assert case.state is State.ISSUED
    assert case.decided_by == "xuliqun"
    assert case.certificate_number == "兰游证〔2026〕第000001号"
    assert {stage.card(each).replaced for each in OFFICIALS} == {"徐立群 已于 10:00 同意"}


async def test_she_is_told_and_finds_the_paper_behind_her_link(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)

    page = await stage.get(await stage.case_path("chenyuan"))
    pdf = await stage.get(f"{page.path}/certificate.pdf")

    assert stage.told("chenyuan", Show.SUBSCRIBE)[-1].startswith("亲属关系证明\n已办好\n")
    assert "办好了 用了 不到 1 分钟" in page
    assert "3307**********1019" in page
    assert "陈国樑" not in page
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert digest_of(pdf.body) == (await stage.paper("chenyuan")).sha256


async def test_the_paper_says_what_the_register_says_in_full(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)

    words = words_of(await stage.pdf("chenyuan"))

    assert "户口登记载明：陈国樑是陈媛的父亲。" in words
    assert "330781199305163024" in words
    assert "330781196602091019" in words
    assert f"本证明供陈媛提交{UNIT}，用途为“入职”，不作他用，有效期至2027年2月22日。" in words
    assert "样本：仅供演示" in words


async def test_her_employer_scans_the_code_and_reads_that_it_is_in_force(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)

    page = await stage.get(address_of(await stage.pdf("chenyuan")))

    assert page.path.startswith("/v/")
    assert "有效 这份《亲属关系证明》由兰溪市游埠镇人民政府出具，现在可以使用" in page
    assert "持有人 陈* 3307**********3024" in page
    assert "亲属 陈*樑 3307**********1019 父亲" in page
    assert "内容没有改动" in page
    assert "陈媛" not in page
    assert "陈国樑" not in page
    assert page.headers["X-Robots-Tag"].startswith("noindex")


async def test_without_a_camera_number_and_code_say_the_same(stage: Stage) -> None:
    case = await stage.issued("chenyuan", FATHER)
    code = grouped(paper_code(stage.house.desk.keyring, case.id))
    browser = await stage.browser()

    right = await browser.post("/verify", {"number": case.certificate_number, "code": code})
    wrong = await browser.post("/verify", {"number": case.certificate_number, "code": "0" * 12})
    unknown = await browser.post("/verify", {"number": "兰游证〔2026〕第000009号", "code": code})

    assert code.replace("-", "") in words_of(await stage.pdf("chenyuan")).replace("-", "")
    assert (right.status, wrong.status, unknown.status) == (200, 404, 404)
    assert "现在可以使用" in right
    assert "查无此证" in wrong
    assert "查无此证" in unknown


async def test_she_learns_how_often_her_paper_was_checked(stage: Stage) -> None:
    await stage.issued("chenyuan", FATHER)
    address = address_of(await stage.pdf("chenyuan"))
    await stage.get(address)
    await stage.get(address)

    mine = await stage.say("chenyuan", "我的")
    page = await stage.get(await stage.case_path("chenyuan"))

    assert "1 亲属关系证明 0001：办好了" in mine
    assert "您的证明被查过 2 次" in mine
    assert "已经有人查过 2 次" in page


async def test_each_step_is_in_the_journal_with_its_time(stage: Stage) -> None:
    await stage.enrolled("chenyuan")
    await stage.handed_in("chenyuan", FATHER)
    await stage.later(minutes=27)
    await stage.approved("chenyuan")

    entries = await stage.journal("chenyuan")

    assert [entry.kind for entry in entries if entry.kind.startswith("state/")] == [
        "state/submitted",
        "state/proving",
        "state/review",
        "state/approved",
        "state/issued",
    ]
    states = [entry.at for entry in entries if entry.kind.startswith("state/")]
    assert sorted(states) == states
    # Two hands that write at once are listed as they wrote, not as they began.
    behind = [one.at - other.at for one, other in pairwise(entries)]
    assert max(behind) < timedelta(seconds=1)
    assert entries[0].at >= BEGIN
    assert entries[-1].at - entries[0].at >= timedelta(minutes=27)
    assert {"register-answered", "card-sent", "number-drawn"} <= {each.kind for each in entries}


async def test_the_case_page_says_how_many_minutes_it_took(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    await stage.later(minutes=27)
    await stage.approved("chenyuan")

    page = await stage.get(await stage.case_path("chenyuan"))

    assert "用了 27 分钟" in page
    assert "已收到 11月24日 10:00" in page
    assert "证明办好了 11月24日 10:27" in page
