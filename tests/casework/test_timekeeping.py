"""A clock that is put back or leaps: nothing is backdated, and nothing ends by mistake."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.timekeeping import BELIEVED_S, MARK, Timepiece, begin, keeping_time, mark
from domain.errors import Overloaded
from tests.support.desks import Town, opened_town

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FORTY = timedelta(days=40)


@dataclass
class Machine:
    """A machine whose wall clock anybody may set."""

    wall: datetime = NOON
    s: float = 0.0

    def passes(self, span: timedelta) -> None:
        self.wall += span
        self.s += span.total_seconds()

    def piece(self) -> Timepiece:
        return Timepiece(lambda: self.wall, lambda: self.s)


@dataclass
class Timed:
    """A town whose time is kept."""

    town: Town
    machine: Machine = field(default_factory=Machine)


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Timed]:
    async with opened_town(tmp_path) as town:
        yield Timed(town)


def test_time_goes_on_as_the_machine_has_it() -> None:
    machine = Machine()
    piece = machine.piece()

    machine.passes(timedelta(hours=3))

    assert (piece.now(), piece.doubt()) == (NOON + timedelta(hours=3), "")


def test_a_clock_that_is_put_back_a_little_waits() -> None:
    machine = Machine()
    piece = machine.piece()
    piece.now()

    machine.wall -= timedelta(seconds=40)

    assert (piece.now(), piece.doubt()) == (NOON, "")


def test_a_clock_that_is_put_back_lets_nothing_be_written_until_it_is_right_again() -> None:
    machine = Machine()
    piece = machine.piece()
    piece.now()

    machine.wall -= timedelta(days=2)
    behind, at = piece.doubt(), piece.now()
    with pytest.raises(Overloaded) as refused:
        piece.check()
    machine.passes(timedelta(minutes=5))
    machine.wall += timedelta(days=2)

    assert (behind, at) == ("behind", NOON)
    assert refused.value.facts["why"] == "clock"
    assert piece.doubt() == ""
    piece.check()


def test_after_a_leap_what_time_alone_does_waits_for_an_hour() -> None:
    machine = Machine()
    piece = machine.piece()

    machine.wall += FORTY
    doubts = [piece.doubt()]
    piece.check()  # what people do goes on
    machine.passes(timedelta(seconds=BELIEVED_S - 1))
    doubts.append(piece.doubt())
    machine.passes(timedelta(seconds=1))
    doubts.append(piece.doubt())

    assert doubts == ["leapt", "leapt", ""]


def test_a_leap_that_is_taken_back_leaves_no_trace() -> None:
    machine = Machine()
    piece = machine.piece()
    machine.wall += FORTY
    piece.now()

    machine.passes(timedelta(minutes=5))
    machine.wall -= FORTY

    assert (piece.doubt(), piece.now()) == ("", NOON + timedelta(minutes=5))


def test_nine_minutes_are_no_leap() -> None:
    machine = Machine()
    piece = machine.piece()

    machine.wall += timedelta(minutes=9)

    assert piece.doubt() == ""


def test_who_was_away_for_more_than_a_day_is_not_sure_at_first() -> None:
    short, long = Machine().piece(), Machine().piece()

    short.begin(NOON - timedelta(hours=20), confirmed=None)
    long.begin(NOON - FORTY, confirmed=None)

    assert (short.doubt(), long.doubt()) == ("", "leapt")


@pytest.mark.parametrize("served", [NOON - FORTY, NOON + FORTY])
def test_an_operator_vouches_for_today(served: datetime) -> None:
    today, yesterday = Machine().piece(), Machine().piece()

    today.begin(served, confirmed=date(2026, 11, 24))
    yesterday.begin(served, confirmed=date(2026, 11, 23))

    assert (today.doubt(), today.now()) == ("", NOON)
    assert yesterday.doubt() != ""


@given(st.lists(st.tuples(st.integers(0, 3600), st.integers(-200_000, 500))))
def test_time_never_runs_backwards(steps: list[tuple[int, int]]) -> None:
    machine = Machine()
    piece = machine.piece()
    told = [piece.now()]

    for passes, put in steps:
        machine.passes(timedelta(seconds=passes))
        machine.wall += timedelta(seconds=put)
        told.append(piece.now())

    assert told == sorted(told)


async def test_the_latest_moment_outlives_the_process(timed: Timed) -> None:
    desk, machine = timed.town.desk, timed.machine
    await mark(desk, machine.piece())
    machine.wall -= timedelta(days=2)
    restarted = machine.piece()

    await begin(desk.db, restarted, confirmed=None)

    assert restarted.doubt() == "behind"


async def test_a_confirmed_clock_may_stand_before_it(timed: Timed) -> None:
    desk, machine = timed.town.desk, timed.machine
    await mark(desk, machine.piece())
    machine.wall -= timedelta(days=2)
    restarted = machine.piece()

    await begin(desk.db, restarted, confirmed=date(2026, 11, 22))

    assert restarted.doubt() == ""
    assert await desk.db.read(lambda tx: tx.clocks.mark(MARK)) == machine.wall


async def test_while_the_clock_is_behind_nothing_is_written_at_all(timed: Timed) -> None:
    town, machine = timed.town, timed.machine
    piece = machine.piece()
    desk = replace(town.desk, clock=piece.now, doubt=piece.doubt)
    async with keeping_time(desk, piece):
        case = await town.submitted()
        machine.wall -= timedelta(days=2)

        with pytest.raises(Overloaded):
            await desk.db.write(lambda tx: tx.applications.save(case))

        assert (await town.case(case.id)).version == case.version
        machine.wall += timedelta(days=2)
        await desk.db.write(lambda tx: tx.applications.save(case))
        assert (await town.case(case.id)).version == case.version + 1


async def test_what_a_leap_put_off_is_due_again_when_it_is_taken_back(timed: Timed) -> None:
    desk, machine = timed.town.desk, timed.machine
    piece = machine.piece()
    put = machine.wall + FORTY
    await desk.db.write(lambda tx: tx.outbox.put("prove", lane="a", at=put))
    await desk.db.write(
        lambda tx: tx.outbox.put("clock", lane="b", at=machine.wall, not_before=put)
    )

    await mark(desk, piece)

    jobs = await desk.db.write(
        lambda tx: tx.outbox.claim(machine.wall, limit=9, lease=timedelta(seconds=60))
    )
    assert [job.topic for job in jobs] == ["prove"]


async def test_a_doubted_moment_is_not_kept(timed: Timed) -> None:
    desk, machine = timed.town.desk, timed.machine
    piece = machine.piece()
    await mark(desk, piece)
    machine.wall += FORTY

    await mark(desk, piece)

    assert await desk.db.read(lambda tx: tx.clocks.mark(MARK)) == NOON
