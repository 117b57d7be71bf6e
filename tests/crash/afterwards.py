"""What must hold after all, looked at from outside and in the database, which is only read."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from domain.application import Application, ApplicationId
from domain.certificate import Certificate
from domain.identity import AccountId
from domain.states import State
from storage.database import Database
from storage.files import Files
from storage.sealing import Keyring
from storage.transaction import Transaction
from tests.crash.ground import Ground
from tests.crash.townspeople import Town

SERIAL = re.compile(r"(.+?)(\d+)号?")
LINK = re.compile(r'href="([^"]+/c/[^"]+)"')


@dataclass(frozen=True)
class Kept:
    """Everything in the database that matters here.

    Attributes:
        openids: Whose chat each case was made in.
        told: How often each case was told each phrase, by whichever channel.
        results: How many results went into each chat, and did not just wait under 我的.
        voided: Certificate numbers that were voided.
        dead: Jobs that were given up: topic and why.
    """

    cases: tuple[Application, ...]
    papers: tuple[Certificate, ...]
    openids: dict[ApplicationId, str]
    told: Counter[tuple[str, str]]
    results: Counter[str]
    voided: frozenset[str]
    open_jobs: int
    dead: tuple[str, ...]


async def read(ground: Ground) -> Kept:
    """Read the database beside whoever serves it."""
    keyring = Keyring.load(ground.master_key)
    db = await Database.open(ground.database, keyring, read_only=True)
    try:
        return await db.read(_kept)
    finally:
        await db.close()


def _kept(tx: Transaction) -> Kept:
    listed = tx.rows("SELECT id, account FROM applications", {})
    ids = [ApplicationId(row["id"]) for row in listed]
    papers = [ApplicationId(row["case_id"]) for row in tx.rows("SELECT * FROM certificates", {})]
    entries = [entry for case in ids for entry in tx.journal.of_case(case)]
    certificates = [tx.certificates.of_case(case) for case in papers]
    told = [entry for entry in entries if entry.kind == "told"]
    openids = {
        ApplicationId(row["id"]): tx.accounts.get(AccountId(row["account"])).openid
        for row in listed
    }
    return Kept(
        cases=tuple(tx.applications.get(case) for case in ids),
        papers=tuple(paper for paper in certificates if paper),
        openids=openids,
        told=Counter((str(e.case), str(e.facts["phrase"])) for e in told),
        results=Counter(
            openids[e.case]
            for e in told
            if e.case and e.facts["phrase"] == "told/issued" and e.facts["channel"] != "inbox"
        ),
        voided=frozenset(str(e.facts["number"]) for e in entries if e.kind == "number-void"),
        open_jobs=sum(topic not in ("tidy", "clock") for topic in tx.outbox.topics()),
        dead=tuple(f"{job.topic}: {why}" for job, why in tx.outbox.dead_letters(100)),
    )


async def judge(town: Town, kept: Kept) -> list[str]:
    """Hold what the townspeople saw against what was kept; return every violation."""
    return [
        *_submissions(town, kept),
        *_repeated("case number", (c.number for c in kept.cases if c.number)),
        *_repeated("certificate number", (p.number for p in kept.papers)),
        *_gaps("case", (c.number for c in kept.cases if c.number)),
        *_gaps("certificate", {*(p.number for p in kept.papers), *kept.voided}),
        *_ends(kept),
        *await _files(town.ground, kept),
        *_told(kept),
        *await _inboxes(town, kept),
        *(f"given up: {letter}" for letter in kept.dead),
    ]


def _submissions(town: Town, kept: Kept) -> Iterable[str]:
    submitted = [case for case in kept.cases if case.state is not State.DRAFT]
    units = Counter(case.draft.answers["use_unit"] for case in submitted)
    yield from (f"asked once, kept {n} times: {unit}" for unit, n in units.items() if n > 1)
    numbers = {case.number: case for case in submitted}
    for attempt in town.units.values():
        if not attempt.number:
            continue
        case = numbers.get(attempt.number)
        if case is None:
            yield f"acknowledged and lost: {attempt.number}"
        elif case.draft.answers["use_unit"] != attempt.unit:
            yield f"acknowledged as another: {attempt.number}"
    asked = {attempt.unit for attempt in town.units.values() if attempt.handed_in}
    yield from (f"never handed in: {unit}" for unit in units if unit not in asked)


def _repeated(what: str, numbers: Iterable[str]) -> Iterable[str]:
    yield from (f"{what} {number} twice" for number, n in Counter(numbers).items() if n > 1)


def _gaps(what: str, numbers: Iterable[str]) -> Iterable[str]:
    """Numbers of one series, each from one upwards."""
    series: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        found = SERIAL.fullmatch(number)
        if found is None:
            yield f"{what} number of no known shape: {number}"
        else:
            series[found.group(1)].add(int(found.group(2)))
    for name, drawn in series.items():
        if missing := set(range(1, max(drawn) + 1)) - drawn:
            yield f"{what} numbers {name} lack {sorted(missing)}"


def _ends(kept: Kept) -> Iterable[str]:
    papers = Counter(paper.case for paper in kept.papers)
    for case in kept.cases:
        issued = case.state is State.ISSUED
        if papers[case.id] != issued:
            yield f"{case.number} is {case.state} with {papers[case.id]} papers"
        if case.decided_by and not issued:
            yield f"{case.number} was approved and is {case.state}"
        if case.state not in (State.ISSUED, State.DRAFT):
            yield f"{case.number} ended as {case.state}"


async def _files(ground: Ground, kept: Kept) -> list[str]:
    files = Files(ground.objects, Keyring.load(ground.master_key))
    wrong = []
    for paper in kept.papers:
        pdf = await files.get(paper.object)
        if hashlib.sha256(pdf).hexdigest() != paper.sha256:
            wrong.append(f"{paper.number}: the file is not the one that was registered")
    return wrong


def _told(kept: Kept) -> Iterable[str]:
    for case in kept.cases:
        for phrase in ("told/received", "told/issued"):
            if case.state is State.ISSUED and not kept.told[str(case.id), phrase]:
                yield f"{case.number} was never told {phrase}"


async def _inboxes(town: Town, kept: Kept) -> list[str]:
    """What is noted as sent has come, and its link opens the paper."""
    wrong = []
    for openid, count in kept.results.items():
        shown = await town.ground.look("view", citizen=openid, official="zhoumin")
        chat = shown["citizen"]["chat"]
        results = [bubble for bubble in chat if "办好了" in bubble["text"] or _notice(bubble)]
        if len(results) < count:
            wrong.append(f"{openid}: {count} results were sent, {len(results)} came")
        links = [found.group(1) for b in results if (found := LINK.search(b["text"]))]
        wrong += [f"{link} opens nothing" for link in links[-1:] if not await _opens(town, link)]
    return wrong


def _notice(bubble: dict[str, Any]) -> bool:
    return bubble["show"] == "subscribe" and "已办好" in bubble["text"]


async def _opens(town: Town, link: str) -> bool:
    async with town.ground.http.get(f"{link}/certificate.pdf") as response:
        return response.status == 200 and (await response.read()).startswith(b"%PDF-")
