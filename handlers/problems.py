"""How a refusal leaves the house: its status, and the form that the reader can use."""

from collections.abc import Mapping
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from bot.platform import Action, PlatformError, PlatformUnreachable
from domain import errors
from domain.errors import PlatformSilent, Refusal, Unauthenticated, Validation
from domain.message import Json
from domain.office import Role
from domain.states import State
from handlers.keys import DESK, REQUEST_ID, ROUTE
from handlers.pages import language, page
from handlers.route import Who
from templates.environment import Lang, Reader


class Place(BaseModel):
    """One place in a body, a query or the head of a request, and what is wrong there."""

    model_config = ConfigDict(extra="forbid")

    pointer: str = Field(description="JSON pointer; empty for the whole.")
    code: str


class Problem(BaseModel):
    """A problem of RFC 9457.  `type` leads to a page about it."""

    type: str = Field(description="`/problems/<slug>`, or `about:blank`.")
    title: str
    status: int
    request_id: str
    detail: str | None = None
    errors: list[Place] | None = None
    case: str | None = Field(default=None, description="Which case stands in the way.")


class Malformed(Validation):
    """The body is not what it says it is.  Facts: field, reason."""


class Unfit(Validation):
    """The body is JSON of another shape.  Facts: field, reason, errors (pointer, code)."""


STATUS: Mapping[type[Refusal], int] = {
    errors.Validation: 422,
    errors.IdChecksum: 422,
    errors.IdDate: 422,
    errors.IdFuture: 422,
    errors.IdRegion: 422,
    errors.NameChar: 422,
    errors.GlyphMissing: 422,
    errors.GuardianRequired: 403,
    errors.DuplicateApplication: 409,
    errors.ProofOutstanding: 409,
    errors.WrongState: 409,
    errors.Conflict: 409,
    errors.CreditBlocked: 409,
    errors.NotRateable: 409,
    errors.ItemCancelled: 409,
    errors.IdempotencyKeyReused: 409,
    errors.InProgress: 409,
    errors.PreconditionFailed: 412,
    errors.PreconditionRequired: 428,
    errors.SelfDealing: 403,
    errors.Forbidden: 403,
    errors.IdentityMismatch: 403,
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.TooLarge: 413,
    errors.UnsupportedMediaType: 415,
    errors.RateLimited: 429,
    errors.Overloaded: 503,
    errors.ClockBehind: 503,
    errors.SourceSilent: 503,
    errors.PlatformSilent: 503,
    errors.PressFailed: 503,
    Malformed: 400,
    Unfit: 422,
}

# Where in a body the rules about names and numbers speak.
POINTER: Mapping[type[Refusal], str] = {
    errors.IdChecksum: "/id_number",
    errors.IdDate: "/id_number",
    errors.IdFuture: "/id_number",
    errors.IdRegion: "/id_number",
    errors.NameChar: "/name",
}
PATIENCE_S = 60


def as_refusal(error: Exception) -> Refusal | None:
    """What a failure of a platform means for whoever waits; None: it is no such failure."""
    if isinstance(error, PlatformError):
        spent = error.action is Action.RELOGIN
        return Unauthenticated() if spent else PlatformSilent(why="refused")
    if isinstance(error, PlatformUnreachable):
        return PlatformSilent(why=error.why)
    return error if isinstance(error, Refusal) else None


def said(request: web.Request, refusal: Refusal, *, reader: Reader) -> str:
    """What a refusal says to its reader, in the language that was asked for."""
    facts = dict(refusal.facts)
    if facts.get("role") not in tuple(Role):  # citizen, official: not a role that one can hold
        facts.pop("role", None)
    if facts.get("state") not in (*State, "revoked"):  # a question's turn, a commitment's stage
        facts.pop("state", None)
    words = request.app[DESK].words
    return words.refusal(refusal.code, facts, reader=reader, lang=_language(request))


def _language(request: web.Request) -> Lang:
    first = request.headers.get("Accept-Language", "").strip().lower()
    program = request.path.startswith("/api/")  # a page says so in its address
    return "en" if program and first.startswith("en") else language(request)


def problem(request: web.Request, refusal: Refusal) -> web.Response:
    """Answer a program with a problem of RFC 9457."""
    status = STATUS[type(refusal)]
    detail = said(request, refusal, reader=_reader(request))
    told: dict[str, Json] = {"type": f"/problems/{refusal.code}", "detail": detail}
    if places := _places(refusal):
        told["errors"] = places
    if status == 409 and refusal.facts.get("case"):
        told["case"] = refusal.facts["case"]
    return _json(request, status, told, headers=_headers(refusal, status))


def bare_problem(request: web.Request, status: int) -> web.Response:
    """Answer a program with what HTTP alone has to say."""
    return _json(request, status, {"type": "about:blank"}, headers={})


def _reader(request: web.Request) -> Reader:
    route = request.get(ROUTE)
    return "official" if route is not None and route.who is Who.OFFICIAL else "citizen"


def problem_page(request: web.Request, refusal: Refusal, *, official: bool) -> web.Response:
    """Answer a person with a page that says what to do next."""
    status = STATUS[type(refusal)]
    words = said(request, refusal, reader="official" if official else "citizen")
    answer = bare_page(request, status, said=words, official=official)
    answer.headers.update(_headers(refusal, status))
    return answer


def bare_page(
    request: web.Request, status: int, *, said: str = "", official: bool = False
) -> web.Response:
    """Answer a person with a page about a status."""
    return page(
        request,
        "problem",
        status=status,
        said=said,
        code=status,
        official=official,
        again=request.path if request.method == "GET" else "/desk",
        request_id=request[REQUEST_ID],
    )


def _json(
    request: web.Request, status: int, told: dict[str, Json], *, headers: Mapping[str, str]
) -> web.Response:
    title, number = HTTPStatus(status).phrase, request[REQUEST_ID]
    return web.json_response(
        {**told, "title": title, "status": status, "request_id": number},
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )


def _places(refusal: Refusal) -> list[Json]:
    known = refusal.facts.get("errors")
    if isinstance(known, list):
        return known
    pointer = POINTER.get(type(refusal), "")
    if isinstance(refusal, Validation):
        pointer = "/" + str(refusal.facts.get("field", "")).replace("-", "_")
    code = str(refusal.facts.get("reason", refusal.code))
    return [{"pointer": pointer, "code": code}] if pointer else []


def _headers(refusal: Refusal, status: int) -> dict[str, str]:
    wait = refusal.facts.get("wait_s")
    if status in (429, 503):
        return {"Retry-After": str(wait if isinstance(wait, int) else PATIENCE_S)}
    return {"WWW-Authenticate": "Bearer"} if status == 401 else {}
