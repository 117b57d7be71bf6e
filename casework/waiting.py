"""Waiting: what a case waits for beside its office, and in whose hands it lies therefore.

The applicant may be asked to promise something, or whether another office may be asked; and that
office may have the question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from casework.desk import Desk
from casework.holding import HOUR, whose_turn
from domain.application import Application
from domain.message import Json
from domain.office import OfficeId
from domain.states import State
from domain.verification import Turn, Verification
from storage.transaction import Transaction

WAITS = frozenset({State.PROVING, State.REVIEW})  # elsewhere nobody is asked anything


class What(StrEnum):
    """What is waited for."""

    PROMISE = "commitment"  # the applicant may sign one
    CONSENT = "consent"  # the applicant is asked whether another office may be
    REPLY = "verification"  # another office has a question


@dataclass(frozen=True)
class Wait:
    """One thing that a case waits for.

    Attributes:
        id: Of the commitment, or of the verification.
        title: The proof that it is about, by name.
        owner: The office that is asked, or would be; None: the applicant promises.
        until: By when; None: nobody has been asked yet.
        version: Of the commitment, or of the verification.
    """

    what: What
    id: str
    proof: str
    title: str
    owner: OfficeId | None
    until: datetime | None
    version: int

    @property
    def mark(self) -> str:
        """What is different once anything about it is."""
        return f"{self.id}.{self.version}"


def waits_of(desk: Desk, tx: Transaction, case: Application) -> tuple[Wait, ...]:
    """What a case waits for, in the order in which it began to."""
    if case.state not in WAITS:
        return ()
    rules = desk.catalogue.item(case.item, case.item_version)
    titles = {p.id: rule.title for p in case.proofs if (rule := rules.proof(p.id))}
    promises = (
        Wait(What.PROMISE, c.id, c.proof, titles.get(c.proof, ""), None, c.until, c.version)
        for c in tx.commitments.of_case(case.id)
        if c.pending
    )
    asked = (_asked(v, titles) for v in tx.verifications.of_case(case.id) if v.open)
    return (*promises, *asked)


def _asked(each: Verification, titles: dict[str, str]) -> Wait:
    what = What.CONSENT if each.turn is Turn.CONSENT else What.REPLY
    title = titles.get(each.proof, "")
    return Wait(what, each.id, each.proof, title, each.owner, each.due_at, each.version)


def told(desk: Desk, waits: Iterable[Wait]) -> list[Json]:
    """What is waited for, as its applicant is told."""
    return [
        {
            "what": each.what,
            "proof": each.proof,
            "title": each.title,
            "office": desk.catalogue.office(each.owner).name if each.owner else None,
            "until": each.until.isoformat() if each.until else None,
        }
        for each in waits
    ]


def hand_of(
    desk: Desk, case: Application, waits: tuple[Wait, ...], *, at: datetime
) -> dict[str, Json]:
    """In whose hands a case lies, and how much working time they have left.

    What the applicant is asked comes first; then the office that has a question; else it is as
    `holding` says.

    Returns:
        holder: As `holding.Holder`, or what is waited for; title, office, until, hours: of that.
    """
    found = (each for what in What for each in waits if each.what is what)
    wait = next(found, None)
    if wait is None:
        held = whose_turn(desk, case, at=at)
        return {"holder": held.holder, "hours": held.hours_left}
    facts: dict[str, Json] = {"holder": wait.what, "title": wait.title, "hours": None}
    facts["until"] = wait.until.isoformat() if wait.until else ""
    office = desk.catalogue.office(wait.owner) if wait.owner else None
    facts["office"] = office.short if office else ""
    if office and wait.until:
        left = desk.days.working_time_between(at, wait.until, hours=office.at_work)
        facts["hours"] = int(left / HOUR)
    return facts
