"""The second official by HTTP: signing, giving back, and whose own a case is."""

from aiohttp import web

from casework import countersigning, handing_over
from domain.errors import ProofOutstanding, SelfDealing, Validation, WrongState
from domain.office import OfficialId
from handlers.api import ONCE_KEY, Told, takes
from handlers.desk_acts import CAREFUL, DECIDING, acted, as_read, case_in, official_in, seen
from handlers.desk_said import Approving, HandingBack, HandingOver
from handlers.desk_told import Acted
from handlers.keys import DESK, REPEAT


class HandedOver(Told):
    """The cases that are the colleague's now."""

    cases: list[str]


@takes(Approving, Acted, refuses=(*DECIDING, ProofOutstanding), headed=CAREFUL)
async def countersign(request: web.Request, said: Approving) -> Acted:
    """POST /api/v1/desk/cases/{case}/countersignature."""
    work = countersigning.countersign(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        revision=seen(request),
        once=request.get(REPEAT),
        late_reason=said.late_reason,
    )
    return await acted(request, await as_read(work))


@takes(HandingBack, Acted, refuses=DECIDING, headed=CAREFUL)
async def hand_back(request: web.Request, said: HandingBack) -> Acted:
    """POST /api/v1/desk/cases/{case}/hand-back."""
    work = countersigning.hand_back(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        reason=said.reason,
        revision=seen(request),
        once=request.get(REPEAT),
    )
    return await acted(request, await as_read(work))


@takes(HandingOver, Acted, refuses=(SelfDealing, WrongState, Validation), headed=(ONCE_KEY,))
async def hand_over(request: web.Request, said: HandingOver) -> Acted:
    """POST /api/v1/desk/cases/{case}/handover."""
    given = await handing_over.hand_over(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        to=OfficialId(said.to),
        reason=said.reason,
        once=request.get(REPEAT),
    )
    return await acted(request, given)


@takes(HandingOver, HandedOver, refuses=(Validation,), headed=(ONCE_KEY,))
async def hand_over_all(request: web.Request, said: HandingOver) -> HandedOver:
    """POST /api/v1/desk/handover."""
    given = await handing_over.hand_over_all(
        request.app[DESK],
        by=official_in(request),
        to=OfficialId(said.to),
        reason=said.reason,
        once=request.get(REPEAT),
    )
    return HandedOver(cases=list(given))
