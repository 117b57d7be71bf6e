"""The courier between offices: a question's card to its owner, its greying, and the reminders."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.delivery import ALARM, greyed_out, reached
from bot.gateway import Gateway
from bot.pace import Pace
from bot.wecom import Button, Card
from casework.desk import Desk
from casework.posting import greyed
from casework.posting_verification import (
    Text,
    VerificationCard,
    card_due,
    card_sent,
    cards_answered,
    prompted,
    prompts_due,
)
from domain.post import Job, Later
from domain.verification import VerificationId

_log = structlog.get_logger()


@dataclass(frozen=True)
class VerificationCourier:
    """Delivers what the outbox owes about verifications.

    Attributes:
        pace: Holds cards back before the platform drops them; the same that other cards go by.
    """

    desk: Desk
    gateway: Gateway
    pace: Pace

    async def card(self, job: Job) -> None:
        """Lay a question before those who answer for the owner, if it still is one.

        Raises:
            Later, GiveUp: The platform could not take it, or nobody is on duty there.
        """
        due = await card_due(self.desk, _asked(job))
        if due is None:
            return
        if not due.officials:
            _log.error("nobody-on-duty", verification=due.verification)
            raise Later("nobody-on-duty", ALARM)
        if (wait := self.pace.wait(due.officials)) > timedelta(0):
            raise Later("pace", wait)
        send = self.gateway.wecom.send_card(due.officials, _card(due))
        sent = await reached(send, self.desk.now())
        there = tuple(o for o in due.officials if o not in sent.invalid)
        await card_sent(self.desk, due, there, sent.response_code)

    async def grey(self, job: Job) -> None:
        """Grey out every live copy of a question's card, and say who answered, and what.

        Raises:
            Later: The platform could not take it.
        """
        answered = await cards_answered(self.desk, _asked(job))
        if answered is None:
            return
        for card in answered.live:
            if card.response_code and card.recipients:
                grey = self.gateway.wecom.grey_out(
                    card.response_code, card.recipients, replace_name=answered.words
                )
                await greyed_out(grey, self.desk.now())
            await greyed(self.desk, card.task, answered.did)

    async def prompt(self, job: Job) -> None:
        """Tell the owner how little time is left, and its supervisor when there is none.

        Raises:
            Later, GiveUp: The platform could not take it.
        """
        vid, what = _asked(job), job.ids["what"]
        for text in await prompts_due(self.desk, vid, what=what):
            await self._tell(vid, text, what=what)

    async def _tell(self, vid: VerificationId, text: Text, *, what: str) -> None:
        if not text.officials:
            _log.error("nobody-on-duty", verification=vid)
            return
        await reached(self.gateway.wecom.send_text(text.officials, text.text), self.desk.now())
        await prompted(self.desk, vid, text, what=what)


def _asked(job: Job) -> VerificationId:
    return VerificationId(job.ids["verification"])


def _card(due: VerificationCard) -> Card:
    words = due.words
    rows = [(words[f"row{n}_key"], words[f"row{n}_value"]) for n in range(1, 5)]
    yes = Button(words["yes"], key=due.key) if due.key else Button(words["yes"], url=due.url)
    others = (words["no"], words["cannot_tell"])
    return Card(
        task=due.task,
        title=words["title"],
        subtitle=words["desc"],
        facts=tuple(rows),
        url=due.url,
        buttons=(yes, *(Button(word, url=due.url, style=2) for word in others)),
        source=words["source"],
        quote=(words["quote_title"], words["quote_text"]),
    )
