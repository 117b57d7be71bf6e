import pytest

from domain.errors import RateLimited
from handlers.route import Rate
from handlers.turnstile import Turnstile

THREE_A_MINUTE = Rate(3, 60)


def test_the_fourth_knock_in_a_minute_waits_for_the_first_to_be_forgotten() -> None:
    now = [100.0]
    turnstile = Turnstile(lambda: now[0])
    for _ in range(3):
        turnstile.pass_through("/v", "1.2.3.4", rate=THREE_A_MINUTE)

    now[0] += 20
    with pytest.raises(RateLimited) as refused:
        turnstile.pass_through("/v", "1.2.3.4", rate=THREE_A_MINUTE)

    assert refused.value.facts == {"wait_s": 40}


def test_a_refused_knock_does_not_prolong_the_wait() -> None:
    now = [100.0]
    turnstile = Turnstile(lambda: now[0])
    for _ in range(3):
        turnstile.pass_through("a", rate=THREE_A_MINUTE)
    now[0] += 59
    with pytest.raises(RateLimited):
        turnstile.pass_through("a", rate=THREE_A_MINUTE)

    now[0] += 1

    turnstile.pass_through("a", rate=THREE_A_MINUTE)


def test_one_persons_haste_is_nobody_elses_wait() -> None:
    turnstile = Turnstile(lambda: 100.0)
    for _ in range(3):
        turnstile.pass_through("/v", "1.2.3.4", rate=THREE_A_MINUTE)

    turnstile.pass_through("/v", "1.2.3.5", rate=THREE_A_MINUTE)
    turnstile.pass_through("/verify", "1.2.3.4", rate=THREE_A_MINUTE)


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    turnstile = Turnstile(lambda: 100.0, keys=10)

    for number in range(1000):
        turnstile.pass_through(str(number), rate=THREE_A_MINUTE)

    assert len(turnstile._knocks) == 10
