"""What strangers do with a paper: scan it, type its number and code, answer a letter."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from aiohttp import web
from yarl import URL

from casework import checking, promise_checks, replying
from casework.checking import Finding
from casework.links import paper_token, typed_number
from domain.calendar import local_day
from domain.certificate import Certificate, Party
from domain.errors import Validation
from domain.identity import mask_id, mask_name
from domain.letter import Reply, Stance
from domain.letter import reply as read_reply
from domain.office import Office
from handlers.forms import fields
from handlers.keys import DESK, SETTINGS, TURNSTILE
from handlers.pages import language, page, see_other
from handlers.route import Rate
from templates.wording import unnumbered

LONGEST = 64  # characters of what is typed
BY_NUMBER = Rate(10, 600)
REPLIES = Rate(6, 3600)  # of one letter; whoever has second thoughts has them seldom
NOTHING: Mapping[str, str] = {}
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
    valid_to: date | None
    days_over: int
    revoked_at: datetime | None
    revoked_reason: str
    sha256: str


async def by_token(request: web.Request) -> web.Response:
    """GET /v/{token}."""
    return _verdict(request, await _scanned(request))


async def reply(request: web.Request) -> web.Response:
    """POST /v/{token}/reply."""
    typed, token = await fields(request), request.match_info["token"]
    try:
        await replying.answer(request.app[DESK], token, given(request, typed))
    except Validation as unfit:
        # The page again, with what was typed and what is wrong with it.
        finding = await _scanned(request)
        return _verdict(request, finding, typed=typed, unfit=unfit)
    query = {"lang": language(request), **({"k": "1"} if request.query.get("k") == "1" else {})}
    return see_other(str(URL(f"/v/{token}").with_query(query).with_fragment("reply")))


def given(request: web.Request, typed: Mapping[str, str]) -> Reply:
    """The answer to a letter that was sent, by a form or by a program.

    Raises:
        RateLimited: This letter was answered too often lately.
        Validation: It does not say which, or what for and on what basis.
    """
    request.app[TURNSTILE].pass_through("reply", request.match_info["token"], rate=REPLIES)
    if typed.get("reply", "") not in tuple(Stance):
        raise Validation(field="reply", reason="no-such-choice")
    return read_reply(
        Stance(typed["reply"]),
        purpose=typed.get("purpose", ""),
        basis=typed.get("basis", ""),
        who=typed.get("who", ""),
        at=request.app[DESK].now(),
    )


async def _scanned(request: web.Request) -> Finding:
    async with asyncio.timeout(request.app[SETTINGS].check_within_s):
        return await checking.by_token(request.app[DESK], request.match_info["token"])


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
        if finding.certificate is None:
            token = await promise_checks.by_code(request.app[DESK], number, code)
            if token is not None:
                return see_other(f"/commitments/{token}")
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


def _verdict(
    request: web.Request,
    finding: Finding,
    *,
    number: str = "",
    typed: Mapping[str, str] = NOTHING,
    unfit: Validation | None = None,
) -> web.Response:
    standing, certificate, office = finding.standing, finding.certificate, finding.office
    paper = None
    if certificate is not None and office is not None:
        paper = _paper(certificate, office, local_day(finding.checked_at))
    facts = {
        "verdict": standing if standing and paper else UNKNOWN,
        "finding": finding,
        "paper": paper,
        "number": number,
    }
    if certificate is not None and finding.letter is not None:
        token = paper_token(request.app[DESK].keyring, certificate.case)
        wrong = {str(unfit.facts.get("field", "")): unfit.facts.get("reason")} if unfit else {}
        more = {"letter": finding.letter, "token": token, "typed": typed, "wrong": wrong}
        return page(request, "letter", status=422 if unfit else 200, **facts, **more)
    return page(request, "check", status=404 if paper is None else 200, **facts)


def _paper(certificate: Certificate, office: Office, today: date) -> Paper:
    return Paper(
        number=certificate.number,
        item=certificate.item_name,
        office=office.name,
        phone=office.phone,
        parties=tuple(_masked(party) for party in certificate.parties),
        purpose=unnumbered(certificate.purpose),
        use_unit=unnumbered(certificate.use_unit),
        issued_on=certificate.issued_on,
        valid_to=certificate.valid_to,
        days_over=(today - certificate.valid_to).days if certificate.valid_to else 0,
        revoked_at=certificate.revoked_at,
        revoked_reason=certificate.revoked_reason,
        sha256=certificate.sha256,
    )


def _masked(party: Party) -> Masked:
    return Masked(mask_name(party.name), mask_id(party.id_number), party.relation)
