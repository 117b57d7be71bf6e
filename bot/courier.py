"""The courier: brings officials their cards and citizens their notices, at least once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog

from bot import citizen
from bot.delivery import ALARM, greyed_out, later, reached
from bot.gateway import Gateway
from bot.pace import Pace
from bot.platform import Action, PlatformError, PlatformUnreachable
from bot.wecom import Button, Card
from casework.desk import Desk
from casework.greying import RENEWED, Change, cards_stale, change_of
from casework.notifying import Notice, may_subscribe, notice, spent, told
from casework.posting import CardDue, card_due, card_sent, greyed
from casework.prompting import prompt_due, prompted
from domain.application import ApplicationId
from domain.beats import Beat
from domain.identity import AccountId
from domain.office import OfficialId
from domain.post import Job, Later

_log = structlog.get_logger()


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
        """Lay a case before the officials whose turn it is; earlier cards of it go grey.

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
        sent = await reached(
            self.gateway.wecom.send_card(due.officials, _card(due)), self.desk.now()
        )
        there = tuple(o for o in due.officials if o not in sent.invalid)
        await card_sent(self.desk, due, there, sent.response_code)
        await self._grey(Change(due.case, RENEWED, below=due.revision))

    async def grey(self, job: Job) -> None:
        """Grey out every live copy of a case's cards, and say who and when.

        Raises:
            Later: The platform could not take it.
        """
        await self._grey(change_of(job))

    async def _grey(self, change: Change) -> None:
        for stale in await cards_stale(self.desk, change):
            card = stale.card
            if card.response_code and card.recipients:
                await self._replace(card.response_code, card.recipients, stale.words)
            await greyed(self.desk, card.task, stale.did)

    async def grey_copy(self, job: Job) -> None:
        """Grey out one official's copy of a card, which is not to be tapped by this one.

        Raises:
            Later: The platform could not take it.
        """
        words = self.desk.words.blocks("cards/greyed", {"who": "", "to": "", "at": job.created_at})
        holder = (OfficialId(job.ids["official"]),)
        await self._replace(job.ids["code"], holder, words[job.ids["did"]])

    async def _replace(self, code: str, holders: tuple[OfficialId, ...], words: str) -> None:
        grey = self.gateway.wecom.grey_out(code, holders, replace_name=words)
        await greyed_out(grey, self.desk.now())

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
        await reached(sent, self.desk.now())
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
            raise later(error, self.desk.now()) from None
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
    taps = [Button(words[due.key.partition(":")[0]], key=due.key)] if due.key else []
    links = [Button(words[block], url=due.url + place, style=2) for block, place in due.links]
    return Card(
        task=due.task,
        title=words["title"],
        subtitle=words["desc"],
        facts=tuple((key, value) for key, value in rows if key and value),
        url=due.url,
        buttons=(*taps, *links),
        source=words["source"],
        quote=(words["quote_title"], words["quote_text"]),
    )
