"""The forms of a case's page as an official began them: just sent, or typed in chat before."""

from aiohttp import web
from multidict import MultiDict

from casework import jotting
from casework.jotting import Jotted
from casework.showing import DeskCase
from handlers.forms import fields
from handlers.keys import DESK, SIGNED_IN


async def begun(request: web.Request, shown: DeskCase, opened: str) -> tuple[str, MultiDict[str]]:
    """Which form stands open, and what stands in the forms.

    Args:
        request: The request.
        shown: The case.
        opened: The form that was sent and refused; empty: none was.
    """
    if request.method == "POST":
        return opened, await fields(request)
    by = request[SIGNED_IN].official.id
    jotted = await jotting.jotted(request.app[DESK], shown.case, by=by)
    if jotted is None or jotted.form not in shown.may:
        return opened, MultiDict()
    return opened or jotted.form, _typed(shown, jotted)


def _typed(shown: DeskCase, jotted: Jotted) -> MultiDict[str]:
    """What the form would bring back; whatever is ticked to be corrected has the same why."""
    if jotted.form == "return":
        asked = shown.item.form.applicable(shown.case.draft.answers)
        return MultiDict({f"why-{each.id}": jotted.text for each in asked})
    return MultiDict({"reason" if jotted.form == "revoke" else "reasons": jotted.text})
