"""Which cases an official has, one of them in short, and which one is meant by a number."""

from collections.abc import Collection, Sequence

from bot.office import Command, page
from casework import browsing
from casework.attempts import note_refused
from casework.desk import Desk
from casework.own import own_cases
from casework.verifying import queue
from casework.weighing import Weighed, weighed
from domain.application import Application
from domain.errors import NotFound
from domain.item import Item
from domain.message import Json, Phrase
from domain.states import UNDER_WAY, State
from domain.verification import Verification

SHOWN = 12  # a text of WeCom holds 2,048 bytes


async def listed(desk: Desk, command: Command) -> Phrase:
    """The official's open cases, and the questions that wait for an answer; urgent ones first."""
    cases = await own_cases(desk, by=command.by)
    asked = await queue(desk, by=command.by)
    if not cases and not asked:
        return Phrase("official/list-none")
    facts: dict[str, Json] = {
        "n": len(cases),
        "cases": [line(desk, case) for case in cases[:SHOWN]],
        "questions": [_question(each) for each in asked[: SHOWN // 2]],
        "more": max(0, len(cases) - SHOWN) + max(0, len(asked) - SHOWN // 2),
        "link": f"{desk.public_url}/desk",
    }
    return Phrase("official/list", facts)


async def helped(_desk: Desk, _command: Command) -> Phrase:
    """The words that work."""
    return Phrase("official/help")


async def looked(desk: Desk, command: Command) -> Phrase:
    """One case in short, or a question that another office asks."""
    question = await _question_named(desk, command)
    if question is not None:
        return question
    found = await named(desk, command, UNDER_WAY)
    if isinstance(found, Phrase):
        return found
    facts = {**line(desk, found), "proofs": proofs_of(desk, found), "link": page(desk, found.id)}
    return Phrase("official/look", facts)


async def named(desk: Desk, command: Command, states: Collection[State]) -> Application | Phrase:
    """The case that is meant, or what is asked back.

    Of several with the same number the one counts that is where the step begins; one that was
    elsewhere already is found all the same, so that a late word learns who was faster.
    """
    if not command.tail:
        own = [c for c in await own_cases(desk, by=command.by) if c.state in states]
        return _one(own) or _which(own)
    found = await browsing.case_of_tail(desk, command.tail, by=command.by)
    fitting = [case for case in found if case.state in states]
    if len(fitting) > 1:
        return _same_tail(desk, fitting)
    if fitting or found:
        return (*fitting, *found)[0]
    await note_refused(desk, NotFound(), None, seen=command.key)
    return Phrase("official/not-found", {"tail": command.tail})


def _one(cases: Sequence[Application]) -> Application | None:
    return cases[0] if len(cases) == 1 else None


def _which(cases: Sequence[Application]) -> Phrase:
    if not cases:
        return Phrase("official/list-none")
    tails: list[Json] = [case.tail for case in cases[:6]]
    return Phrase("official/which", {"n": len(cases), "tails": tails})


def _same_tail(desk: Desk, cases: Sequence[Application]) -> Phrase:
    """Numbers begin anew each day and at each office; written in full, one is meant."""
    several: list[Json] = [
        {"number": case.number, "item": item_of(desk, case).name} for case in cases[:5]
    ]
    facts: dict[str, Json] = {"tail": cases[0].tail, "n": len(cases), "numbers": several}
    return Phrase("official/same-tail", facts)


async def _question_named(desk: Desk, command: Command) -> Phrase | None:
    if not command.tail or await browsing.case_of_tail(desk, command.tail, by=command.by):
        return None
    asked = [e for e in await queue(desk, by=command.by) if e.number.endswith(command.tail)]
    if not asked:
        return None
    link = f"{desk.public_url}/desk/verifications/{asked[0].id}"
    return Phrase("official/look-asked", {**_question(asked[0]), "link": link})


def _question(asked: Verification) -> dict[str, Json]:
    return {
        "tail": asked.number.rsplit("-", 1)[-1],
        "item": asked.purpose,
        "due": asked.due_at.isoformat() if asked.due_at else "",
    }


def line(desk: Desk, case: Application) -> dict[str, Json]:
    """A case as a list has it."""
    return {
        "tail": case.tail,
        "item": item_of(desk, case).name,
        "state": case.state,
        "due": case.due_at.isoformat() if case.due_at else "",
    }


def proofs_of(desk: Desk, case: Application, *, open_only: bool = False) -> list[Json]:
    """How each proof stands."""
    known = weighed(desk, item_of(desk, case), case)
    return [_proof(each) for each in known if not (open_only and each.settled)]


def _proof(known: Weighed) -> Json:
    return {
        "title": known.title,
        "relation": known.relation,
        "source": known.source,
        "verdict": known.verdict,
        "settled": known.settled,
    }


def item_of(desk: Desk, case: Application) -> Item:
    """The item of a case, as it was begun under it."""
    return desk.catalogue.item(case.item, case.item_version)
