"""A TCP proxy that does to what passes, in either direction, what a bad line does, by seed."""

import asyncio
import random
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

PIECE = 64 * 1024
DELAY_S = 0.15
JUNK = 24  # bytes in a row that no text in UTF-8 has
_AT_ONCE = struct.pack("ii", 1, 0)  # linger: a reset instead of a farewell


class Weather(StrEnum):
    """What may happen to a piece that passes."""

    DELAY = "delay"
    CUT = "cut"  # half of it, then a farewell to both sides
    GARBAGE = "garbage"  # some of it overwritten
    RESET = "reset"  # nothing of it, and both sides are reset


class FaultProxy:
    """One address in front of another.

    Attributes:
        rate: How likely it is that something happens to a piece; 0: it is calm.
        struck: What happened how often, by direction: `up/cut` on the way to whoever is asked.
    """

    def __init__(self, port: int, seed: str) -> None:
        self.rate = 0.0
        self.struck: Counter[str] = Counter()
        self._port = port
        self._chance = random.Random(seed)  # noqa: S311 - dice, not secrets
        self._lines: set[asyncio.Task[None]] = set()

    async def serve(self, near: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        """Stand between one client and the address behind."""
        task = asyncio.current_task()
        if task is not None:
            self._lines.add(task)
            task.add_done_callback(self._lines.discard)
        far, there = await asyncio.open_connection("127.0.0.1", self._port)
        up = asyncio.create_task(self._pump(near, there, "up"))
        down = asyncio.create_task(self._pump(far, out, "down"))
        try:
            await asyncio.wait((up, down), return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (up, down):
                each.cancel()
            await asyncio.gather(up, down, return_exceptions=True)
            for writer in (out, there):
                writer.close()

    async def stop(self) -> None:
        """Let go of whoever is connected."""
        for each in list(self._lines):
            each.cancel()
        await asyncio.gather(*self._lines, return_exceptions=True)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: str
    ) -> None:
        try:
            while piece := await reader.read(PIECE):
                if not await self._passed(piece, writer, way):
                    return
        except OSError:
            return  # the other side has gone

    async def _passed(self, piece: bytes, writer: asyncio.StreamWriter, way: str) -> bool:
        """Pass a piece on, as the weather will have it; say whether the line still stands."""
        stands = True
        if self._chance.random() < self.rate:
            weather = self._chance.choice(list(Weather))
            self.struck[f"{way}/{weather}"] += 1
            if weather is Weather.RESET:
                _reset(writer)
                return False
            if weather is Weather.DELAY:
                await asyncio.sleep(self._chance.random() * DELAY_S)
            if weather is Weather.GARBAGE:
                piece = self._spoilt(piece)
            if weather is Weather.CUT:
                piece, stands = piece[: len(piece) // 2], False
        writer.write(piece)
        await writer.drain()
        return stands

    def _spoilt(self, piece: bytes) -> bytes:
        at = self._chance.randrange(len(piece))
        return piece[:at] + b"\xff\xfe" * (JUNK // 2) + piece[at + JUNK :]


def _reset(writer: asyncio.StreamWriter) -> None:
    line = writer.get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    writer.transport.abort()


@asynccontextmanager
async def fault_proxy(port: int, seed: str) -> AsyncIterator[tuple[FaultProxy, str]]:
    """A proxy in front of a port of this machine, and its own address."""
    proxy = FaultProxy(port, seed)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    try:
        yield proxy, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await proxy.stop()
        await server.wait_closed()
