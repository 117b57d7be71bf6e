"""What a stranger does with a paper: the QR code, or number and code by hand."""

import asyncio
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web

from casework import checking
from casework.checking import Finding
from casework.links import typed_number
from domain.calendar import local_day
from domain.certificate import Certificate, Party
from domain.identity import mask_id, mask_name
from domain.office import Office
from handlers.forms import fields
from handlers.keys import DESK, SETTINGS, TURNSTILE
from handlers.pages import page
from handlers.route import Rate

LONGEST = 64  # characters of what is typed
BY_NUMBER = Rate(10, 600)
UNKNOWN = "unknown"
CANNOT = "cannot"
AGAIN_S = 600


@dataclass(frozen=True)
class Masked:
    """One person on the paper, as strangers may see him."""

    name: str
    id_number: str
    relation: str


@dataclass(frozen=True)
class Paper:
    """What a stranger may see of a paper."""

    number: str
    item: str
    office: str
    phone: str
    parties: tuple[Masked, ...]
    purpose: str
    use_unit: str
    issued_on: date
    valid_to: date
    days_over: int
    revoked_at: datetime | None
    revoked_reason: str
    sha256: str


async def by_token(request: web.Request) -> web.Response:
    """GET /v/{token}."""
    async with asyncio.timeout(request.app[SETTINGS].check_within_s):
        finding = await checking.by_token(request.app[DESK], request.match_info["token"])
    return _verdict(request, finding)


async def ask(request: web.Request) -> web.Response:
    """GET /verify."""
    return page(request, "verify", number="")


async def by_code(request: web.Request) -> web.Response:
    """POST /verify."""
    form = await fields(request)
    number, code = form.get("number", "")[:LONGEST], form.get("code", "")[:LONGEST]
    request.app[TURNSTILE].pass_through("number", typed_number(number), rate=BY_NUMBER)
    async with asyncio.timeout(request.app[SETTINGS].check_within_s):
        finding = await checking.by_code(request.app[DESK], number, code)
    return _verdict(request, finding, number=number.strip())


def cannot_tell(request: web.Request) -> web.Response:
    """Say that we cannot tell just now, which is not a verdict."""
    answer = page(
        request,
        "check",
        status=503,
        verdict=CANNOT,
        finding=None,
        paper=None,
        number="",
        again="" if request.method == "GET" else "/verify",
    )
    answer.headers["Retry-After"] = str(AGAIN_S)
    return answer


def _verdict(request: web.Request, finding: Finding, *, number: str = "") -> web.Response:
    standing, certificate, office = finding.standing, finding.certificate, finding.office
    paper = None
    if certificate is not None and office is not None:
        paper = _paper(certificate, office, local_day(finding.checked_at))
    return page(
        request,
        "check",
        status=404 if paper is None else 200,
        verdict=standing if standing and paper else UNKNOWN,
        finding=finding,
        paper=paper,
        number=number,
    )


def _paper(certificate: Certificate, office: Office, today: date) -> Paper:
    return Paper(
        number=certificate.number,
        item=certificate.item_name,
        office=office.name,
        phone=office.phone,
        parties=tuple(_masked(party) for party in certificate.parties),
        purpose=certificate.purpose,
        use_unit=certificate.use_unit,
        issued_on=certificate.issued_on,
        valid_to=certificate.valid_to,
        days_over=(today - certificate.valid_to).days,
        revoked_at=certificate.revoked_at,
        revoked_reason=certificate.revoked_reason,
        sha256=certificate.sha256,
    )


def _masked(party: Party) -> Masked:
    return Masked(mask_name(party.name), mask_id(party.id_number), party.relation)
