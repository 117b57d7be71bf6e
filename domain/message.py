"""What people say to us and what we answer, whichever channel carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


class Channel(StrEnum):
    """The door a message came through."""

    OFFICIAL_ACCOUNT = "oa"
    MINI_PROGRAM = "mini"
    WECOM = "wecom"


class Kind(StrEnum):
    """What a message is, as far as we can act on it."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"
    MENU = "menu"
    TAP = "tap"
    CONSENT = "consent"
    OTHER = "other"


@dataclass(frozen=True)
class Consent:
    """One answer to a request for subscribe messages.

    Attributes:
        template: The template id that was asked for.
        accepted: Whether one more message may be sent with it.
    """

    template: str
    accepted: bool


@dataclass(frozen=True)
class Message:
    """One thing a person did, as every door hands it on.

    Attributes:
        channel: The door.
        kind: What it is.
        user: openid or WeCom userid of the sender.
        to: The account that was written to (ToUserName).
        at: When the platform says it happened (CreateTime).
        once: The key that is equal for every repetition of this message.
        text: What was typed; empty otherwise.
        key: EventKey: of a menu, of a QR scene, of a card's button.
        task: TaskId of the card that was tapped.
        response_code: Code with which the tapped card can be changed once.
        consents: Answers to a request for subscribe messages.
    """

    channel: Channel
    kind: Kind
    user: str
    to: str
    at: datetime
    once: str
    text: str = ""
    key: str = ""
    task: str = ""
    response_code: str = ""
    consents: tuple[Consent, ...] = ()


@dataclass(frozen=True)
class Phrase:
    """A sentence to be said: which template, and the facts it needs.

    Attributes:
        name: Template name below `messages/`, without suffix: `citizen/received`.
        facts: What the template needs; plain JSON, so that it can be stored.
    """

    name: str
    facts: Mapping[str, Json] = field(default_factory=dict)
