"""Who is away acts for nobody; who stands in acts for him, and only so long."""

from datetime import timedelta

import pytest

from casework import absences, countersigning, deciding, dismissing, standing_in
from casework.absences import Leave
from domain.errors import Forbidden, NotFound, Validation, WrongState
from domain.office import OfficeId, Official, OfficialId, Role
from domain.post import Job
from domain.states import State
from tests.support.desks import AT, XU, ZHOU, Town, an_official
from tests.support.two import FANG, a_strict_town, agreed, away, under_review

DAY = timedelta(days=1)
YOUBU = OfficeId("youbu")


@pytest.fixture
async def strict(town: Town) -> Town:
    return await a_strict_town(town)


async def official(town: Town, userid: OfficialId) -> Official:
    return await town.desk.db.read(lambda tx: tx.officials.get(userid))


async def test_who_is_away_acts_for_nobody(strict: Town) -> None:
    case = await under_review(strict)
    await away(strict, ZHOU, deputy=None)

    with pytest.raises(Forbidden) as refused:
        await deciding.approve(strict.desk, case.id, by=ZHOU)

    assert refused.value.facts == {"reason": "absent"}


async def test_a_deputy_has_the_roles_for_the_time_and_no_longer(strict: Town) -> None:
    await away(strict, XU, deputy=FANG, since=AT + DAY)

    fang = await official(strict, FANG)

    held = [fang.may(Role.COUNTERSIGNER, office=YOUBU, at=AT + n * DAY) for n in range(5)]
    assert held == [False, True, True, False, False]


async def test_a_deputy_of_a_deputy_has_nothing_of_the_first(strict: Town) -> None:
    he = an_official(OfficialId("he"), Role.CLERK)
    await strict.appointed(he, an_official(ZHOU))
    await away(strict, XU, deputy=ZHOU)

    await away(strict, ZHOU, deputy=he.id)

    assert {grant.role for grant in (await official(strict, he.id)).held(AT)} == {
        Role.CLERK,
        Role.APPROVER,
    }
    assert not (await official(strict, ZHOU)).may(Role.COUNTERSIGNER, office=YOUBU, at=AT)


async def test_the_roles_about_the_program_are_nobodys_for_another(strict: Town) -> None:
    await strict.appointed(an_official(XU, Role.EDITOR, Role.ADMIN, Role.AUDITOR, Role.CLERK))

    await away(strict, XU, deputy=FANG)

    roles = {grant.role for grant in (await official(strict, FANG)).held(AT)}
    assert roles == {Role.APPROVER, Role.CLERK}


async def test_a_deputy_who_is_dismissed_stands_in_no_more(strict: Town) -> None:
    case = await agreed(strict)
    await away(strict, XU, deputy=FANG)
    await dismissing.dismiss(strict.desk.db, FANG, at=AT, roles=True)

    with pytest.raises((Forbidden, NotFound)):
        await countersigning.countersign(strict.desk, case.id, by=FANG)


async def test_whoever_loses_a_role_while_away_takes_it_from_the_deputy(strict: Town) -> None:
    case = await agreed(strict)
    await away(strict, XU, deputy=FANG)
    await strict.desk.db.write(lambda tx: tx.officials.end_grants(XU, AT))

    with pytest.raises(Forbidden):
        await countersigning.countersign(strict.desk, case.id, by=FANG)


async def test_who_is_back_signs_and_the_deputy_no_more(strict: Town) -> None:
    case = await agreed(strict)
    absence = await away(strict, XU, deputy=FANG)
    strict.at = AT + timedelta(hours=1)

    ended = await absences.end_absence(strict.desk, absence.id, by=XU)
    with pytest.raises(Forbidden):
        await countersigning.countersign(strict.desk, case.id, by=FANG)
    signed = await countersigning.countersign(strict.desk, case.id, by=XU)

    assert (ended.until, signed.state) == (strict.at, State.APPROVED)


async def test_an_absence_ends_once(strict: Town) -> None:
    absence = await away(strict, XU, deputy=None)
    await absences.end_absence(strict.desk, absence.id, by=XU)

    with pytest.raises(WrongState):
        await absences.end_absence(strict.desk, absence.id, by=XU)


@pytest.mark.parametrize(
    ("begins", "ends", "deputy", "field"),
    [
        (2, 2, None, "until"),
        (3, 2, None, "until"),
        (1, 400, None, "until"),
        (-3, -1, None, "until"),
        (1, 2, XU, "deputy"),
        (1, 2, OfficialId("nobody"), "deputy"),
        (1, 2, OfficialId("elsewhere"), "deputy"),
        (11, 12, ZHOU, "deputy"),
        (5, 7, None, "since"),
    ],
)
async def test_days_and_deputies_that_cannot_be_are_refused(
    strict: Town, begins: int, ends: int, deputy: OfficialId | None, field: str
) -> None:
    await strict.appointed(an_official(OfficialId("elsewhere"), Role.APPROVER, office="lanjiang"))
    for who, first in ((XU, 6), (ZHOU, 10)):
        leave = Leave(who, AT + first * DAY, AT + (first + 3) * DAY)
        await absences.note_absence(strict.desk, leave, by=who)
    leave = Leave(XU, AT + begins * DAY, AT + ends * DAY, deputy)

    with pytest.raises(Validation) as refused:
        await absences.note_absence(strict.desk, leave, by=XU)

    assert refused.value.facts["field"] == field


async def test_a_supervisor_notes_for_others_and_nobody_else_does(strict: Town) -> None:
    leave = Leave(ZHOU, AT, AT + DAY, FANG)

    with pytest.raises(Forbidden):
        await absences.note_absence(strict.desk, leave, by=FANG)
    noted = await absences.note_absence(strict.desk, leave, by=XU)

    assert (noted.official, noted.noted_by) == (ZHOU, XU)


async def test_the_roster_shows_who_is_away_at_ones_own_offices(strict: Town) -> None:
    stranger = an_official(OfficialId("elsewhere"), Role.APPROVER, office="lanjiang")
    await strict.appointed(stranger)
    await away(strict, ZHOU, deputy=FANG)

    here = await absences.absences_of(strict.desk, by=FANG)
    there = await absences.absences_of(strict.desk, by=stranger.id)

    assert [(each.who, each.deputy, each.mine) for each in here.away] == [("周敏", "方青", False)]
    assert [each.id for each in here.absentees] == [FANG]
    assert there.away == ()


async def test_when_somebody_goes_or_is_back_the_cards_are_owed(strict: Town) -> None:
    case = await agreed(strict)
    absence = await away(strict, XU, deputy=FANG)
    before = (await strict.owed()).count("card")

    job = Job("job", "stand-in", f"absence/{absence.id}", {"absence": absence.id})
    await standing_in.stand_in(strict.desk, job)

    assert (await strict.owed()).count("card") == before + 1
    assert (await strict.case(case.id)).version == case.version
