"""The load: citizens who ask for papers again and again, and officials who tap on every card."""

import asyncio
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from catalogue.loader import load
from domain.office import OfficeKind
from tests.crash.ground import Facts, Ground

ITEM = "亲属关系证明"
UNIT = re.compile(r"澜桥第(\d+)号")
NUMBER = re.compile(r"编号 ([A-Z]+-\d{8}-\d{4})")
ASKED_AGAIN = re.compile(r"这一问请打字：(.+)")
WAITING = re.compile(r"^(\d{4}) .*待审核", re.MULTILINE)
TURNS = 500


@dataclass(frozen=True)
class Tie:
    """An applicant, a parent or child, and how the applicant calls them.

    Attributes:
        kin: Which choice of the first question: 1 a parent, 2 a child.
        place: Where the relative is registered, as people say it.
    """

    applicant: Facts
    relative: Facts
    kin: str
    relation: str
    place: str


def ties(population: bytes) -> Iterator[Tie]:
    """Yield parents and children who share no booklet now: one applicant for every office.

    WeCom drops what goes beyond thirty messages a minute to one official, and says nothing.
    """
    facts = json.loads(population)
    people = {person["id_number"]: person for person in facts["people"]}
    towns = {
        office.division: office.short
        for office in load().offices.values()
        if office.kind is OfficeKind.TOWN
    }
    here = {stay["person"]: stay["booklet"] for stay in facts["stays"] if not stay["until"]}
    taken = {each["id_number"] for each in (*facts["officials"], *facts["citizens"])}
    for edge in facts["edges"]:
        if edge["kind"] != "parent-child" or edge["ended_on"]:
            continue
        parent, child = people[edge["a"]], people[edge["b"]]
        if here.get(edge["a"], "a") == here.get(edge["b"], "b"):
            continue
        for applicant, relative in ((child, parent), (parent, child)):
            usable = _asks(applicant) and relative["alive"] and relative["division"] in towns
            if usable and taken.isdisjoint({applicant["id_number"], relative["division"]}):
                taken |= {applicant["id_number"], relative["division"]}
                yield _tie(applicant, relative, towns, upward=relative is parent)


def _asks(person: Facts) -> bool:
    return bool(person["alive"] and person["records"] == 1 and person["id_number"][6:10] < "2010")


def _tie(applicant: Facts, relative: Facts, towns: dict[str, str], *, upward: bool) -> Tie:
    words = {True: {"male": "父亲", "female": "母亲"}, False: {"male": "儿子", "female": "女儿"}}
    relation = words[upward][relative["sex"]]
    return Tie(applicant, relative, "1" if upward else "2", relation, towns[relative["division"]])


@dataclass
class Attempt:
    """One request, known by the employer's name that is unique to it."""

    unit: str
    handed_in: bool = False
    number: str = ""


@dataclass
class Town:
    """Everybody, and what they have seen.

    Attributes:
        units: Every request, by the number in the employer's name.
        over: Whether the load is to end; what was begun is finished.
        done: Pairs of official and card on which something was said; it is not tapped again.
    """

    ground: Ground
    chance: random.Random
    units: dict[int, Attempt] = field(default_factory=dict)
    over: bool = False
    done: set[tuple[str, str]] = field(default_factory=set)
    taps: int = 0

    async def enrol(self, key: str, tie: Tie) -> None:
        """Give a resident a phone, and prove there who it is."""
        phone = f"139{10_000_000 + int(key[1:])}"
        who = {"name": tie.applicant["name"], "id_number": tie.applicant["id_number"]}
        await self.ground.order("residents", id_number=who["id_number"], phone=phone)
        await self.ground.order("citizens", key=key, phone=phone, **who)
        led = await self.ground.order("say", who=key, text=ITEM)
        done = await self.ground.order("enrol", who=key, link=led["seen"])
        if not done.get("ok"):
            raise AssertionError(f"enrolling failed at {done}")

    async def citizen(self, key: str, tie: Tie) -> None:
        """Ask for one paper after another until it is over."""
        while not self.over:
            number = len(self.units) + 1
            attempt = self.units[number] = Attempt(f"澜桥第{number}号有限公司")
            await self._apply(key, tie, attempt)
            await asyncio.sleep(self.chance.uniform(0.5, 4.0))

    async def _apply(self, key: str, tie: Tie, attempt: Attempt) -> None:
        heard = await self._say(key, ITEM)
        for _ in range(TURNS):
            if found := NUMBER.search(heard):
                attempt.number = found.group(1)
                return
            if "编号尾号" in heard:  # it had been handed in already; the answer was lost
                return
            if "请核对" in heard:
                attempt = self._reminded(heard, attempt)
                attempt.handed_in = True
                heard = await self._say(key, "确认")
                if not heard:
                    return
                continue
            answer = _answer(heard, tie, attempt)
            heard = await self._say(key, answer) if answer else await self._recall(key)
        raise AssertionError(f"a conversation does not end: {heard}")

    def _reminded(self, heard: str, attempt: Attempt) -> Attempt:
        """The request that the summary is about; it may be an earlier one."""
        unit = UNIT.search(heard)
        return self.units[int(unit.group(1))] if unit else attempt

    async def _recall(self, key: str) -> str:
        """Find out where the conversation stands, without moving it."""
        await asyncio.sleep(self.chance.uniform(0.2, 0.8))
        shown = (await self.ground.order("image", who=key)).get("seen") or ""
        if asked := ASKED_AGAIN.search(shown):
            return asked.group(1)
        return await self._say(key, ITEM) if "要办什么" in shown else ""

    async def _say(self, key: str, text: str) -> str:
        await asyncio.sleep(self.chance.uniform(0, 0.2))
        seen = (await self.ground.order("say", who=key, text=text)).get("seen") or ""
        return "" if "暂时无法提供服务" in seen else str(seen)

    async def officials(self) -> None:
        """Tap 同意 on every live card, some of them twice; now and then type it instead."""
        while True:
            state = await self.ground.look("state")
            for userid, cards in state["cards"].items():
                for card in cards:
                    await self._tap(userid, card)
            await self._type(self.chance.choice(list(state["cards"])))
            await asyncio.sleep(0.2)

    async def _type(self, userid: str) -> None:
        listed = (await self.ground.order("tell", userid=userid, text="列表")).get("seen") or ""
        if waiting := WAITING.findall(listed):
            await self.ground.order("tell", userid=userid, text=f"同意 {waiting[0]}")

    async def _tap(self, userid: str, card: Facts) -> None:
        keys = [b["key"] for b in card["buttons"] if b["key"].startswith("approve:")]
        hand = (userid, str(card["task"]))
        if not (card["live"] and keys) or hand in self.done or self.chance.random() < 0.3:
            return
        self.taps += 1
        what = {"task": card["task"], "key": keys[0]}
        if self.chance.random() < 0.2:
            await self.ground.order("race", userids=[userid, userid], **what)
        elif (await self.ground.order("tap", userid=userid, **what)).get("seen"):
            self.done.add(hand)

    async def trouble(self) -> None:
        """Have the wire lose some answers, or carry some messages twice."""
        kind = self.chance.choice(("answer-lost", "duplicate-push"))
        where = self.chance.choice(("wechat", "wecom"))
        await self.ground.order("faults", kind=kind, where=where, times=2, copies=2)


def _answer(heard: str, tie: Tie, attempt: Attempt) -> str:
    for question, answer in {
        "要证明您和谁的关系": tie.kin,
        "是哪一位": tie.relation,
        "上过同一本户口本": "3",
        "拿去做什么": "1",
        "哪个单位要": attempt.unit,
        "叫什么名字": tie.relative["name"],
        "的身份证号码？": tie.relative["id_number"],
        "还要写别的亲属吗": "1",
        "的户口在兰溪": tie.place,
        "1 接着": "1",
    }.items():
        if question in heard:
            return str(answer)
    return ""
