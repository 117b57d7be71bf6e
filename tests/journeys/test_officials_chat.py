"""Officials work by chat alone: list, hand over, sign as the second, and read who was faster."""

from dataclasses import replace

from domain.item import ItemId
from domain.office import OfficialId, Role
from domain.states import State
from sandbox.cards import Card
from tests.journeys.parts import FATHER, UNIT
from tests.journeys.stagecraft import Stage, desk_path


def two_must_sign(stage: Stage) -> None:
    """From now on every such certificate wants two signatures."""
    shelf = stage.house.desk.shelf
    catalogue, item = shelf.catalogue, shelf.catalogue.item(ItemId("qs-01"))
    two = replace(item, approvals=2)
    versions = {**catalogue.versions, (two.id, two.version): two}
    shelf.put(replace(catalogue, items={**catalogue.items, two.id: two}, versions=versions))


def button(card: Card, text: str) -> str:
    """What a button hands back."""
    return next(each.key for each in card.buttons if each.text == text)


async def tapped(stage: Stage, who: str, text: str, *, card: Card | None = None) -> str | None:
    """Tap a button, live or grey; return the text that is seen."""
    copy = card or stage.card(who)
    return await stage.sim.tap(who, copy.task, button(copy, text), force=True)


async def refusals(stage: Stage, who: str = "chenyuan") -> list[tuple[str, object]]:
    entries = [each for each in await stage.journal(who) if each.kind == "attempt-refused"]
    return [(each.by, each.facts["code"]) for each in entries]


async def test_two_sign_by_two_taps_and_everybody_reads_how_far_it_is(stage: Stage) -> None:
    two_must_sign(stage)
    await stage.applied("chenyuan", FATHER)
    review = stage.card("fangqing")
    await tapped(stage, "zhoumin", "同意")
    await stage.settle()
    card = stage.card("xuliqun")

    late = await tapped(stage, "fangqing", "同意", card=review)
    own = await tapped(stage, "zhoumin", "签发", card=card)
    signed = await tapped(stage, "xuliqun", "签发")
    await stage.settle()
    after = await stage.sim.tell("xuliqun", "签发 0001")

    assert stage.card("fangqing").replaced == "周敏 已于 10:00 同意，待签发"
    assert (card.title, card.desc) == (
        "待签发：亲属关系证明（第二人）",
        "周敏 10:00 已同意，请您签发",
    )
    assert [each.text for each in card.buttons] == ["签发", "退回第一人", "不予出具"]
    assert late == "第一步已由周敏办过，等徐立群签发。"
    assert (own or "").startswith("第一步是您办的")
    assert (signed, stage.card("xuliqun").replaced) == (None, "徐立群 已于 10:00 签发")
    assert after == "您 11月24日 10:00 已签发过，没有变化。"
    assert (await stage.case("chenyuan")).state is State.ISSUED
    assert await refusals(stage) == [
        ("fangqing", "state-conflict"),
        ("zhoumin", "forbidden"),
        ("xuliqun", "state-conflict"),
    ]


async def test_the_second_gives_it_back_and_the_first_has_a_new_card(stage: Stage) -> None:
    two_must_sign(stage)
    await stage.applied("chenyuan", FATHER)
    await tapped(stage, "zhoumin", "同意")
    await stage.settle()

    said = await stage.sim.tell("xuliqun", "退回 0001 照片看不清")
    await stage.settle()

    assert said == "已退回周敏，10:00，理由已附上。"
    assert stage.card("xuliqun").replaced == "徐立群 已于 10:00 退回第一人"
    assert button(stage.card("zhoumin"), "同意").startswith("approve:")
    assert stage.card("zhoumin").live
    assert (await stage.sim.tell("zhoumin", "列表") or "").startswith("您手上 1 件：")


async def test_a_case_is_handed_over_in_chat_and_the_cards_follow(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    old = stage.card("fangqing")

    said = await stage.sim.tell("zhoumin", "移交 0001 徐立群 出差")
    await stage.settle()
    late = await tapped(stage, "fangqing", "同意", card=old)
    lists = [await stage.sim.tell(each, "列表") for each in ("zhoumin", "xuliqun")]
    await tapped(stage, "xuliqun", "同意")
    await stage.settle()

    assert said == "已移交徐立群，10:00。"
    assert {stage.card(each).replaced for each in ("zhoumin", "fangqing")} == {"已移交徐立群"}
    assert len(stage.sim.cards("xuliqun")) == 2
    assert late == "这件现在在徐立群那里，这一下没有生效。"
    assert lists[0] == "您手上没有待办的件。"
    assert (lists[1] or "").startswith("您手上 1 件：\n0001 亲属关系证明，待审核")
    assert (await stage.case("chenyuan")).state is State.ISSUED
    assert await refusals(stage) == [("fangqing", "forbidden")]


async def test_a_role_lost_between_card_and_tap_decides_nothing_and_greys_that_copy(
    stage: Stage,
) -> None:
    await stage.applied("chenyuan", FATHER)
    await stage.dismissed("zhoumin")

    said = await tapped(stage, "zhoumin", "同意")
    await stage.settle()

    assert (said or "").startswith("您现在没有审核权限，这一下没有生效，已记录。")
    assert stage.card("zhoumin").replaced == "您的权限已变更"
    assert stage.card("xuliqun").live
    assert await refusals(stage) == [("zhoumin", "forbidden")]
    assert (await stage.approved("chenyuan")).state is State.ISSUED
    assert stage.card("zhoumin").replaced == "徐立群 已于 10:00 同意"


async def test_a_card_from_before_a_change_is_grey_and_taps_on_it_do_nothing(
    stage: Stage,
) -> None:
    case = await stage.applied("chenyuan", FATHER)
    old = stage.card("zhoumin")
    browser, _ = await stage.opened("chenyuan", "xuliqun")
    await browser.post(desk_path(case, "acceptance"))
    await stage.settle()

    late = await tapped(stage, "zhoumin", "同意", card=old)

    assert (old.replaced or "").endswith("有新情况，请看新卡片")
    assert (late or "").startswith("这张卡片已经旧了，这一下没有生效。")
    assert (await stage.case("chenyuan")).state is State.REVIEW
    assert stage.card("zhoumin").live
    await tapped(stage, "zhoumin", "同意")
    await stage.settle()
    assert (await stage.case("chenyuan")).state is State.ISSUED


async def test_what_the_applicant_changed_is_old_on_every_card(stage: Stage) -> None:
    tail = (await stage.applied("chenyuan", FATHER)).tail
    old = stage.card("zhoumin")
    laid_out = await stage.say("chenyuan", f"改 {tail}")
    line = next(n for n in laid_out.splitlines() if UNIT in n).split()[0]
    await stage.say("chenyuan", line, "深圳市南山区某实验学校", "确认")
    await stage.settle()

    late = await tapped(stage, "zhoumin", "同意", card=old)
    done = await tapped(stage, "zhoumin", "同意")

    assert old.replaced == "申请人 已于 10:00 改过"
    assert late == "申请人改过，内容变了，旧卡片作废。新卡片已发。"
    assert done is None
    assert (await stage.case("chenyuan")).decided_by == "zhoumin"


async def test_the_deputy_gets_the_absent_countersigners_card_and_signs_for_him(
    stage: Stage,
) -> None:
    two_must_sign(stage)
    await stage.applied("chenyuan", FATHER)
    noted = await stage.sim.tell("xuliqun", "缺勤 今天至11月26日 方青代")
    await tapped(stage, "zhoumin", "同意")
    await stage.settle()

    away = await stage.sim.tell("xuliqun", "签发 0001")
    signed = await tapped(stage, "fangqing", "签发")
    await stage.settle()
    back = await stage.sim.tell("xuliqun", "缺勤 取消")
    late = await stage.sim.tell("xuliqun", "签发 0001")

    assert noted == "您 11月24日至11月26日缺勤，由方青代；签名处会写“方青（代徐立群）”。"
    assert (away or "").startswith("您登记了缺勤，这段时间由别人办")
    assert (signed, stage.card("fangqing").replaced) == (None, "方青（代徐立群） 已于 10:00 签发")
    assert back == "缺勤到现在结束，您可以接着办了。"
    assert late == "方青（代徐立群） 11月24日 10:00 已签发，您不用再办。"
    assert (await stage.case("chenyuan")).state is State.ISSUED


async def test_a_reason_typed_in_chat_stands_in_the_form_of_the_page(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)

    said = await stage.sim.tell("zhoumin", "退回 0001 照片反光，看不清")
    _, page = await stage.opened("chenyuan", "zhoumin")
    _, others = await stage.opened("chenyuan", "xuliqun")

    assert "照片" not in (said or "").split("</a>")[0]  # the link carries nothing of it
    assert "（“照片反光，看不清”已替您填上）" in (said or "")
    assert 'value="照片反光，看不清"' in page.body.decode()
    assert "照片反光" not in others.body.decode()


async def test_whoever_may_not_is_written_down_whatever_he_types(stage: Stage) -> None:
    await stage.applied("chenyuan", FATHER)
    desk = stage.house.desk
    known = await desk.db.read(lambda tx: tx.officials.get(OfficialId("fangqing")))
    clerk = replace(known, grants=tuple(replace(g, role=Role.CLERK) for g in known.grants))
    await desk.db.write(lambda tx: tx.officials.save(clerk))

    said = [
        await stage.sim.tell("fangqing", text)
        for text in ("同意 0001", "移交 0001 周敏", "签发 0001", "看 0001")
    ]

    assert (said[0] or "").startswith("您现在没有审核权限")
    assert (said[1] or "").startswith("您现在没有审核权限")
    assert (said[3] or "").startswith("0001 亲属关系证明，待审核")
    assert {by for by, _ in await refusals(stage)} == {"fangqing"}
    assert (await stage.case("chenyuan")).state is State.REVIEW
