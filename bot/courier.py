"""The courier: brings officials their cards and citizens their notices, at least once."""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot import citizen
from bot.gateway import Gateway
from bot.pace import Pace
from bot.platform import Action, PlatformError, PlatformUnreachable, not_before
from bot.wecom import Button, Card
from casework.desk import Desk
from casework.notifying import Notice, may_subscribe, notice, spent, told
from casework.posting import CardDue, card_due, card_sent, cards_live, greyed
from casework.prompting import prompt_due, prompted
from domain.application import ApplicationId
from domain.beats import Beat
from domain.identity import AccountId
from domain.office import OfficialId
from domain.post import GiveUp, Job, Later

ALARM = timedelta(minutes=10)
_log = structlog.get_logger()
T = TypeVar("T")


@dataclass(frozen=True)
class Courier:
    """Delivers what the outbox owes to the platforms.

    Attributes:
        pace: Holds cards back before the platform drops them.
        templates: Subscribe-message template ids by notice: receipt, correction, result.
    """

    desk: Desk
    gateway: Gateway
    templates: Mapping[str, str]
    pace: Pace

    async def card(self, job: Job) -> None:
        """Lay a case under review before the officials on duty, if it still is.

        Raises:
            Later, GiveUp: The platform could not take it.
        """
        due = await card_due(self.desk, ApplicationId(job.ids["case"]))
        if due is None:
            return
        if not due.officials:
            _log.error("nobody-on-duty", case=due.case)
            raise Later("nobody-on-duty", ALARM)
        if (wait := self.pace.wait(due.officials)) > timedelta(0):
            raise Later("pace", wait)
        sent = await _reached(
            self.gateway.wecom.send_card(due.officials, _card(due)), self.desk.now()
        )
        reached = tuple(o for o in due.officials if o not in sent.invalid)
        await card_sent(self.desk, due, reached, sent.response_code)

    async def grey(self, job: Job) -> None:
        """Grey out every live copy of a case's cards, and say who and when.

        Raises:
            Later: The platform could not take it.
        """
        case, did = ApplicationId(job.ids["case"]), job.ids["did"]
        by = OfficialId(job.ids["by"]) if job.ids.get("by") else None
        below = int(job.ids["below"]) if "below" in job.ids else None
        cards = await cards_live(self.desk, case, did=did, by=by, at=job.created_at, below=below)
        for card in cards.live:
            if card.response_code and card.recipients:
                await _greyed_out(
                    self.gateway.wecom.grey_out(
                        card.response_code, card.recipients, replace_name=cards.words
                    ),
                    self.desk.now(),
                )
            await greyed(self.desk, card.task, did)

    async def prompt(self, job: Job) -> None:
        """Tell the officials of a case how little time is left, if it is still so.

        Raises:
            Later, GiveUp: The platform could not take it.
        """
        case, what = ApplicationId(job.ids["case"]), Beat(job.ids["what"])
        due = await prompt_due(self.desk, case, what=what, due=job.ids["due"])
        if due is None or not due.officials:
            return
        sent = self.gateway.wecom.send_text(due.officials, due.text)
        await _reached(sent, self.desk.now())
        await prompted(self.desk, due)

    async def tell(self, job: Job) -> None:
        """Tell a citizen: by subscribe message, else in the chat, else it waits under 我的.

        Raises:
            Later: The platform could not take it.
        """
        account = AccountId(job.ids["account"])
        phrase = job.ids["phrase"]
        owed = await notice(self.desk, account, job.ids.get("case", ""), phrase=phrase)
        if phrase == citizen.ENROLLED:
            owed = replace(owed, text=await citizen.enrolled(self.desk, account))
        for channel in ("subscribe", "custom"):
            if await self._by(channel, owed):
                await told(self.desk, owed, channel)
                return
        await told(self.desk, owed, "inbox")

    async def _by(self, channel: str, owed: Notice) -> bool:
        try:
            if channel == "subscribe":
                return await self._subscribe(owed)
            return await self._custom(owed)
        except PlatformError as error:
            if error.action in (Action.NEXT_CHANNEL, Action.DEAD_ADDRESS, Action.NEVER):
                return False
            raise _later(error, self.desk.now()) from None
        except PlatformUnreachable as silence:
            raise Later(silence.why) from None

    async def _custom(self, owed: Notice) -> bool:
        if not (owed.text and owed.subscribed):
            return False
        await self.gateway.official_account.send_text(owed.openid, owed.text)
        return True

    async def _subscribe(self, owed: Notice) -> bool:
        template = self.templates.get(owed.kind, "")
        if not template or owed.mini is None:
            return False
        if not await may_subscribe(self.desk, owed, template):
            return False
        try:
            await self.gateway.mini_program.send_notice(
                owed.mini.openid, template, data=owed.fields, page=owed.page
            )
        except PlatformError as error:
            if error.action is Action.NEXT_CHANNEL:
                await spent(self.desk, owed, template, refused=True)
            raise
        await spent(self.desk, owed, template, refused=False)
        return True


def _card(due: CardDue) -> Card:
    words = due.words
    rows = [(words[f"row{n}_key"], words[f"row{n}_value"]) for n in range(1, 7)]
    links = [
        Button(words["return"], url=due.url, style=2),
        Button(words["open"], url=due.url, style=2),
    ]
    approve = [Button(words["approve"], key=due.key)] if due.settled else []
    return Card(
        task=due.task,
        title=words["title"],
        subtitle=words["desc"],
        facts=tuple((key, value) for key, value in rows if key and value),
        url=due.url,
        buttons=(*approve, *links),
        source=words["source"],
        quote=(words["quote_title"], words["quote_text"]),
    )


def _later(error: PlatformError, now: datetime) -> Later:
    if error.action is Action.ALARM:
        _log.error("platform-alarm", errcode=error.errcode, endpoint=error.endpoint)
        return Later(f"errcode-{error.errcode}", ALARM)
    wait = not_before(error.wait, now) - now
    return Later(f"errcode-{error.errcode}", wait if wait > timedelta(0) else None)


async def _reached(call: Awaitable[T], now: datetime) -> T:
    try:
        return await call
    except PlatformError as error:
        if error.action in (Action.NEVER, Action.DEAD_ADDRESS):
            raise GiveUp(f"errcode-{error.errcode}") from None
        raise _later(error, now) from None
    except PlatformUnreachable as silence:
        raise Later(silence.why) from None


async def _greyed_out(call: Awaitable[object], now: datetime) -> None:
    try:
        await call
    except PlatformError as error:
        if error.action in (Action.RETRY_LATER, Action.ALARM):
            raise _later(error, now) from None
    except PlatformUnreachable as silence:
        raise Later(silence.why) from None
