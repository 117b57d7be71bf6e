"""The stand-in's face in Python: what people do with their phones, and what they then see."""

from aiohttp import web

from sandbox.chat import RECEIVED, Bubble
from sandbox.citizens import CitizenPhones
from sandbox.departments import Records
from sandbox.envelope import Door, Fields
from sandbox.faults import Faults
from sandbox.office import OfficePhones
from sandbox.population import Population
from sandbox.stage import fresh_id


class Sim(CitizenPhones, OfficePhones):
    """Plays citizens and officials, the platform's own moves, and whoever forges them."""

    @property
    def product(self) -> str:
        """Base URL of the product."""
        return self.world.product

    @product.setter
    def product(self, url: str) -> None:
        self.world.product = url.rstrip("/")

    @property
    def faults(self) -> Faults:
        """The switchboard of faults."""
        return self.world.faults

    @property
    def population(self) -> Population:
        """The register's facts, which may be changed."""
        return self.world.population

    @property
    def records(self) -> Records:
        """What departments hold, which may be changed."""
        return self.world.records

    def inbox(self, who: str) -> list[Bubble]:
        """Return everything a citizen or an official has received, oldest first."""
        members = self.world.phones.members
        chat = members[who].chat if who in members else self.world.phones.citizen(who).chat
        return [bubble for bubble in chat if bubble.show in RECEIVED]

    async def verify(self, door: str) -> bool:
        """Run the platform's URL verification: `wechat`, `miniapp` or `wecom`."""
        return await self.pusher.verify(Door(door))

    async def forge(self, how: str, door: str = "wechat") -> int:
        """Post a forged callback; return the product's status, which should be 403.

        Args:
            how: `signature`, `stale`, `receiver`, `plain`; or `replay`, which is the last true
                callback again, byte by byte.
            door: `wechat`, `miniapp` or `wecom`; at `wecom` it is a tap on the newest card.
        """
        return (await self.pusher.forge(Door(door), self._bait(Door(door)), how)).status

    def _bait(self, door: Door) -> Fields:
        """Return a message that would have an effect if it were believed."""
        settings, citizen = self.world.settings, self.world.phones.citizens[0]
        if door is Door.WECOM:
            return self._tap_nobody_made()
        oa = door is Door.WECHAT
        return {
            "ToUserName": (settings.official_account if oa else settings.mini_program).original,
            "FromUserName": citizen.openid if oa else citizen.mini_openid,
            "CreateTime": int(self.world.clock.now()),
            "MsgType": "text",
            "Content": "亲属关系证明",
            **fresh_id(),
        }

    def _tap_nobody_made(self) -> Fields:
        corp, dealt = self.world.settings.corp, self.cards(self.official)
        buttons = [b.key for b in dealt[-1].buttons if b.key] if dealt else []
        return {
            "ToUserName": corp.corpid,
            "FromUserName": self.official,
            "CreateTime": int(self.world.clock.now()),
            "MsgType": "event",
            "Event": "template_card_event",
            "EventKey": buttons[-1] if buttons else "none",
            "TaskId": dealt[-1].task if dealt else "none",
            "CardType": "button_interaction",
            "ResponseCode": "forged",
            "AgentID": corp.agentid,
        }


SIM = web.AppKey("sim", Sim)
