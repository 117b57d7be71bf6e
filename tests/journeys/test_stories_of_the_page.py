"""The stories of the page, played through by the player against the real product."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sandbox.play import Play
from sandbox.player import STOPPED, Player
from tests.journeys.stagecraft import Stage

SHORT = {
    "whole": "查验页说：有效",
    "returned": "其余的没有重填",
    "race": "办好的通知 1 条",
    "repeated": "推了 50 次，只办了一次",
    "revoked": "撤销后：已撤销",
    "verified": "由派出所的人答",
    "second": "查验页说：有效",
    "promised": "最后仍由人决定",
}


@pytest.fixture
async def player(stage: Stage) -> AsyncIterator[Player]:
    player = Player(stage.sim)
    yield player
    await player.stop()


async def outcome(player: Player, name: str) -> str:
    await player.begin(name, pace=0)
    async with asyncio.timeout(60):
        await player.finished()
    return str(player.shown()["play"]["outcome"])


@pytest.mark.slow
@pytest.mark.parametrize("name", SHORT)
async def test_a_story_plays_to_its_end_twice_and_leaves_no_trouble(
    player: Player, name: str
) -> None:
    first = await outcome(player, name)
    again = await outcome(player, name)

    assert SHORT[name] in first
    assert SHORT[name] in again
    assert {step["state"] for step in player.shown()["play"]["steps"]} == {"done"}
    assert player.sim.faults.listed() == []


@pytest.mark.slow
async def test_the_story_of_the_silent_register_ends_well(player: Player) -> None:
    said = await outcome(player, "silent")

    assert said == "没有人因为登记不答复而被说“没有”"


async def test_a_story_that_is_stopped_calms_what_it_stirred_up(player: Player) -> None:
    await player.begin("outage", pace=0)
    await Play(player.sim, "", 0).until(player.sim.faults.listed, "the outage")
    await player.stop()

    assert not player.running
    assert player.sim.faults.listed() == []
    assert player.shown()["play"]["outcome"] == STOPPED


async def test_a_story_that_gets_no_answer_says_what_it_waited_for(player: Player) -> None:
    player.sim.product = "http://127.0.0.1:9"

    said = await outcome(player, "whole")

    assert said.startswith("产品没有认")
    assert player.shown()["play"]["steps"][-1]["state"] == "failed"
