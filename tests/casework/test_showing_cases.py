from datetime import timedelta

import pytest

from casework import browsing, deciding, notifying, showing
from casework.desk import CASE_LINK
from casework.lateness import Reasons
from domain.application import Application
from domain.errors import NotFound
from domain.office import OfficialId, Role
from domain.states import State
from sources.source import Found
from tests.support.desks import AT, XU, ZHOU, Town, an_official, unclear
from tests.support.people import CHEN_GUOLIANG

EARLY = {"return", "refuse", "not-accept", "accept", "suspend", "hand-over"}


async def link_to(town: Town, case: Application) -> str:
    """The token of a link to the case, as a notice carries it."""
    owed = await notifying.notice(town.desk, case.account, case.id, phrase="told/received")
    return owed.page.rpartition("link=")[2]


async def test_a_link_shows_the_applicant_the_case(town: Town) -> None:
    case = await town.reviewed()

    page = await showing.case_page(town.desk, await link_to(town, case))

    assert (page.case.id, page.item.id) == (case.id, "qs-01")
    assert page.office is not None
    assert page.office.id == "youbu"
    assert (page.certificate, page.minutes, page.checks) == (None, None, 0)
    assert page.entries[0].kind == "state/submitted"


async def test_a_link_lasts_thirty_days(town: Town) -> None:
    case = await town.reviewed()
    token = await link_to(town, case)

    town.at += CASE_LINK - timedelta(seconds=1)
    await showing.case_page(town.desk, token)
    town.at += timedelta(seconds=1)

    with pytest.raises(NotFound):
        await showing.case_page(town.desk, token)


@pytest.mark.parametrize("token", ["", "a", "0" * 22, "陈媛"])
async def test_no_other_link_opens_anything(town: Town, token: str) -> None:
    await town.reviewed()

    with pytest.raises(NotFound):
        await showing.case_page(town.desk, token)
    with pytest.raises(NotFound):
        await showing.certificate_file(town.desk, token)


async def test_a_paper_that_is_not_made_yet_cannot_be_fetched(town: Town) -> None:
    case = await town.approved()

    with pytest.raises(NotFound):
        await showing.certificate_file(town.desk, await link_to(town, case))


async def test_the_office_sees_its_case_and_the_reading_is_written_down(town: Town) -> None:
    case = await town.reviewed()

    shown = await showing.desk_case(town.desk, case.id, by=ZHOU)

    assert shown.applicant.name == "陈媛"
    assert shown.office.id == "youbu"
    assert (await town.journal(case.id))[-1] == "read"


async def test_another_office_does_not_see_it(town: Town) -> None:
    case = await town.reviewed()
    await town.appointed(an_official(OfficialId("elsewhere"), office="zhuge"))

    with pytest.raises(NotFound):
        await showing.desk_case(town.desk, case.id, by=OfficialId("elsewhere"))
    assert await browsing.desk_queue(town.desk, by=OfficialId("elsewhere")) == ()


async def test_the_applicants_kin_do_not_see_it_either(town: Town) -> None:
    case = await town.reviewed()
    index = town.desk.keyring.blind("id-number", CHEN_GUOLIANG)
    uncle = an_official(OfficialId("uncle"))
    await town.appointed(type(uncle)(uncle.id, uncle.name, uncle.grants, "", frozenset({index})))

    with pytest.raises(NotFound):
        await showing.desk_case(town.desk, case.id, by=uncle.id)

    assert await browsing.desk_queue(town.desk, by=uncle.id) == ()
    assert await browsing.case_of_tail(town.desk, case.tail, by=uncle.id) == ()


async def test_who_no_longer_holds_a_role_sees_nothing(town: Town) -> None:
    case = await town.reviewed()
    await town.desk.db.write(lambda tx: tx.officials.end_grants(ZHOU, AT))

    with pytest.raises(NotFound):
        await showing.desk_case(town.desk, case.id, by=ZHOU)


async def test_the_page_offers_what_may_be_done_and_nothing_else(town: Town) -> None:
    case = await town.reviewed()

    settled = await showing.desk_case(town.desk, case.id, by=ZHOU)

    assert settled.may == EARLY | {"approve"}


async def test_an_open_proof_is_asked_again_or_shown_and_not_approved(town: Town) -> None:
    town.register.kin = unclear(Found.NOT_FOUND)
    case = await town.reviewed()

    open_ = await showing.desk_case(town.desk, case.id, by=ZHOU)

    assert open_.may == EARLY | {"ask-again", "show"}


async def test_a_decided_case_offers_nothing_to_the_approver(town: Town) -> None:
    case = await town.approved()

    shown = await showing.desk_case(town.desk, case.id, by=ZHOU)

    assert shown.may == frozenset()


async def test_a_clerk_looks_and_does_not_touch(town: Town) -> None:
    case = await town.reviewed()
    await town.appointed(an_official(OfficialId("clerk"), Role.CLERK))

    assert (await showing.desk_case(town.desk, case.id, by=OfficialId("clerk"))).may == frozenset()


async def test_what_the_page_offers_is_what_the_verb_takes(town: Town) -> None:
    case = await town.reviewed()
    shown = await showing.desk_case(town.desk, case.id, by=ZHOU)

    assert "approve" in shown.may
    approved = await deciding.approve(town.desk, case.id, by=ZHOU)

    assert approved.state is State.APPROVED


async def test_the_queue_has_the_most_urgent_first_and_nothing_that_is_over(town: Town) -> None:
    await town.appointed()
    account = await town.enrolled()
    first = await town.submitted(account)
    town.at += timedelta(days=1)
    second = await town.submitted(account, use_unit="另一家公司")
    await town.prove(first.id)
    await town.prove(second.id)

    both = await browsing.desk_queue(town.desk, by=ZHOU)
    await deciding.refuse(town.desk, first.id, by=XU, reasons=Reasons("没有"))
    left = await browsing.desk_queue(town.desk, by=ZHOU)

    assert [case.id for case in both] == [first.id, second.id]
    assert [case.id for case in left] == [second.id]


async def test_a_case_is_found_by_the_end_of_its_number(town: Town) -> None:
    case = await town.reviewed()

    assert [c.id for c in await browsing.case_of_tail(town.desk, "0001", by=ZHOU)] == [case.id]
    assert await browsing.case_of_tail(town.desk, "0002", by=ZHOU) == ()


async def test_who_decided_is_told_to_the_office(town: Town) -> None:
    case = await town.reviewed()
    before = await showing.decided(town.desk, case.id, by=XU)
    await deciding.approve(town.desk, case.id, by=ZHOU)

    after = await showing.decided(town.desk, case.id, by=XU)

    assert before is None
    assert after == showing.Decided("周敏", AT, "approved")


async def test_minutes_are_counted_from_submission_to_issue(town: Town) -> None:
    case = await town.approved()

    issued = case.issue(by="press", at=AT + timedelta(minutes=25, seconds=59))

    assert showing.minutes_taken(case) is None
    assert showing.minutes_taken(issued) == 25
