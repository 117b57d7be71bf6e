"""What an applicant says of questions to other offices: they may be put, or a promise instead."""

from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import verifying
from casework.repeating import Facts
from domain import errors
from domain.application import ApplicationId
from domain.message import Json
from domain.verification import Answer, Turn, VerificationId
from handlers.api import ONCE_KEY, Nothing, Told, answers, takes
from handlers.bodies import Body
from handlers.keys import CALLER, DESK, REPEAT

GONE = (errors.WrongState, errors.Conflict)


class Consenting(Body):
    """Whether the office that owns the fact may be asked; a no is no disadvantage."""

    agree: bool


class AskedOfMine(Told):
    """One question to another office, as its applicant reads it; names are masked."""

    verification: str
    number: str
    proof: str
    title: str = Field(description="The fact that is asked about.")
    owner: str
    question: str
    purpose: str
    ground: str = Field(description="`consent`, or the law that was read.")
    turn: Turn
    asked_at: datetime | None
    due_at: datetime | None = Field(description="By when the owner answers.")
    overdue: bool = Field(description="Nothing is granted or refused by silence.")
    answer: Answer | None
    answered_at: datetime | None
    may: list[str] = Field(description="`consent`, `decline`, `convert`.")

    @classmethod
    def of(cls, told: Facts) -> "AskedOfMine":
        """What is told of a question."""
        as_named: dict[str, Json] = {"question": told["masked"], "due_at": told["due"]}
        return cls.model_validate({n: told.get(n) for n in cls.model_fields} | as_named)


class AskedOfMany(Told):
    """Every question of a case, in order."""

    verifications: list[AskedOfMine]


@answers(AskedOfMany)
async def show_all(request: web.Request) -> AskedOfMany:
    """GET /api/v1/applications/{case}/verifications."""
    desk, account = request.app[DESK], request[CALLER].account
    every = await verifying.of_case(desk, account, _case(request))
    return AskedOfMany(verifications=[AskedOfMine.of(each) for each in every])


@takes(Consenting, AskedOfMine, refuses=GONE, headed=(ONCE_KEY,))
async def consent(request: web.Request, said: Consenting) -> AskedOfMine:
    """POST /api/v1/applications/{case}/verifications/{verification}/consent."""
    told = await verifying.consent(
        request.app[DESK],
        request[CALLER].account,
        _case(request),
        _asked(request),
        agree=said.agree,
        repeat=request.get(REPEAT),
    )
    return AskedOfMine.of(told)


@takes(Nothing, AskedOfMine, refuses=GONE, headed=(ONCE_KEY,))
async def convert(request: web.Request, _said: Nothing) -> AskedOfMine:
    """POST /api/v1/applications/{case}/verifications/{verification}/conversion."""
    told = await verifying.convert(
        request.app[DESK],
        request[CALLER].account,
        _case(request),
        _asked(request),
        repeat=request.get(REPEAT),
    )
    return AskedOfMine.of(told)


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _asked(request: web.Request) -> VerificationId:
    return VerificationId(request.match_info["verification"])
