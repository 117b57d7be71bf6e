"""In whose hands a case lies, and how long they may take."""

from datetime import timedelta

from casework import deciding
from casework.holding import HOLDS, Holder, whose_turn
from domain.application import Ask
from domain.states import UNDER_WAY, State
from tests.support.desks import ZHOU, Town

ASKS = (Ask("use_unit", "单位名称不全。"),)


def test_somebody_holds_every_case_that_is_under_way() -> None:
    assert set(HOLDS) == UNDER_WAY | {State.DRAFT}


async def test_hours_are_counted_down_while_the_office_works(town: Town) -> None:
    case = await town.reviewed()  # on a Tuesday, at two in the afternoon

    now = whose_turn(town.desk, case, at=town.at)
    at_night = whose_turn(town.desk, case, at=town.at + timedelta(hours=10))
    over = whose_turn(town.desk, case, at=town.at + timedelta(days=30))

    assert now.holder is Holder.OFFICE
    assert now.hours_left is not None
    assert at_night.hours_left == now.hours_left - 3  # half an hour more than three have passed
    assert over.hours_left == 0


async def test_nobody_is_hurried_while_the_citizen_corrects(town: Town) -> None:
    case = await town.reviewed()

    back = await deciding.send_back(town.desk, case.id, by=ZHOU, asks=ASKS)

    turn = whose_turn(town.desk, back, at=town.at)
    assert (turn.holder, turn.hours_left) == (Holder.CITIZEN, None)
