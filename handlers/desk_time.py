"""What an official does with a case's clock by HTTP: start it, stop it, let it run on."""

from aiohttp import web

from casework import accepting, suspending
from handlers.api import ONCE_KEY, Nothing, takes
from handlers.desk_acts import CAREFUL, DECIDING, acted, as_read, case_in, official_in, seen
from handlers.desk_said import Suspending
from handlers.desk_told import Acted
from handlers.keys import DESK, REPEAT


@takes(Nothing, Acted, refuses=DECIDING, headed=CAREFUL)
async def accept(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/acceptance."""
    work = accepting.accept(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        revision=seen(request),
        once=request.get(REPEAT),
    )
    return await acted(request, await as_read(work))


@takes(Suspending, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def suspend(request: web.Request, said: Suspending) -> Acted:
    """POST /api/v1/desk/cases/{case}/suspension."""
    stopped = await suspending.suspend(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        reason=said.reason,
        until=said.until,
        once=request.get(REPEAT),
    )
    return await acted(request, stopped)


@takes(Nothing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def resume(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/resumption."""
    resumed = await suspending.resume(
        request.app[DESK], case_in(request), by=official_in(request), once=request.get(REPEAT)
    )
    return await acted(request, resumed)
