"""Applications of whoever holds a session: begun, filled in, handed in, taken back, looked at."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote

from aiohttp import web
from pydantic import Field

from casework import filing
from casework.filing import Given
from casework.holding import Holder
from casework.repeating import Facts
from casework.waiting import What
from casework.weighing import Verdict
from domain import errors
from domain.application import ApplicationId
from domain.certificate import PaperKind
from domain.item import Family, ItemId
from domain.states import State
from handlers import etags, paging
from handlers.api import IF_MATCH, IF_NONE_MATCH, ONCE_KEY, Nothing, Reply, Told, answers, takes
from handlers.bodies import Body
from handlers.keys import CALLER, DESK, REPEAT
from handlers.me import READ_WRONG
from handlers.paging import Paging

Answers = Annotated[
    dict[
        Annotated[str, Field(max_length=64)],
        Annotated[str, Field(max_length=400)],
    ],
    Field(max_length=60),
]
CONTESTED = "What you say instead of what the register holds; empty takes it back."
UNFIT = (*READ_WRONG, errors.WrongState)


class Begin(Body):
    """What is applied for, and the answers that are known; each is read as the chat reads it."""

    item: str = Field(min_length=1, max_length=64)
    answers: Answers = Field(default_factory=dict)
    contested: Answers = Field(default_factory=dict, description=CONTESTED)


class Amend(Body):
    """Answers that are added or changed; the others stay."""

    answers: Answers
    contested: Answers = Field(default_factory=dict, description=CONTESTED)


class Correction(Told):
    """One thing that is to be corrected."""

    field: str
    why: str
    how: str


class AtOffice(Told):
    """Where the case lies."""

    name: str
    phone: str
    hours: str


class Paper(Told):
    """The certificate or letter, in short."""

    kind: PaperKind
    number: str
    issued_on: date
    valid_to: date | None
    revoked_at: datetime | None
    sha256: str


class ProofOfMine(Told):
    """How one fact of a case stands."""

    title: str
    relation: str = Field(description="Which of several relatives it is about; or empty.")
    source: str = Field(description="What is asked, by name; empty: no machine is.")
    verdict: Verdict
    text: str = Field(description="The verdict in plain words.")
    as_of: datetime | None


class WaitsFor(Told):
    """What the case waits for, beside its office."""

    what: What = Field(description="Your promise, your consent, or another office's answer.")
    proof: str
    title: str
    office: str | None = Field(description="The office that is asked, or would be.")
    until: datetime | None


class Case(Told):
    """One application as its applicant has it."""

    id: str
    etag: str = Field(description="What `If-Match` takes, without quotes.")
    item: str
    item_name: str
    title: str
    family: Family = Field(description="Which kind of paper; `letter`: no paper is needed.")
    state: State
    number: str | None
    answers: dict[str, str] = Field(description="By question; numbers of ID cards are masked.")
    contested: dict[str, str] = Field(description="What you say instead of what is registered.")
    proofs: list[ProofOfMine] = Field(description="What is asked about; none before it is in.")
    open: list[str] = Field(description="Questions that must still be answered.")
    asks: list[Correction] = Field(description="What is to be corrected.")
    correct_by: date | None
    reasons: str | None = Field(description="Why it was refused or not accepted.")
    office: AtOffice | None
    certificate: Paper | None
    changes: str | None = Field(description="The case that this draft is a change of.")
    waiting_for: list[WaitsFor]
    created_at: datetime
    updated_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None = Field(description="From here on the time to decide is counted.")
    due_at: datetime | None = Field(description="Of the first answer; once accepted, of the end.")
    closed_at: datetime | None
    holder: Holder = Field(description="In whose hands it lies.")
    working_hours_left: int | None = Field(description="When it was read; no ETag changes by it.")


class Cases(Told):
    """Some of the caller's applications, newest first."""

    applications: list[Case]
    next: str | None = Field(description="Cursor of the next page.")


@takes(
    Begin,
    Case,
    status=201,
    refuses=(*UNFIT, errors.Conflict, errors.Forbidden, errors.NotFound),
    headed=(ONCE_KEY,),
)
async def begin(request: web.Request, said: Begin) -> Reply:
    """POST /api/v1/applications."""
    desk, account = request.app[DESK], request[CALLER].account
    item = desk.catalogue.item(ItemId(said.item))
    given = Given(said.answers, said.contested)
    return _reply(await filing.begin(desk, account, item, given, repeat=request.get(REPEAT)))


@takes(Paging, Cases)
async def show_all(request: web.Request, asked: Paging) -> Reply:
    """GET /api/v1/applications."""
    desk, account = request.app[DESK], request[CALLER].account
    before = paging.begins(asked)
    found = await filing.mine(desk, account, limit=asked.limit + 1, before=before)
    cases = [Case.model_validate(each) for each in found[: asked.limit]]
    after = paging.cursor(cases[-1].id) if len(found) > asked.limit else None
    told = Cases(applications=cases, next=after)
    return Reply(told, headers=paging.link(request, asked, after))


@answers(Case, headed=(IF_NONE_MATCH,))
async def show(request: web.Request) -> Reply:
    """GET /api/v1/applications/{case}."""
    desk, account = request.app[DESK], request[CALLER].account
    return _reply(await filing.one(desk, account, _id(request)))


@takes(Amend, Case, refuses=(*UNFIT, errors.Conflict), headed=(IF_MATCH,))
async def amend(request: web.Request, said: Amend) -> Reply:
    """PATCH /api/v1/applications/{case}."""
    desk, account = request.app[DESK], request[CALLER].account
    made_from = etags.wanted(request)
    given = Given(said.answers, said.contested)
    return _reply(await filing.amend(desk, account, _id(request), given=given, etags=made_from))


@takes(
    Nothing,
    Case,
    refuses=(
        errors.WrongState,
        errors.Conflict,
        errors.DuplicateApplication,
        errors.Forbidden,
        errors.GuardianRequired,
    ),
    headed=(ONCE_KEY,),
)
async def submit(request: web.Request, _: Nothing) -> Reply:
    """POST /api/v1/applications/{case}/submission."""
    desk, account = request.app[DESK], request[CALLER].account
    return _reply(await filing.submit(desk, account, _id(request), repeat=request.get(REPEAT)))


@takes(Nothing, Case, refuses=(errors.WrongState, errors.Conflict), headed=(ONCE_KEY,))
async def withdraw(request: web.Request, _: Nothing) -> Reply:
    """POST /api/v1/applications/{case}/withdrawal."""
    desk, account = request.app[DESK], request[CALLER].account
    return _reply(await filing.withdraw(desk, account, _id(request), repeat=request.get(REPEAT)))


@answers("application/pdf")
async def certificate(request: web.Request) -> Reply:
    """GET /api/v1/applications/{case}/certificate."""
    desk, account = request.app[DESK], request[CALLER].account
    paper, pdf = await filing.certificate(desk, account, _id(request))
    named = quote(f"{paper.item_name} {paper.number}.pdf", safe="")
    disposition = f"attachment; filename=\"certificate.pdf\"; filename*=UTF-8''{named}"
    return Reply(pdf, headers={"Content-Disposition": disposition})


def _id(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _reply(facts: Facts) -> Reply:
    case = Case.model_validate(facts)
    return Reply(case, etag=case.etag)
