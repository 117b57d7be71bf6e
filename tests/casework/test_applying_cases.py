from dataclasses import replace
from datetime import date, timedelta

import pytest

from casework import applying
from domain.errors import (
    Conflict,
    DuplicateApplication,
    Forbidden,
    GuardianRequired,
    NotFound,
    Validation,
    WrongState,
)
from domain.identity import Person, PersonId, PersonName, Phone
from domain.item import ItemId
from domain.states import State
from tests.support.desks import AT, CHEN, UNIT, Town
from tests.support.people import CHEN_GUOLIANG, a_number

BROTHER = Person(
    PersonId("brother"), PersonName("陈立"), a_number(date(1996, 7, 7), 313), Phone("13812340058")
)


async def test_a_case_is_handed_to_the_office_of_the_relatives_home(town: Town) -> None:
    case = await town.submitted()

    assert (case.state, case.office) == (State.SUBMITTED, "youbu")
    assert case.number == "YB-20261124-0001"
    assert case.open_proofs == ("kinship", "home")
    assert case.submitted_at == AT
    assert await town.owed() == ["prove", "tell"]
    assert await town.journal(case.id) == ["state/submitted"]


async def test_the_receipt_says_when_the_first_answer_comes(town: Town) -> None:
    draft = await town.drafted(await town.enrolled())

    receipt = await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert receipt == {
        "number": "YB-20261124-0001",
        "at": AT.isoformat(),
        "office": "游埠镇",
        "due": "2026-12-01T17:30:00+08:00",
    }


async def test_parties_are_known_by_blind_indexes_applicant_first(town: Town) -> None:
    case = await town.submitted()

    blind = town.desk.keyring.blind
    assert case.parties == (
        blind("id-number", CHEN.number),
        blind("id-number", CHEN_GUOLIANG),
    )


async def test_numbers_run_on_by_office_and_day(town: Town) -> None:
    account = await town.enrolled()
    first = await town.submitted(account)
    second = await town.submitted(account, use_unit="另一家公司")
    elsewhere = await town.submitted(account, relative_place="330781104", use_unit="第三家公司")
    town.at += timedelta(days=1)
    next_day = await town.submitted(account, use_unit="第四家公司")

    assert [c.number for c in (first, second, elsewhere, next_day)] == [
        "YB-20261124-0001",
        "YB-20261124-0002",
        "ZG-20261124-0001",
        "YB-20261125-0001",
    ]


async def test_a_day_begins_at_midnight_in_shanghai(town: Town) -> None:
    town.at = AT.replace(hour=16, minute=0)

    assert (await town.submitted()).number == "YB-20261125-0001"


@pytest.mark.parametrize("missing", ["kin", "relation", "use_unit", "relative_id", "purpose"])
async def test_nothing_is_handed_in_while_a_question_is_open(town: Town, missing: str) -> None:
    draft = await town.drafted(await town.enrolled(), **{missing: ""})

    with pytest.raises(Validation) as refused:
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert refused.value.facts == {"field": missing, "reason": "empty"}
    assert (await town.case(draft.id)).state is State.DRAFT
    assert await town.owed() == []


async def test_answers_that_no_longer_fit_each_other_are_asked_again(town: Town) -> None:
    draft = await town.drafted(await town.enrolled(), relation="mother")

    with pytest.raises(Validation) as refused:
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert refused.value.facts["field"] == "relative_id"


async def test_an_identity_that_is_not_proved_enough_is_refused(town: Town) -> None:
    draft = replace(await town.drafted(await town.enrolled()), assurance=1)

    with pytest.raises(Forbidden):
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert (await town.case(draft.id)).number == ""


async def test_nobody_applies_who_has_not_proved_who_he_is(town: Town) -> None:
    account = replace(await town.enrolled(), person=None)
    item = town.desk.catalogue.item(ItemId("qs-01"))

    with pytest.raises(Forbidden):
        await town.desk.db.write(lambda tx: applying.begin(tx, account, item, at=AT))


async def test_a_person_has_one_conversation_at_a_time(town: Town) -> None:
    account = await town.enrolled()
    await town.drafted(account)

    with pytest.raises(Conflict):
        await town.drafted(account)


async def test_the_same_request_again_is_told_where_the_first_one_is(town: Town) -> None:
    account = await town.enrolled()
    first = await town.submitted(account)

    with pytest.raises(DuplicateApplication) as refused:
        await town.submitted(account)

    assert refused.value.facts == {
        "case": first.id,
        "tail": "0001",
        "submitted_at": AT.isoformat(),
        "state": "submitted",
    }


async def test_another_employer_or_another_person_is_another_request(town: Town) -> None:
    account = await town.enrolled()
    await town.submitted(account)

    other_unit = await town.submitted(account, use_unit=UNIT + "二部")
    other_person = await town.submitted(await town.enrolled(BROTHER, "oChenLi"))

    assert {other_unit.state, other_person.state} == {State.SUBMITTED}


async def test_what_is_taken_back_may_be_asked_for_again(town: Town) -> None:
    account = await town.enrolled()
    case = await town.submitted(account)

    withdrawn = await town.desk.db.write(
        lambda tx: applying.withdraw(town.desk, tx, case.id, person=CHEN.id, at=AT)
    )
    again = await town.submitted(account)

    assert withdrawn.state is State.WITHDRAWN
    assert again.number == "YB-20261124-0002"


@pytest.mark.parametrize("person", [PersonId("somebody"), None])
async def test_somebody_elses_case_is_not_there(town: Town, person: PersonId | None) -> None:
    case = await town.submitted()

    with pytest.raises(NotFound):
        await town.desk.db.write(
            lambda tx: applying.withdraw(town.desk, tx, case.id, person=person, at=AT)
        )

    assert (await town.case(case.id)).state is State.SUBMITTED


async def test_what_is_decided_cannot_be_taken_back(town: Town) -> None:
    case = await town.approved()

    with pytest.raises(WrongState):
        await town.desk.db.write(
            lambda tx: applying.withdraw(town.desk, tx, case.id, person=CHEN.id, at=AT)
        )


async def test_a_draft_is_discarded_and_not_withdrawn(town: Town) -> None:
    draft = await town.drafted(await town.enrolled())

    with pytest.raises(WrongState):
        await town.desk.db.write(
            lambda tx: applying.withdraw(town.desk, tx, draft.id, person=CHEN.id, at=AT)
        )


MOTHER = a_number(date(1968, 9, 17), 302)
CHILD = a_number(date(2019, 6, 1), 854)
BOTH = {
    "more_relative": "yes",
    "relation#2": "mother",
    "relative_name#2": "章玉兰",
    "relative_id#2": MOTHER,
    "more_relative#2": "no",
}
DAUGHTER = {
    "kin": "child",
    "relation": "daughter",
    "relative_name": "陈小禾",
    "relative_id": CHILD,
}


async def test_every_relative_is_a_party_and_has_proofs_of_his_own(town: Town) -> None:
    case = await town.submitted(None, **BOTH)

    blind = town.desk.keyring.blind
    everybody = (CHEN.number, CHEN_GUOLIANG, MOTHER)
    assert case.parties == tuple(blind("id-number", number) for number in everybody)
    assert case.open_proofs == ("kinship", "kinship#2", "home", "home#2")


async def test_one_relative_more_is_another_request(town: Town) -> None:
    account = await town.enrolled()
    await town.submitted(account)

    again = await town.submitted(account, **BOTH)

    assert again.state is State.SUBMITTED


async def test_the_same_relative_twice_is_asked_for_again(town: Town) -> None:
    twice = {**BOTH, "relation#2": "father", "relative_id#2": CHEN_GUOLIANG}
    draft = await town.drafted(await town.enrolled(), **twice)

    with pytest.raises(Validation) as refused:
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert refused.value.facts["field"] == "relative_id#2"


async def test_a_parent_hands_in_a_childs_name_with_a_consent_of_its_own(town: Town) -> None:
    case = await town.submitted(None, **DAUGHTER, guardian="yes")

    entries = await town.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    [consent] = [entry for entry in entries if entry.kind == "guardian-consented"]
    assert case.state is State.SUBMITTED
    assert (consent.at, consent.by, consent.facts) == (AT, CHEN.id, {"field": "guardian"})


async def test_without_consent_a_childs_name_is_not_taken(town: Town) -> None:
    draft = await town.drafted(await town.enrolled(), **DAUGHTER, guardian="no")

    with pytest.raises(GuardianRequired):
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))

    assert await town.owed() == []


async def test_nobody_but_a_parent_hands_in_a_childs_name(town: Town) -> None:
    sister = {"kin": "sibling", "relation": "younger-sister", "not_parent": "stop"}
    draft = await town.drafted(await town.enrolled(), **{**DAUGHTER, **sister})

    with pytest.raises(GuardianRequired):
        await town.desk.db.write(lambda tx: applying.submit(town.desk, tx, draft, at=AT))


async def test_what_the_register_proved_is_in_the_draft_from_the_start(town: Town) -> None:
    person = replace(CHEN, home="330781102")
    account = await town.enrolled(person)
    item = town.desk.catalogue.item(ItemId("qs-12"))

    draft = await town.desk.db.write(lambda tx: applying.begin(tx, account, item, at=AT))

    assert draft.draft.answers == {"home": "330781102"}
