import pytest

from sandbox.clock import Clock
from sandbox.errors import PlatformError
from sandbox.tokens import OneTime, TokenShop


@pytest.fixture
def clock() -> Clock:
    return Clock(lambda: 1_795_000_000.0)


@pytest.fixture
def shop(clock: Clock) -> TokenShop:
    return TokenShop(clock)


def test_the_stable_token_stays_the_same_until_its_last_five_minutes(
    shop: TokenShop, clock: Clock
) -> None:
    first, _ = shop.steady()
    clock.advance(6800)
    same, left = shop.steady()
    clock.advance(101)
    renewed, _ = shop.steady()

    assert same == first
    assert left == 400
    assert renewed != first


def test_two_tokens_are_valid_in_the_overlap_and_one_after_it(
    shop: TokenShop, clock: Clock
) -> None:
    first, _ = shop.steady()
    clock.advance(7000)
    second, _ = shop.steady()
    both = shop.valid(first), shop.valid(second)
    clock.advance(201)

    assert both == (True, True)
    assert (shop.valid(first), shop.valid(second)) == (False, True)
    assert shop.knows(first)


def test_a_renewed_token_ends_the_one_before_after_five_minutes(
    shop: TokenShop, clock: Clock
) -> None:
    first, _ = shop.renewed()
    shop.renewed()
    clock.advance(299)
    still = shop.valid(first)
    clock.advance(2)

    assert still
    assert not shop.valid(first)


def test_a_forced_refresh_ends_the_old_token_at_once(shop: TokenShop) -> None:
    first, _ = shop.steady()

    second, _ = shop.forced()

    assert not shop.knows(first)
    assert shop.valid(second)


def test_forcing_is_limited_by_the_half_minute_and_by_the_day(
    shop: TokenShop, clock: Clock
) -> None:
    shop.forced()
    with pytest.raises(PlatformError) as hasty:
        shop.forced()
    for _ in range(19):
        clock.advance(31)
        shop.forced()
    clock.advance(31)

    with pytest.raises(PlatformError) as often:
        shop.forced()

    assert (hasty.value.code, often.value.code) == (45011, 45009)


def test_fetches_are_counted(shop: TokenShop) -> None:
    shop.steady()
    shop.steady()
    shop.renewed()

    assert shop.fetches == 3


def test_a_code_works_once(clock: Clock) -> None:
    codes = OneTime[str](clock)
    code = codes.issue("somebody")

    first = codes.redeem(code)
    with pytest.raises(PlatformError) as again:
        codes.redeem(code)

    assert first == "somebody"
    assert again.value.code == 40163


def test_a_code_is_too_old_after_five_minutes(clock: Clock) -> None:
    codes = OneTime[str](clock)
    code = codes.issue("somebody")
    clock.advance(300)

    with pytest.raises(PlatformError) as late:
        codes.redeem(code)

    assert late.value.code == 40029


def test_an_invented_code_is_invalid(clock: Clock) -> None:
    with pytest.raises(PlatformError) as invented:
        OneTime[str](clock).redeem("invented")

    assert invented.value.code == 40029
