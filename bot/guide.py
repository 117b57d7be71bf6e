"""The guide in chat: who wants the paper, what is to be proved, which item; pure, as the dialogue.

What the last bubble offered is written as a path: `guide`, `guide/employer`, `guide/employer/kin`,
or `found/qs-01,zr-02` for what a search found; a page that was turned stands behind it: `:2`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from casework.acts import Offer, Turn
from domain.guide import Guide, Hit
from domain.item import Catalogue, Item, ItemId
from domain.message import Json, Phrase

START = ("能办什么", "1 能办什么", "办什么", "能开什么", "哪一张", "哪张", "帮我选", "不知道")
UP = ("返回", "上一步", "上一问")
GUIDE, FOUND, MORE = "guide", "found", "more"
PAGE = 8  # lines of a bubble that are still read; one more turns the page
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")

Line = tuple[str, str]  # what it stands for, and what is read


@dataclass(frozen=True)
class Shelves:
    """What the guide leads through."""

    guide: Guide
    catalogue: Catalogue


def start(shelves: Shelves) -> Turn:
    """Ask who wants the paper."""
    return _laid(shelves, GUIDE)


def found(shelves: Shelves, hits: Sequence[Hit]) -> Turn:
    """Lay before somebody what a search found."""
    return _laid(shelves, f"{FOUND}/{','.join(hit.item for hit in hits)}")


def choose(shelves: Shelves, offered: str, said: str) -> Turn | Item | None:
    """What an answer to an offer leads to: the next bubble, or an item; None: it is no answer."""
    if not offered.startswith((GUIDE, FOUND)):
        return None
    path, page = _split(offered)
    if said in UP:
        return _laid(shelves, path.rpartition("/")[0]) if "/" in path and GUIDE in path else None
    code = _picked(_lines(shelves, path), page, said)
    if code == MORE:
        return _laid(shelves, f"{path}:{page + 1}")
    if not code:
        return None
    if path.count("/") == 2 or path.startswith(FOUND):
        return shelves.catalogue.item(ItemId(code))
    return _laid(shelves, f"{path}/{code}")


def _laid(shelves: Shelves, offered: str) -> Turn:
    path, page = _split(offered)
    parts = path.split("/")
    step = FOUND if parts[0] == FOUND else ("asker", "theme", "item")[len(parts) - 1]
    asker = shelves.guide.asker(parts[1]) if step == "theme" else None
    lines: list[Json] = [label for _, label in _paged(_lines(shelves, path), page)]
    facts: dict[str, Json] = {"choices": lines}
    if step == "theme":
        facts["hint"] = asker.told if asker else ""
    return Turn(Phrase(f"citizen/guide-{step}", facts), Offer(offered))


def _lines(shelves: Shelves, path: str) -> list[Line]:
    guide, parts = shelves.guide, path.split("/")
    if parts[0] == FOUND:
        return _items(shelves, parts[1].split(","))
    if len(parts) == 1:
        return [(asker.id, asker.label) for asker in guide.askers]
    if len(parts) == 2:
        return [(theme.id, theme.label) for theme in guide.offered(parts[1])]
    theme = guide.theme(parts[2])
    return _items(shelves, theme.items if theme else ())


def _items(shelves: Shelves, items: Sequence[str]) -> list[Line]:
    known = [shelves.catalogue.items[ItemId(i)] for i in items if i in shelves.catalogue.items]
    return [(item.id, item.title) for item in known]


def _paged(lines: list[Line], page: int) -> list[Line]:
    """The lines of a page; a ninth line alone needs no page of its own."""
    rest = lines[(page - 1) * PAGE :]
    return rest if len(rest) <= PAGE + 1 else [*rest[:PAGE], (MORE, "")]


def _split(offered: str) -> tuple[str, int]:
    path, _, page = offered.partition(":")
    return path, int(page or 1)


def _picked(lines: list[Line], page: int, said: str) -> str:
    """A digit counts on the page that is shown; words name a line of any page."""
    typed = said.translate(_DIGITS).rstrip("。．.、，, ")
    if typed.isascii() and typed.isdigit():
        shown = _paged(lines, page)
        return shown[int(typed) - 1][0] if 1 <= int(typed[:3]) <= len(shown) else ""
    exact = [code for code, label in lines if typed == label]
    named = exact or [code for code, label in lines if len(typed) >= 2 and typed in label]
    return named[0] if len(named) == 1 else ""
