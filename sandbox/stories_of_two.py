"""Stories in which more than one must speak: another office, a second official, the applicant."""

from typing import Any

from sandbox.cards import Card
from sandbox.chapters import (
    APPROVE,
    UNIT,
    Case,
    approved,
    asked,
    at_desk,
    checked,
    dealt,
    enrolled,
    handed_in,
    key_of,
    received,
)
from sandbox.officialdom import look
from sandbox.play import Play, Stuck

OWNER, YES, SIGN = "hejing", "属实", "签发"
ARMY, CARE = "军属证明", "赡养关系证明"
ARMY_ANSWERS = ("陈建军", "1", "没有", "没有", "1", UNIT)
CARE_ANSWERS = ("父母", "父亲由我和弟弟共同赡养", "没有", "1", UNIT)
SEEN = {
    "proof": "family",
    "document": "光荣牌（编号虚构 12）",
    "fact-serving": "陈建军",
    "fact-relative_is": "女儿",
    "fact-checked_on": "2026年11月23日",
}
NAME_DRAWN = "[[[100,200],[300,210],[500,190]],[[300,100],[310,300],[290,380]]]"


async def verified(play: Play) -> str:
    """The register is silent; the police station is asked, and 何静 answers by one tap."""
    family = await enrolled(play)
    await play.step("户口登记不答复了")
    play.disturb("register-silent", "kinship", seconds=0.5)
    case = await asked(play, family)
    card = await dealt(play, case, "zhoumin", ready=False)
    for proof, words in (("kinship", "是不是父女"), ("home", "父亲的户口在不在游埠镇")):
        await play.step(f"周敏在办证桌点“去问游埠派出所”：{words}")
        await at_desk(play, card, "verifications", {"proof": proof})
        await _agreed(play, case)
        await _answered(play)
    play.calm()
    await approved(play, await dealt(play, case, "zhoumin"))
    await received(play, case)
    return "登记不答，由派出所的人答：没有人因为没有答复而被说“是”或“否”"


async def _agreed(play: Play, case: Case) -> None:
    who = case.family
    await play.step(f"{who.name}收到“请您点一下同意”，看清问什么，点“同意”")
    known = await _ask(play, case, "GET", "verifications")
    waiting = [each for each in known["verifications"] if "consent" in each["may"]]
    if not waiting:
        raise Stuck("没有要她同意的")
    path = f"verifications/{waiting[-1]['verification']}/consent"
    await _ask(play, case, "POST", path, {"agree": True})


async def _answered(play: Play) -> None:
    play.official = OWNER
    await play.step("何静的企业微信收到核验卡：只有打码的姓名，没有号码")
    card = await play.until(lambda: _live(play, OWNER, YES), "核验卡片", within=60)
    await play.step("何静没看就点“属实”")
    early = await play.sim.tap(OWNER, card.task, key_of(card, YES)) or ""
    if "先打开核验页" not in early:
        raise Stuck(f"答成了：{early[:20]}")
    await play.step("产品说先打开核验页；何静打开，看清姓名和号码（留痕）")
    await look(play.sim, OWNER, card.url)
    await play.step("何静再点“属实”")
    await play.sim.tap(OWNER, card.task, key_of(card, YES))
    await play.until(lambda: card.replaced, "核验卡变灰")


async def second(play: Play) -> str:
    """An item that wants two officials: one agrees, the other signs."""
    family = await enrolled(play, ARMY)
    case = await handed_in(play, family, ARMY_ANSWERS)
    card = await dealt(play, case, "zhoumin", ready=False)
    await play.step("周敏看过光荣牌，在办证桌记下")
    await at_desk(play, card, "proofs", SEEN)
    card = await dealt(play, case, "zhoumin")
    await play.step("周敏点“同意”：这一件要两个人，还没有办好")
    await play.sim.tap(card.userid, card.task, key_of(card, APPROVE))
    play.official = "xuliqun"
    await play.step("徐立群收到签发的卡片；周敏自己不能当第二个人")
    last = await play.until(lambda: _live(play, "xuliqun", SIGN), "签发卡片", within=60)
    await play.step("徐立群点“签发”")
    await play.sim.tap("xuliqun", last.task, key_of(last, SIGN))
    await play.until(lambda: last.replaced, "卡片变灰")
    return "查验页说：" + await checked(play, await received(play, case))


async def promised(play: Play) -> str:
    """She signs a promise in the place of a proof; a person decides all the same."""
    case = await handed_in(play, await enrolled(play, CARE), CARE_ANSWERS)
    who = case.family
    await play.step(f"{who.name}收到：有一项可以由您签承诺代替，自愿")
    await play.until(
        lambda: any("签承诺代替" in bubble.text for bubble in play.sim.inbox(who.key)), "承诺的通知"
    )
    offered = (await _ask(play, case, "GET", "commitments"))["commitments"]
    if not offered:
        raise Stuck("没有可以签的承诺")
    proof = offered[-1]["proof"]
    await play.step(f"{who.name}看完告知书；产品先查信用记录")
    await _ask(play, case, "POST", f"commitments/{proof}/clearance", {})
    await play.step(f"{who.name}用手指写上名字，点“签好了”")
    signed = {"proof": proof, "signature": NAME_DRAWN, "confirmed": True}
    told = await _ask(play, case, "POST", "commitment", signed)
    await approved(play, await dealt(play, case, "zhoumin"))
    await received(play, case)
    return f"承诺书 {told['number']}；以后会核查，最后仍由人决定"


async def _ask(play: Play, case: Case, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """What the product answers her mini program about the case."""
    done = await play.sim.call(
        case.family.key, method, f"applications/{await _id(play, case)}/{path}", body
    )
    if not done.ok:
        raise Stuck(f"产品没有认：{done.body.get('detail') or done.status}")
    return done.body


async def _id(play: Play, case: Case) -> str:
    every = await play.sim.call(case.family.key, "GET", "applications")
    listed = every.body.get("applications") or []
    return next((each["id"] for each in listed if each["number"] == case.number), "")


def _live(play: Play, userid: str, word: str) -> Card | None:
    cards = (card for card in reversed(play.sim.cards(userid)) if card.live)
    return next((card for card in cards if key_of(card, word)), None)
