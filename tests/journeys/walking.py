"""Walking an item from one end to the other, without chat: filled in, proved, decided, fetched."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, FormData, TCPConnector

from casework import signing_in
from casework.links import grouped, paper_code
from certificates.press import Press
from domain.application import ApplicationId
from domain.errors import Refusal
from domain.form import Reading
from domain.identity import IdNumber
from domain.item import Item
from domain.office import Grant, OfficialId, Role
from sandbox.people import Person
from sandbox.personas import Persona
from storage.transaction import Transaction
from tests.journeys.calling import Answer, Program
from tests.journeys.conftest import FAULTS
from tests.journeys.paperwork import words_of
from tests.journeys.raising import staged
from tests.journeys.stagecraft import BEGIN, Stage
from tests.support.answering import DONE, Filled, confirmed, facts_for, filled_in, kinsmen, known_of
from tests.support.people import TODAY
from tests.support.pictures import a_photo

OFFICIAL, SECOND = OfficialId("xuliqun"), OfficialId("zhoumin")
CITIZENS = ("chenyuan", "shuiying", "dexing", "fangyuan", "haiping", "jianing", "xufeng", "nian")
TOGETHER = 24  # items at once: no paper waits for the press as long as a job may take
PATIENCE_S = 120.0
DOCUMENT = "原件（编号虚构 12）"
DRAWN = json.dumps([[[100 + 8 * n, 200 + (n % 5) * 20] for n in range(60)]])


@dataclass
class Walk:
    """One item on its way, and what was seen of it.

    Attributes:
        wrong: Where it stumbled; empty when it came through.
        promised: What was said to each promise that was offered: `signed` or `declined`.
        proofs: How each proof stood before an official did anything.
        case: The case at the end, as its applicant has it.
        check: What a stranger learns by number and code.
        relative: The relative's name, if the item is about one.
    """

    item: Item
    who: str
    name: str
    filled: Filled
    id: str = ""
    wrong: str = ""
    promised: list[str] = field(default_factory=list)
    proofs: dict[str, str] = field(default_factory=dict)
    case: dict[str, Any] = field(default_factory=dict)
    check: dict[str, Any] = field(default_factory=dict)
    words: str = ""
    code: str = ""

    @property
    def relative(self) -> str:
        return self.filled.stored.get("relative_name", "")


class Walker:
    """Leads many items through one house.

    Attributes:
        desk: The headers of the official who decides.
        second: The headers of the official who signs after another.
    """

    def __init__(self, stage: Stage, desk: dict[str, str], second: dict[str, str]) -> None:
        self.desk, self.second = desk, second
        self._stage = stage
        self._addresses = count(1)
        self._bearers: dict[str, str] = {}
        self._citizens = count()
        self._offers = count()

    def begun(self, item: Item, seed: int = 0) -> Walk:
        """Somebody who will ask for an item, with the answers."""
        if not confirmed(item):
            who = CITIZENS[next(self._citizens) % len(CITIZENS)]
            number = self._stage.sim.world.phones.citizen(who).persona.id_number
            return self._filled(item, self._stage.sim.population.people[number], seed, {})
        nobody = Reading(TODAY, IdNumber(""), self._stage.house.desk.places())
        for kin in kinsmen(self._stage.sim.population, item, by=nobody, seed=seed):
            try:
                return self._filled(item, kin.who, seed, dict(kin.hints))
            except LookupError:
                continue  # two who were born on one day, or a child
        raise LookupError(item.id)

    def _filled(self, item: Item, who: Person, seed: int, hints: dict[str, str]) -> Walk:
        desk = self._stage.house.desk
        by = Reading(TODAY, IdNumber(who.id_number), desk.places(), known=known_of(who))
        made = filled_in(desk.catalogue, item, by=by, seed=seed, hints=hints)
        return Walk(item, self._phone_of(who), who.name, made)

    def _phone_of(self, who: Person) -> str:
        phones = self._stage.sim.world.phones
        known = {each.persona.id_number: each.openid for each in phones.citizens}
        phone = who.phone or ""
        persona = Persona(who.id_number, who.name, who.id_number, phone, "路人")
        return known.get(who.id_number) or self._stage.sim.invite(persona)

    async def through(self, walks: Sequence[Walk]) -> None:
        """Lead these to their ends, all at once but for those of one citizen."""
        await self.handed_in(walks)
        papers = [each for each in walks if each.item.issuable and not each.wrong]
        await asyncio.gather(*(self._tried(each, self._promise) for each in papers))
        await self._settle()
        await asyncio.gather(*(self._tried(each, self._decide) for each in papers))
        await self._settle()
        await asyncio.gather(*(self._tried(each, self._fetch) for each in walks))

    async def handed_in(self, walks: Sequence[Walk]) -> None:
        """Lead these to where an official has to look, or to their letters."""
        await self._one_after_another(walks, self._hand_in)
        await self._settle()

    async def _one_after_another(
        self, walks: Iterable[Walk], step: Callable[[Walk], Awaitable[None]]
    ) -> None:
        by_citizen: dict[str, list[Walk]] = {}
        for each in walks:
            by_citizen.setdefault(each.who, []).append(each)

        async def of_one(who: str, own: list[Walk]) -> None:
            if who not in self._bearers:
                done = await self._stage.sim.enrol(who, accept=3)
                assert done.ok, done
                self._bearers[who] = self._stage.sim.world.phones.citizen(who).bearer
            for each in own:
                await self._tried(each, step)

        await asyncio.gather(*(of_one(who, own) for who, own in by_citizen.items()))

    async def _tried(self, walk: Walk, step: Callable[[Walk], Awaitable[None]]) -> None:
        if walk.wrong:
            return
        try:
            await step(walk)
        except (AssertionError, Refusal, LookupError) as wrong:
            walk.wrong = f"{step.__name__}: {wrong!r}"

    async def _settle(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self._stage.house.worker.idle()

    async def _hand_in(self, walk: Walk) -> None:
        """Begin with half of the answers, or what comes before a picture; add the rest; hand in."""
        typed = list(walk.filled.typed.items())
        pictured = [n for n, (_, text) in enumerate(typed) if text == DONE]
        half = min([*pictured, len(typed) // 2])
        async with self.program(walk.who) as citizen:
            said = {"item": walk.item.id, "answers": dict(typed[:half])}
            begun = await citizen.ask("POST", "applications", said)
            walk.id = _of(begun, 201)["id"]
            path = f"applications/{walk.id}"
            for _ in range(walk.filled.pictures):
                await photo(citizen, path)
            shown = await citizen.ask("GET", path)
            rest, tag = {"answers": dict(typed[half:])}, shown.headers["ETag"]
            amended = _of(await citizen.ask("PATCH", path, rest, If_Match=tag), 200)
            assert (amended["item"], amended["open"]) == (walk.item.id, []), amended
            _of(await citizen.ask("POST", f"{path}/submission"), 200)

    async def _promise(self, walk: Walk) -> None:
        """Sign every other promise that is offered, and decline the rest."""
        path = f"applications/{walk.id}/commitments"
        async with self.program(walk.who) as citizen:
            offered = _of(await citizen.ask("GET", path), 200)["commitments"]
            for each in offered:
                one = f"{path}/{each['proof']}"
                if next(self._offers) % 2:
                    walk.promised.append(
                        _of(await citizen.ask("POST", f"{one}/refusal"), 200)["stage"]
                    )
                    continue
                cleared = _of(await citizen.ask("POST", f"{one}/clearance"), 200)
                assert cleared["stage"] == "cleared", cleared
                said = {"proof": each["proof"], "facts": {}, "signature": DRAWN, "confirmed": True}
                signed = await citizen.ask("POST", f"applications/{walk.id}/commitment", said)
                walk.promised.append(_of(signed, 201)["stage"])

    async def _decide(self, walk: Walk) -> None:
        """Settle by a document what neither register nor promise has settled, and approve."""
        path = f"desk/cases/{walk.id}"
        async with self.program("") as office:
            shown = _of(await office.ask("GET", path, **self.desk), 200)
            walk.proofs = {each["id"]: each["outcome"] for each in shown["proofs"]}
            for proof, outcome in walk.proofs.items():
                if outcome not in ("holds", "promised"):
                    said = self._seen(walk, proof)
                    _of(await office.ask("POST", f"{path}/proofs", said, **self.desk), 200)
            tag = (await office.ask("GET", path, **self.desk)).headers["ETag"]
            done = await office.ask("POST", f"{path}/approval", If_Match=tag, **self.desk)
            if walk.item.approvals > 1:
                assert _of(done, 200)["state"] == "countersign", done.body
                tag = (await office.ask("GET", path, **self.second)).headers["ETag"]
                done = await office.ask(
                    "POST", f"{path}/countersignature", If_Match=tag, **self.second
                )
            assert _of(done, 200)["state"] == "approved", done.body

    def _seen(self, walk: Walk, proof: str) -> dict[str, Any]:
        rule = walk.item.proof(proof)
        assert rule is not None, proof
        by = Reading(TODAY, IdNumber(""), self._stage.house.desk.places())
        facts = facts_for(rule, by=by) if not rule.absent else {}
        return {"proof": proof, "document": DOCUMENT, **({"facts": facts} if facts else {})}

    async def _fetch(self, walk: Walk) -> None:
        """Fetch the paper, and check it as a stranger does."""
        path, keyring = f"applications/{walk.id}", self._stage.house.desk.keyring
        async with self.program(walk.who) as citizen:
            walk.case = _of(await citizen.ask("GET", path), 200)
            pdf = await citizen.ask("GET", f"{path}/certificate")
            assert pdf.status == 200, (walk.case["state"], pdf.body)
            walk.words = words_of(pdf.body)  # not in a thread: its library takes but one at a time
        walk.code = grouped(paper_code(keyring, ApplicationId(walk.id)))
        typed = {"number": walk.case["certificate"]["number"], "code": walk.code}
        async with self.program("") as stranger:
            walk.check = _of(await stranger.ask("POST", "checks", typed), 200)

    @asynccontextmanager
    async def program(self, who: str) -> AsyncIterator[Program]:
        """A program that calls from an address of its own: one address may knock so often."""
        number = next(self._addresses)
        address = f"127.0.{1 + number // 250}.{1 + number % 250}"
        connector = TCPConnector(local_addr=(address, 0))
        async with ClientSession(connector=connector) as session:
            yield Program(session, self._stage.sim.product, self._bearers.get(who, ""))


async def photo(citizen: Program, path: str) -> str:
    """Add a picture to a case; return its id."""
    form = FormData()
    form.add_field("file", a_photo(), filename="a.jpg", content_type="image/jpeg")
    headers = {"Authorization": f"Bearer {citizen.bearer}"}
    url = f"{citizen.base}/api/v1/{path}/attachments"
    async with citizen.session.post(url, data=form, headers=headers) as answer:
        assert answer.status == 201, await answer.text()
        return str((await answer.json())["id"])


def _of(answer: Answer, status: int) -> dict[str, Any]:
    assert answer.status == status, (answer.status, answer.body)
    told: dict[str, Any] = answer.body
    return told


@dataclass(frozen=True)
class Walked:
    """Every walk through a house, by item, and what the house has logged of its own faults."""

    walks: Mapping[str, Walk]
    stumbles: list[str]


async def walked(folder: Path, press: Press, where: str, wanted: Callable[[Item], bool]) -> Walked:
    """Every item that is wanted, led to its end in a house of its own."""
    async with staged(folder, press, where) as stage:
        walker = await a_walker(stage)
        items = [each for each in stage.house.desk.catalogue.items.values() if wanted(each)]
        walks = [walker.begun(each) for each in items]
        for first in range(0, len(walks), TOGETHER):
            await walker.through(walks[first : first + TOGETHER])
        lines = stage.log.getvalue().splitlines()
        stumbles = [line for line in lines if any(f'"event": "{each}"' in line for each in FAULTS)]
        return Walked({str(walk.item.id): walk for walk in walks}, stumbles)


async def a_walker(stage: Stage) -> Walker:
    """Somebody who leads items through this house, where two officials decide everywhere."""
    first = await _in_charge_everywhere(stage, OFFICIAL, Role.APPROVER)
    return Walker(stage, first, await _in_charge_everywhere(stage, SECOND, Role.COUNTERSIGNER))


async def _in_charge_everywhere(stage: Stage, who: OfficialId, role: Role) -> dict[str, str]:
    """Give an official a role at every office; return the headers of a signed-in one."""
    offices = stage.house.desk.catalogue.offices

    def work(tx: Transaction) -> None:
        known = tx.officials.get(who)
        grants = tuple(Grant(role, office, BEGIN) for office in offices)
        tx.officials.save(replace(known, grants=grants))

    await stage.house.desk.db.write(work)
    cookie = await signing_in.open_session(stage.house.desk, who)
    csrf = (await signing_in.signed_in(stage.house.desk, cookie)).csrf
    return {"Cookie": f"lane_desk={cookie}", "X_CSRF_Token": csrf}
