"""What the stand-in shows of itself, as plain facts for JSON."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from aiohttp import web

from sandbox.cards import Card
from sandbox.chat import Bubble, Citizen, Member
from sandbox.divisions import ELSEWHERE, NAMES
from sandbox.ledger import books, posts
from sandbox.people import Person
from sandbox.player import PLAYER
from sandbox.sim import Sim
from sandbox.world import World

Facts = dict[str, Any]
NEWEST = 60


def dumps(value: Any) -> str:
    """Return JSON with Chinese as it is, and days as ISO text."""
    return json.dumps(value, ensure_ascii=False, default=_plain)


def state(sim: Sim, _: web.Request) -> Facts:
    """GET /_sim/state: everybody and every counter."""
    world = sim.world
    return {
        "notice": "本机替身，不是微信，也不是企业微信",
        "product": world.product,
        "official": world.official,
        "clock_offset_s": world.clock.offset_s,
        "fetches": world.fetches(),
        "faults": world.faults.listed(),
        "citizens": [_citizen(world, each) for each in world.phones.citizens],
        "officials": [_member(each) for each in world.phones.members.values()],
        "cards": {userid: [card(c) for c in sim.cards(userid)] for userid in world.phones.members},
    }


def messages(sim: Sim, request: web.Request) -> list[Facts]:
    """GET /_sim/messages?after=&limit=: what crossed the wire, oldest first."""
    after, limit = int(request.query.get("after", 0)), int(request.query.get("limit", 500))
    return [asdict(entry) for entry in sim.world.wire.entries if entry.id > after][-limit:]


def residents(sim: Sim, request: web.Request) -> list[Facts]:
    """GET /_sim/residents?q=: what the register holds of people, by part of name or number."""
    return [resident(sim.world, each) for each in sim.population.search(request.query.get("q", ""))]


def both_phones(sim: Sim, request: web.Request) -> Facts:
    """GET /_sim/view?citizen=&official=: all that the page shows, in one answer."""
    world = sim.world
    citizen = world.phones.citizen(request.query["citizen"])
    member = world.phones.member(request.query["official"])
    person = world.population.people.get(citizen.persona.id_number)
    return {
        "product": world.product,
        "now": world.clock.now(),
        "citizen": {**_citizen(world, citizen), "chat": [_bubble(sim, b) for b in citizen.chat]},
        "official": {
            **_member(member),
            "chat": [_bubble(sim, b, member.official.userid) for b in member.chat],
        },
        "people": [
            {"key": c.persona.key, "name": c.persona.name, "label": c.persona.label}
            for c in world.phones.citizens
        ],
        "staff": [_member(each) for each in world.phones.members.values()],
        "faults": world.faults.listed(),
        "posts": posts(world),
        "books": books(world, citizen, member),
        "theatre": request.app[PLAYER].shown(),
        "figures": _figures(world),
        "messages": [asdict(each) for each in list(world.wire.entries)[-NEWEST:]][::-1],
        "resident": resident(world, person) if person else None,
    }


def card(dealt: Card) -> Facts:
    """Return one copy of a card with all that is read on it."""
    names = ("task", "userid", "at", "replaced", "live", "title", "desc", "quote", "facts", "url")
    source = dealt.content.get("source", {}).get("desc", "")
    buttons = [asdict(button) for button in dealt.buttons]
    return {**{name: getattr(dealt, name) for name in names}, "source": source, "buttons": buttons}


def resident(world: World, person: Person) -> Facts:
    """Return one person with near kin and the booklets shared with them."""
    population = world.population
    kin = [population.people[number] for number in population.near_kin(person.id_number)]
    shared = {k.id_number: population.booklet(person.id_number, k.id_number).shared for k in kin}
    return {
        **asdict(person),
        "place": NAMES.get(person.division or "", ELSEWHERE.get(person.elsewhere or "", "—")),
        "kin": [
            {
                "name": each.name,
                "id_number": each.id_number,
                "alive": each.alive,
                "shared": shared[each.id_number],
                "tie": _tie(world, person, each),
            }
            for each in kin
        ],
    }


def _tie(world: World, person: Person, other: Person) -> str:
    population, man = world.population, other.sex == "male"
    if other.id_number in population.parents(person.id_number):
        return "父亲" if man else "母亲"
    if other.id_number in population.children(person.id_number):
        return "儿子" if man else "女儿"
    siblings = population.parents(person.id_number) & population.parents(other.id_number)
    return "兄弟姐妹" if siblings else "配偶"


def _citizen(world: World, citizen: Citizen) -> Facts:
    ids = {"openid": citizen.openid, "mini_openid": citizen.mini_openid}
    signed = {"following": citizen.following, "signed_in": bool(citizen.bearer)}
    return {**asdict(citizen.persona), **ids, **signed, **world.balance(citizen)}


def _member(member: Member) -> Facts:
    return {**asdict(member.official), "office": member.official.office}


def _bubble(sim: Sim, bubble: Bubble, userid: str = "") -> Facts:
    facts = asdict(bubble)
    copy = sim.world.cards.tasks.get(bubble.extra.get("task", ""), {}).get(userid)
    return {**facts, "card": card(copy) if copy else None}


def _figures(world: World) -> Facts:
    pushed = [entry for entry in world.wire.entries if entry.way == "push" and entry.status]
    replies = [entry.ms for entry in pushed if entry.title.startswith("/wechat")]
    return {
        "reply_ms": replies[-1] if replies else None,
        "register_ms": world.wire.last_ms("register"),
        "fetches": world.fetches(),
    }


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
