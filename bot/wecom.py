"""WeCom, where the officials are: cards, texts, and who is at the door."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import SecretStr
from wechatpy.work.client.api import WeChatMessage

from bot.answers import Answer, seconds_in, text_in
from bot.endpoints import EndpointClient
from bot.line import Line, Wiring
from bot.platform import Action, PlatformError

TOKEN = "cgi-bin/gettoken"  # noqa: S105 -- a path
UPDATE = "cgi-bin/message/update_template_card"
VISITOR = "cgi-bin/auth/getuserinfo"  # wechatpy still has the older path below user/

_TASK = re.compile(r"[0-9A-Za-z_@-]{1,128}")


@dataclass(frozen=True)
class WeComAccount:
    """How to reach an office's WeCom application.

    Attributes:
        base: Where the platform is, without a slash at the end.
        corp_id: The organisation.
        agent_id: The application in it.
        secret: The application's secret.
    """

    base: str
    corp_id: str
    agent_id: int
    secret: SecretStr


@dataclass(frozen=True)
class Button:
    """A button of a card, which either comes back to us as a tap or opens a page.

    Attributes:
        text: Its word, up to ten characters.
        key: What the tap brings back, unique on the card.
        url: What it opens instead.
        style: The platform numbers them 1 to 4; 1 is the main one.

    Raises:
        ValueError: It does neither, or both.
    """

    text: str
    key: str = ""
    url: str = ""
    style: int = 1

    def __post_init__(self) -> None:
        if bool(self.key) == bool(self.url):
            raise ValueError("a button has a key or a url")


@dataclass(frozen=True)
class Card:
    """A card with buttons.

    Attributes:
        task: Its id, unique in the application: 1 to 128 letters, digits, `_`, `-`, `@`.
        title: First line, 26 characters are shown.
        subtitle: Second line, 30 characters are shown.
        facts: Up to six pairs of a word and a value.
        url: What a tap beside the buttons opens.
        buttons: One to six.
        source: What stands above the title; may be empty.
        quote: Title and text of the grey box, such as the register's verdict.

    Raises:
        ValueError: The task id would be refused.
    """

    task: str
    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    url: str
    buttons: tuple[Button, ...]
    source: str = ""
    quote: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if not _TASK.fullmatch(self.task):
            raise ValueError("not a task id")


@dataclass(frozen=True)
class CardSent:
    """What became of a card.

    Attributes:
        task: Its id.
        response_code: Changes all its copies, once, within 72 hours; empty if it was sent before.
        invalid: Those of the receivers whom it did not reach.
        message_id: The platform's own id.
    """

    task: str
    response_code: str = field(default="", repr=False)
    invalid: frozenset[str] = frozenset()
    message_id: str = ""


class WeCom:
    """The application through which an office's officials are reached."""

    def __init__(self, wiring: Wiring, account: WeComAccount) -> None:
        self._account = account
        self._line = Line(wiring, account.base, fetch_token=self._fetch_token)
        self._patience = wiring.patience
        self._texts = WeChatMessage(EndpointClient(self._line))
        self._cards = WeChatMessage(EndpointClient(self._line, deadline_s=self._patience.card_s))

    async def send_text(self, userids: Sequence[str], text: str) -> frozenset[str]:
        """Bring a text to officials; return those whom it did not reach."""
        answer = await self._texts.send_text(self._account.agent_id, list(userids), text)
        return _unreached(userids, answer)

    async def send_card(self, userids: Sequence[str], card: Card) -> CardSent:
        """Bring a card to officials; one that they have already counts as sent."""
        message = {"msgtype": "template_card", "template_card": _template_card(card)}
        try:
            answer = await self._cards.send(self._account.agent_id, list(userids), msg=message)
        except PlatformError as error:
            if error.action is not Action.ALREADY_SENT:
                raise
            return CardSent(card.task)
        return CardSent(
            card.task,
            response_code=str(answer.get("response_code") or ""),
            invalid=_unreached(userids, answer),
            message_id=str(answer.get("msgid") or ""),
        )

    async def grey_out(
        self, response_code: str, userids: Sequence[str], *, replace_name: str
    ) -> frozenset[str]:
        """Turn the buttons of a card's copies into one grey word; return whom it did not reach."""
        update = {
            "userids": list(userids),
            "agentid": self._account.agent_id,
            "response_code": response_code,
            "button": {"replace_name": replace_name},
        }
        answer = await self._line.call(UPDATE, body=update, deadline_s=self._patience.card_s)
        return _unreached(userids, answer)

    async def visitor(self, code: str) -> str | None:
        """Return the userid behind an OAuth code; None for whoever is no member."""
        answer = await self._line.call(VISITOR, params={"code": code})
        userid = answer.get("userid") or answer.get("UserId")
        return str(userid) if userid else None

    async def _fetch_token(self) -> tuple[str, float]:
        secret = self._account.secret.get_secret_value()
        params = {"corpid": self._account.corp_id, "corpsecret": secret}
        answer = await self._line.call(TOKEN, params=params, authorised=False)
        return text_in(answer, "access_token", TOKEN), seconds_in(answer, "expires_in", TOKEN)


def _template_card(card: Card) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "task_id": card.task,
        **({"source": {"desc": card.source}} if card.source else {}),
        **({"quote_area": _quote(card.quote)} if card.quote else {}),
        "main_title": {"title": card.title, "desc": card.subtitle},
        "horizontal_content_list": [
            {"keyname": word, "value": value} for word, value in card.facts
        ],
        "card_action": {"type": 1, "url": card.url},
        "button_list": [_button(button) for button in card.buttons],
    }


def _quote(quote: tuple[str, str]) -> dict[str, Any]:
    title, text = quote
    return {"type": 0, "title": title, "quote_text": text}  # type 0: a tap on it does nothing


def _button(button: Button) -> dict[str, Any]:
    does = {"type": 1, "url": button.url} if button.url else {"type": 0, "key": button.key}
    return {"text": button.text, "style": button.style, **does}


def _unreached(userids: Sequence[str], answer: Answer) -> frozenset[str]:
    # Sending names them in one string, updating in a list; in small letters either way.
    named: set[str] = set()
    for reason in ("invaliduser", "unlicenseduser"):
        listed = answer.get(reason) or []
        named.update(listed.split("|") if isinstance(listed, str) else map(str, listed))
    lowered = {userid.lower() for userid in named}
    return frozenset(userid for userid in userids if userid.lower() in lowered)
