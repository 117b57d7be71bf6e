"""Jotting: what an official typed in chat stands in the form of the page when it is opened.

The link to the page carries nothing of it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from casework.desk import Desk
from domain.application import Application
from domain.identity import plain_text
from domain.message import Json
from domain.office import OfficialId

KEPT = timedelta(hours=12)  # tidying forgets it for good a day later at most
LONGEST = {"return": 100, "revoke": 200}
ROOM = 500


@dataclass(frozen=True)
class Jotted:
    """What was typed for a form of the page.

    Attributes:
        form: Which: return, refuse, not-accept, revoke.
    """

    form: str
    text: str = field(repr=False)


async def jot(desk: Desk, case: Application, *, by: OfficialId, form: str, text: str) -> None:
    """Keep what was typed, in the place of whatever the official typed about the case before.

    Raises:
        Validation: It cannot stand in a form.
    """
    at, said = desk.now(), plain_text(text, field="reason", longest=LONGEST.get(form, ROOM))
    facts: dict[str, Json] = {"form": form, "text": said, "version": case.version}
    await desk.db.write(lambda tx: tx.jottings.put(case.id, by, facts, at=at))


async def jotted(desk: Desk, case: Application, *, by: OfficialId) -> Jotted | None:
    """What the official typed about a case within half a day, if it lies as it lay then."""
    since = desk.now() - KEPT
    found = await desk.db.read(lambda tx: tx.jottings.get(case.id, by, since=since))
    if found is None or found["version"] != case.version:
        return None
    return Jotted(str(found["form"]), str(found["text"]))
