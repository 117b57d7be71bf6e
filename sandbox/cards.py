"""Template cards of WeCom: what may be sent, who holds a copy, which code changes it."""

import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import PlatformError

CODE_S = 72 * 3600
TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}")
BUTTONS, FACTS, JUMPS = 6, 6, 3
# Lengths the documentation suggests; longer ones are shortened on some phones.
SUGGESTED = {"title": 26, "desc": 30}


@dataclass(frozen=True)
class Button:
    """A button on a card: a callback has a key, a link has a url."""

    text: str
    key: str
    url: str
    style: int


@dataclass
class Card:
    """One official's copy of a card.

    Attributes:
        replaced: What stands on the greyed button, once somebody updated the card.
        content: The `template_card` as it was sent or as it was replaced.
    """

    task: str
    userid: str
    at: float
    content: dict[str, Any]
    replaced: str | None = None

    @property
    def live(self) -> bool:
        """Whether its buttons can still be tapped."""
        return self.replaced is None and bool(self.buttons)

    @property
    def title(self) -> str:
        """The main title."""
        return str(self.content.get("main_title", {}).get("title", ""))

    @property
    def desc(self) -> str:
        """The line under the title."""
        return str(self.content.get("main_title", {}).get("desc", ""))

    @property
    def quote(self) -> str:
        """The quoted block: its heading and its text."""
        area = self.content.get("quote_area", {})
        return " ".join(filter(None, (area.get("title"), area.get("quote_text"))))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The list of names and values."""
        lines = self.content.get("horizontal_content_list", [])
        return [(line["keyname"], line.get("value", "")) for line in lines]

    @property
    def buttons(self) -> list[Button]:
        """All buttons, also of a greyed card."""
        return [
            Button(b["text"], b.get("key", ""), b.get("url", ""), b.get("style", 1))
            for b in self.content.get("button_list", [])
        ]

    @property
    def url(self) -> str:
        """Where a tap on the card itself leads."""
        return str(self.content.get("card_action", {}).get("url", ""))


@dataclass
class Code:
    """A response code: it changes one card, once, within 72 hours."""

    task: str
    until: float
    used: bool = False


@dataclass
class Cards:
    """All cards that were sent, by task."""

    clock: Clock
    tasks: dict[str, dict[str, Card]] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)

    def open(self, content: dict[str, Any]) -> str:
        """Check a card and claim its task id; return the task.

        Raises:
            PlatformError: 42014 for a task id that is used or malformed, 40058 for a field.
        """
        check(content)
        task = content.get("task_id", "")
        needs_task = content["card_type"] == "button_interaction" or "task_id" in content
        task = task if needs_task else f"untasked-{secrets.token_hex(8)}"
        if not isinstance(task, str) or not TASK_ID.fullmatch(task) or task in self.tasks:
            raise PlatformError(42014)
        self.tasks[task] = {}
        return task

    def deal(self, task: str, userid: str, content: dict[str, Any]) -> Card:
        """Give one official a copy."""
        card = Card(task, userid, self.clock.now(), content)
        self.tasks[task][userid] = card
        return card

    def code(self, task: str) -> str:
        """Return a fresh response code for a card."""
        code = secrets.token_urlsafe(48)
        self.codes[code] = Code(task, self.clock.now() + CODE_S)
        return code

    def redeem(self, response_code: Any) -> str:
        """Use a response code up; return its task.

        Raises:
            PlatformError: 40058 if unknown, used or too old [the real code is unconfirmed].
        """
        code = self.codes.get(response_code) if isinstance(response_code, str) else None
        if code is None or code.used or code.until <= self.clock.now():
            raise PlatformError(40058, "invalid response_code")
        code.used = True
        return code.task

    def copy(self, task: str, userid: str) -> Card:
        """Return one official's copy.

        Raises:
            KeyError: There is none.
        """
        return self.tasks[task][userid]

    def of(self, userid: str) -> list[Card]:
        """Return all copies of one official, oldest first."""
        held = [copies[userid] for copies in self.tasks.values() if userid in copies]
        return sorted(held, key=lambda card: card.at)


def check(content: Any) -> None:
    """See that a card has what its type asks for.

    Raises:
        PlatformError: 40058, naming the field.
    """
    if not isinstance(content, dict):
        raise PlatformError(40058, "template_card")
    kind = content.get("card_type")
    _require(kind in {"button_interaction", "text_notice"}, "card_type")
    _require(bool(content.get("main_title", {}).get("title")), "main_title.title")
    facts = content.get("horizontal_content_list", [])
    _require(len(facts) <= FACTS and all(f.get("keyname") for f in facts), "keyname")
    _require(len(content.get("jump_list", [])) <= JUMPS, "jump_list")
    for part in ("card_action", "quote_area"):
        _links(content.get(part, {}), part)
    if kind == "text_notice":
        _require(content.get("card_action", {}).get("type") in {1, 2}, "card_action")
        return
    buttons = content.get("button_list")
    _require(isinstance(buttons, list) and 1 <= len(buttons) <= BUTTONS, "button_list")
    for button in buttons or []:
        _require(bool(button.get("text")), "button_list.text")
        link = button.get("type", 0) == 1
        _require(bool(button.get("url") if link else button.get("key")), "button_list.key")


def advice(content: dict[str, Any]) -> str:
    """Return which texts are longer than suggested; empty if none."""
    heading = content.get("main_title", {})
    long = [part for part, limit in SUGGESTED.items() if len(heading.get(part) or "") > limit]
    facts = content.get("horizontal_content_list", [])
    long += [f["keyname"] for f in facts if len(f["keyname"]) > 5 or len(f.get("value", "")) > 26]
    return "超过建议长度：" + "、".join(long) if long else ""


def _links(part: dict[str, Any], name: str) -> None:
    if part.get("type") == 1:
        _require(str(part.get("url", "")).startswith(("http://", "https://")), f"{name}.url")


def _require(fits: bool, name: str) -> None:  # noqa: FBT001 - a plain assertion
    if not fits:
        raise PlatformError(40058, name)
