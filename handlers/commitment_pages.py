"""The applicant's pages of a promise: the notice, the letter to sign by hand, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web
from multidict import MultiDict

from casework import committing, visiting
from casework.committing import Notice, Signature
from casework.repeating import Facts
from casework.wording_promise import About, letter_of
from domain.application import ApplicationId
from domain.errors import CreditBlocked, NotFound, Refusal, Validation, WrongState
from domain.fields import Field, FieldKind, PlaceLevel
from domain.identity import Account
from handlers.apply import EVERYWHERE
from handlers.apply_pages import elder
from handlers.asked import HITS, Asked, Option
from handlers.downloads import disposition
from handlers.forms import fields
from handlers.keys import DESK, VISITOR
from handlers.pages import page, see_other
from handlers.problems import STATUS, said

FACT = "a."  # before the id of a fact: what is promised
SIGNATURE, CONFIRMED = "signature", "confirmed"


@dataclass(frozen=True)
class Sent:
    """What was sent that was not taken.

    Attributes:
        facts: As typed, by fact.
        signature: As it was drawn.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    confirmed: bool = False


async def show(request: web.Request) -> web.Response:
    """GET /me/cases/{case}/commitments/{proof}."""
    return await _page_of(request, Sent())


async def take_up(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/commitments/{proof}/clearance."""
    who, case, proof = await _where(request)
    await committing.take_up(request.app[DESK], who, case, proof)
    return see_other(_here(request))


async def sign(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/commitments/{proof}."""
    who, case, proof = await _where(request)
    sent = _sent(await fields(request))
    signature = Signature(sent.facts, sent.signature, sent.confirmed)
    try:
        await committing.sign(request.app[DESK], who, case, proof, signature)
    except (CreditBlocked, WrongState):
        return see_other(_here(request))  # the page says what has become of it
    except EVERYWHERE:
        raise
    except Refusal as refusal:
        return await _page_of(request, sent, refusal)
    return see_other(_here(request))


async def refuse(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/commitments/{proof}/refusal."""
    who, case, proof = await _where(request)
    await committing.decline(request.app[DESK], who, case, proof)
    return see_other(_here(request))


async def withdraw(request: web.Request) -> web.Response:
    """POST /me/cases/{case}/commitments/{proof}/withdrawal."""
    who, case, proof = await _where(request)
    await committing.withdraw(request.app[DESK], who, case, proof)
    return see_other(_here(request))


async def letter(request: web.Request) -> web.Response:
    """GET /me/cases/{case}/commitments/{proof}/letter.pdf."""
    desk, (who, case, proof) = request.app[DESK], await _where(request)
    pdf = await committing.letter(desk, who, case, proof)
    now = await committing.notice(desk, who, case, proof)
    named = disposition("inline", f"{now.commitment.number}.pdf", plain="letter.pdf")
    headers = {"Content-Disposition": named}
    return web.Response(body=pdf, content_type="application/pdf", headers=headers)


async def _where(request: web.Request) -> tuple[Account, ApplicationId, str]:
    account = await visiting.account_of(request.app[DESK], request[VISITOR])
    return account, ApplicationId(request.match_info["case"]), request.match_info["proof"]


def _path(request: web.Request) -> str:
    case, proof = request.match_info["case"], request.match_info["proof"]
    return f"/me/cases/{quote(case, safe='')}/commitments/{quote(proof, safe='')}"


def _here(request: web.Request) -> str:
    """The page, in the version that the reader has chosen."""
    return _path(request) + ("?k=1" if elder(request) else "")


async def _page_of(
    request: web.Request, sent: Sent, refusal: Refusal | None = None
) -> web.Response:
    desk, (who, case, proof) = request.app[DESK], await _where(request)
    now = await committing.notice(desk, who, case, proof)
    wrong = _wrong(request, refusal) if refusal else {}
    return page(
        request,
        "commitment",
        status=STATUS[type(refusal)] if refusal else 200,
        notice=now,
        told=_told(await committing.of_case(desk, who, case), proof),
        letter=letter_of(desk, About(now.item, now.rule, now.office)),
        questions=[_question(request, now, each, sent, wrong) for each in now.asked],
        sent=sent,
        wrong=wrong,
        here=_path(request),
        k="?k=1" if elder(request) else "",
        csrf=request[VISITOR].csrf,
    )


def _told(every: tuple[Facts, ...], proof: str) -> Facts:
    """The last that was offered for the proof."""
    found = [each for each in every if each["proof"] == proof]
    if not found:
        raise NotFound
    return found[-1]


def _sent(posted: MultiDict[str]) -> Sent:
    facts = {n.removeprefix(FACT): text for n, text in posted.items() if n.startswith(FACT)}
    return Sent(facts, posted.get(SIGNATURE, ""), posted.get(CONFIRMED) == "yes")


def _wrong(request: web.Request, refusal: Refusal) -> dict[str, str]:
    """By field, what is to be mended there."""
    errors = refusal.facts.get("errors")
    if not isinstance(errors, list):
        return {str(refusal.facts.get("field", "")): said(request, refusal, reader="citizen")}
    wrong: dict[str, str] = {}
    for each in errors:
        if isinstance(each, dict):
            place = str(each["pointer"]).rpartition("/")[2]
            one = Validation(field=place, reason=str(each["code"]))
            wrong.setdefault(place, said(request, one, reader="citizen"))
    return wrong


def _question(
    request: web.Request, now: Notice, each: Field, sent: Sent, wrong: Mapping[str, str]
) -> Asked:
    value = sent.facts.get(each.id, now.typed.get(each.id, ""))
    return Asked(
        field=each.id,
        mark=each.id,
        kind=each.kind,
        text=each.question,
        label=each.label,
        member=0,
        level=each.level,
        optional=each.optional,
        options=_options(request, each, value),
        value=value,
        wrong=wrong.get(each.id, ""),
    )


def _options(request: web.Request, each: Field, typed: str) -> tuple[Option, ...]:
    desk = request.app[DESK]
    if each.kind is FieldKind.CHOICE:
        return tuple(Option(choice.value, choice.label) for choice in each.choices)
    if each.kind is not FieldKind.DIVISION:
        return ()
    if each.level is PlaceLevel.COUNTY:
        hits = desk.shelf.divisions.search(typed, each.level, limit=HITS)
        return tuple(Option(hit.code, hit.full) for hit in hits)
    places = (place for place in desk.places() if place.level is each.level)
    return tuple(Option(place.division, place.names[0]) for place in places)
