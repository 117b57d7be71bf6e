"""Many cases of one citizen, handed in by the verb and not by the chat."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from casework import applying
from domain.application import Application
from domain.form import Draft
from domain.item import ItemId
from domain.message import Channel
from sandbox.personas import CHEN_GUOLIANG
from storage.transaction import Transaction
from tests.journeys.stagecraft import Stage

ANSWERS = {
    "kin": "parent",
    "relation": "father",
    "booklet": "never",
    "purpose": "job",
    "relative_name": "陈国樑",
    "relative_id": CHEN_GUOLIANG,
    "more_relative": "no",
    "relative_place": "330781102",
}


async def handed_in(stage: Stage, units: Sequence[str]) -> list[str]:
    """One case of 陈媛, who has enrolled, for each unit that asks; return the case numbers."""
    return list(await asyncio.gather(*(_hand_in(stage, unit) for unit in units)))


async def _hand_in(stage: Stage, unit: str) -> str:
    desk, openid = stage.house.desk, stage.sim.openid("chenyuan")

    def work(tx: Transaction) -> str:
        at, item = desk.now(), desk.catalogue.item(ItemId("qs-01"))
        account = tx.accounts.find(
            Channel.OFFICIAL_ACCOUNT, desk.appid(Channel.OFFICIAL_ACCOUNT), openid
        )
        assert account is not None
        draft = applying.begin(tx, account, item, at=at)
        answered = replace(draft, draft=Draft({**ANSWERS, "use_unit": unit}))
        return str(applying.submit(desk, tx, answered, at=at)["number"])

    return await desk.db.write(work)


async def cases(stage: Stage, numbers: Sequence[str]) -> list[Application]:
    """The cases of these numbers."""

    def read(tx: Transaction) -> list[Application | None]:
        return [tx.applications.by_number(number) for number in numbers]

    found = [case for case in await stage.house.desk.db.read(read) if case is not None]
    assert len(found) == len(numbers)
    return found
