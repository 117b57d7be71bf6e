"""Her case in which a promise is offered, with doors open to it."""

from dataclasses import replace

from casework.desk import Desk
from domain.application import Application, ApplicationId
from domain.commitment import Commitment
from domain.credit import CreditRecord, Level
from domain.identity import PersonId
from storage.transaction import Transaction
from tests.handlers.stand_ins import AT
from tests.support import promised
from tests.support.promised import CASE, CreditRecords

CHEN = PersonId("p-chen")
PAGE = f"/me/cases/{CASE}/commitments/{promised.PROOF}"


def answering(desk: Desk, *, silent: bool = False) -> Desk:
    """A desk at which whoever keeps the credit records answers, or does not."""
    return replace(desk, records=CreditRecords(AT, silent=silent))


async def offered(desk: Desk, case: ApplicationId = CASE) -> Application:
    """A promise is laid before her."""
    account = await desk.db.write(
        lambda tx: tx.accounts.ensure("oa", "wx-office", "oChenYuan", at=AT).id
    )
    return await promised.offered(desk, CHEN, account, case)


async def kept(desk: Desk) -> Commitment:
    """What became of it."""
    found = await desk.db.read(lambda tx: tx.commitments.of_case(CASE))
    return found[-1]


async def found_false(desk: Desk) -> None:
    """An organ has found that she once promised what was not true."""
    today = AT.date()
    record = CreditRecord(
        id="credit-1",
        person=CHEN,
        level=Level.GENERAL,
        kind="false-commitment",
        organ="development",
        decision="兰信决〔2026〕3号",
        found_on=today.replace(month=10),
        ends_on=today.replace(year=2027),
    )

    def note(tx: Transaction) -> None:
        tx.credit_records.add(record)

    await desk.db.write(note)
