"""Posts callbacks to the product: a deadline, re-sends with the same MsgId, and what is seen."""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.envelope import Door, Fields, Letter, Malformed, envelopes, to_xml
from sandbox.faults import Trouble
from sandbox.world import World

HELD_S = 10.0
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"


@dataclass(frozen=True)
class Answer:
    """What came back on one posting.

    Attributes:
        status: HTTP status; 0 when nothing came in time.
        body: As it was sent.
        ms: How long it took.
    """

    status: int
    body: str
    ms: float

    def arrived(self, door: Door) -> bool:
        """Return whether the platform holds it for an answer, and does not send again."""
        return self.status == 200 if door is Door.WECOM else 0 < self.status < 500


@dataclass(frozen=True)
class Outcome:
    """What became of one callback.

    Attributes:
        reply: The passive reply's fields, decrypted; None when there is nothing to show.
        understood: False when no answer came, or none that the platform understands.
        answers: Every answer, one for each posting.
    """

    reply: Fields | None
    understood: bool
    answers: tuple[Answer, ...]


class Pusher:
    """Posts callbacks to the product, as the platform does."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._envelopes = envelopes(world.settings)
        self._session: ClientSession | None = None
        self._overtaken = asyncio.Event()
        self.last: dict[Door, Letter] = {}

    @property
    def session(self) -> ClientSession:
        """The HTTP client; opened with the application."""
        if self._session is None:
            self._session = ClientSession(timeout=ClientTimeout(total=None))
        return self._session

    async def close(self) -> None:
        """Close the HTTP client."""
        if self._session is not None:
            await self._session.close()

    async def push(self, door: Door, message: Fields, who: str) -> Outcome:
        """Deliver one callback, again if need be, and read its answer."""
        await self._keep_back(door)
        copies = self._world.faults.strike(Trouble.DUPLICATE_PUSH, door)
        answers: list[Answer] = []
        for attempt in range(1 + self._world.settings.resends):
            notes = [f"第 {attempt + 1} 次推送"] if attempt else [""]
            if copies and not attempt:
                notes = [f"同一消息，{n + 1}/{copies.copies}" for n in range(copies.copies)]
            answers += await asyncio.gather(
                *(self._attempt(door, message, who, note) for note in notes)
            )
            if any(answer.arrived(door) for answer in answers):
                break
        self._overtaken.set()
        return self._read(door, tuple(answers))

    async def post(self, door: Door, letter: Letter) -> Answer:
        """Post a letter once; an answer with status 0 stands for none in time."""
        started, deadline = time.perf_counter(), self._world.settings.deadline_s
        status, body = 0, ""
        try:
            async with (
                asyncio.timeout(deadline),
                self.session.post(
                    f"{self._world.product}/{door}",
                    params=letter.query,
                    data=letter.body.encode(),
                    headers={"Content-Type": letter.media},
                    allow_redirects=False,
                ) as response,
            ):
                body = await response.text(errors="replace")
                status = response.status
        except (ClientError, TimeoutError) as wrong:
            body = type(wrong).__name__
        return Answer(status, body, (time.perf_counter() - started) * 1000)

    async def verify(self, door: Door) -> bool:
        """Ask for a URL verification; return whether the right word came back."""
        query, word = self._envelopes[door].echo(self._world.clock.now())
        address = f"{self._world.product}/{door}"
        async with self.session.get(address, params=query) as response:
            body = await response.text()
            self._world.wire.record(
                "push", f"GET /{door}", sent=str(query), got=body, status=response.status
            )
        return response.status == 200 and body == word

    async def forge(self, door: Door, message: Fields, how: str) -> Answer:
        """Post what the platform would never send.

        Args:
            door: Where to.
            message: What it says; unused for a replay.
            how: `signature`, `stale`, `receiver`, `plain`, or `replay` of the last letter.
        """
        envelope, now = self._envelopes[door], self._world.clock.now()
        forged = {
            "signature": {"msg_signature": "0" * 40},
            "stale": {"timestamp": str(int(now) - 3600)},
            "receiver": {"receiver": "wx0000000000000000"},
        }
        if how == "replay":
            letter = self.last[door]
        elif how == "plain":
            letter = envelope.plain(message, now)
        else:
            letter = envelope.seal(message, now, **forged[how])
        answer = await self.post(door, letter)
        self._record(door, message, "", answer, f"伪造：{how}")
        return answer

    async def _keep_back(self, door: Door) -> None:
        """Let the next callback go past this one, if the fault is on."""
        held = self._world.faults.strike(Trouble.REORDERED_PUSH, door)
        if held is None:
            return
        self._overtaken.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(held.seconds or HELD_S):
                await self._overtaken.wait()

    async def _attempt(self, door: Door, message: Fields, who: str, note: str) -> Answer:
        skew = self._world.faults.strike(Trouble.CLOCK_SKEW, door)
        now = self._world.clock.now() + (skew.seconds if skew else 0.0)
        letter = self._envelopes[door].seal(message, now)
        self.last[door] = letter
        answer = await self.post(door, letter)
        if self._world.faults.strike(Trouble.ANSWER_LOST, door):
            note, answer = f"{note} 答复在路上丢了", Answer(0, answer.body, answer.ms)
        self._record(door, message, who, answer, note.strip())
        return answer

    def _read(self, door: Door, answers: tuple[Answer, ...]) -> Outcome:
        first = next((answer for answer in answers if answer.arrived(door)), None)
        if first is None or first.status != 200:
            return Outcome(None, understood=False, answers=answers)
        try:
            return Outcome(self._envelopes[door].open(first.body), True, answers)
        except Malformed:
            return Outcome(None, understood=False, answers=answers)

    def _record(self, door: Door, message: Fields, who: str, answer: Answer, note: str) -> None:
        got: Any = answer.body
        try:
            reply = self._envelopes[door].open(answer.body)
            got = answer.body if reply is None else to_xml(reply)
        except Malformed:
            note = note or ("没有答复" if answer.status == 0 else "")
        title = " ".join(
            filter(None, (f"/{door}", str(message.get("Event") or message["MsgType"])))
        )
        self._world.wire.record(
            "push",
            title,
            who=who,
            sent=to_xml(message),
            got=got,
            status=answer.status,
            ms=answer.ms,
            note=note,
        )
