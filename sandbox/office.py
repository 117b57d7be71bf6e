"""What officials do: tap buttons on cards, type commands, sign in to pages."""

from asyncio import gather
from collections.abc import Iterable

from sandbox.cards import Card
from sandbox.chat import Show
from sandbox.envelope import Door, Fields
from sandbox.stage import Stage, fresh_id
from sandbox.wecom import apply


class OfficePhones(Stage):
    """Phones with WeCom, by userid."""

    @property
    def official(self) -> str:
        """Userid whom the OAuth page signs in."""
        return self.world.official

    @official.setter
    def official(self, userid: str) -> None:
        self.world.official = self.world.phones.member(userid).official.userid

    def cards(self, userid: str) -> list[Card]:
        """Return an official's copies of all cards, oldest first."""
        return self.world.cards.of(self.world.phones.member(userid).official.userid)

    def oauth_code(self, userid: str) -> str:
        """Return a one-time code as the OAuth page would send it back."""
        return self.world.oauth_codes.issue(self.world.phones.member(userid).official.userid)

    async def tap(self, userid: str, task: str, key: str, *, force: bool = False) -> str | None:
        """Tap a button; return the text that is seen at once, if any.

        Args:
            userid: The official; with `force` it may be somebody who holds no copy.
            task: The card.
            key: The button's key.
            force: Tap although the button is grey, or not there: a late or an invented tap.

        Raises:
            LookupError: There is no such live button, and it is not forced.
        """
        card = self.world.cards.tasks.get(task, {}).get(userid)
        live = card is not None and card.live and any(b.key == key for b in card.buttons)
        if not live and not force:
            raise LookupError(task, key)
        fields = {"Event": "template_card_event", "EventKey": key, "TaskId": task}
        fields |= {"CardType": "button_interaction", "ResponseCode": self.world.cards.code(task)}
        return await self._to_office(userid, {"MsgType": "event", **fields}, card)

    async def race(self, task: str, key: str, userids: Iterable[str]) -> list[str | None]:
        """Let several officials tap the same button at the same moment."""
        taps = (self.tap(userid, task, key, force=True) for userid in userids)
        return list(await gather(*taps))

    async def tell(self, userid: str, text: str) -> str | None:
        """Type a text; return the passive reply that is seen, if any."""
        member = self.world.phones.member(userid)
        self.world.phones.write(member.chat, Show.SAID, text)
        return await self._to_office(
            userid, {"MsgType": "text", "Content": text, **fresh_id()}, None
        )

    async def _to_office(self, userid: str, fields: Fields, card: Card | None) -> str | None:
        corp, member = self.world.settings.corp, self.world.phones.members.get(userid)
        head: Fields = {"ToUserName": corp.corpid, "FromUserName": userid}
        head |= {"CreateTime": self._moment(userid)}
        who = member.official.name if member else userid
        outcome = await self.pusher.push(Door.WECOM, head | fields | {"AgentID": corp.agentid}, who)
        reply = outcome.reply or {}
        if card is not None:
            _change(card, reply)
        text = str(reply.get("Content") or "") if reply.get("MsgType") == "text" else ""
        if text and member:
            self.world.phones.write(member.chat, Show.APP, text)
        return text or None


def _change(card: Card, reply: Fields) -> None:
    """Grey the clicker's own copy, if the passive reply says so."""
    if reply.get("MsgType") == "update_button":
        apply(card, {"button": {"replace_name": reply["Button"]["ReplaceName"]}})
