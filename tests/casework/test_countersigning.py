"""Two officials decide together: the order is kept, and nobody signs twice, in whoever's name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from casework import countersigning, deciding, suspending
from casework.desk import Once
from casework.duty import recipients
from casework.lateness import Reasons
from domain.application import ApplicationId
from domain.errors import Conflict, Forbidden, NotFound, SelfDealing, Validation, WrongState
from domain.office import OfficialId, Role
from domain.states import State
from storage.transaction import Transaction
from tests.support.desks import AT, XU, ZHOU, Town, an_official
from tests.support.two import BOTH, FANG, a_strict_town, agreed, away, under_review

NUMBER = "兰游证〔2026〕第000001号"


@pytest.fixture
async def strict(town: Town) -> Town:
    return await a_strict_town(town)


async def on_duty(town: Town, case_id: ApplicationId) -> list[OfficialId]:
    """Who may act upon a case now."""

    def read(tx: Transaction) -> list[OfficialId]:
        return [each.id for each in recipients(tx, tx.applications.get(case_id), town.at)]

    return await town.desk.db.read(read)


async def test_the_first_official_agrees_and_no_number_is_drawn(strict: Town) -> None:
    case = await agreed(strict)

    assert (case.state, case.agreed_by, case.agreed_at) == (State.COUNTERSIGN, ZHOU, AT)
    assert (case.certificate_number, case.decided_by) == ("", None)
    assert (await strict.owed())[-3:] == ["grey", "card", "tell"]


async def test_who_agrees_has_accepted_and_the_time_to_decide_runs(strict: Town) -> None:
    before = await under_review(strict)

    case = await deciding.approve(strict.desk, before.id, by=ZHOU)

    assert case.accepted_at == AT
    assert before.due_at is not None
    assert case.due_at is not None
    assert case.due_at >= before.due_at
    assert "accepted" in await strict.journal(case.id)


async def test_the_second_official_signs_and_the_paper_is_owed(strict: Town) -> None:
    case = await agreed(strict)

    signed = await countersigning.countersign(strict.desk, case.id, by=XU)

    assert (signed.state, signed.agreed_by, signed.decided_by) == (State.APPROVED, ZHOU, XU)
    assert signed.certificate_number == NUMBER
    assert (await strict.owed())[-2:] == ["issue", "grey"]


async def test_the_same_official_never_signs_twice(strict: Town) -> None:
    case = await agreed(strict)

    with pytest.raises(Forbidden) as refused:
        await countersigning.countersign(strict.desk, case.id, by=ZHOU)

    assert refused.value.facts == {"reason": "same-official"}
    assert (await strict.journal(case.id))[-1] == "attempt-refused"
    assert (await strict.case(case.id)).state is State.COUNTERSIGN


async def test_nobody_is_second_before_somebody_is_first(strict: Town) -> None:
    case = await under_review(strict)

    with pytest.raises(WrongState):
        await countersigning.countersign(strict.desk, case.id, by=XU)

    assert (await strict.case(case.id)).state is State.REVIEW


async def test_who_agrees_second_as_if_first_learns_who_did(strict: Town) -> None:
    case = await agreed(strict)

    with pytest.raises(WrongState) as refused:
        await deciding.approve(strict.desk, case.id, by=FANG)

    assert (refused.value.facts["who"], refused.value.facts["state"]) == ("周敏", "countersign")


async def test_an_approver_alone_is_no_countersigner(strict: Town) -> None:
    case = await agreed(strict)

    with pytest.raises(Forbidden) as refused:
        await countersigning.countersign(strict.desk, case.id, by=FANG)

    assert refused.value.facts == {"role": "countersigner"}


async def test_a_second_signature_from_an_older_card_is_refused(strict: Town) -> None:
    case = await agreed(strict)
    await countersigning.hand_back(strict.desk, case.id, by=XU, reason="请再核一次")
    await deciding.approve(strict.desk, case.id, by=ZHOU)

    with pytest.raises(Conflict):
        await countersigning.countersign(strict.desk, case.id, by=XU, revision=case.version)


async def test_the_same_tap_again_draws_one_number(strict: Town) -> None:
    case, once = await agreed(strict), Once("tap-1", XU)
    first = await countersigning.countersign(strict.desk, case.id, by=XU, once=once)

    again = await countersigning.countersign(strict.desk, case.id, by=XU, once=once)

    assert again == first
    assert (await strict.journal(case.id)).count("number-drawn") == 1


async def test_who_is_kin_is_no_second_either(strict: Town) -> None:
    case = await agreed(strict)
    kin = replace(an_official(OfficialId("uncle"), *BOTH), kin=frozenset(case.parties))
    await strict.appointed(kin)

    with pytest.raises(SelfDealing):
        await countersigning.countersign(strict.desk, case.id, by=kin.id)

    assert await on_duty(strict, case.id) == [XU]


async def test_what_is_handed_back_is_the_first_officials_again(strict: Town) -> None:
    case = await agreed(strict)

    back = await countersigning.hand_back(strict.desk, case.id, by=XU, reason=" 请再核一次 ")

    assert (back.state, back.handler, back.remark) == (State.REVIEW, ZHOU, "请再核一次")
    assert (back.agreed_by, back.agreed_at) == (None, None)
    assert await on_duty(strict, case.id) == [ZHOU]
    with pytest.raises(Forbidden) as refused:
        await deciding.approve(strict.desk, case.id, by=FANG)
    assert refused.value.facts == {"reason": "handed-over", "who": "周敏"}


async def test_who_gives_back_says_why(strict: Town) -> None:
    case = await agreed(strict)

    with pytest.raises(Validation):
        await countersigning.hand_back(strict.desk, case.id, by=XU, reason=" ")

    assert (await strict.case(case.id)).state is State.COUNTERSIGN


async def test_the_reason_for_handing_back_is_in_no_journal(strict: Town) -> None:
    case = await agreed(strict)

    await countersigning.hand_back(strict.desk, case.id, by=XU, reason="陈媛的名字不对")

    entries = await strict.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    assert all("陈媛" not in str(entry.facts) for entry in entries)


async def test_the_second_official_may_refuse(strict: Town) -> None:
    case = await agreed(strict)

    refused = await deciding.refuse(strict.desk, case.id, by=XU, reasons=Reasons("对不上"))

    assert (refused.state, refused.decided_by, refused.agreed_by) == (State.REFUSED, XU, ZHOU)


async def test_the_first_official_refuses_no_more_once_he_has_agreed(strict: Town) -> None:
    case = await agreed(strict)

    with pytest.raises(Forbidden) as refused:
        await deciding.refuse(strict.desk, case.id, by=ZHOU, reasons=Reasons("对不上"))

    assert refused.value.facts == {"reason": "same-official"}


async def test_who_stands_in_for_the_second_signs_and_it_is_written_down(strict: Town) -> None:
    case = await agreed(strict)
    await away(strict, XU, deputy=FANG)

    signed = await countersigning.countersign(strict.desk, case.id, by=FANG)

    entries = await strict.desk.db.read(lambda tx: tx.journal.of_case(case.id))
    stood_in = next(entry for entry in entries if entry.kind == "stood-in")
    assert (signed.decided_by, signed.decided_for) == (FANG, XU)
    assert (stood_in.by, stood_in.facts) == (FANG, {"for": XU})


async def test_a_deputy_who_was_first_is_not_second(strict: Town) -> None:
    case = await agreed(strict, by=FANG)
    await away(strict, XU, deputy=FANG)

    with pytest.raises(Forbidden) as refused:
        await countersigning.countersign(strict.desk, case.id, by=FANG)

    assert refused.value.facts == {"reason": "same-official"}
    assert await on_duty(strict, case.id) == [ZHOU]


async def test_who_is_stood_in_for_by_the_first_is_not_second(strict: Town) -> None:
    absence = await away(strict, ZHOU, deputy=FANG)
    await strict.appointed(an_official(FANG, Role.CLERK))  # what he may do, he may for 周敏 alone
    case = await agreed(strict, by=FANG)
    strict.at = absence.until

    with pytest.raises(Forbidden) as refused:
        await countersigning.countersign(strict.desk, case.id, by=ZHOU)

    assert (case.agreed_by, case.agreed_for) == (FANG, ZHOU)
    assert refused.value.facts == {"reason": "same-official"}


async def test_nobody_is_second_in_the_name_of_the_first(strict: Town) -> None:
    case = await agreed(strict)
    await away(strict, ZHOU, deputy=FANG)

    with pytest.raises(Forbidden) as refused:
        await countersigning.countersign(strict.desk, case.id, by=FANG)

    assert refused.value.facts == {"reason": "same-official"}


async def test_a_deputy_does_nothing_in_the_name_of_who_is_concerned(strict: Town) -> None:
    case = await agreed(strict)
    await strict.appointed(replace(an_official(XU, *BOTH), kin=frozenset(case.parties)))
    await away(strict, XU, deputy=FANG)

    with pytest.raises(SelfDealing):
        await countersigning.countersign(strict.desk, case.id, by=FANG)


async def test_who_lost_the_role_since_signs_nothing(strict: Town) -> None:
    case = await agreed(strict)
    await strict.desk.db.write(lambda tx: tx.officials.end_grants(XU, AT))

    with pytest.raises((Forbidden, NotFound)):
        await countersigning.countersign(strict.desk, case.id, by=XU)


async def test_a_late_second_signature_needs_the_reason_once(strict: Town) -> None:
    case = await agreed(strict)
    assert case.due_at is not None
    strict.at = case.due_at + timedelta(minutes=1)

    with pytest.raises(Validation):
        await countersigning.countersign(strict.desk, case.id, by=XU)
    signed = await countersigning.countersign(
        strict.desk, case.id, by=XU, late_reason="等第二位签发"
    )

    assert signed.late_reason == "等第二位签发"


async def test_a_case_that_stands_still_goes_on_before_the_second(strict: Town) -> None:
    case = await agreed(strict)
    until = (AT + timedelta(days=3)).date()
    await suspending.suspend(strict.desk, case.id, by=XU, reason="要查老档案", until=until)

    resumed = await suspending.resume(strict.desk, case.id, by=XU)

    assert (resumed.state, resumed.agreed_by) == (State.COUNTERSIGN, ZHOU)
    assert (await strict.owed())[-2:] == ["card", "tell"]


async def test_a_paper_that_cannot_be_pressed_comes_back_to_the_first(strict: Town) -> None:
    case = await agreed(strict)
    signed = await countersigning.countersign(strict.desk, case.id, by=XU)

    back = signed.fall_back(by="press", at=AT, why="glyph-missing")

    assert (back.state, back.agreed_by, back.handler) == (State.REVIEW, None, ZHOU)
    assert back.certificate_number == NUMBER
