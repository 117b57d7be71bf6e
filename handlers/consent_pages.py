"""The applicant's page about one question to another office: yes, no, or a promise instead."""

from contextlib import suppress

from aiohttp import web

from casework import verifying, visiting
from casework.repeating import Facts
from domain.application import ApplicationId
from domain.errors import NotFound, Validation, WrongState
from domain.identity import Account
from domain.verification import VerificationId
from handlers.apply_pages import elder
from handlers.forms import fields
from handlers.keys import DESK, VISITOR
from handlers.pages import page, see_other

AGREED = {"yes": True, "no": False}


async def show(request: web.Request) -> web.Response:
    """GET /me/cases/{case}/verifications/{verification}."""
    who, case, asked = await _where(request)
    told = await _told(request, who, case, asked)
    return page(
        request,
        "asked",
        told=told,
        here=f"/me/cases/{case}/verifications/{asked}",
        back=f"/me/cases/{case}",
        k=_mark(request),
        csrf=request[VISITOR].csrf,
    )


async def consent(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/verifications/{verification}/consent."""
    who, case, asked = await _where(request)
    said = AGREED.get((await fields(request)).get("agree", ""))
    if said is None:
        raise Validation(field="agree", reason="no-such-choice")
    with suppress(WrongState):  # it was answered before, or is not needed: the page says so
        await verifying.consent(request.app[DESK], who, case, asked, agree=said)
    return see_other(_here(request))


async def convert(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/verifications/{verification}/conversion."""
    who, case, asked = await _where(request)
    try:
        told = await verifying.convert(request.app[DESK], who, case, asked)
    except WrongState:
        return see_other(_here(request))  # it was answered meanwhile: the page says so
    return see_other(f"/me/cases/{case}/commitments/{told['proof']}{_mark(request)}")


async def _where(request: web.Request) -> tuple[Account, ApplicationId, VerificationId]:
    account = await visiting.account_of(request.app[DESK], request[VISITOR])
    case = ApplicationId(request.match_info["case"])
    return account, case, VerificationId(request.match_info["verification"])


async def _told(
    request: web.Request, who: Account, case: ApplicationId, asked: VerificationId
) -> Facts:
    every = await verifying.of_case(request.app[DESK], who, case)
    found = next((each for each in every if each["verification"] == asked), None)
    if found is None:
        raise NotFound(verification=asked)
    return found


def _here(request: web.Request) -> str:
    case, asked = request.match_info["case"], request.match_info["verification"]
    return f"/me/cases/{case}/verifications/{asked}{_mark(request)}"


def _mark(request: web.Request) -> str:
    return "?k=1" if elder(request) else ""
