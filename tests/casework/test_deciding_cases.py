from datetime import timedelta

import pytest

from casework import deciding, settling
from casework.desk import Once
from casework.lateness import Reasons
from casework.settling import Seen
from domain.application import Ask
from domain.errors import (
    Conflict,
    Forbidden,
    NotFound,
    ProofOutstanding,
    Refusal,
    SelfDealing,
    Validation,
    WrongState,
)
from domain.office import Official, OfficialId, Role
from domain.proof import Outcome
from domain.states import State
from sources.source import Found
from tests.support.desks import AT, XU, ZHOU, Town, an_official, unclear
from tests.support.people import CHEN_GUOLIANG

ASKS = (Ask("use_unit", "单位要写全称", "照营业执照写"),)


async def test_one_tap_approves_draws_a_number_and_owes_the_paper(town: Town) -> None:
    case = await town.approved()

    assert (case.state, case.decided_by) == (State.APPROVED, ZHOU)
    assert case.certificate_number == "兰游证〔2026〕第000001号"
    assert (await town.owed())[-2:] == ["issue", "grey"]
    assert (await town.journal(case.id))[-2:] == ["state/approved", "number-drawn"]


async def test_a_second_tap_learns_who_was_faster(town: Town) -> None:
    case = await town.approved()

    with pytest.raises(WrongState) as refused:
        await deciding.approve(town.desk, case.id, by=XU)

    assert refused.value.facts == {
        "case": case.id,
        "state": "approved",
        "wanted": "approved",
        "who": "周敏",
        "by": "zhoumin",
        "time": AT.isoformat(),
    }


async def test_the_same_tap_again_changes_nothing(town: Town) -> None:
    case = await town.reviewed()
    once = Once("tap-1", ZHOU)
    first = await deciding.approve(town.desk, case.id, by=ZHOU, once=once)

    again = await deciding.approve(town.desk, case.id, by=ZHOU, once=once)

    assert again.certificate_number == first.certificate_number
    assert (await town.owed()).count("issue") == 1


async def test_a_card_of_an_earlier_version_decides_nothing(town: Town) -> None:
    case = await town.reviewed()

    with pytest.raises(Conflict):
        await deciding.approve(town.desk, case.id, by=ZHOU, revision=case.version - 1)

    assert (await deciding.approve(town.desk, case.id, by=ZHOU, revision=case.version)).decided_by


async def test_an_open_proof_stops_a_decision_and_costs_no_number(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()

    with pytest.raises(ProofOutstanding):
        await deciding.approve(town.desk, case.id, by=ZHOU)

    year = "certificate/youbu/2026"
    assert await town.desk.db.read(lambda tx: tx.counters.value(year)) == 0


@pytest.mark.parametrize(
    ("official", "refusal"),
    [
        (an_official(OfficialId("stranger"), office="zhuge"), NotFound),
        (an_official(OfficialId("clerk"), Role.CLERK), Forbidden),
        (an_official(OfficialId("admin"), Role.ADMIN), Forbidden),
    ],
    ids=["another office", "clerk", "admin"],
)
async def test_who_may_not_decide_does_not_and_it_is_written_down(
    town: Town, official: Official, refusal: type[Refusal]
) -> None:
    case = await town.reviewed()
    await town.appointed(official)

    with pytest.raises(refusal):
        await deciding.approve(town.desk, case.id, by=official.id)

    assert (await town.case(case.id)).state is State.REVIEW
    assert (await town.journal(case.id))[-1] == "attempt-refused"


async def test_nobody_decides_the_case_of_his_kin(town: Town) -> None:
    case = await town.reviewed()
    fathers_index = town.desk.keyring.blind("id-number", CHEN_GUOLIANG)
    uncle = an_official(OfficialId("uncle"))
    await town.appointed(
        type(uncle)(uncle.id, uncle.name, uncle.grants, "", frozenset({fathers_index}))
    )

    for decide in (
        deciding.approve(town.desk, case.id, by=uncle.id),
        deciding.refuse(town.desk, case.id, by=uncle.id, reasons=Reasons("没有")),
        deciding.send_back(town.desk, case.id, by=uncle.id, asks=ASKS),
        deciding.not_accept(town.desk, case.id, by=uncle.id, reasons=Reasons("没有")),
        settling.show_proof(town.desk, case.id, by=uncle.id, seen=Seen("kinship", "信")),
        settling.ask_again(town.desk, case.id, by=uncle.id),
    ):
        with pytest.raises(SelfDealing):
            await decide

    assert (await town.case(case.id)).state is State.REVIEW


async def test_a_role_that_has_ended_decides_nothing(town: Town) -> None:
    case = await town.reviewed()
    await town.desk.db.write(lambda tx: tx.officials.end_grants(ZHOU, AT))

    with pytest.raises(Forbidden):
        await deciding.approve(town.desk, case.id, by=ZHOU)


async def test_a_returned_case_is_told_everything_at_once(town: Town) -> None:
    case = await town.reviewed()

    returned = await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)

    assert (returned.state, returned.asks) == (State.RETURNED, ASKS)
    assert f"{returned.correct_by}" == "2026-12-08"
    assert "use_unit" not in returned.draft.answers
    assert (await town.owed())[-2:] == ["grey", "tell"]


@pytest.mark.parametrize(
    "asks",
    [(), (Ask("weather", "不好"),), (Ask("use_unit", "  "),), (Ask("use_unit", "写" * 101),)],
)
async def test_asking_for_nothing_or_without_a_why_is_refused(
    town: Town, asks: tuple[Ask, ...]
) -> None:
    case = await town.reviewed()

    with pytest.raises(Validation):
        await deciding.send_back(town.desk, case.id, by=ZHOU, asks=asks)

    assert (await town.case(case.id)).state is State.REVIEW


async def test_a_refusal_gives_reasons_and_frees_the_request(town: Town) -> None:
    case = await town.reviewed()

    refused = await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons(" 登记里没有 "))
    again = await town.submitted(await town.enrolled())

    assert (refused.state, refused.reasons) == (State.REFUSED, "登记里没有")
    assert again.state is State.SUBMITTED


async def test_a_case_that_is_not_ours_is_told_so(town: Town) -> None:
    case = await town.reviewed()

    closed = await deciding.not_accept(town.desk, case.id, by=ZHOU, reasons=Reasons("请找诸葛镇"))

    assert closed.state is State.NOT_ACCEPTED
    assert (await town.owed())[-1] == "tell"


@pytest.mark.parametrize("reasons", ["", "   ", "因" * 501, "因\u202e为"])
async def test_no_one_is_refused_without_reasons(town: Town, reasons: str) -> None:
    case = await town.reviewed()

    with pytest.raises(Validation):
        await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons(reasons))


async def test_a_number_that_will_not_be_used_is_voided(town: Town) -> None:
    case = await town.approved()
    await town.desk.db.write(
        lambda tx: tx.applications.save(
            tx.applications.get(case.id).fall_back(by="press", at=AT, why="glyph-missing")
        )
    )

    await deciding.refuse(town.desk, case.id, by=ZHOU, reasons=Reasons("印不出"))

    assert "number-void" in await town.journal(case.id)


async def test_a_document_that_an_official_saw_settles_a_proof(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()

    for proof in ("kinship", "home"):
        shown = await settling.show_proof(
            town.desk, case.id, by=ZHOU, seen=Seen(proof, "《出生医学证明》H330000001")
        )
    approved = await deciding.approve(town.desk, case.id, by=ZHOU)

    assert shown.open_proofs == ()
    assert {p.outcome for p in approved.proofs} == {Outcome.SHOWN}
    assert {p.facts["by"] for p in approved.proofs} == {ZHOU}
    assert approved.state is State.APPROVED


async def test_a_proof_that_the_item_does_not_ask_for_is_not_there(town: Town) -> None:
    case = await town.reviewed()

    with pytest.raises(NotFound):
        await settling.show_proof(town.desk, case.id, by=ZHOU, seen=Seen("weather", "信"))
    with pytest.raises(Validation):
        await settling.show_proof(town.desk, case.id, by=ZHOU, seen=Seen("kinship", " "))


async def test_the_register_is_asked_again_about_what_is_open_only(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()
    before = (await town.owed()).count("prove")

    await settling.ask_again(town.desk, case.id, by=ZHOU)

    assert (await town.owed()).count("prove") == before + 1


async def test_nothing_open_is_nothing_to_ask_about(town: Town) -> None:
    case = await town.reviewed()

    with pytest.raises(WrongState):
        await settling.ask_again(town.desk, case.id, by=ZHOU)


async def test_a_decision_is_dated_by_the_clock_of_the_desk(town: Town) -> None:
    case = await town.reviewed()
    town.at += timedelta(hours=10)

    approved = await deciding.approve(town.desk, case.id, by=ZHOU)

    assert approved.decided_at == AT + timedelta(hours=10)
    assert f"{approved.issued_on}" == "2026-11-25"
