"""A case, or all of them, becomes a colleague's own; nobody else decides it while he can."""

from datetime import timedelta

import pytest

from casework import countersigning, deciding, handing_over
from casework.repeating import Repeat
from domain.application import Application
from domain.errors import Forbidden, NotFound, Validation, WrongState
from domain.office import OfficialId, Role
from domain.states import State
from tests.support.desks import XU, ZHOU, Town, an_official
from tests.support.two import FANG, a_strict_town, agreed, away, under_review


@pytest.fixture
async def strict(town: Town) -> Town:
    return await a_strict_town(town)


async def given(town: Town, to: OfficialId = FANG, *, reason: str = "") -> Application:
    """A case under review that 周敏 has handed over."""
    case = await under_review(town)
    return await handing_over.hand_over(town.desk, case.id, by=ZHOU, to=to, reason=reason)


async def test_what_is_handed_over_is_the_colleagues(strict: Town) -> None:
    case = await given(strict, reason="她熟悉这家")

    with pytest.raises(Forbidden) as refused:
        await deciding.approve(strict.desk, case.id, by=ZHOU)
    agreed = await deciding.approve(strict.desk, case.id, by=FANG)

    assert (case.handler, case.remark) == (FANG, "她熟悉这家")
    assert refused.value.facts == {"reason": "handed-over", "who": "方青"}
    assert (agreed.agreed_by, agreed.handler, agreed.remark) == (FANG, None, "")


async def test_a_handed_over_case_gets_a_new_card(strict: Town) -> None:
    await given(strict)

    assert (await strict.owed())[-2:] == ["grey", "card"]


async def test_who_has_a_case_may_hand_it_on_and_a_supervisor_may_too(strict: Town) -> None:
    case = await given(strict)

    with pytest.raises(Forbidden):
        await handing_over.hand_over(strict.desk, case.id, by=ZHOU, to=ZHOU)
    by_supervisor = await handing_over.hand_over(strict.desk, case.id, by=XU, to=ZHOU)
    by_handler = await handing_over.hand_over(strict.desk, case.id, by=ZHOU, to=FANG)

    assert (by_supervisor.handler, by_handler.handler) == (ZHOU, FANG)


async def test_nobody_gets_a_case_that_he_cannot_decide(strict: Town) -> None:
    case = await agreed(strict)

    for other in (ZHOU, FANG, OfficialId("nobody")):
        with pytest.raises(Validation) as refused:
            await handing_over.hand_over(strict.desk, case.id, by=XU, to=other)
        assert refused.value.facts["field"] == "to"


async def test_the_page_names_only_who_could_have_it(strict: Town) -> None:
    case = await agreed(strict)
    before = await under_review_of_another(strict)

    seconds = await handing_over.colleagues(strict.desk, case.id, by=ZHOU)
    firsts = await handing_over.colleagues(strict.desk, before.id, by=ZHOU)

    assert [each.id for each in seconds] == [XU]
    assert [each.id for each in firsts] == [FANG, XU]


async def under_review_of_another(town: Town) -> Application:
    """Another case, about another unit."""
    case = await town.submitted(use_unit="深圳某学校")
    await town.prove(case.id)
    return await town.case(case.id)


async def test_while_the_handler_is_away_his_deputy_decides_and_nobody_else(strict: Town) -> None:
    case = await given(strict, XU)
    await away(strict, XU, deputy=FANG)

    with pytest.raises(Forbidden):
        await deciding.approve(strict.desk, case.id, by=ZHOU)
    agreed = await deciding.approve(strict.desk, case.id, by=FANG)

    assert (agreed.agreed_by, agreed.agreed_for) == (FANG, XU)


async def test_a_case_whose_handler_is_gone_is_everybodys_again(strict: Town) -> None:
    case = await given(strict)
    await strict.desk.db.write(lambda tx: tx.officials.end_grants(FANG, strict.at))

    agreed = await deciding.approve(strict.desk, case.id, by=ZHOU)

    assert agreed.agreed_by == ZHOU


async def test_all_that_is_an_officials_own_goes_at_once(strict: Town) -> None:
    first = await given(strict)
    other = await under_review_of_another(strict)
    await handing_over.hand_over(strict.desk, other.id, by=ZHOU, to=FANG)

    moved = await handing_over.hand_over_all(strict.desk, by=FANG, to=ZHOU)

    assert set(moved) == {first.id, other.id}
    assert {(await strict.case(each)).handler for each in moved} == {ZHOU}


async def test_handing_all_over_twice_is_handing_over_once(strict: Town) -> None:
    await given(strict)
    once = Repeat("key", FANG, "digest")

    first = await handing_over.hand_over_all(strict.desk, by=FANG, to=ZHOU, once=once)
    again = await handing_over.hand_over_all(strict.desk, by=FANG, to=ZHOU, once=once)

    assert first == again


async def test_who_has_nothing_of_his_own_hands_nothing_over(strict: Town) -> None:
    await under_review(strict)

    with pytest.raises(Validation):
        await handing_over.hand_over_all(strict.desk, by=ZHOU, to=FANG)


async def test_a_closed_case_is_handed_over_to_nobody(strict: Town) -> None:
    case = await agreed(strict)
    await countersigning.countersign(strict.desk, case.id, by=XU)
    closed = await strict.case(case.id)
    issued = closed.issue(by="press", at=strict.at + timedelta(minutes=1))
    await strict.desk.db.write(lambda tx: tx.applications.save(issued))

    with pytest.raises(WrongState):
        await handing_over.hand_over(strict.desk, case.id, by=XU, to=FANG)


async def test_another_office_hands_nothing_over(strict: Town) -> None:
    stranger = an_official(OfficialId("elsewhere"), Role.APPROVER, office="lanjiang")
    await strict.appointed(stranger)
    case = await under_review(strict)

    with pytest.raises(NotFound):
        await handing_over.hand_over(strict.desk, case.id, by=stranger.id, to=FANG)

    assert (await strict.case(case.id)).state is State.REVIEW
