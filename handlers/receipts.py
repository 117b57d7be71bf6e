"""Receipts: which sources were asked about the caller, and what came of it."""

from dataclasses import asdict
from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import receipts
from casework.receipts import ReceiptLine
from domain.application import ApplicationId
from domain.errors import NotFound
from handlers.api import Told, answers
from handlers.keys import CALLER, DESK


class Receipt(Told):
    """One question to a source; several in a row that stayed without answer are one."""

    case: str | None = Field(description="The application that it was asked for.")
    at: datetime = Field(description="When it was asked; of several, the last time.")
    times: int
    source: str = Field(description="Who was asked, by name.")
    question: str = Field(description="What was asked, in plain words.")
    purpose: str = Field(description="What it was asked for, in plain words.")
    outcome: str = Field(description="What came of it, as a code.")
    said: str = Field(description="The same in plain words.")
    receipt: str | None = Field(description="The source's own id of its answer.")
    as_of: datetime | None = Field(description="Of when the answer is true.")
    cached: bool = Field(description="It had answered the same a while before, and was not asked.")

    @classmethod
    def of(cls, line: ReceiptLine) -> "Receipt":
        """As it is told."""
        return cls.model_validate({**asdict(line), "receipt": line.receipt or None})


class Receipts(Told):
    """The last questions, newest first."""

    receipts: list[Receipt]


@answers(Receipts)
async def of_case(request: web.Request) -> Receipts:
    """GET /api/v1/applications/{case}/receipts."""
    desk, person = request.app[DESK], request[CALLER].account.person
    case = ApplicationId(request.match_info["case"])
    return _told(await receipts.of_case(desk, case, by=person))


@answers(Receipts, refuses=(NotFound,))
async def of_mine(request: web.Request) -> Receipts:
    """GET /api/v1/me/receipts."""
    desk, person = request.app[DESK], request[CALLER].account.person
    return _told(await receipts.of_person(desk, person))


def _told(lines: tuple[ReceiptLine, ...]) -> Receipts:
    return Receipts(receipts=[Receipt.of(each) for each in lines])
