"""Throws thousands of requests at every door of the API, as its own description says they may be.

    python tests/fuzz/fuzz.py -n 5000

Both sides of the wire run in this process; a citizen, an official and nobody take turns.  Whatever
is thrown, no answer may be an error of ours, a status that is not described, or of another shape.
"""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from io import StringIO
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from requests.adapters import HTTPAdapter
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from casework import signing_in
from casework.links import paper_token
from certificates.authority import Authority
from certificates.press import Orders, Press
from domain.application import ApplicationId
from domain.form import Reading
from domain.office import Grant, OfficialId
from domain.office import Role as Duty
from storage.transaction import Transaction
from tests.journeys.calling import Program, program_of
from tests.journeys.parts import FATHER
from tests.journeys.raising import staged
from tests.journeys.stagecraft import Stage
from tests.journeys.walking import photo
from tests.support.answering import filled_in, known_of
from tests.support.people import CHEN_YUAN, TODAY

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
ADDRESSES = 250  # one person may knock sixty times a minute; all of 127.0.0.0/8 is this machine
PATIENCE_S = 60  # the first paper waits for the press to start
Role = Mapping[str, str]
WHO, OFFICIAL = "chenyuan", OfficialId("xuliqun")
NOT_NEEDED = "ga-10"  # ends in a letter, and asks for no picture


@dataclass
class Ground:
    """Where is fuzzed.

    Attributes:
        roles: Headers by what an operation asks for: bearer, desk, or nothing.
        known: What there is, by the name that it has in an address: `case`, `token`, `item` …
        fitting: Answers to every item, as the citizen might give them.
        log: What the product has logged.
        seen: How often each status was answered.
    """

    url: str
    log: StringIO
    roles: dict[str, Role]
    known: Mapping[str, Sequence[str]]
    fitting: Mapping[str, Mapping[str, str]]
    seen: Counter[int] = field(default_factory=Counter)
    sessions: list[requests.Session] = field(default_factory=list)

    def throw(self, case: Case[Any], role: Role) -> None:
        """Make one request, and judge its answer."""
        turn = self.seen.total() % len(self.sessions)
        by = self.sessions[turn]
        answer = case.call(base_url=self.url, session=by, headers=dict(role), timeout=PATIENCE_S)
        self.seen[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    def aim(self, case: Case[Any], turn: int) -> None:
        """Let a request be about something that there is, and as a rule with answers that fit."""
        for name, things in self.known.items():
            if name in case.path_parameters:
                case.path_parameters[name] = things[turn % len(things)]
        if isinstance(case.body, dict) and "item" in case.body:
            item = self.known["item"][turn % len(self.fitting)]
            case.body["item"] = item
            if turn % 3:
                case.body["answers"] = dict(self.fitting[item])

    def stumbles(self) -> list[str]:
        """What the product has logged of errors of its own."""
        return [line for line in self.log.getvalue().splitlines() if '"unexpected"' in line]


class From(HTTPAdapter):
    """Calls from an address of its own."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """As the library's, but bound."""
        super().init_poolmanager(*args, **kwargs, source_address=(self._address, 0))


def _sessions() -> Iterator[requests.Session]:
    for number in range(ADDRESSES):
        session = requests.Session()
        session.trust_env = False
        session.mount("http://", From(f"127.0.1.{number + 1}"))
        yield session


@contextmanager
def opened(folder: Path) -> Iterator[Ground]:
    """Both sides of the wire in a loop of their own, and somebody in every role."""
    ready, done, told = threading.Event(), threading.Event(), list[Ground | BaseException]()

    async def serve() -> None:
        press = Press(Orders(folder / "cache", Authority(folder / "authority", b"a passphrase")))
        try:
            async with staged(folder, press, f"sqlite:///{folder}/house/lane.db") as stage:
                told.append(await _ground(stage))
                ready.set()
                await asyncio.to_thread(done.wait)
        except BaseException as error:  # handed to whoever waits
            told.append(error)
            raise
        finally:
            ready.set()
            await press.close()

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    try:
        if not isinstance(told[0], Ground):
            raise told[0]
        yield told[0]
    finally:
        done.set()
        thread.join()


async def _ground(stage: Stage) -> Ground:
    review = await stage.applied(WHO, FATHER)
    citizen, desk = await program_of(stage, WHO), stage.house.desk
    fitting = _fitting(stage)
    letter = await _letter(stage, citizen, fitting)
    picture = await photo(citizen, f"applications/{review.id}")
    await desk.db.write(_may_edit)
    cookie = await signing_in.open_session(desk, OFFICIAL)
    csrf = (await signing_in.signed_in(desk, cookie)).csrf
    roles: dict[str, Role] = {
        "bearer": {"Authorization": f"Bearer {citizen.bearer}"},
        "desk": {"Cookie": f"lane_desk={cookie}", "X-CSRF-Token": csrf},
        "": {},
    }
    known = {
        "case": (review.id, letter),
        "token": (paper_token(desk.keyring, letter),),
        "attachment": (picture,),
        "item": tuple(fitting),
    }
    return Ground(stage.sim.product, stage.log, roles, known, fitting, sessions=list(_sessions()))


def _fitting(stage: Stage) -> dict[str, dict[str, str]]:
    desk, me = stage.house.desk, stage.sim.population.people[CHEN_YUAN]
    by = Reading(TODAY, CHEN_YUAN, desk.places(), known=known_of(me))
    items = desk.catalogue.items.values()
    return {item.id: dict(filled_in(desk.catalogue, item, by=by).typed) for item in items}


async def _letter(
    stage: Stage, citizen: Program, fitting: Mapping[str, Mapping[str, str]]
) -> ApplicationId:
    """Hand in what ends in a letter, and wait for it."""
    said = {"item": NOT_NEEDED, "answers": fitting[NOT_NEEDED]}
    begun = await citizen.ask("POST", "applications", said)
    filed = await citizen.ask("POST", f"applications/{begun.body['id']}/submission")
    assert filed.status == 200, filed
    await stage.settle()
    return ApplicationId(begun.body["id"])


def _may_edit(tx: Transaction) -> None:
    """Let the official edit the catalogue, too."""
    known = tx.officials.get(OFFICIAL)
    editor = Grant(Duty.EDITOR, known.grants[0].office, known.grants[0].since)
    tx.officials.save(replace(known, grants=(*known.grants, editor)))


def fuzz(ground: Ground, cases: int) -> None:
    """Throw about so many requests, evenly over operations.

    Raises:
        FailureGroup: An answer was none that the description allows.
    """
    url = f"{ground.url}/openapi.json"
    described = requests.get(url, timeout=10).json()
    found = schemathesis.openapi.from_dict(described).get_all_operations()
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    for operation in operations:
        for mode in GenerationMode:
            _fuzz_one(ground, operation, mode, max(1, round(cases / len(operations) / 2)))


def _fuzz_one(
    ground: Ground, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode, times: int
) -> None:
    wanted = [name for each in operation.definition.raw.get("security", []) for name in each]
    role, nobody, turns = ground.roles[(wanted or [""])[0]], ground.roles[""], count()

    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(mode), known=st.booleans())
    def thrown(*, case: Case[Any], known: bool) -> None:
        turn = next(turns)
        if known:
            ground.aim(case, turn)
        ground.throw(case, nobody if turn % 10 == 9 else role)

    with suppress(Unsatisfiable):  # nothing that this operation takes could be wrong
        thrown()


@click.command()
@click.option("-n", "--cases", default=5000, help="How many requests, about.")
def main(cases: int) -> None:
    """Fuzz, and print how often each status was answered."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as ground:
        try:
            fuzz(ground, cases)
        finally:
            click.echo("\n".join(ground.stumbles()))
        click.echo(f"{ground.seen.total()} requests: {dict(sorted(ground.seen.items()))}")


if __name__ == "__main__":
    main()
