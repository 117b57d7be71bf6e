"""An approved case of any family becomes one paper, or falls back to a person."""

from dataclasses import replace

import pytest

from casework import deciding, issuing, settling
from casework.settling import Seen
from casework.shelf import Shelf
from domain.application import Application
from domain.certificate import Certificate, Party
from domain.item import ItemId
from domain.post import Job
from domain.states import State
from tests.support.desks import CHEN, ZHOU, Town
from tests.support.paper_cases import reviewed, value_of


async def approved(town: Town, item: str) -> Application:
    """The case, every proof of it shown by a document."""
    case = await reviewed(town, item)
    for rule in town.desk.catalogue.item(ItemId(item)).proofs:
        facts = {} if rule.absent else {fact.id: value_of(fact, {}) for fact in rule.facts}
        seen = Seen(rule.id, "档案原件", facts)
        await settling.show_proof(town.desk, case.id, by=ZHOU, seen=seen)
    return await deciding.approve(town.desk, case.id, by=ZHOU)


async def issued(town: Town, case: Application) -> Certificate | None:
    job = Job("job", "issue", case.id, {"case": case.id}, attempts=1, created_at=town.at)
    await issuing.issue(town.desk, job)
    return await town.desk.db.read(lambda tx: tx.certificates.of_case(case.id))


@pytest.mark.parametrize("item", ["xz-01", "wj-03", "zr-02", "sc-02"])
async def test_a_case_that_is_approved_becomes_a_paper(town: Town, item: str) -> None:
    case = await approved(town, item)

    paper = await issued(town, case)

    wanted = town.desk.catalogue.item(ItemId(item))
    assert paper is not None
    assert (await town.case(case.id)).state is State.ISSUED
    assert (paper.item_name, paper.office) == (wanted.name, case.office)
    assert (paper.valid_to is None) == (wanted.valid_days == 0)
    assert paper.parties[0] == Party("陈媛", CHEN.number)


async def test_whom_the_paper_names_is_a_party_and_whom_it_does_not_is_none(town: Town) -> None:
    paper = await issued(town, await approved(town, "wj-03"))

    assert paper is not None
    assert paper.parties[1:] == (Party("陈国樑", ""),)


async def test_a_sentence_that_cannot_be_said_brings_the_case_back_to_a_person(town: Town) -> None:
    case = await approved(town, "xz-01")
    catalogue = town.desk.catalogue
    item = catalogue.item(ItemId("xz-01"))
    assert item.paper is not None
    broken = replace(item, paper=replace(item.paper, ground="{{ record.gone }}"))
    items = {**catalogue.items, item.id: broken}
    desk = replace(town.desk, shelf=Shelf(replace(catalogue, items=items, versions={})))

    assert await issued(replace(town, desk=desk), case) is None
    assert (await town.case(case.id)).state is State.REVIEW
    assert (await town.owed())[-1] == "card"
