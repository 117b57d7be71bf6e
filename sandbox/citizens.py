"""What citizens do: write to the official account, and go through the mini program."""

import json
import re
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientError

from sandbox.chat import Citizen, Show
from sandbox.envelope import Door, Fields
from sandbox.personas import Persona
from sandbox.push import UNAVAILABLE, Outcome
from sandbox.stage import Stage, fresh_id

TOKEN_IN_LINK = re.compile(r"(?:[?&]link=|/e/)([\w.~-]+)")
OPENS_WINDOW = frozenset({"subscribe", "SCAN", "CLICK"})


@dataclass(frozen=True)
class Reply:
    """What the product's API answered to the mini program.

    Attributes:
        ok: It was not refused.
        step: Path below `/api/v1/`.
        status: HTTP status; 0 if nothing came.
        body: Facts, or a problem.
    """

    ok: bool
    step: str
    status: int
    body: dict[str, Any]


class CitizenPhones(Stage):
    """Phones with WeChat; `who` is a persona key or an openid."""

    def openid(self, who: str) -> str:
        """Return the openid in the official account."""
        return self.world.phones.citizen(who).openid

    def invite(self, persona: Persona) -> str:
        """Give one more person a phone; return the openid."""
        return self.world.phones.hand_out(persona).openid

    async def say(self, who: str, text: str) -> str | None:
        """Type a text; return what is seen at once: the passive reply, nothing, or a failure."""
        citizen = self.world.phones.citizen(who)
        self.world.phones.write(citizen.chat, Show.SAID, text)
        self.world.service.earn(citizen.openid, "message")
        return await self._to_account(citizen, {"MsgType": "text", "Content": text, **fresh_id()})

    async def send_image(self, who: str) -> str | None:
        """Send a picture; return what is seen at once."""
        citizen = self.world.phones.citizen(who)
        self.world.phones.write(citizen.chat, Show.SAID, "［图片］")
        self.world.service.earn(citizen.openid, "message")
        media = secrets.token_urlsafe(32)
        address = f"https://pictures.example/{media}"
        picture = {"MsgType": "image", "PicUrl": address, "MediaId": media, **fresh_id()}
        return await self._to_account(citizen, picture)

    async def event(self, who: str, event: str, key: str = "") -> str | None:
        """Do `subscribe`, `unsubscribe`, `CLICK`, `VIEW` or `SCAN`; return what is seen."""
        citizen = self.world.phones.citizen(who)
        self.world.phones.write(citizen.chat, Show.DID, f"{event} {key}".strip())
        if event in OPENS_WINDOW:
            self.world.service.earn(citizen.openid, "action")
        if event in {"subscribe", "unsubscribe"}:
            citizen.following = event == "subscribe"
        return await self._to_account(
            citizen, {"MsgType": "event", "Event": event, "EventKey": key}
        )

    async def enrol(self, who: str, link: str = "", *, accept: int = 1, **given: str) -> Reply:
        """Play the mini program: log in, give the phone number, then name and ID number.

        Args:
            who: The citizen.
            link: One-time token, or any text or address that contains one; may be empty.
            accept: Credits granted for every template afterwards, as the submit tap would.
            given: name, id_number, phone, where they differ from the persona's.

        Returns:
            The answer to the last step that was taken.
        """
        citizen = self.world.phones.citizen(who)
        known = {"name": citizen.persona.name, "id_number": citizen.persona.id_number}
        typed = {field: given.get(field, fact) for field, fact in known.items()}
        phone = given.get("phone", citizen.persona.phone)
        done = await self._log_in(citizen, _token(link))
        if done.ok:
            number = self.world.phone_codes.issue((citizen, phone))
            done = await self.call(who, "POST", "me/phone", {"code": number})
        if done.ok:
            done = await self.call(who, "POST", "me/identity", typed)
        if done.ok:
            await self.accept(who, times=accept)
        return done

    async def call(
        self,
        who: str,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        etag: str = "",
    ) -> Reply:
        """Call the product's `/api/v1/{path}` as the citizen's mini program, once enrolled."""
        citizen, address = self.world.phones.citizen(who), f"{self.world.product}/api/v1/{path}"
        headers = {"Authorization": f"Bearer {citizen.bearer}"} if citizen.bearer else {}
        headers |= {"If-Match": f'"{etag}"'} if etag else {}
        ask, started = self.pusher.session.request, time.perf_counter()
        try:
            async with ask(method, address, json=body, headers=headers) as response:
                answer = await response.json(content_type=None)
                done = Reply(response.status < 300, path, response.status, answer or {})
        except (ClientError, ValueError) as wrong:
            done = Reply(ok=False, step=path, status=0, body={"detail": type(wrong).__name__})
        self._record(citizen, f"{method} /api/v1/{path}", body, done, started)
        return done

    async def accept(
        self, who: str, templates: Iterable[str] | None = None, *, times: int = 1
    ) -> None:
        """Accept subscribe messages so many times; the platform tells the product of each."""
        citizen = self.world.phones.citizen(who)
        wanted = list(self.world.settings.templates if templates is None else templates)
        for _ in range(times):
            for template in wanted:
                self.world.credits.accept(citizen.mini_openid, template)
            await self._consented(citizen, wanted, "accept")

    async def refuse(self, who: str) -> None:
        """Switch all subscribe messages off; the platform tells the product."""
        citizen = self.world.phones.citizen(who)
        self.world.credits.drop(citizen.mini_openid)
        await self._consented(citizen, list(self.world.settings.templates), "reject")

    def _record(self, citizen: Citizen, asked: str, body: Any, done: Reply, started: float) -> None:
        answer = {k: "…" if k == "token" else v for k, v in done.body.items()}
        self.world.wire.record(
            "api",
            "mini-program",
            who=citizen.persona.name,
            sent=f"{asked}\n{json.dumps(body, ensure_ascii=False, indent=1) if body else ''}",
            got=json.dumps(answer, ensure_ascii=False, indent=1),
            status=done.status,
            ms=(time.perf_counter() - started) * 1000,
            note=asked,
        )

    async def _log_in(self, citizen: Citizen, link: str) -> Reply:
        login = {"code": self.world.login_codes.issue(citizen)}
        citizen.bearer = ""
        login |= {"link": link} if link else {}
        done = await self.call(citizen.openid, "POST", "sessions", login)
        citizen.bearer = str(done.body.get("token", ""))
        return done

    async def _consented(self, citizen: Citizen, templates: list[str], status: str) -> None:
        scene = "0"  # inside the mini program
        answers = [
            {"TemplateId": template, "SubscribeStatusString": status, "PopupScene": scene}
            for template in templates
        ]
        named = "change" if status == "reject" else "popup"
        message: Fields = {
            "ToUserName": self.world.settings.mini_program.original,
            "FromUserName": citizen.mini_openid,
            "CreateTime": str(self._moment(citizen.mini_openid)),
            "MsgType": "event",
            "Event": f"subscribe_msg_{named}_event",
            "List": answers,
        }
        await self.pusher.push(Door.MINIAPP, message, citizen.persona.name)

    async def _to_account(self, citizen: Citizen, fields: Fields) -> str | None:
        original = self.world.settings.official_account.original
        head: Fields = {"ToUserName": original, "FromUserName": citizen.openid}
        head |= {"CreateTime": self._moment(citizen.openid)}
        outcome = await self.pusher.push(Door.WECHAT, head | fields, citizen.persona.name)
        if fields.get("Event") == "unsubscribe":
            return None
        return self._seen(citizen, outcome)

    def _seen(self, citizen: Citizen, outcome: Outcome) -> str | None:
        """Write into the chat what the platform shows, and return it."""
        reply = outcome.reply
        if outcome.understood and reply is None:
            return None
        text = _text(reply, citizen) if reply is not None else ""
        show = Show.PASSIVE if text else Show.UNAVAILABLE
        return self.world.phones.write(citizen.chat, show, text or UNAVAILABLE).text


def _text(reply: Fields, citizen: Citizen) -> str:
    """Return the words of a passive reply; empty if the platform would not show it."""
    if reply.get("ToUserName") != citizen.openid:
        return ""
    content = reply.get("Content") if reply.get("MsgType") == "text" else f"［{reply['MsgType']}］"
    return str(content or "")


def _token(link: str) -> str:
    found = TOKEN_IN_LINK.search(link)
    return found.group(1) if found else link.strip()
