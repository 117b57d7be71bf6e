"""CPU time per callback: an encrypted text comes in, an encrypted answer goes out.

Every contestant is a process of its own and takes its turn in every round, with the same
requests; of each the median round counts, and of the ratios the median of the rounds' own, so
that whatever else the machine does meets both sides alike.  CPU time is the contestant's own,
user and system, all threads, as the kernel counted it.  Ours is the product as it is served:
every middleware, a log line a request, and one durable write (SQLite, synchronous=FULL) a
message.  The peers write nothing down.
"""

import asyncio
import json
import statistics
import sys
import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from operator import truediv
from pathlib import Path
from typing import Any

from bench.contestants import (
    ROOT,
    Contestant,
    WouldNotStart,
    environment,
    peers_python,
    pin,
    playing,
)

CLIENTS = 32
ROUNDS = 15
REQUESTS = 800
OURS = "ours"
PEERS = {
    "aiohttp_echo": "echo",
    "wechatpy_aiohttp": "wechatpy_aiohttp",
    "werobot": "werobot_waitress",
    "flask_wechatpy": "flask_wechatpy",
}


class WrongAnswers(Exception):
    """A contestant did not answer as asked; figures would mean nothing."""


class Load:
    """The process that asks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise WouldNotStart("load")
        self._process = process
        self._orders, self._answers = process.stdin, process.stdout

    @classmethod
    async def start(cls, python: str, env: Mapping[str, str]) -> "Load":
        """A load that waits for orders."""
        pipe = asyncio.subprocess.PIPE
        process = await asyncio.create_subprocess_exec(
            python, "-m", "bench.load", cwd=ROOT, env=dict(env), stdin=pipe, stdout=pipe
        )
        pin(process.pid, last=False)
        return cls(process)

    async def told(self, **order: Any) -> dict[str, float]:
        """What came of an order."""
        self._orders.write(json.dumps(order).encode() + b"\n")
        answer: dict[str, float] = json.loads(await self._answers.readline())
        return answer

    async def stop(self) -> None:
        """End it."""
        self._process.terminate()
        await self._process.wait()


async def run(
    *,
    database: str | None = None,
    rounds: int = ROUNDS,
    requests: int = REQUESTS,
) -> dict[str, float]:
    """Measure, and give the figures.

    Args:
        database: Where ours writes; None: a fresh SQLite file.
        rounds: How often each contestant takes its turn.
        requests: Messages a turn.
    """
    python = await asyncio.to_thread(peers_python)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        env = environment(database or f"sqlite:///{folder}/lane.db", folder)
        load = await Load.start(python, env)
        stack.push_async_callback(load.stop)
        commands = {OURS: [sys.executable, "run.py", "serve"]}
        for name, module in PEERS.items():
            commands[name] = [python, "-m", f"bench.peers.{module}", "{port}"]
        contestants = [
            await stack.enter_async_context(playing(name, command, env, folder / f"{name}.log"))
            for name, command in commands.items()
        ]
        return figures(await _take_turns(load, contestants, rounds, requests))


async def _take_turns(
    load: Load, contestants: list[Contestant], rounds: int, requests: int
) -> dict[str, list[tuple[float, float]]]:
    turns: dict[str, list[tuple[float, float]]] = {each.name: [] for each in contestants}
    for number in range(rounds + 1):
        await load.told(prepare=requests)
        for each in contestants:
            echo = each.name == "aiohttp_echo"
            told = await load.told(port=each.port, pid=each.pid, echo=echo)
            if told["wrong"]:
                raise WrongAnswers(f"{each.name}: {told['wrong']} of {requests}")
            if number:  # the first round warms everybody up
                turns[each.name].append(
                    (told["cpu_s"] / requests * 1e6, requests / told["seconds"])
                )
    return turns


def figures(turns: Mapping[str, list[tuple[float, float]]]) -> dict[str, float]:
    """The figures of all turns: each contestant's CPU µs and requests a second, turn by turn."""
    cpu = {name: [us for us, _ in each] for name, each in turns.items()}
    rate = {name: statistics.median(rps for _, rps in each) for name, each in turns.items()}
    return {
        **{f"{name}_cpu_us": round(statistics.median(us), 1) for name, us in cpu.items()},
        **{f"{name}_rps": round(rps) for name, rps in rate.items()},
        "ratio_cpu_to_werobot": _ratio(cpu[OURS], cpu["werobot"]),
        "ratio_cpu_to_echo": _ratio(cpu[OURS], cpu["aiohttp_echo"]),
        "clients": CLIENTS,
    }


def _ratio(ours: list[float], theirs: list[float]) -> float:
    each: list[float] = list(map(truediv, ours, theirs))
    return round(statistics.median(each), 3)
