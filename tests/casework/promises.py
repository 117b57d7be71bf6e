"""Cases in which something may be promised, and a signature for them."""

import json
from datetime import date
from typing import Any

from casework import applying, committing, pledging
from casework.committing import Signature
from domain.application import Application, ApplicationId
from domain.commitment import Commitment, PlannedCheck
from domain.credit import CreditRecord, Level
from domain.form import Draft
from domain.identity import Account
from domain.item import ItemId, Way
from domain.post import Job
from domain.proof import Outcome
from storage.transaction import Transaction
from tests.support.desks import CHEN, Town

DRAWN = json.dumps([[[100 + 8 * n, 200 + (n % 5) * 20] for n in range(60)]])
SIGNATURE = Signature({}, DRAWN, confirmed=True)
SAID = "父亲由我和弟弟共同赡养"
CLEAN = ("credit", "standing")
PROOF = "declared"
ANSWERS = {
    "home": "330781102",
    "who": "parents",
    "living": "family",
    "deceased_name": "陈建国",
    "died_on": "2026-03-05",
    "relation_to": "child",
    "declaration": SAID,
    "papers": "",
    "purpose": "job",
    "use_unit": "深圳澜桥电子有限公司",
}


async def handed_in(town: Town, item: str = "qs-15", account: Account | None = None) -> Application:
    """A case of that item that has just been handed in; credit is clean."""
    town.records.known.setdefault(CLEAN, None)
    owner = account or await town.enrolled()

    def work(tx: Transaction) -> Application:
        about = town.desk.catalogue.item(ItemId(item))
        begun = applying.begin(tx, owner, about, at=town.at)
        asked = {each.id for each in about.form.fields}
        answers = {name: said for name, said in ANSWERS.items() if name in asked}
        kept = begun.converse(Draft(answers), at=town.at, item=(about.id, about.version))
        tx.applications.save(kept)
        applying.submit(town.desk, tx, tx.applications.get(begun.id), at=town.at)
        return tx.applications.get(begun.id)

    return await town.desk.db.write(work)


async def offered(town: Town, item: str = "qs-15") -> tuple[Account, Application]:
    """A case whose applicant may promise, as the registers have answered."""
    await town.appointed()
    account = await town.enrolled()
    case = await handed_in(town, item, account)
    await town.prove(case.id)
    return account, await town.case(case.id)


async def signed(town: Town, item: str = "qs-15") -> tuple[Account, Application]:
    """A case whose applicant has promised."""
    account, case = await offered(town, item)
    await committing.take_up(town.desk, account, case.id, PROOF)
    await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE)
    return account, await town.case(case.id)


async def promise(town: Town, case: Application) -> Commitment:
    """What was last offered in a case."""
    known = await town.desk.db.read(lambda tx: tx.commitments.of_proof(case.id, PROOF))
    assert known is not None
    return known


async def recorded(town: Town, level: Level = Level.SERIOUS, kind: str = "fraud") -> CreditRecord:
    """A finding of ours against the applicant."""
    days = (date(2026, 11, 1), date(2029, 11, 1))
    record = CreditRecord("record-1", CHEN.id, level, kind, "development", "LX-1", *days)
    await town.desk.db.write(lambda tx: tx.credit_records.add(record))
    return record


async def the_proof(town: Town, case: ApplicationId) -> tuple[Outcome, Way | None, object]:
    known = {p.id: p for p in (await town.case(case)).proofs}[PROOF]
    return known.outcome, known.way, known.facts["why"]


async def told(town: Town, phrase: str) -> int:
    jobs = "SELECT ids FROM outbox WHERE topic = 'tell'"
    rows = await town.desk.db.read(lambda tx: tx.rows(jobs, {}))
    return sum(f'"{phrase}"' in row["ids"] for row in rows)


async def checks(town: Town, case: ApplicationId) -> list[PlannedCheck]:
    return await town.desk.db.read(lambda tx: tx.planned_checks.of_case(case))


async def struck(town: Town, case: Application) -> None:
    """Do the outbox's job of ending what nobody has answered."""
    ids: dict[str, Any] = {"case": case.id, "commitment": (await promise(town, case)).id}
    await pledging.expire(town.desk, Job("job", "commitment-clock", "lane", ids))
