"""Checks by programs: what a stranger may learn about a paper, in three answers.

A check says what holds at this moment, so it heeds no Idempotency-Key: a repetition is a check of
its own.
"""

import asyncio
from datetime import date, datetime
from typing import Literal

from aiohttp import web
from pydantic import Field

from casework import checking, replying
from casework.checking import MAX_FILE, Content, Finding, Issuer
from casework.links import typed_number
from domain.certificate import Certificate, PaperKind
from domain.errors import NotFound, PressFailed, WrongState
from domain.identity import mask_id, mask_name
from domain.letter import LONGEST_BASIS, LONGEST_NAME, LONGEST_PURPOSE, Letter, Reply, Stance
from handlers.api import Told, answers, takes, takes_or_file
from handlers.bodies import Body
from handlers.checks import BY_NUMBER, LONGEST, given
from handlers.keys import DESK, READING, SETTINGS, TURNSTILE
from handlers.uploads import FORM_DATA, upload
from templates.wording import unnumbered

PDF = "application/pdf"
PAPERS_AT_ONCE = 16  # of five megabytes each
LONGEST_FILE = MAX_FILE + 4096  # a form adds its boundaries


class Typed(Body):
    """Number and code, however they were typed."""

    number: str = Field(min_length=1, max_length=LONGEST)
    code: str = Field(min_length=1, max_length=LONGEST)


class Named(Told):
    """One person on the paper, masked."""

    name: str
    id_number: str
    relation: str


class Shown(Told):
    """What a stranger may see of a paper."""

    kind: PaperKind = Field(description="A letter says that no certificate is needed.")
    number: str
    item: str
    office: str
    parties: list[Named]
    purpose: str
    use_unit: str
    issued_on: date
    valid_to: date | None
    revoked_at: datetime | None
    revoked_reason: str | None
    sha256: str


class Replied(Told):
    """How a unit answered a letter."""

    reply: Stance
    at: datetime
    purpose: str = Field(description="What it still asks for.")
    basis: str = Field(description="On the strength of what, in its own words.")


class PointShown(Told):
    """One point of a letter; names are masked."""

    head: str
    text: str


class LetterShown(Told):
    """What a letter says, and how it was answered."""

    points: list[PointShown]
    accept: str = Field(description="What the unit can agree to.")
    reply: Replied | None


class Replying(Body):
    """An answer to a letter.  Whoever still asks says what for, and on what basis."""

    reply: Literal["accepted", "needed"]
    purpose: str = Field(default="", max_length=LONGEST_PURPOSE)
    basis: str = Field(default="", max_length=LONGEST_BASIS)
    who: str = Field(default="", max_length=LONGEST_NAME)


class Check(Told):
    """Whether a paper is whole, whether it is ours, and whether it is in force."""

    verdict: str = Field(description="All in one word: a status, or `altered`.")
    content: Content
    issuer: Issuer
    status: str = Field(description="in_force, expired, revoked, superseded or unknown.")
    check_no: str = Field(description="A number that can be quoted.")
    checked_at: datetime
    paper: Shown | None
    letter: LetterShown | None


@takes_or_file(Typed, Check, files=(PDF, FORM_DATA), refuses=(PressFailed,))
async def check(request: web.Request, said: Typed | None) -> Check:
    """POST /api/v1/checks."""
    desk, within = request.app[DESK], request.app[SETTINGS].check_within_s
    if said is None:
        with request.app[READING].place():
            file = await upload(request, longest=MAX_FILE, kinds=(PDF,))
            return _told(await checking.by_file(desk, file.content))
    number = typed_number(said.number)
    request.app[TURNSTILE].pass_through("number", number, rate=BY_NUMBER)
    async with asyncio.timeout(within):
        return _told(await checking.by_code(desk, said.number, said.code))


@answers(Check)
async def show(request: web.Request) -> Check:
    """GET /api/v1/checks/{token}."""
    async with asyncio.timeout(request.app[SETTINGS].check_within_s):
        return _told(await checking.by_token(request.app[DESK], request.match_info["token"]))


@takes(Replying, Replied, refuses=(NotFound, WrongState))
async def reply(request: web.Request, said: Replying) -> Replied:
    """POST /api/v1/checks/{token}/reply."""
    answer = given(request, said.model_dump())
    letter = await replying.answer(request.app[DESK], request.match_info["token"], answer)
    return _replied(letter.reply or answer)


def _told(finding: Finding) -> Check:
    return Check(
        verdict=finding.verdict,
        content=finding.content,
        issuer=finding.issuer,
        status=finding.standing or "unknown",
        check_no=finding.check_no,
        checked_at=finding.checked_at,
        paper=_shown(finding.certificate, finding) if finding.certificate else None,
        letter=_letter(finding.letter) if finding.letter else None,
    )


def _letter(letter: Letter) -> LetterShown:
    return LetterShown(
        points=[PointShown(head=each.head, text=each.text) for each in letter.points],
        accept=letter.accept,
        reply=_replied(letter.reply) if letter.reply else None,
    )


def _replied(reply: Reply) -> Replied:
    return Replied(
        reply=reply.stance,
        at=reply.at,
        purpose=unnumbered(reply.purpose),
        basis=unnumbered(reply.basis),
    )


def _shown(paper: Certificate, finding: Finding) -> Shown:
    return Shown(
        kind=paper.kind,
        number=paper.number,
        item=paper.item_name,
        office=finding.office.name if finding.office else "",
        parties=[
            Named(name=mask_name(p.name), id_number=mask_id(p.id_number), relation=p.relation)
            for p in paper.parties
        ],
        purpose=unnumbered(paper.purpose),
        use_unit=unnumbered(paper.use_unit),
        issued_on=paper.issued_on,
        valid_to=paper.valid_to,
        revoked_at=paper.revoked_at,
        revoked_reason=paper.revoked_reason or None,
        sha256=paper.sha256,
    )
