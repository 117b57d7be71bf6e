from datetime import UTC, datetime, timedelta

from bot.pace import Pace

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def test_nobody_is_sent_more_than_the_platform_delivers() -> None:
    pace = Pace(lambda: NOW, at_most=3)

    waits = [pace.wait(["zhoumin"]) for _ in range(4)]

    assert waits == [timedelta(0)] * 3 + [timedelta(minutes=1)]


def test_a_minute_later_there_is_room_again() -> None:
    now = [NOW]
    pace = Pace(lambda: now[0], at_most=1)

    first = pace.wait(["zhoumin"])
    now[0] += timedelta(seconds=59)
    second = pace.wait(["zhoumin"])
    now[0] += second
    third = pace.wait(["zhoumin"])

    assert (first, second, third) == (timedelta(0), timedelta(seconds=1), timedelta(0))


def test_one_full_chat_holds_the_card_back_for_all_and_counts_for_none() -> None:
    pace = Pace(lambda: NOW, at_most=1)
    pace.wait(["zhoumin"])

    held = pace.wait(["zhoumin", "xuliqun"])

    assert held == timedelta(minutes=1)
    assert pace.wait(["xuliqun"]) == timedelta(0)
