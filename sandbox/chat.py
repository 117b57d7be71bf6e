"""What stands in the chats, and who holds the phones."""

import base64
import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

from sandbox.clock import Clock
from sandbox.officials import Official
from sandbox.personas import Persona
from sandbox.settings import Settings


class Show(StrEnum):
    """What a line in a chat is."""

    SAID = "said"  # by the phone's owner
    DID = "did"  # an event: followed, tapped a menu, opened the mini program
    PASSIVE = "passive"  # reply within five seconds
    UNAVAILABLE = "unavailable"  # the platform's own line when no reply came
    CUSTOMER_SERVICE = "customer-service"
    SUBSCRIBE = "subscribe"
    APP = "app"  # text from the WeCom app
    CARD = "card"


RECEIVED = frozenset(Show) - {Show.SAID, Show.DID}


@dataclass(frozen=True)
class Bubble:
    """One line in a chat.

    Attributes:
        at: Unix seconds.
        text: What is read; for a card its title, for a subscribe message its values by line.
        extra: Of a subscribe message `template`, `data`, `page`; of a card `task`.
    """

    seq: int
    at: float
    show: Show
    text: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class Citizen:
    """A person with WeChat.

    Attributes:
        openid: In the official account.
        mini_openid: In the mini program.
        bearer: Token of the mini program's session with the product, once enrolled.
    """

    persona: Persona
    openid: str
    mini_openid: str
    unionid: str
    following: bool = True
    bearer: str = ""
    chat: list[Bubble] = field(default_factory=list)


@dataclass
class Member:
    """An official with WeCom."""

    official: Official
    chat: list[Bubble] = field(default_factory=list)


class Phones:
    """All phones, found by persona key, openid or userid."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings, self._clock = settings, clock
        self._numbers = count(1)
        self.citizens: list[Citizen] = []
        self.members: dict[str, Member] = {}

    def hand_out(self, persona: Persona) -> Citizen:
        """Give a person a phone with WeChat on it; the ids follow from key and appid."""
        citizen = Citizen(
            persona,
            _openid(self._settings.official_account.appid, persona.key),
            _openid(self._settings.mini_program.appid, persona.key),
            _openid("unionid", persona.key),
        )
        self.citizens.append(citizen)
        return citizen

    def appoint(self, official: Official) -> Member:
        """Give an official a phone with WeCom on it."""
        self.members[official.userid] = Member(official)
        return self.members[official.userid]

    def citizen(self, who: str) -> Citizen:
        """Return the citizen with this key or openid.

        Raises:
            KeyError: There is nobody.
        """
        for citizen in self.citizens:
            if who in {citizen.persona.key, citizen.openid, citizen.mini_openid}:
                return citizen
        raise KeyError(who)

    def member(self, userid: str) -> Member:
        """Return the official, whatever the case of the letters.

        Raises:
            KeyError: There is nobody.
        """
        return self.members[userid.lower()]

    def write(self, chat: list[Bubble], show: Show, text: str, **extra: Any) -> Bubble:
        """Add a line to a chat."""
        bubble = Bubble(next(self._numbers), self._clock.now(), show, text, extra)
        chat.append(bubble)
        return bubble


def _openid(app: str, key: str) -> str:
    digest = hashlib.sha256(f"{app}|{key}".encode()).digest()
    return "o" + base64.urlsafe_b64encode(digest).decode()[:27]
