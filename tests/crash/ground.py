"""The processes: the stand-in, which lives through it all, and the product, which does not."""

import asyncio
import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from sandbox.settings import bases, fresh_env

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 40.0
Facts = dict[str, Any]


class WouldNotStart(Exception):
    """A process did not come up; the text says which."""


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Ground:
    """One folder with a database, one stand-in, and a product that is started again and again.

    Attributes:
        kills: How often the product was killed.
    """

    folder: Path
    http: aiohttp.ClientSession
    product_port: int = field(default_factory=free_port)
    standin_port: int = field(default_factory=free_port)
    kills: int = 0
    env: dict[str, str] = field(default_factory=dict)
    product: asyncio.subprocess.Process | None = None
    standin: asyncio.subprocess.Process | None = None

    @property
    def database(self) -> Path:
        """The product's database."""
        return self.folder / "lane.db"

    @property
    def objects(self) -> Path:
        """The product's object store."""
        return self.folder / "objects"

    @property
    def master_key(self) -> Path:
        """The product's master key."""
        return self.folder / "master.key"

    @property
    def url(self) -> str:
        """Where the product listens."""
        return f"http://127.0.0.1:{self.product_port}"

    @property
    def standin_url(self) -> str:
        """Where the stand-in listens."""
        return f"http://127.0.0.1:{self.standin_port}"

    async def prepare(self) -> None:
        """Start the stand-in, and appoint its officials at the product."""
        self.env = {**os.environ, **fresh_env(), **bases(self.standin_url), **self._places()}
        port = str(self.standin_port)
        self.standin = await self._start("-m", "sandbox", "--port", port, "--product", self.url)
        await self._await(f"{self.standin_url}/_sim/state", self.standin)
        listed = await self._output("-m", "sandbox.residents", "--officials-toml")
        file = self.folder / "officials.toml"
        file.write_bytes(listed)
        await self._output("run.py", "officials", str(file))

    async def residents(self) -> bytes:
        """Return the invented population as JSON."""
        return await self._output("-m", "sandbox.residents", "--json")

    async def serve(self) -> None:
        """Start the product, and return when it is ready."""
        self.product = await self._start("run.py", "serve")
        await self._await(f"{self.url}/readyz", self.product)

    async def kill(self) -> None:
        """Kill the product without warning."""
        if self.product is not None and self.product.returncode is None:
            self.product.send_signal(signal.SIGKILL)
            await self.product.wait()
            self.kills += 1

    async def stop(self) -> int:
        """Ask the product to end, and return its exit code."""
        if self.product is None:
            return 0
        if self.product.returncode is None:
            self.product.terminate()
        return await self.product.wait()

    async def close(self) -> None:
        """End whatever still runs."""
        for process in (self.product, self.standin):
            if process is not None and process.returncode is None:
                process.kill()
                await process.wait()

    async def order(self, verb: str, **asked: Any) -> Facts:
        """Give the stand-in an order: say, tap, enrol and the like."""
        async with self.http.post(f"{self.standin_url}/_sim/{verb}", json=asked) as response:
            answer: Facts = await response.json()
            return answer if isinstance(answer, dict) else {"answer": answer}

    async def look(self, what: str, **query: str) -> Facts:
        """Look at what the stand-in shows."""
        address = f"{self.standin_url}/_sim/{what}"
        async with self.http.get(address, params=query) as response:
            shown: Facts = await response.json()
            return shown

    def log(self) -> str:
        """Return what the product has written."""
        path = self.folder / "product.log"
        return path.read_text("utf-8") if path.exists() else ""

    def _places(self) -> dict[str, str]:
        return {
            "LANE_ENV": "demo",
            "LANE_BIND": f"127.0.0.1:{self.product_port}",
            "LANE_PUBLIC_URL": self.url,
            "LANE_DATABASE_URL": f"sqlite:///{self.database}",
            "LANE_OBJECTS_URL": f"file:///{self.objects}",
            "LANE_MASTER_KEY_FILE": str(self.master_key),
            "LANE_AUTHORITY_FOLDER": str(self.folder / "authority"),
        }

    async def _start(self, *arguments: str) -> asyncio.subprocess.Process:
        name = "product" if arguments[0] == "run.py" else "standin"
        with (self.folder / f"{name}.log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, *arguments, cwd=ROOT, env=self.env, stdout=log, stderr=log
            )

    async def _output(self, *arguments: str) -> bytes:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, cwd=ROOT, env=self.env, stdout=asyncio.subprocess.PIPE
        )
        output, _ = await process.communicate()
        if process.returncode != 0:
            raise WouldNotStart(" ".join(arguments[:2]))
        return output

    async def _await(self, url: str, process: asyncio.subprocess.Process) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_S
        while loop.time() < until and process.returncode is None:
            try:
                async with self.http.get(url) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.05)
        raise WouldNotStart(url)
