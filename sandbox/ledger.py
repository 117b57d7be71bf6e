"""What the platform has counted: tokens, quotas, and how often each message had to be sent."""

import json
import re
from typing import Any

from sandbox.chat import Citizen, Member
from sandbox.tokens import TokenShop
from sandbox.wire import Entry
from sandbox.world import World

Facts = dict[str, Any]
SENDS = frozenset(
    {
        "/cgi-bin/message/custom/send",
        "/cgi-bin/message/subscribe/send",
        "/cgi-bin/message/send",
        "/cgi-bin/message/update_template_card",
    }
)
NEWEST = 40
FRESH = re.compile(r"(?<=link=)[\w-]+|(?<=/[ce]/)[\w-]+|\d\d:\d\d")


def posts(world: World) -> list[Facts]:
    """Return the messages that the product has sent, newest first, each with all its attempts.

    The same endpoint with the same body, but for links and the time of day, is the same message:
    a product that tries again sends it again, and a platform sees nothing else of its outbox.
    """
    found: dict[tuple[str, str], list[Entry]] = {}
    for entry in world.wire.entries:
        if entry.way == "call" and entry.title in SENDS:
            found.setdefault((entry.title, FRESH.sub("", entry.sent)), []).append(entry)
    newest = sorted(found.values(), key=lambda entries: entries[-1].id, reverse=True)
    return [_post(entries) for entries in newest[:NEWEST]]


def books(world: World, citizen: Citizen, member: Member) -> Facts:
    """Return tokens and quotas, and how far the books run ahead of the clock."""
    mini, official = world.settings.mini_program.appid, world.settings.official_account.appid
    userid = member.official.userid
    return {
        "ahead_s": world.books.offset_s,
        "tokens": [
            _token("公众号（稳定）", world.stable[official]),
            _token("公众号（普通）", world.plain[official]),
            _token("小程序（稳定）", world.stable[mini]),
            _token("小程序（普通）", world.plain[mini]),
            _token("企业微信", world.wecom_tokens),
        ],
        "service": world.service.windows(citizen.openid),
        "credits": world.credits.left(citizen.mini_openid),
        "member": world.members.used(userid),
    }


def _post(entries: list[Entry]) -> Facts:
    last = entries[-1]
    return {
        "id": last.id,
        "at": last.at,
        "title": last.title,
        "who": next((each.who for each in reversed(entries) if each.who), ""),
        "attempts": len(entries),
        "first": entries[0].at,
        "outcome": _outcome(last),
        "done": last.status == 200 and _errcode(last) in {0, 42014},
    }


def _outcome(entry: Entry) -> str:
    if entry.status != 200:
        return f"HTTP {entry.status}"
    code = _errcode(entry)
    return "" if code == 0 else f"errcode {code}" if code is not None else "不是 JSON"


def _errcode(entry: Entry) -> int | None:
    try:
        return int(json.loads(entry.got)["errcode"])
    except (ValueError, KeyError, TypeError):
        return None


def _token(name: str, shop: TokenShop) -> Facts:
    return {"name": name, "fetches": shop.fetches, "valid": shop.left()}
