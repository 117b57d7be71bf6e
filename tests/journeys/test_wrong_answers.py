"""One fault, one sentence: chat, API and pages say the same of an answer that does not fit."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, TCPConnector

from certificates.press import Press
from domain.errors import Refusal
from domain.fields import Field, FieldKind, PlaceLevel
from domain.form import Reading, read
from domain.identity import IdNumber
from domain.item import Item, ProofKind, ProofRule
from tests.journeys.browsing import Browser
from tests.journeys.calling import Program, holding
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage
from tests.journeys.walking import a_walker, photo
from tests.support.answering import facts_for, filled_in, known_of
from tests.support.people import CHEN_YUAN, TODAY
from tests.support.wrong import Wrong, wrong

pytestmark = pytest.mark.slow
WHO = "chenyuan"
NOT_ASKED = {FieldKind.PERSON, FieldKind.MONEY, FieldKind.PHONE}  # by no form of today
KINDS = [
    *((kind, None) for kind in FieldKind if kind not in {*NOT_ASKED, FieldKind.DIVISION}),
    *((FieldKind.DIVISION, level) for level in PlaceLevel),
]
SAMPLES = pytest.mark.parametrize(("kind", "level"), KINDS)


@dataclass(frozen=True)
class Question:
    """One question of an item, with what has to be answered before it."""

    item: Item
    asked: Field
    before: dict[str, str]
    by: Reading

    def faults(self) -> Iterator[tuple[Wrong, Refusal]]:
        """What does not fit it, and how it is refused."""
        for each in wrong(self.asked, self.by):
            with pytest.raises(Refusal) as refused:
                read(self.asked, each.text, self.before, by=self.by)
            yield each, refused.value


@pytest.fixture
async def stage(tmp_path: Path, a_press: Press) -> AsyncIterator[Stage]:
    """With one engine: no row is written here."""
    async with staged(tmp_path, a_press, f"sqlite:///{tmp_path}/house/lane.db") as stage:
        yield stage


def question(stage: Stage, kind: FieldKind, level: PlaceLevel | None) -> Question:
    """The first question of a kind that no picture has to go before."""
    desk, me = stage.house.desk, stage.sim.population.people[CHEN_YUAN]
    by = Reading(TODAY, CHEN_YUAN, desk.places(), pictures=1, known=known_of(me))
    for item in desk.catalogue.items.values():
        before: dict[str, str] = {}
        try:
            made = filled_in(desk.catalogue, item, by=by)
        except LookupError:
            continue
        for _, asked in made.sheets:
            if asked.kind is kind and level in (None, asked.level):
                return Question(item, asked, before, by)
            if asked.kind is FieldKind.IMAGE:
                break
            before[asked.id] = made.typed[asked.id]
    raise LookupError(kind)


async def asked_of(stage: Stage, here: Question) -> tuple[Program, str]:
    """Come to the question by the API; return the program, and where the draft is."""
    await stage.enrolled(WHO)
    citizen = await holding(stage, WHO)
    [draft] = (await citizen.ask("GET", "applications")).body["applications"]
    await citizen.ask("POST", f"applications/{draft['id']}/withdrawal")
    said = {"item": here.item.id, "answers": here.before}
    begun = await citizen.ask("POST", "applications", said)
    assert (begun.status, begun.body["item"]) == (201, here.item.id), begun
    path = f"applications/{begun.body['id']}"
    if here.asked.kind is FieldKind.IMAGE:
        await photo(citizen, path)
    return citizen, path


@SAMPLES
async def test_the_api_points_at_the_answer_and_says_what_is_wrong(
    stage: Stage, kind: FieldKind, level: PlaceLevel | None
) -> None:
    here = question(stage, kind, level)
    citizen, path = await asked_of(stage, here)
    before = (await citizen.ask("GET", path)).body

    assert len(list(here.faults())) > 4
    for fault, refusal in here.faults():
        match, said = f'"{before["etag"]}"', {"answers": {here.asked.id: fault.text}}
        refused = await citizen.ask("PATCH", path, said, If_Match=match)

        place = {"pointer": f"/answers/{here.asked.id}", "code": code_of(refusal)}
        assert (refused.status, refused.slug) == (422, refusal.code), (fault, refused)
        assert refused.body["errors"] == [place]
        assert refused.body["detail"] == sentence(stage, refusal)
    assert (await citizen.ask("GET", path)).body == before


@SAMPLES
async def test_the_chat_says_the_same_and_asks_again(
    stage: Stage, kind: FieldKind, level: PlaceLevel | None
) -> None:
    here = question(stage, kind, level)
    citizen, path = await asked_of(stage, here)
    before = (await citizen.ask("GET", path)).body["answers"]

    for fault, refusal in here.faults():
        if not typeable(fault.text):
            continue
        heard = await stage.say(WHO, fault.text)

        assert heard.startswith(sentence(stage, refusal)), (fault, heard)
    assert (await citizen.ask("GET", path)).body["answers"] == before


@SAMPLES
async def test_the_page_says_the_same_beside_the_field(
    stage: Stage, kind: FieldKind, level: PlaceLevel | None
) -> None:
    here = question(stage, kind, level)
    await asked_of(stage, here)
    jar, source = CookieJar(unsafe=True), TCPConnector(local_addr=("127.0.3.1", 0))
    async with ClientSession(cookie_jar=jar, connector=source) as session:
        browser = Browser(session, stage.sim.product)
        for fault, refusal in here.faults():
            address = f"/apply/{here.item.id}"
            await browser.get(address)
            page = await browser.post(address, {f"a.{here.asked.id}": fault.text})

            assert (page.status, page.path) == (422, address), (fault, page.text)
            assert on_page(stage, refusal) in page.text, (fault, page.text)


async def test_a_fact_of_a_document_that_does_not_fit_is_pointed_at(stage: Stage) -> None:
    walker, by = await a_walker(stage), Reading(TODAY, IdNumber(""), stage.house.desk.places())
    facts = first_facts(stage)
    walks = {item.id: walker.begun(item) for item, _, _ in facts}
    await walker.handed_in(list(walks.values()))

    for item, rule, fact in facts:
        right, path = facts_for(rule, by=by), f"desk/cases/{walks[item.id].id}/proofs"
        async with walker.program("") as office:
            for fault in wrong(fact, by):
                typed = {**right, fact.id: fault.text}
                said = {"proof": rule.id, "document": "原件", "facts": typed}
                refused = await office.ask("POST", path, said, **walker.desk)

                assert refused.status == 422, (item.id, fault, refused.body)
                assert refused.body["errors"][0]["pointer"] == f"/facts/{fact.id}", fault
                assert refused.body["detail"].endswith("。")


def first_facts(stage: Stage) -> list[tuple[Item, ProofRule, Field]]:
    """Of each kind the first fact that an official reads in a document."""
    found: dict[FieldKind, tuple[Item, ProofRule, Field]] = {}
    for item in stage.house.desk.catalogue.items.values():
        for rule in item.proofs:
            if item.issuable and rule.kind is ProofKind.DOCUMENT:
                for fact in rule.facts:
                    found.setdefault(fact.kind, (item, rule, fact))
    return list(found.values())


def code_of(refusal: Refusal) -> str:
    return str(refusal.facts.get("reason", refusal.code))


def sentence(stage: Stage, refusal: Refusal) -> str:
    return stage.house.desk.words.refusal(refusal.code, {"phone": "", **refusal.facts})


def on_page(stage: Stage, refusal: Refusal) -> str:
    """The same, but for what one does otherwise on a page than in a chat."""
    own = stage.house.desk.words.terms.tables["reason_page"]
    return " ".join(own.get(code_of(refusal), sentence(stage, refusal)).split())


def typeable(text: str) -> bool:
    """Whether a phone can send it as a message: it is not empty, and XML can carry it."""
    return bool(text.strip()) and all(char >= " " or char == "\n" for char in text)
