"""`/_sim/…`: the stand-in's own controls, for its page, for scripts and for tests from outside."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import date
from typing import Any, TypeVar

from aiohttp import web

from sandbox import views, webview
from sandbox.people import Edge, Person, Sex, Stay, Tie
from sandbox.personas import Persona
from sandbox.player import PACE_S, PLAYER, Player
from sandbox.sim import SIM, Sim

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
Facts = dict[str, Any]
T = TypeVar("T")
Verb = Callable[[Sim, Facts], Awaitable[Any]]


@web.middleware
async def only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse hosts that are not loopback, and orders that another site's page gives."""
    origin = request.headers.get("Origin")
    foreign = origin is not None and origin != f"{request.scheme}://{request.host}"
    ordering = request.path.startswith("/_sim/") and request.method not in {"GET", "HEAD"}
    if request.url.host not in LOCAL or (ordering and foreign):
        raise web.HTTPForbidden(text="替身只在本机使用")
    return await handler(request)


async def _product(sim: Sim, asked: Facts) -> Facts:
    sim.product = asked["url"]
    return {"product": sim.product}


async def _say(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.say(asked["who"], asked["text"])}


async def _image(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.send_image(asked["who"])}


async def _event(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.event(asked["who"], asked["event"], asked.get("key", ""))}


async def _enrol(sim: Sim, asked: Facts) -> Facts:
    return asdict(await sim.enrol(**asked))


async def _call(sim: Sim, asked: Facts) -> Facts:
    return asdict(await sim.call(**asked))


async def _accept(sim: Sim, asked: Facts) -> Facts:
    await sim.accept(asked["who"], asked.get("templates"), times=asked.get("times", 1))
    return {"credits": sim.world.balance(sim.world.phones.citizen(asked["who"]))["credits"]}


async def _refuse(sim: Sim, asked: Facts) -> Facts:
    await sim.refuse(asked["who"])
    return {"credits": {}}


async def _tap(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.tap(**asked)}


async def _race(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.race(**asked)}


async def _tell(sim: Sim, asked: Facts) -> Facts:
    return {"seen": await sim.tell(asked["userid"], asked["text"])}


async def _official(sim: Sim, asked: Facts) -> Facts:
    sim.official = asked["userid"]
    return {"official": sim.official}


async def _citizen(sim: Sim, asked: Facts) -> Facts:
    return {"openid": sim.invite(Persona(**{"label": "", **asked}))}


async def _forge(sim: Sim, asked: Facts) -> Facts:
    return {"status": await sim.forge(asked["how"], asked.get("door", "wechat"))}


async def _verify(sim: Sim, asked: Facts) -> Facts:
    return {"verified": await sim.verify(asked["door"])}


async def _rotate(sim: Sim, _: Facts) -> Facts:
    sim.world.rotate_tokens()
    return {"fetches": sim.world.fetches()}


async def _clock(sim: Sim, asked: Facts) -> Facts:
    sim.world.clock.advance(float(asked["advance_s"]))
    return {"offset_s": sim.world.clock.offset_s}


async def _books(sim: Sim, asked: Facts) -> Facts:
    sim.world.books.advance(float(asked["advance_s"]))
    return {"ahead_s": sim.world.books.offset_s}


async def _scan(sim: Sim, asked: Facts) -> Facts:
    return {"address": await webview.scan(sim, asked["page"])}


async def _play(player: Player, asked: Facts) -> Facts:
    await player.begin(asked["name"], float(asked.get("pace", PACE_S)))
    return player.shown()


async def _stop(player: Player, _: Facts) -> Facts:
    await player.stop()
    return player.shown()


async def _forget(player: Player, _: Facts) -> Facts:
    await player.clear()
    player.sim.world.forget()
    return {"forgotten": True}


async def _fault(sim: Sim, asked: Facts) -> list[Facts]:
    sim.faults.set(**asked)
    return sim.faults.listed()


async def _clear(sim: Sim, asked: Facts) -> list[Facts]:
    sim.faults.clear(asked.get("kind"), asked.get("where"))
    return sim.faults.listed()


async def _person(sim: Sim, asked: Facts) -> Facts:
    """Change a resident's facts, or write a new one when name and sex are given too."""
    number = asked.pop("id_number")
    if number not in sim.population.people:
        sex = Sex(asked.pop("sex"))
        sim.population.add(Person(number, asked.pop("name"), sex, asked.pop("division", None)))
    return asdict(sim.population.change(number, **asked))


async def _edge(sim: Sim, asked: Facts) -> Facts:
    tie, on = Tie(asked["kind"]), date.fromisoformat(asked["recorded_on"])
    sim.population.relate(Edge(tie, asked["a"], asked["b"], on, asked["record"]))
    return {"edges": len(sim.population.edges)}


async def _sever(sim: Sim, asked: Facts) -> Facts:
    return {"struck": sim.population.sever(asked["a"], asked["b"])}


async def _stay(sim: Sim, asked: Facts) -> Facts:
    since = date.fromisoformat(asked["since"])
    until = date.fromisoformat(asked["until"]) if asked.get("until") else None
    stay = Stay(asked["booklet"], asked["division"], asked["person"], since, until)
    sim.population.settle(stay)
    return {"stays": len(sim.population.stays)}


async def _record(sim: Sim, asked: Facts) -> Facts:
    """Write a record, facts by their ids; without `facts` the source holds nothing."""
    where = (asked["source"], asked["question"], asked["id_number"])
    return {"record": sim.records.write(*where, asked.get("facts"))}


VERBS: dict[str, Verb] = {
    "product": _product,
    "say": _say,
    "image": _image,
    "event": _event,
    "enrol": _enrol,
    "call": _call,
    "accept": _accept,
    "refuse": _refuse,
    "tap": _tap,
    "race": _race,
    "tell": _tell,
    "official": _official,
    "citizens": _citizen,
    "forge": _forge,
    "verify": _verify,
    "tokens/rotate": _rotate,
    "clock": _clock,
    "books": _books,
    "scan": _scan,
    "faults": _fault,
    "faults/clear": _clear,
    "residents": _person,
    "residents/edges": _edge,
    "residents/sever": _sever,
    "residents/stays": _stay,
    "records": _record,
}


ON_STAGE = {"stories/play": _play, "stories/stop": _stop, "forget": _forget}


def _order(
    verb: Callable[[T, Facts], Awaitable[Any]], key: web.AppKey[T]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="application/json")
        try:
            answer = await verb(request.app[key], await request.json())
        except (LookupError, ValueError, TypeError) as wrong:
            return web.json_response({"error": repr(wrong)}, status=422)
        return web.json_response(answer, dumps=views.dumps)

    return handle


def _look(view: Callable[[Sim, web.Request], Any]) -> Callable[..., Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            answer = view(request.app[SIM], request)
        except LookupError as wrong:
            return web.json_response({"error": repr(wrong)}, status=404)
        return web.json_response(answer, dumps=views.dumps)

    return handle


def routes() -> list[web.RouteDef]:
    """Return the routes below `/_sim`."""
    looks = {
        "faults": lambda sim, _: sim.faults.listed(),
        "state": views.state,
        "messages": views.messages,
        "residents": views.residents,
        "view": views.both_phones,
    }
    return [
        *(web.post(f"/_sim/{name}", _order(verb, SIM)) for name, verb in VERBS.items()),
        *(web.post(f"/_sim/{name}", _order(verb, PLAYER)) for name, verb in ON_STAGE.items()),
        *(web.get(f"/_sim/{name}", _look(view)) for name, view in looks.items()),
        web.delete("/_sim/faults", _order(_clear, SIM)),
    ]
