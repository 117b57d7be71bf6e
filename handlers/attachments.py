"""Pictures that are handed in with a case: by the mini program, by the case page, at the desk."""

from datetime import datetime

from aiohttp import web
from pydantic import Field

from casework import attaching, showing
from domain.application import ApplicationId
from domain.attachment import LONGEST, Attachment, AttachmentId, Shows
from domain.errors import (
    Conflict,
    Forbidden,
    NotFound,
    RateLimited,
    Refusal,
    Validation,
    WrongState,
)
from domain.identity import PersonId
from handlers import cases
from handlers.api import Reply, Told, answers, takes
from handlers.bodies import Query
from handlers.guards import come_from_us
from handlers.keys import CALLER, DESK, SIGNED_IN
from handlers.pages import see_other
from handlers.uploads import FORM_DATA, PICTURES, upload

JPEG = "image/jpeg"
INLINE = {"Content-Disposition": 'inline; filename="picture.jpg"'}


class Labelled(Query):
    """What the picture shows; a form says it in its field `kind` instead."""

    kind: str = Field(
        default=Shows.OTHER,
        max_length=40,
        description="What the picture shows.",
        json_schema_extra={"enum": list(Shows)},
    )


class Attached(Told):
    """A picture that is kept with a case."""

    id: str
    kind: Shows
    place: int = Field(description="Which picture of the case it is, from one.")
    size: int = Field(description="Bytes of the picture as it is kept.")
    added_at: datetime

    @classmethod
    def of(cls, kept: Attachment) -> "Attached":
        """What is told of an attachment."""
        return cls(
            id=kept.id,
            kind=kept.kind,
            place=kept.place,
            size=kept.size,
            added_at=kept.added_at,
        )


class AttachedAll(Told):
    """Every picture of a case, in order."""

    attachments: list[Attached]


@takes(
    Labelled,
    Attached,
    status=201,
    refuses=(WrongState, Conflict, Validation, RateLimited),
    files=(FORM_DATA, *PICTURES),
)
async def add(request: web.Request, said: Labelled) -> Attached:
    """POST /api/v1/applications/{case}/attachments."""
    person = request[CALLER].account.person
    return Attached.of(await _taken(request, _case(request), by=person, kind=said.kind))


@answers(AttachedAll)
async def show_all(request: web.Request) -> AttachedAll:
    """GET /api/v1/applications/{case}/attachments."""
    desk, person = request.app[DESK], request[CALLER].account.person
    held = await attaching.pictures(desk, _case(request), by=person)
    return AttachedAll(attachments=[Attached.of(each) for each in held])


@answers(JPEG)
async def show(request: web.Request) -> Reply:
    """GET /api/v1/applications/{case}/attachments/{attachment}."""
    desk, person = request.app[DESK], request[CALLER].account.person
    jpeg = await attaching.picture(desk, _case(request), _attachment(request), by=person)
    return Reply(jpeg, headers=INLINE)


async def show_at_desk(request: web.Request) -> web.Response:
    """GET /desk/cases/{case}/attachments/{attachment}."""
    desk, official = request.app[DESK], request[SIGNED_IN].official.id
    jpeg = await attaching.picture_at_office(
        desk, _case(request), _attachment(request), by=official
    )
    return web.Response(body=jpeg, content_type=JPEG, headers=INLINE)


async def hand_in(request: web.Request) -> web.Response:
    """POST /c/{token}/materials."""
    come_from_us(request)
    case = (await showing.case_page(request.app[DESK], request.match_info["token"])).case
    try:
        await _taken(request, case.id, by=case.person)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return await cases.page_of(request, refusal=refusal)
    return see_other(f"/c/{request.match_info['token']}?handed=in#materials")


async def _taken(
    request: web.Request, case: ApplicationId, *, by: PersonId | None, kind: str = ""
) -> Attachment:
    desk = request.app[DESK]
    await attaching.ready(desk, case, by=by)
    with desk.pictures.place():
        given = await upload(request, longest=LONGEST)
        kind = given.fields.get("kind", kind)
        return await attaching.attach(desk, case, by=by, kind=kind, content=given.content)


def _case(request: web.Request) -> ApplicationId:
    return ApplicationId(request.match_info["case"])


def _attachment(request: web.Request) -> AttachmentId:
    return AttachmentId(request.match_info["attachment"])
