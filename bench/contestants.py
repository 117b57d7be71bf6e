"""The contestants of the callback benchmark: processes on a port, ready to be asked."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.settings import bases, fresh_env
from templates.environment import Words

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers.txt"
NOBODY = "http://127.0.0.1:9"  # the platform is dead, and a greeting needs nobody
ASKED = "帮助"
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Contestant:
    """One process that answers callbacks."""

    name: str
    port: int
    pid: int


class WouldNotStart(Exception):
    """A contestant did not open its door."""


def environment(database_url: str, folder: Path) -> dict[str, str]:
    """What all contestants and the load are told: fresh secrets, the question, the answer."""
    return {
        **os.environ,
        **fresh_env(),
        **bases(NOBODY),
        "LANE_ENV": "demo",
        "LANE_DATABASE_URL": database_url,
        "LANE_OBJECTS_URL": f"file:///{folder}/objects",
        "LANE_MASTER_KEY_FILE": f"{folder}/master.key",
        "LANE_AUTHORITY_FOLDER": f"{folder}/authority",
        "BENCH_ASKED": ASKED,
        "BENCH_REPLY": Words().say("citizen/help"),
    }


def peers_python(folder: Path = ROOT / "var" / "bench-venv") -> str:
    """The peers' own Python; made at first use, and again when the list has changed."""
    python, made = str(folder / "bin" / "python"), folder / "peers.txt"
    if not made.exists() or made.read_text() != PEERS.read_text():
        pip = [python, "-m", "pip", "install", "-q", "-r", str(PEERS)]
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)  # noqa: S603 - our own
        subprocess.run(pip, check=True)  # noqa: S603 - our own list
        made.write_text(PEERS.read_text())
    return python


@asynccontextmanager
async def playing(
    name: str, command: list[str], env: Mapping[str, str], log: Path
) -> AsyncIterator[Contestant]:
    """A contestant that listens; stopped afterwards.

    Args:
        name: What it is called.
        command: Starts it; `{port}` stands for where it is to listen.
        env: Its environment; `LANE_BIND` is added.
        log: Where its lines go.

    Raises:
        WouldNotStart: It did not listen in time.
    """
    port = _a_port()
    with log.open("wb") as lines:
        process = await asyncio.create_subprocess_exec(
            *(part.replace("{port}", str(port)) for part in command),
            cwd=ROOT,
            env={**env, "LANE_BIND": f"127.0.0.1:{port}"},
            stdout=lines,
            stderr=lines,
        )
        pin(process.pid, last=True)
        try:
            await _listening(process, port, name)
            yield Contestant(name, port, process.pid)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


def pin(pid: int, *, last: bool) -> None:
    """Keep a process on the last of our cores, or on the first.

    Contestants share one core and the load has another: threads that fight for one interpreter
    across cores cost up to three times as much, now and then, and we want no such victory.
    """
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(pid, {cores[-1] if last else cores[0]})


def _a_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def _listening(process: asyncio.subprocess.Process, port: int, name: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.returncode is None:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise WouldNotStart(name)
