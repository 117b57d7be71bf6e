from datetime import UTC, datetime

import pytest

from bot.platform import (
    POLICIES,
    Action,
    First,
    PlatformError,
    PlatformUnreachable,
    Wait,
    not_before,
    policy,
)

DOCUMENTED = {
    *(-1, 40001, 40014, 42001, 40003, 40029, 40163, 40037, 40164, 60020, 40226, 41030, 42014),
    *(43004, 43101, 43104, 45009, 45011, 45015, 45047, 47001, 47003, 48001, 81013, 87009, 87014),
}


def test_every_documented_code_has_its_place() -> None:
    assert set(POLICIES) >= DOCUMENTED


def test_every_action_and_every_wait_is_used_by_some_code() -> None:
    assert {each.action for each in POLICIES.values()} | {Action.UNKNOWN} == set(Action)
    assert {each.wait for each in POLICIES.values()} == set(Wait)
    assert {each.first for each in POLICIES.values()} == set(First)


def test_an_unknown_code_is_kept_with_its_number() -> None:
    error = PlatformError(61500, "cgi-bin/message/send")

    assert (error.errcode, error.action) == (61500, Action.UNKNOWN)
    assert str(error) == "cgi-bin/message/send: 61500"
    assert policy(61500).first is First.NOTHING


@pytest.mark.parametrize(
    ("wait", "moment"),
    [
        (Wait.NONE, datetime(2026, 11, 24, 15, 59, tzinfo=UTC)),
        (Wait.MINUTE, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
        (Wait.NEXT_DAY, datetime(2026, 11, 24, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_later_attempt_has_its_moment(wait: Wait, moment: datetime) -> None:
    now = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # 23:59 in Lanxi

    assert not_before(wait, now) == moment


def test_just_after_midnight_the_next_day_is_a_day_away() -> None:
    now = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)

    assert not_before(Wait.NEXT_DAY, now) == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def test_unreachable_says_where_and_why() -> None:
    unreachable = PlatformUnreachable("cgi-bin/gettoken", "timeout")

    assert str(unreachable) == "cgi-bin/gettoken: timeout"
