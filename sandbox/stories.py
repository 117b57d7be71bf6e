"""Whole stories that play by one tap, through the same face that tests use."""

from asyncio import sleep
from collections.abc import Awaitable, Callable

from sandbox.chapters import (
    MISSPELT,
    approved,
    asked,
    at_desk,
    checked,
    dealt,
    enrolled,
    key_of,
    received,
)
from sandbox.play import Play, Stuck
from sandbox.stories_of_two import promised, second, verified

Story = Callable[[Play], Awaitable[str]]
COPIES, OUTAGE_S, COUNT_S = 50, 60, 10
PAIR = ("zhoumin", "xuliqun")
ASK_NAME = {
    "field": "relative_name",
    "why-relative_name": "和户口登记的字不同",
    "how-relative_name": "照身份证上的字写",
}


async def whole(play: Play) -> str:
    """From the first message to the check page."""
    case = await asked(play, await enrolled(play))
    await approved(play, await dealt(play, case, "xuliqun"))
    return "查验页说：" + await checked(play, await received(play, case))


async def returned(play: Play) -> str:
    """A name that is spelt otherwise in the register is sent back, corrected and approved."""
    family = await enrolled(play)
    case = await asked(play, family, misspelt=True)
    card = await dealt(play, case, "zhoumin", ready=False)
    await play.step("周敏在办证桌退回补正，一次说全：父亲姓名")
    await at_desk(play, card, "return", ASK_NAME)
    for answer in ("补什么", family.father, "确认"):
        await play.step(f"{family.name}回：{answer}")
        await play.sim.say(family.key, answer)
    await approved(play, await dealt(play, case, "zhoumin"))
    await received(play, case)
    wrong = MISSPELT.get(family.father[-1], "一")
    return f"“{wrong}”改成“{family.father[-1]}”，其余的没有重填"


async def silent(play: Play) -> str:
    """The register is silent, a person looks, the register speaks again."""
    family = await enrolled(play)
    await play.step("户口登记不答复了")
    play.disturb("register-silent", "kinship", seconds=0.5)
    case = await asked(play, family)
    card = await dealt(play, case, "zhoumin", ready=False)
    await play.step("卡片说：没有答复，不等于没有；现在不能点“同意”")
    await play.step("登记恢复，周敏在办证桌点“再问一次登记”")
    play.calm()
    await at_desk(play, card, "register-query")
    await approved(play, await dealt(play, case, "zhoumin"))
    await received(play, case)
    return "没有人因为登记不答复而被说“没有”"


async def race(play: Play) -> str:
    """Two officials tap at the same moment; one decision, one paper."""
    case = await asked(play, await enrolled(play))
    card = await dealt(play, case, "xuliqun")
    await play.step("周敏和徐立群在同一刻点“同意”")
    await play.sim.race(card.task, key_of(card), PAIR)
    copies = [play.sim.world.cards.copy(card.task, userid) for userid in PAIR]
    await play.until(lambda: all(copy.replaced for copy in copies), "两张卡片都变灰")
    await received(play, case)
    made = [b for b in play.sim.inbox(case.family.key) if "已办好" in b.text]
    return f"两张卡都写“{copies[0].replaced}”；办好的通知 {len(made)} 条"


async def repeated(play: Play) -> str:
    """One message is pushed fifty times, and answered once."""
    family = await enrolled(play)
    play.disturb("duplicate-push", "wechat", copies=COPIES, times=1)
    await play.step(f"{family.name}答“父母”，平台把这一条推了 {COPIES} 次")
    before = play.sim.world.wire.entries[-1].id
    await play.sim.say(family.key, "父母")
    sent = [e for e in play.sim.world.wire.entries if e.id > before and e.note.startswith("同一")]
    good, answers = sum(e.status == 200 for e in sent), {_content(e.got) for e in sent}
    await play.step(f"{len(sent)} 次里 {good} 次答 200，答的话只有 {len(answers)} 种")
    await play.step("接着答“父亲”，还是下一问，没有多走一步")
    said = await play.sim.say(family.key, "父亲") or ""
    if "第 2 问" not in said:
        raise Stuck(f"答成了：{said[:20]}")
    return f"推了 {len(sent)} 次，只办了一次"


async def outage(play: Play) -> str:
    """The platform is down for a minute; nothing is lost, and nothing comes twice."""
    case = await asked(play, await enrolled(play))
    card = await dealt(play, case, "xuliqun")
    await play.step(f"平台停 {OUTAGE_S} 秒：它收什么都答 502")
    play.disturb("down")
    await play.sim.tap(card.userid, card.task, key_of(card))
    for left in range(OUTAGE_S, 0, -COUNT_S):
        await play.step(f"徐立群点过“同意”了，证明在做，通知发不出去；还停 {left} 秒")
        await sleep(COUNT_S - play.pace)
    play.calm()
    await received(play, case, within=150)
    made = [b for b in play.sim.inbox(case.family.key) if "已办好" in b.text]
    return f"平台一恢复就送到了；办好的通知 {len(made)} 条"


async def revoked(play: Play) -> str:
    """A paper that was good is revoked; the same code says so at once."""
    case = await asked(play, await enrolled(play))
    card = await dealt(play, case, "xuliqun")
    await approved(play, card)
    page = await received(play, case)
    before = await checked(play, page)
    await play.step("徐立群在办证桌撤销：登记有误，已更正")
    await at_desk(play, card, "revocation", {"reason": "登记有误，已更正"})
    return f"撤销前：{before}；撤销后：{await checked(play, page)}"


STORIES: dict[str, tuple[str, Story]] = {
    "whole": ("主线一遍", whole),
    "returned": ("退回补正", returned),
    "silent": ("登记不答再恢复", silent),
    "race": ("两人同时点同意", race),
    "repeated": ("重复推送 ×50", repeated),
    "outage": ("平台停 60 秒", outage),
    "revoked": ("撤销", revoked),
    "verified": ("派出所来答", verified),
    "second": ("两个人签", second),
    "promised": ("签承诺", promised),
}


def _content(reply: str) -> str:
    """The inside of a reply; its CreateTime may differ."""
    return reply.partition("<Content>")[2] or reply
