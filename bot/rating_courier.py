"""The courier of ratings: tells supervisors what waits for them."""

from dataclasses import dataclass

import structlog

from bot.delivery import ALARM, reached
from bot.gateway import Gateway
from casework.desk import Desk
from casework.prompting_rating import prompt_due, prompted
from domain.post import Job, Later
from domain.rating import RatingId

_log = structlog.get_logger()


@dataclass(frozen=True)
class RatingCourier:
    """Delivers what the outbox owes about ratings."""

    desk: Desk
    gateway: Gateway

    async def prompt(self, job: Job) -> None:
        """Tell those who may call back, or judge, that they are waited for.

        Raises:
            Later, GiveUp: The platform could not take it, or nobody may.
        """
        rating, what = RatingId(job.ids["rating"]), job.ids["what"]
        due = await prompt_due(self.desk, rating, what=what)
        if due is None:
            return
        if not due.officials:
            _log.error("nobody-on-duty", rating=rating)
            raise Later("nobody-on-duty", ALARM)
        await reached(self.gateway.wecom.send_text(due.officials, due.text), self.desk.now())
        await prompted(self.desk, rating, what=what, copies=len(due.officials))
