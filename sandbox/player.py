"""Plays one story at a time, and can be stopped."""

import asyncio
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, web

from sandbox.play import Play, Stuck
from sandbox.sim import Sim
from sandbox.stories import STORIES, Story

PACE_S = 0.9
STOPPED = "停下了；已经办到的还在"


class Player:
    """The one who tells the stories of `STORIES`.

    Attributes:
        sim: Whose phones the stories are told with.
    """

    def __init__(self, sim: Sim) -> None:
        self.sim = sim
        self._task: asyncio.Task[None] | None = None
        self._play: Play | None = None

    @property
    def running(self) -> bool:
        """Whether a story is being told."""
        return self._task is not None and not self._task.done()

    async def begin(self, name: str, pace: float = PACE_S) -> None:
        """Begin a story; one that is under way is stopped first.

        Raises:
            KeyError: There is no such story.
        """
        title, story = STORIES[name]
        await self.stop()
        play = Play(self.sim, title, pace)
        self._play, self._task = play, asyncio.create_task(_told(play, story))

    async def stop(self) -> None:
        """Stop the story, if one is being told, and switch its faults off."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def finished(self) -> None:
        """Return when the story is over."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def clear(self) -> None:
        """Stop, and show no story any more."""
        await self.stop()
        self._play = None

    def shown(self) -> dict[str, Any]:
        """Return which stories there are, and how far the last one is."""
        listed = [{"name": name, "title": title} for name, (title, _) in STORIES.items()]
        play = self._play.shown() if self._play else None
        return {"stories": listed, "running": self.running, "play": play}


async def _told(play: Play, story: Story) -> None:
    try:
        play.close(await story(play), well=True)
    except asyncio.CancelledError:
        play.close(STOPPED, well=False)
        raise
    except Stuck as stuck:
        play.close(str(stuck), well=False)
    except (ClientError, LookupError, TimeoutError) as wrong:
        play.close(f"演不下去：{type(wrong).__name__}", well=False)


PLAYER = web.AppKey("player", Player)
