"""Commitments of whoever holds a session: notice, credit check, signature, letter."""

from datetime import date, datetime
from typing import Annotated

from aiohttp import web
from pydantic import Field

from casework import committing
from casework.committing import Signature
from casework.repeating import Facts
from casework.wording_promise import About, letter_of
from domain import errors
from domain.application import ApplicationId
from domain.commitment import Stage
from domain.strokes import LONGEST
from handlers.api import ONCE_KEY, Nothing, Reply, Told, answers, takes
from handlers.bodies import Body
from handlers.downloads import disposition
from handlers.keys import CALLER, DESK, REPEAT
from handlers.questions import Question

Promised = Annotated[
    dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=400)]],
    Field(max_length=30),
]
GONE = (errors.WrongState, errors.Conflict)


class Signing(Body):
    """A promise, signed by the applicant's own hand."""

    proof: str = Field(min_length=1, max_length=64, description="Which proof it stands in for.")
    facts: Promised = Field(default_factory=dict, description="What is promised, by field.")
    signature: str = Field(
        max_length=LONGEST,
        description="The name as it was drawn, as JSON text: a list of strokes, each a list of"
        " points `[x, y]`, whole numbers on a pad of 1000 by 400 from the top left.",
    )
    confirmed: bool = Field(description="Whether the letter was read and the name is one's own.")


class PointTold(Told):
    """One point of a notice, or one fact that is promised."""

    head: str
    text: str


class CreditTold(Told):
    """What bars a commitment for now."""

    level: str = Field(description="`minor`, `general` or `serious`.")
    organ: str = Field(description="Who found it, and can repair it.")
    ends_on: date = Field(description="The first day without it.")
    office: str = Field("", description="Where one objects.")
    phone: str = Field("", description="Of that office.")
    objection_days: int = Field(description="Working days within which an objection is answered.")


class CommitmentTold(Told):
    """A commitment that may take the place of a proof, and how far it has come."""

    case: str
    proof: str
    title: str = Field(description="The proof that it stands in for.")
    stage: Stage
    until: datetime = Field(description="The last moment at which it may be signed.")
    number: str | None = Field(description="Of the signed letter.")
    signed_at: datetime | None
    why: str | None = Field(description="Code of the reason for a stage that ends it.")
    may: list[str] = Field(description="`take-up`, `sign`, `decline`, `withdraw`.")
    credit: CreditTold | None
    notice: list[PointTold] = Field(description="What the office tells, word for word.")
    promise: list[str] = Field(description="What is promised, word for word.")
    fields: list[Question] = Field(description="What must be filled in to promise it.")
    filled: dict[str, str] = Field(description="What stands in these fields beforehand.")
    said: list[PointTold] = Field(description="What else is promised, as the letter has it.")


class Commitments(Told):
    """Every commitment that was offered in a case."""

    commitments: list[CommitmentTold]


@answers(Commitments)
async def show_all(request: web.Request) -> Commitments:
    """GET /api/v1/applications/{case}/commitments."""
    account = request[CALLER].account
    every = await committing.of_case(request.app[DESK], account, _case(request))
    return Commitments(commitments=[await _told(request, each) for each in every])


@takes(Nothing, CommitmentTold, refuses=(*GONE, errors.Forbidden), headed=(ONCE_KEY,))
async def take_up(request: web.Request, _: Nothing) -> CommitmentTold:
    """POST /api/v1/applications/{case}/commitments/{proof}/clearance."""
    desk, account, once = request.app[DESK], request[CALLER].account, request.get(REPEAT)
    case, proof = _case(request), _proof(request)
    return await _told(request, await committing.take_up(desk, account, case, proof, repeat=once))


@takes(
    Signing,
    CommitmentTold,
    status=201,
    refuses=(*GONE, errors.Forbidden, errors.CreditBlocked),
    headed=(ONCE_KEY,),
)
async def sign(request: web.Request, said: Signing) -> CommitmentTold:
    """POST /api/v1/applications/{case}/commitment."""
    desk, account, once = request.app[DESK], request[CALLER].account, request.get(REPEAT)
    signature = Signature(said.facts, said.signature, said.confirmed)
    case = _case(request)
    signed = await committing.sign(desk, account, case, said.proof, signature, repeat=once)
    return await _told(request, signed)


@takes(Nothing, CommitmentTold, refuses=GONE, headed=(ONCE_KEY,))
async def refuse(request: web.Request, _: Nothing) -> CommitmentTold:
    """POST /api/v1/applications/{case}/commitments/{proof}/refusal."""
    desk, account, once = request.app[DESK], request[CALLER].account, request.get(REPEAT)
    case, proof = _case(request), _proof(request)
    return await _told(request, await committing.decline(desk, account, case, proof, repeat=once))


@takes(Nothing, CommitmentTold, refuses=GONE, headed=(ONCE_KEY,))
async def withdraw(request: web.Request, _: Nothing) -> CommitmentTold:
    """POST /api/v1/applications/{case}/commitments/{proof}/withdrawal."""
    desk, account, once = request.app[DESK], request[CALLER].account, request.get(REPEAT)
    case, proof = _case(request), _proof(request)
    return await _told(request, await committing.withdraw(desk, account, case, proof, repeat=once))


@answers("application/pdf")
async def letter(request: web.Request) -> Reply:
    """GET /api/v1/applications/{case}/commitments/{proof}/letter."""
    desk, account = request.app[DESK], request[CALLER].account
    pdf = await committing.letter(desk, account, _case(request), _proof(request))
    now = await committing.notice(desk, account, _case(request), _proof(request))
    named = disposition("attachment", f"{now.commitment.number}.pdf", plain="letter.pdf")
    return Reply(pdf, headers={"Content-Disposition": named})


async def _told(request: web.Request, facts: Facts) -> CommitmentTold:
    desk, account = request.app[DESK], request[CALLER].account
    case, proof = ApplicationId(str(facts["case"])), str(facts["proof"])
    now = await committing.notice(desk, account, case, proof)
    said = letter_of(desk, About(now.item, now.rule, now.office))
    return CommitmentTold.model_validate(
        {
            **{name: facts.get(name) for name in ("case", "proof", "stage", "until", "number")},
            **{name: facts.get(name) for name in ("signed_at", "why", "may", "credit")},
            "title": now.rule.title,
            "notice": [{"head": head, "text": text} for head, text in said.notice],
            "promise": list(said.promise),
            "fields": [Question.of(field) for field in now.asked],
            "filled": dict(now.typed),
            "said": [{"head": label, "text": text} for label, text in now.signed or now.said],
        }
    )


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _proof(request: web.Request) -> str:
    return request.match_info["proof"]
