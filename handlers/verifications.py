"""Questions between offices, for programs of offices: what waits, one in full, its answer."""

from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import verifying
from casework.showing_verification import Recorded, record, records
from domain.errors import Conflict, SelfDealing, WrongState
from domain.verification import Answer, Said, Turn, VerificationId
from handlers.api import ONCE_KEY, Nothing, Reply, Told, answers, takes
from handlers.applications import Answers
from handlers.bodies import Body
from handlers.desk_acts import DECIDING, acted, case_in, official_in
from handlers.desk_proofs import FactTold
from handlers.desk_told import Acted
from handlers.desk_verifications import ZIP, kept_as
from handlers.keys import DESK, REPEAT

REMARK = 1000  # characters; the verb says how long a remark may really be
ANSWERING = (SelfDealing, WrongState, Conflict)


class Answering(Body):
    """What the owner of a fact says to the one question."""

    answer: Answer
    remark: str = Field(default="", max_length=REMARK, description="Needed unless it is a yes.")
    facts: Answers = Field(default_factory=dict, description="With a yes, as `wants` asks.")


class VerificationLine(Told):
    """A question in a list; of every name only what a mask leaves."""

    id: str
    number: str
    title: str = Field(description="The fact that is asked about.")
    question: str
    asker: str
    owner: str
    purpose: str
    turn: Turn
    asked_at: datetime | None
    due_at: datetime | None
    late: bool

    @classmethod
    def of(cls, each: Recorded) -> "VerificationLine":
        """The line of a question."""
        asked = each.asked
        return cls(
            id=asked.id,
            number=asked.number,
            title=each.title,
            question=each.masked,
            asker=each.asker.name,
            owner=each.owner.name,
            purpose=asked.purpose,
            turn=asked.turn,
            asked_at=asked.asked_at,
            due_at=asked.due_at,
            late=each.late,
        )


class VerificationLines(Told):
    """What the official's offices are asked and have not answered, the most urgent first."""

    verifications: list[VerificationLine]


class PersonMeant(Told):
    """Somebody whom the question is about, in full."""

    name: str
    id_number: str


class VerificationTold(VerificationLine):
    """A question in full, the same to who asks and who answers; the reading was written down."""

    case: str
    proof: str
    people: list[PersonMeant] = Field(description="To check this one question, and for no more.")
    asked_by: str = Field(description="Name of the official; empty: the item asks by itself.")
    ground: str = Field(description="`consent`, or the law that was read.")
    reminded_at: datetime | None
    overdue_at: datetime | None = Field(description="When the supervisor was told.")
    answer: Answer | None
    remark: str
    facts: list[FactTold]
    answered_by: str
    answered_at: datetime | None
    wants: list[str] = Field(description="Names in `facts` that a yes takes.")
    may_answer: bool


@answers(VerificationLines)
async def show_all(request: web.Request) -> VerificationLines:
    """GET /api/v1/desk/verifications."""
    desk = request.app[DESK]
    asked = await records(desk, await verifying.queue(desk, by=official_in(request)))
    return VerificationLines(verifications=[VerificationLine.of(each) for each in asked])


@answers(VerificationTold)
async def show(request: web.Request) -> VerificationTold:
    """GET /api/v1/desk/verifications/{verification}."""
    return await _told(request)


@takes(Answering, VerificationTold, refuses=ANSWERING, headed=(ONCE_KEY,))
async def answer(request: web.Request, said: Answering) -> VerificationTold:
    """POST /api/v1/desk/verifications/{verification}/answer."""
    await verifying.answer(
        request.app[DESK],
        _asked(request),
        by=official_in(request),
        said=Said(said.answer, said.remark, said.facts),
        once=request.get(REPEAT),
    )
    return await _told(request)


@answers(ZIP)
async def evidence(request: web.Request) -> Reply:
    """GET /api/v1/desk/verifications/{verification}/evidence."""
    asked = _asked(request)
    archive = await verifying.evidence(request.app[DESK], asked, by=official_in(request))
    return Reply(archive, headers=await kept_as(request, asked))


@takes(Nothing, Acted, refuses=DECIDING, headed=(ONCE_KEY,))
async def ask_owner(request: web.Request, _said: Nothing) -> Acted:
    """POST /api/v1/desk/cases/{case}/proofs/{proof}/verification."""
    left = await verifying.ask_owner(
        request.app[DESK],
        case_in(request),
        by=official_in(request),
        proof=request.match_info["proof"],
        once=request.get(REPEAT),
    )
    return await acted(request, left)


async def _told(request: web.Request) -> VerificationTold:
    desk = request.app[DESK]
    shown = await verifying.open_page(desk, _asked(request), by=official_in(request))
    each = await record(desk, shown.verification.id)
    asked, line = each.asked, VerificationLine.of(each).model_dump()
    return VerificationTold(
        **(line | {"question": asked.question}),
        case=asked.case,
        proof=asked.proof,
        people=[PersonMeant(name=name, id_number=number) for name, number in each.people],
        asked_by=each.asked_by,
        ground=asked.ground,
        reminded_at=asked.half_at,
        overdue_at=asked.overdue_at,
        answer=asked.answer,
        remark=asked.remark,
        facts=[FactTold(label=label, text=text) for label, text in each.facts],
        answered_by=each.answered_by,
        answered_at=asked.answered_at,
        wants=[field.id for field in shown.wants],
        may_answer=shown.may_answer,
    )


def _asked(request: web.Request) -> VerificationId:
    return VerificationId(request.match_info["verification"])
