import pytest

from casework import committing
from domain.commitment import Stage
from domain.errors import (
    CreditBlocked,
)
from domain.identity import Person, PersonId, PersonName, Phone
from domain.item import Way
from domain.proof import Outcome
from domain.states import State
from tests.casework.promises import (
    CLEAN,
    PROOF,
    SIGNATURE,
    checks,
    offered,
    promise,
    recorded,
    the_proof,
    told,
)
from tests.support.desks import Town
from tests.support.people import CHEN_GUOLIANG

FATHER = Person(PersonId("father"), PersonName("陈国樑"), CHEN_GUOLIANG, Phone("13812340019"))


async def test_our_own_record_bars_without_asking_anybody(town: Town) -> None:
    account, case = await offered(town)
    await recorded(town)

    facts = await committing.take_up(town.desk, account, case.id, PROOF)

    assert facts["stage"] is Stage.BARRED
    assert facts["credit"] == {
        "level": "serious",
        "organ": "兰溪市发展和改革局",
        "ends_on": "2029-11-01",
        "office": "兰溪市发展和改革局",
        "phone": "0579-0000-0315",
        "objection_days": 5,
    }
    why = ["data-query/not-a-way", "commitment/barred", "verification/person"]
    assert await the_proof(town, case.id) == (Outcome.OPEN, Way.VERIFICATION, why)
    assert (await town.case(case.id)).state is State.REVIEW
    assert await told(town, "told/commitment-barred") == 1
    page = await committing.notice(town.desk, account, case.id, PROOF)
    assert (page.barred["level"], page.organ is not None) == ("serious", True)


async def test_another_s_record_bars_as_well(town: Town) -> None:
    account, case = await offered(town)
    town.records.known[CLEAN] = {
        "level": "minor",
        "kind": "false-commitment",
        "organ": "虚构信用办",
        "ends_on": "2027-06-30",
    }

    facts = await committing.take_up(town.desk, account, case.id, PROOF)

    assert facts["stage"] is Stage.BARRED
    (asked,) = [query for query in town.records.asked if query.source.id == "credit"]
    assert (asked.purpose.what, asked.purpose.case, asked.purpose.fresh) == (
        "qs-15",
        case.id,
        True,
    )
    assert dict(asked.keys) == {}


UNREADABLE = [
    {},
    {"level": "grave", "kind": "fraud", "organ": "x", "ends_on": "2027-01-01"},
    {"level": "serious", "kind": "fraud", "organ": "x", "ends_on": "soon"},
    {"level": "serious", "kind": "fraud", "organ": "x"},
]


@pytest.mark.parametrize("said", UNREADABLE)
async def test_what_nobody_can_read_clears_nobody_and_bars_nobody(
    town: Town, said: dict[str, str]
) -> None:
    account, case = await offered(town)
    town.records.known[CLEAN] = said

    facts = await committing.take_up(town.desk, account, case.id, PROOF)

    assert (facts["stage"], facts["credit"]) == (Stage.UNKNOWN, None)


async def test_a_silent_credit_source_leads_to_the_ordinary_way(town: Town) -> None:
    account, case = await offered(town)
    del town.records.known[CLEAN]

    facts = await committing.take_up(town.desk, account, case.id, PROOF)

    assert (facts["stage"], facts["why"]) == (Stage.UNKNOWN, "credit/silent")
    assert (await town.case(case.id)).state is State.REVIEW
    assert await told(town, "told/commitment-unknown") == 1


async def test_a_finding_between_clearance_and_signing_bars_the_signature(town: Town) -> None:
    account, case = await offered(town)
    await committing.take_up(town.desk, account, case.id, PROOF)
    await recorded(town)

    with pytest.raises(CreditBlocked) as blocked:
        await committing.sign(town.desk, account, case.id, PROOF, SIGNATURE)

    assert blocked.value.facts == {"case": case.id, "level": "serious", "until": "2029-11-01"}
    known = await promise(town, case)
    assert (known.stage, known.signed_at, known.number) == (Stage.BARRED, None, "")
    assert (await town.case(case.id)).state is State.REVIEW
    assert await checks(town, case.id) == []
