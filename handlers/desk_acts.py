"""What the acts of an official have in common, however they are asked for by HTTP."""

import re
from collections.abc import Awaitable

from aiohttp import web

from casework import acting
from domain.application import Application, ApplicationId
from domain.errors import Conflict, PreconditionFailed, SelfDealing, WrongState
from domain.office import OfficialId
from handlers import etags
from handlers.api import IF_MATCH, ONCE_KEY
from handlers.desk_told import Acted
from handlers.keys import DESK, REPEAT, SIGNED_IN

DECIDING = (SelfDealing, WrongState, Conflict)
CAREFUL = (IF_MATCH, ONCE_KEY)
_VERSION = re.compile(r"[0-9]{1,9}")


async def as_read(work: Awaitable[Application]) -> Application:
    """What came of it; a newer case is told as the precondition that failed."""
    try:
        return await work
    except Conflict as newer:
        raise PreconditionFailed(**newer.facts) from None


async def acted(request: web.Request, case: Application) -> Acted:
    """How the act left the case; of a repetition, how the first time did."""
    left = await acting.left(request.app[DESK], case, once=request.get(REPEAT))
    return Acted(case=left.case, state=left.state, version=left.version)


def seen(request: web.Request) -> int:
    """The version of the case that the official has read.

    Raises:
        PreconditionFailed: None is named, or several.
    """
    versions = [int(tag) for tag in etags.wanted(request) if _VERSION.fullmatch(tag)]
    if len(versions) != 1:  # an official decides on what was read, and that is one version
        raise PreconditionFailed
    return versions[0]


def case_in(request: web.Request) -> ApplicationId:
    """The case that the address names."""
    return ApplicationId(request.match_info["case"])


def official_in(request: web.Request) -> OfficialId:
    """Who acts."""
    return request[SIGNED_IN].official.id
