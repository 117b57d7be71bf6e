"""The editors' doors: what of the catalogue has changed, and letting it into service."""

from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import releasing
from casework.releasing import Proposal
from domain.errors import Conflict, Forbidden, Refusal, Validation
from domain.item import ItemId
from domain.message import Json
from domain.office import OfficialId
from handlers.api import Nothing, Told, answers, takes
from handlers.bodies import Body
from handlers.forms import fields
from handlers.keys import DESK, SIGNED_IN
from handlers.pages import page, see_other
from handlers.problems import STATUS, said

PAGE = "/desk/catalogue"


class Releasing(Body):
    """The version that was read and is to come into service."""

    version: str = Field(min_length=1, max_length=64)


class ProposalTold(Told):
    """A version that waits, beside the one that is in service."""

    item: str
    name: str
    version: str
    replaces: str = Field(description="The version in service; empty: the item is new.")
    proposed_by: str
    proposed_at: datetime
    own: bool = Field(description="Whether you have proposed it; another editor must release it.")
    lines: list[str] = Field(description="The difference of the texts, as `diff -u` writes it.")


class ProposalsTold(Told):
    """What waits to be released."""

    proposals: list[ProposalTold]


class ReleasedTold(Told):
    """A version in service."""

    item: str
    version: str
    first_used_at: datetime | None


@answers(ProposalsTold, refuses=(Forbidden,))
async def show(request: web.Request) -> ProposalsTold:
    """GET /api/v1/desk/catalogue."""
    return _told(await releasing.proposals(request.app[DESK], by=_by(request)))


@takes(Nothing, ProposalsTold, refuses=(Forbidden, Validation))
async def reload(request: web.Request, _said: Nothing) -> ProposalsTold:
    """POST /api/v1/desk/catalogue/reload."""
    return _told(await releasing.reload(request.app[DESK], by=_by(request)))


@takes(Releasing, ReleasedTold, refuses=(Forbidden, Conflict, Validation))
async def release(request: web.Request, said: Releasing) -> ReleasedTold:
    """POST /api/v1/desk/catalogue/{item}/release."""
    edition = await releasing.release(
        request.app[DESK], _item(request), version=said.version, by=_by(request)
    )
    return ReleasedTold(
        item=edition.item, version=edition.version, first_used_at=edition.first_used_at
    )


async def show_page(request: web.Request) -> web.Response:
    """GET /desk/catalogue."""
    return await _page(request)


async def reload_page(request: web.Request) -> web.Response:
    """POST /desk/catalogue/reload."""
    try:
        await releasing.reload(request.app[DESK], by=_by(request))
    except Validation as refusal:
        return await _page(request, refusal=refusal)
    return see_other(f"{PAGE}?done=reload")


async def release_page(request: web.Request) -> web.Response:
    """POST /desk/catalogue/{item}/release."""
    version, by = (await fields(request)).get("version", ""), _by(request)
    try:
        await releasing.release(request.app[DESK], _item(request), version=version, by=by)
    except (Conflict, Validation) as refusal:
        return await _page(request, refusal=refusal)
    return see_other(f"{PAGE}?done=release")


async def _page(request: web.Request, *, refusal: Refusal | None = None) -> web.Response:
    waiting = await releasing.proposals(request.app[DESK], by=_by(request))
    return page(
        request,
        "desk/catalogue",
        status=STATUS[type(refusal)] if refusal else 200,
        proposals=waiting,
        signed_in=request[SIGNED_IN],
        said=said(request, refusal, reader="official") if refusal else "",
        faults=_faults(refusal),
        done="" if refusal else request.query.get("done", ""),
    )


def _faults(refusal: Refusal | None) -> list[Json]:
    errors = refusal.facts.get("errors") if refusal else None
    if not isinstance(errors, list):
        return []
    return [each["code"] for each in errors if isinstance(each, dict)]


def _told(waiting: tuple[Proposal, ...]) -> ProposalsTold:
    return ProposalsTold(proposals=[_proposal(each) for each in waiting])


def _proposal(each: Proposal) -> ProposalTold:
    return ProposalTold(
        item=each.edition.item,
        name=each.name,
        version=each.edition.version,
        replaces=each.replaces,
        proposed_by=each.edition.proposed_by,
        proposed_at=each.edition.proposed_at,
        own=each.own,
        lines=list(each.lines),
    )


def _item(request: web.Request) -> ItemId:
    return ItemId(request.match_info["item"])


def _by(request: web.Request) -> OfficialId:
    return request[SIGNED_IN].official.id
