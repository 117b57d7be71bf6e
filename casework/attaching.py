"""Attaching: an applicant hands in pictures with a case, and who may looks at them."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from casework.acting import attempt
from casework.desk import Desk
from casework.laying import lay_before
from casework.reach import at_office
from domain.application import Application, ApplicationId
from domain.attachment import (
    LONGEST,
    MOST_A_DAY,
    Attachment,
    AttachmentId,
    next_place,
    shows,
    takes_pictures,
)
from domain.calendar import local
from domain.errors import NotFound, RateLimited
from domain.identity import PersonId
from domain.office import OfficialId
from domain.states import State
from storage.transaction import Transaction

TOGETHER = timedelta(minutes=10)  # several pages in a row are one piece of news to the office


async def ready(desk: Desk, case_id: ApplicationId, *, by: PersonId | None) -> None:
    """Return if a picture could be handed in now; asked before its bytes are taken.

    Raises:
        NotFound: The case is somebody else's, or nobody's.
        WrongState: It takes no pictures any more.
        Validation: It has as many as it may have.
    """

    def work(tx: Transaction, _at: datetime) -> None:
        takes_pictures(_own(tx, case_id, by))
        next_place(tx.attachments.of_case(case_id))

    await attempt(desk, case_id, by or "nobody", work)


async def attach(
    desk: Desk, case_id: ApplicationId, *, by: PersonId | None, kind: str, content: bytes
) -> Attachment:
    """Keep a picture with a case, cleaned and encrypted; handed in twice, it is kept once.

    The file is written before the row that names it: what a crash leaves between the two lies
    there for nobody, and the tidying sweeps it.

    Raises:
        NotFound, WrongState: As in `ready`.
        TooLarge, UnsupportedMediaType: It is no picture that we take.
        Validation: It is broken, shows nothing that we know, or is one too many.
        RateLimited: The person has handed in enough for a day.
        Conflict: Another picture came at the same moment.
    """
    shown = shows(kind)
    picture = await desk.pictures.cleaned(content, longest=LONGEST)
    name = await desk.files.put(picture.jpeg)

    def work(tx: Transaction, at: datetime) -> Attachment:
        case = _own(tx, case_id, by)
        takes_pictures(case)
        held = tx.attachments.of_case(case.id)
        if again := next((each for each in held if each.object == name), None):
            tx.attachments.say(again.id, shown)
            return replace(again, kind=shown)
        ident, place, size = AttachmentId(tx.new_id()), next_place(held), len(picture.jpeg)
        new = Attachment(ident, case.id, place, shown, name, size, at, case.person)
        _keep(tx, new)
        _tell_the_office(tx, case, held, at)
        return new

    return await attempt(desk, case_id, by or "nobody", work)


def _own(tx: Transaction, case_id: ApplicationId, by: PersonId | None) -> Application:
    case = tx.applications.get(case_id)
    if by is None or case.person != by:
        raise NotFound(case=case_id)
    return case


def _keep(tx: Transaction, new: Attachment) -> None:
    here = local(new.added_at)
    if tx.counters.next(f"pictures/{new.added_by}/{here.date()}") > MOST_A_DAY:
        midnight = datetime.combine(here.date() + timedelta(days=1), time(), here.tzinfo)
        raise RateLimited(wait_s=int((midnight - here).total_seconds()) + 1, what="pictures")
    tx.attachments.add(new)
    tx.journal.add(
        "attached",
        by=new.added_by,
        at=new.added_at,
        case=new.case,
        attachment=new.id,
        shows=new.kind,
        object=new.object,
    )


def _tell_the_office(
    tx: Transaction, case: Application, held: list[Attachment], at: datetime
) -> None:
    told = any(at - each.added_at < TOGETHER for each in held)
    if case.state is State.REVIEW and case.open_proofs and not told:
        lay_before(tx, case, at=at)


async def pictures(
    desk: Desk, case_id: ApplicationId, *, by: PersonId | None
) -> tuple[Attachment, ...]:
    """What was handed in with a case, for whoever handed it in.

    Raises:
        NotFound: The case is somebody else's, or nobody's.
    """

    def work(tx: Transaction, _at: datetime) -> tuple[Attachment, ...]:
        return tuple(tx.attachments.of_case(_own(tx, case_id, by).id))

    return await attempt(desk, case_id, by or "nobody", work)


async def picture(
    desk: Desk, case_id: ApplicationId, attachment: AttachmentId, *, by: PersonId | None
) -> bytes:
    """One picture, for whoever handed it in.

    Raises:
        NotFound: The case is somebody else's, or has no such picture.
    """

    def work(tx: Transaction, _at: datetime) -> str:
        return tx.attachments.get(attachment, case=_own(tx, case_id, by).id).object

    return await desk.files.get(await attempt(desk, case_id, by or "nobody", work))


async def picture_at_office(
    desk: Desk, case_id: ApplicationId, attachment: AttachmentId, *, by: OfficialId
) -> bytes:
    """One picture, for an official of the case's office; the look is written to the journal.

    Raises:
        NotFound: The case lies with another office, or has no such picture.
    """

    def work(tx: Transaction, at: datetime) -> str:
        case = at_office(tx, case_id, by, at)
        seen = tx.attachments.get(attachment, case=case.id)
        tx.journal.add("picture-seen", by=by, at=at, case=case.id, attachment=seen.id)
        return seen.object

    return await desk.files.get(await attempt(desk, case_id, by, work))
