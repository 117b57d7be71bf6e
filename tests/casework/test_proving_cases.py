from datetime import date, timedelta

import pytest

from casework.deciding import approve
from casework.proving import prove
from domain.application import Application, ApplicationId
from domain.item import Way
from domain.post import Job, Later
from domain.proof import Outcome
from domain.states import State
from sources.source import Found, KinshipAnswer
from tests.support.desks import AT, ZHOU, Town, birth, found, resident, unclear
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, a_number


async def test_what_the_register_holds_goes_to_the_official_settled(town: Town) -> None:
    case = await town.reviewed()

    assert (case.state, case.open_proofs) == (State.REVIEW, ())
    assert town.register.asked == [("kinship", CHEN_GUOLIANG, "kinship-certificate")]
    assert await town.journal(case.id) == [
        "state/submitted",
        "state/proving",
        "register-answered",
        "way-taken",
        "way-taken",
        "state/review",
    ]
    assert (await town.owed())[-1] == "card"


@pytest.mark.parametrize("found_", [Found.NOT_FOUND, Found.AMBIGUOUS, Found.WRONG_SUBJECT])
async def test_what_the_register_does_not_hold_is_no_decision(town: Town, found_: Found) -> None:
    town.register.kin = unclear(found_)

    case = await town.reviewed()

    assert case.state is State.REVIEW
    assert case.open_proofs == ("kinship", "home")


async def test_a_silent_register_is_asked_twice_more_within_seconds(town: Town) -> None:
    town.register.kin = None
    case = await town.submitted()

    waits = []
    for attempt in (1, 2):
        with pytest.raises(Later) as later:
            await town.prove(case.id, attempt)
        waits.append(later.value.wait)

    assert waits == [timedelta(seconds=2), timedelta(seconds=10)]
    assert (await town.case(case.id)).state is State.PROVING


async def test_then_a_person_sees_it_and_the_register_is_asked_on(town: Town) -> None:
    town.register.kin = None
    case = await town.submitted()

    with pytest.raises(Later) as later:
        await town.prove(case.id, 3)

    laid = await town.case(case.id)
    assert later.value.wait == timedelta(minutes=5)
    assert laid.state is State.REVIEW
    assert {proof.outcome for proof in laid.proofs} == {Outcome.SILENT}
    assert (await town.owed())[-2:] == ["card", "tell"]


async def test_silence_is_told_once(town: Town) -> None:
    town.register.kin = None
    case = await town.submitted()

    for attempt in (3, 4):
        with pytest.raises(Later):
            await town.prove(case.id, attempt)

    assert (await town.owed()).count("tell") == 2  # the receipt, and the silence


async def test_an_answer_after_all_settles_what_was_silent(town: Town) -> None:
    town.register.kin = None
    case = await town.submitted()
    with pytest.raises(Later):
        await town.prove(case.id, 3)

    town.register.kin = found(birth(CHEN_GUOLIANG, CHEN_YUAN))
    await town.prove(case.id, 4)

    assert (await town.case(case.id)).open_proofs == ()


async def test_what_a_person_has_settled_no_answer_unsettles(town: Town) -> None:
    case = await town.reviewed()

    town.register.kin = unclear(Found.NOT_FOUND)
    await town.prove(case.id)

    assert (await town.case(case.id)).open_proofs == ()
    assert len(town.register.asked) == 1


async def test_a_case_that_has_gone_on_is_not_asked_about(town: Town) -> None:
    case = await town.reviewed()
    await approve(town.desk, case.id, by=ZHOU)

    await town.prove(case.id)

    assert len(town.register.asked) == 1


async def test_a_case_goes_to_the_office_where_the_relative_is_registered(town: Town) -> None:
    moved = resident("陈国樑", CHEN_GUOLIANG, "330781104")
    town.register.kin = found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(moved,))

    case = await town.reviewed()

    assert (case.office, case.number) == ("zhuge", "YB-20261124-0001")
    assert case.open_proofs == ()


async def test_a_home_outside_the_city_leaves_the_case_where_it_is(town: Town) -> None:
    moved = resident("陈国樑", CHEN_GUOLIANG, "440305001")
    town.register.kin = found(birth(CHEN_GUOLIANG, CHEN_YUAN), people=(moved,))

    case = await town.reviewed()

    assert (case.office, case.open_proofs) == ("youbu", ("home",))


async def test_an_unclear_answer_is_told_to_the_applicant(town: Town) -> None:
    town.register.kin = unclear(Found.AMBIGUOUS)

    case = await town.reviewed()

    jobs = await town.desk.db.write(
        lambda tx: tx.outbox.claim(AT, limit=9, lease=timedelta(minutes=1))
    )
    assert "told/received" in {job.ids.get("phrase") for job in jobs}
    assert (await town.owed()).count("tell") == 2
    assert case.state is State.REVIEW


async def test_the_register_is_asked_by_name_and_number(town: Town) -> None:
    mother = a_number(date(1968, 9, 17), 302)
    await town.appointed()
    case = await town.submitted(relation="mother", relative_id=mother, relative_name="章玉兰")

    await town.prove(case.id)

    assert town.register.asked == [("kinship", mother, "kinship-certificate")]


async def test_a_case_that_is_not_there_is_an_error_and_not_a_success(town: Town) -> None:
    with pytest.raises(Exception, match="not-found"):
        await town.prove(ApplicationId("nowhere"))


MOTHER = a_number(date(1968, 9, 17), 302)
BOTH = {
    "more_relative": "yes",
    "relation#2": "mother",
    "relative_name#2": "章玉兰",
    "relative_id#2": MOTHER,
    "more_relative#2": "no",
}


def proofs_of(case: Application) -> dict[str, Outcome]:
    return {proof.id: proof.outcome for proof in case.proofs}


def mother(division: str = "330781102") -> KinshipAnswer:
    return found(birth(MOTHER, CHEN_YUAN), people=(resident("章玉兰", MOTHER, division),))


async def test_each_relative_is_asked_about_once_and_judged_by_himself(town: Town) -> None:
    town.register.others[MOTHER] = unclear(Found.NOT_FOUND)

    case = await town.reviewed(**BOTH)

    assert [number for _, number, _ in town.register.asked] == [CHEN_GUOLIANG, MOTHER]
    assert proofs_of(case) == {
        "kinship": Outcome.HOLDS,
        "kinship#2": Outcome.NOT_FOUND,
        "home": Outcome.HOLDS,
        "home#2": Outcome.NOT_FOUND,
    }
    assert case.open_proofs == ("kinship#2", "home#2")


async def test_all_relatives_must_be_registered_where_the_first_one_is(town: Town) -> None:
    town.register.others[MOTHER] = mother("330781104")

    case = await town.reviewed(**BOTH)

    assert (case.office, case.open_proofs) == ("youbu", ("home#2",))


async def test_a_silence_about_one_relative_does_not_hold_up_the_other(town: Town) -> None:
    town.register.others[MOTHER] = None
    case = await town.submitted(None, **BOTH)

    with pytest.raises(Later):
        await town.prove(case.id)

    heard = await town.case(case.id)
    assert heard.state is State.PROVING
    assert proofs_of(heard)["kinship"] is Outcome.HOLDS
    assert proofs_of(heard)["kinship#2"] is Outcome.OPEN


async def test_only_what_was_not_heard_is_asked_again(town: Town) -> None:
    town.register.others[MOTHER] = None
    case = await town.submitted(None, **BOTH)
    for attempt in (1, 2, 3):
        with pytest.raises(Later):
            await town.prove(case.id, attempt)
    town.register.others[MOTHER] = mother()
    town.register.asked.clear()

    await town.prove(case.id, 4)

    assert [number for _, number, _ in town.register.asked] == [MOTHER]
    assert (await town.case(case.id)).open_proofs == ()


async def test_why_each_way_was_taken_is_kept_in_codes(town: Town) -> None:
    town.register.others[MOTHER] = unclear(Found.AMBIGUOUS)
    case = await town.reviewed(**BOTH)

    entries = await town.desk.db.read(lambda tx: tx.journal.of_case(case.id))

    taken = {e.facts["proof"]: e.facts["why"] for e in entries if e.kind == "way-taken"}
    assert taken == {
        "kinship": ["data-query/holds"],
        "home": ["data-query/holds"],
        "kinship#2": ["data-query/ambiguous", "verification/person"],
        "home#2": ["data-query/ambiguous", "verification/person"],
    }
    assert {proof.id: proof.facts["why"] for proof in case.proofs} == taken


async def test_no_register_is_asked_about_a_passport(town: Town) -> None:
    case = await town.reviewed(
        relative_id=None,
        relative_name="ANNA LI",
        relation="mother",
        relative_passport="E1234567",
        relative_born="1968-01-02",
        relative_sex="female",
    )

    assert town.register.asked == []
    assert case.state is State.REVIEW
    assert proofs_of(case) == {"kinship": Outcome.OPEN, "home": Outcome.OPEN}
    assert case.proofs[0].way is Way.VERIFICATION
    assert case.proofs[0].facts == {"why": ["data-query/passport", "verification/consent"]}


async def test_a_passport_does_not_keep_the_register_from_speaking_of_others(town: Town) -> None:
    case = await town.reviewed(
        **{
            "more_relative": "yes",
            "relation#2": "mother",
            "relative_name#2": "ANNA LI",
            "relative_id#2": None,
            "relative_passport#2": "E1234567",
            "relative_born#2": "1968-01-02",
            "relative_sex#2": "female",
            "more_relative#2": "no",
        }
    )

    assert case.open_proofs == ("kinship#2", "home#2")


async def test_an_official_has_everything_that_is_open_asked_again(town: Town) -> None:
    town.register.others[MOTHER] = unclear(Found.NOT_FOUND)
    case = await town.reviewed(**BOTH)
    town.register.others[MOTHER] = mother()

    again = Job("job", "prove", "register/once-more", {"case": case.id}, attempts=1)
    await prove(town.desk, again)

    assert (await town.case(case.id)).open_proofs == ()
