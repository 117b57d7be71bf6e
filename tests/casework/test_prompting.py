"""Who is told that time runs out, and where the case is stuck."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from casework import handing_over
from casework.prompting import Prompt, prompt_due
from domain.application import Application, ApplicationId
from domain.beats import Beat
from domain.office import OfficeId, OfficialId, Role
from domain.states import State
from domain.verification import Turn, Verification, VerificationId
from tests.support.desks import AT, XU, ZHOU, Town, an_official
from tests.support.two import FANG, a_strict_town, agreed, under_review


@pytest.fixture
async def strict(town: Town) -> Town:
    return await a_strict_town(town)


async def prompted(town: Town, case: ApplicationId, what: Beat) -> Prompt | None:
    due = (await town.case(case)).due_at
    return await prompt_due(town.desk, case, what=what, due=due.isoformat() if due else "")


def asked(case: Application) -> Verification:
    """A question to the police that is not answered yet."""
    who: Mapping[str, str] = {"name": "陈国樑"}
    return Verification(
        id=VerificationId("v-1"),
        number="HY-20261124-0001",
        case=case.id,
        proof="kinship",
        asker=OfficeId("youbu"),
        asked_by=ZHOU,
        owner=OfficeId("police-youbu"),
        subject=who,
        question="是否登记为父女？",
        purpose="亲属关系证明",
        ground="consent",
        turn=Turn.ASKED,
        created_at=AT,
        asked_at=AT,
    )


async def test_at_half_time_everybody_on_duty_is_told(strict: Town) -> None:
    case = await under_review(strict)

    told = await prompted(strict, case.id, Beat.HALF)

    assert told is not None
    assert told.officials == (FANG, XU, ZHOU)
    assert told.text.startswith("0001 亲属关系证明：时限过半，还剩 ")
    assert "现在：方青、徐立群、周敏。" in told.text


async def test_whose_own_it_is_is_told_and_once_it_is_late_who_supervises(strict: Town) -> None:
    case = await under_review(strict)
    await handing_over.hand_over(strict.desk, case.id, by=ZHOU, to=FANG)

    half = await prompted(strict, case.id, Beat.HALF)
    late = await prompted(strict, case.id, Beat.OVERDUE)

    assert half is not None
    assert late is not None
    assert half.officials == (FANG,)
    assert late.officials == (FANG, XU)
    assert "到期，未办。现在：方青。请今天办" in late.text


async def test_the_second_official_is_told_and_not_the_first(strict: Town) -> None:
    case = await agreed(strict)

    told = await prompted(strict, case.id, Beat.HALF)

    assert told is not None
    assert told.officials == (XU,)


async def test_who_owes_an_answer_is_named(strict: Town) -> None:
    case = await under_review(strict)
    await strict.desk.db.write(lambda tx: tx.verifications.add(asked(case)))

    half = await prompted(strict, case.id, Beat.HALF)
    late = await prompted(strict, case.id, Beat.OVERDUE)

    owner = strict.desk.catalogue.office(OfficeId("police-youbu")).short
    assert half is not None
    assert late is not None
    assert f"问{owner}的那一句还没答。" in half.text
    assert f"卡在{owner}未答。" in late.text


async def test_whom_it_concerns_is_not_told(strict: Town) -> None:
    case = await under_review(strict)
    kin = replace(an_official(OfficialId("uncle"), Role.SUPERVISOR), kin=frozenset(case.parties))
    await strict.appointed(kin)

    told = await prompted(strict, case.id, Beat.OVERDUE)

    assert told is not None
    assert OfficialId("uncle") not in told.officials


async def test_nobody_is_told_of_what_has_moved_or_ended(strict: Town) -> None:
    case = await under_review(strict)
    moved = await prompt_due(strict.desk, case.id, what=Beat.HALF, due=AT.isoformat())
    back = replace(case, state=State.WITHDRAWN)
    await strict.desk.db.write(lambda tx: tx.applications.save(back))

    assert moved is None
    assert await prompted(strict, case.id, Beat.HALF) is None
