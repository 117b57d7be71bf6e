"""Filling in a request on pages: answered, contested, given up, handed in."""

from aiohttp import web
from multidict import MultiDict

from casework import attaching, stepping, visiting
from domain.application import ApplicationId
from domain.attachment import LONGEST, Shows
from domain.errors import Forbidden, NotFound, Refusal
from domain.item import ItemId
from handlers.apply_pages import elder, here, page_of
from handlers.forms import fields
from handlers.guards import same_session
from handlers.keys import DESK, VISITOR
from handlers.pages import see_other
from handlers.uploads import upload

ANSWER = "a."  # before the id of a field: its answer
PICK = "pick."  # the same, chosen among places of one name
SKIP = "skip"  # the field that is passed over
EVERYWHERE = (NotFound, Forbidden)  # what has a page of its own


async def show(request: web.Request) -> web.Response:
    """GET /apply/{item}."""
    return await page_of(request)


async def answer(request: web.Request) -> web.Response:
    """POST /apply/{item}."""
    typed = _typed(await fields(request))
    came = await stepping.answer(request.app[DESK], request[VISITOR], _item(request), typed)
    if came.refused:
        return await page_of(request, typed=typed, refused=came.refused)
    return see_other(here(request, came.item))


async def contest(request: web.Request) -> web.Response:
    """POST /apply/{item}/contest."""
    item, field = _item(request), request.query.get("contest", "")
    text = _typed(await fields(request)).get(field, "")
    try:
        await stepping.contest(request.app[DESK], request[VISITOR], item, field=field, text=text)
    except EVERYWHERE:
        raise
    except Refusal as refusal:
        return await page_of(request, typed={field: text}, refused={field: refusal})
    return see_other(here(request, item))


async def go_back(request: web.Request) -> web.Response:
    """POST /apply/{item}/back."""
    item = await stepping.go_back(request.app[DESK], request[VISITOR], _item(request))
    return see_other(here(request, item))


async def drop(request: web.Request) -> web.Response:
    """POST /apply/{item}/drop."""
    posted = await fields(request)
    case = ApplicationId(posted.get("case", ""))
    await stepping.drop(request.app[DESK], request[VISITOR], case)
    return see_other("/me" if "done" in posted else here(request, _item(request)))


async def add_picture(request: web.Request) -> web.Response:
    """POST /apply/{item}/pictures."""
    desk, visitor, item = request.app[DESK], request[VISITOR], _item(request)
    try:
        with desk.pictures.place():
            given = await upload(request, longest=LONGEST)
            same_session(visitor.csrf, given.fields.get("csrf", ""))
            case = await stepping.place_for_pictures(desk, visitor, item)
            kind, by = Shows.OTHER, visitor.person
            await attaching.attach(desk, case, by=by, kind=kind, content=given.content)
    except EVERYWHERE:
        raise
    except Refusal as refusal:
        return await page_of(request, refusal=refusal)
    return see_other(here(request, item, at=request.query.get("at", "")))


async def submit(request: web.Request) -> web.Response:
    """POST /apply/{item}/submission."""
    desk, visitor, posted = request.app[DESK], request[VISITOR], await fields(request)
    case = ApplicationId(posted.get("case", ""))
    try:
        version, agreed = posted.get("version", ""), posted.getall("agree", [])
        await stepping.hand_in(desk, visitor, case, version=version, agreed=agreed)
    except EVERYWHERE:
        raise
    except Refusal as refusal:
        return await page_of(request, refusal=refusal)
    mark = "?k=1" if elder(request) else ""
    return see_other(await visiting.link_to(desk, visitor, case) + mark)


def _item(request: web.Request) -> ItemId:
    return ItemId(request.match_info["item"])


def _typed(posted: MultiDict[str]) -> dict[str, str]:
    """What was answered, by field; of several with one name the last counts."""
    typed: dict[str, str] = {}
    for mark in (ANSWER, PICK):
        named = ((name, text) for name, text in posted.items() if name.startswith(mark))
        typed |= {name.removeprefix(mark): text for name, text in named}
    return typed | dict.fromkeys(posted.getall(SKIP, []), "")
