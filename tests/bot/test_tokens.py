import asyncio
import gc
from typing import Any

from bot.tokens import Tokens


class Source:
    """Hands out the same string for ever, as the platform may."""

    def __init__(self, lifetime_s: float = 7200) -> None:
        self.lifetime_s = lifetime_s
        self.fetched = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.fault: Exception | None = None

    async def fetch(self) -> tuple[str, float]:
        self.fetched += 1
        await self.gate.wait()
        if self.fault:
            raise self.fault
        return "same", self.lifetime_s


async def test_a_token_is_used_until_shortly_before_its_end() -> None:
    source, now = Source(), [0.0]
    tokens = Tokens(source.fetch, lambda: now[0])

    first = await tokens.current()
    now[0] = 7139.0
    second = await tokens.current()
    now[0] = 7140.0
    third = await tokens.current()

    assert [each.generation for each in (first, second, third)] == [1, 1, 2]


async def test_a_short_lived_token_is_used_for_most_of_its_life() -> None:
    source, now = Source(lifetime_s=10), [0.0]
    tokens = Tokens(source.fetch, lambda: now[0])

    first = await tokens.current()
    now[0] = 8.9
    second = await tokens.current()
    now[0] = 9.0
    third = await tokens.current()

    assert [each.generation for each in (first, second, third)] == [1, 1, 2]


async def test_a_refused_generation_is_replaced_once_though_the_string_stays() -> None:
    source = Source()
    tokens = Tokens(source.fetch, lambda: 0.0)
    first = await tokens.current()

    later = await asyncio.gather(*(tokens.current(after=first.generation) for _ in range(50)))
    late = await tokens.current(after=first.generation)

    assert {each.generation for each in [*later, late]} == {2}
    assert source.fetched == 2


async def test_one_who_gives_up_does_not_take_the_token_from_the_rest() -> None:
    source = Source()
    source.gate.clear()
    tokens = Tokens(source.fetch, lambda: 0.0)
    impatient, patient = (asyncio.create_task(tokens.current()) for _ in range(2))
    await asyncio.sleep(0)

    impatient.cancel()
    source.gate.set()

    assert (await patient).value == "same"
    assert source.fetched == 1


async def test_a_failure_is_everybodys_and_the_next_call_tries_again() -> None:
    source = Source()
    source.fault = ConnectionError()
    tokens = Tokens(source.fetch, lambda: 0.0)

    failed = await asyncio.gather(*(tokens.current() for _ in range(5)), return_exceptions=True)
    source.fault = None
    token = await tokens.current()

    assert all(isinstance(each, ConnectionError) for each in failed)
    assert (token.generation, source.fetched) == (1, 2)


async def test_a_failure_that_nobody_waits_for_makes_no_noise() -> None:
    noise: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: noise.append(context))
    source = Source()
    source.fault = ConnectionError()
    tokens = Tokens(source.fetch, lambda: 0.0)
    alone = asyncio.create_task(tokens.current())
    await asyncio.sleep(0)

    alone.cancel()
    await asyncio.wait([alone])
    await asyncio.wait(asyncio.all_tasks() - {asyncio.current_task()} or [alone])
    await asyncio.sleep(0)
    gc.collect()

    assert (source.fetched, noise) == (1, [])


async def test_the_repr_of_a_token_hides_it() -> None:
    token = await Tokens(Source().fetch, lambda: 0.0).current()

    assert "same" not in repr(token)
