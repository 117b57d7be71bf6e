"""What stories are made of: to enrol, to ask, to decide, to receive, to check."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox import newcomers, officialdom
from sandbox.cards import Card
from sandbox.newcomers import Family
from sandbox.play import Play, Stuck
from sandbox.webview import HOME, scan

ITEM, UNIT = "亲属关系证明", "深圳澜桥电子有限公司"
NUMBER = re.compile(r"编号 ([A-Z]+-\d{8}-\d{4})")
CASE_PAGE = re.compile(r"/c/[\w~-]+")
APPROVE = "同意"
NAMES = {"zhoumin": "周敏", "xuliqun": "徐立群", "hejing": "何静"}
MISSPELT = {"樑": "梁", "根": "庚"}


@dataclass
class Case:
    """A case that a story follows."""

    family: Family
    number: str

    @property
    def tail(self) -> str:
        """The last four digits, which people type."""
        return self.number[-4:]


async def enrolled(play: Play, words: str = ITEM) -> Family:
    """Somebody writes what is wanted, is led through the mini program, and is asked."""
    sim = play.sim
    family = newcomers.chen(sim) or newcomers.moved_in(sim)
    play.citizen = family.key
    await play.step(f"{family.name}第一次发消息：“{words}”")
    link = await sim.say(family.key, words) or ""
    if "/e/" not in link:  # the product has known her longer than we have
        family = newcomers.moved_in(sim)
        play.citizen = family.key
        link = await sim.say(family.key, words) or ""
    await play.step("点链接进小程序：登录、手机号、姓名和身份证号码，向户口登记核对")
    done = await sim.enrol(family.key, link, accept=3)
    if not done.ok:
        raise Stuck(f"产品没有认：{done.body.get('detail') or done.status}")
    await play.until(lambda: _told(play, family.key, "第 1 问"), "第一个问题")
    return family


async def asked(play: Play, family: Family, *, misspelt: bool = False) -> Case:
    """She answers question by question and confirms."""
    father = family.father
    if misspelt:
        father = father[:-1] + MISSPELT.get(father[-1], "一")
    answers = ("父母", "父亲", "从来没有", "入职", UNIT)
    return await handed_in(
        play, family, (*answers, father, family.father_number, "没有了", "游埠镇")
    )


async def handed_in(play: Play, family: Family, answers: Sequence[str]) -> Case:
    """She answers these and confirms."""
    for answer in answers:
        await play.step(f"{family.name}答：{answer}")
        await play.sim.say(family.key, answer)
    await play.step(f"{family.name}核对以后回：“确认”")
    return Case(family, _number(await play.sim.say(family.key, "确认")))


async def dealt(play: Play, case: Case, userid: str, *, ready: bool = True) -> Card:
    """Return the live card about the case, once it lies before the official.

    Args:
        play: The story.
        case: The case.
        userid: The official.
        ready: The card can be approved; else it is one that cannot yet be.
    """
    play.official = userid
    await play.step(f"产品查户口登记，把卡片发到{NAMES[userid]}的企业微信")

    def live() -> Card | None:
        for card in reversed(play.sim.cards(userid)):
            if card.live and ("编号", case.number) in card.facts and bool(key_of(card)) == ready:
                return card
        return None

    return await play.until(live, "审批卡片", within=60)


async def approved(play: Play, card: Card) -> None:
    """The official taps 同意, and the card greys out."""
    await play.step(f"{NAMES[card.userid]}点“同意”")
    await play.sim.tap(card.userid, card.task, key_of(card))
    await play.until(lambda: card.replaced, "卡片变灰")


async def received(play: Play, case: Case, *, within: float = 60) -> str:
    """She is told, asks for the case, and opens the paper; return the path of her page."""
    key = case.family.key
    await play.step("制证、签名、自查，通知本人")
    await play.until(lambda: _told(play, key, "已办好", "办好了"), "办好的通知", within=within)
    await play.step(f"{case.family.name}回编号尾号“{case.tail}”，打开证明")
    found = CASE_PAGE.search(await play.sim.say(key, case.tail) or "")
    if found is None:
        raise Stuck("聊天里没有这一件的链接")
    play.page = f"{HOME}{found[0]}/certificate.pdf"
    return found[0]


async def checked(play: Play, page: str) -> str:
    """Whoever got the paper scans it; return what the check page says."""
    address = await scan(play.sim, page)
    path = urlsplit(address).path
    play.check = ""
    await play.step("用证单位扫纸上的二维码")
    play.check = f"{HOME}{path}"
    async with play.sim.pusher.session.get(f"{play.sim.product}{path}") as answer:
        text = await answer.text()
    found = re.search(r"<h1>(.*?)</h1>", text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s", "", found[1]) if found else f"HTTP {answer.status}"


async def at_desk(
    play: Play, card: Card, verb: str, fields: Mapping[str, str] | None = None
) -> None:
    """The official opens the case on the desk and sends one of its forms."""
    address = play.sim.product + urlsplit(card.url).path
    status, told = await officialdom.act(play.sim, card.userid, address, verb, fields or {})
    if status != 200:
        raise Stuck(f"办证桌答 {status}：{told}")


def key_of(card: Card, word: str = APPROVE) -> str:
    """Return what the button of that word hands back; empty if the card has no such button."""
    return next((button.key for button in card.buttons if button.text == word), "")


def _told(play: Play, who: str, *words: str) -> bool:
    texts = [bubble.text for bubble in play.sim.inbox(who)]
    return any(word in text for word in words for text in texts)


def _number(receipt: str | None) -> str:
    found = NUMBER.search(receipt or "")
    if found is None:
        raise Stuck(f"没有收件号：{receipt}")
    return found[1]
