"""An official's phone over a desk: what is typed and tapped, and what comes back at once."""

from dataclasses import dataclass, field, replace
from itertools import count

from bot import official
from bot.official_reply import Reply
from casework.posting import CardDue, card_due, card_sent
from domain.application import Application
from domain.message import Channel, Kind, Message
from domain.office import OfficialId
from tests.support.desks import Town


@dataclass
class OfficeChat:
    """What officials do with their phones.

    Attributes:
        town: The desk behind it.
    """

    town: Town
    _numbers: "count[int]" = field(default_factory=count)

    async def types(self, who: OfficialId, text: str, *, once: str = "") -> str:
        """Type a text; return what is read."""
        typed = replace(self._message(who, Kind.TEXT, once), text=text)
        return (await official.hear(self.town.desk, typed)).text

    async def taps(self, who: OfficialId, card: CardDue, *, key: str = "", once: str = "") -> Reply:
        """Tap the deciding button of a card."""
        told = self._message(who, Kind.TAP, once)
        tap = replace(told, key=key or card.key, task=card.task, response_code="code")
        return await official.hear(self.town.desk, tap)

    async def dealt(self, case: Application) -> CardDue:
        """Lay the card of a case before those whose turn it is."""
        due = await card_due(self.town.desk, case.id)
        assert due is not None
        await card_sent(self.town.desk, due, due.officials, "sent")
        return due

    def _message(self, who: OfficialId, kind: Kind, once: str) -> Message:
        key = once or f"message-{next(self._numbers)}"
        return Message(Channel.WECOM, kind, who, "corp", self.town.at, key)
