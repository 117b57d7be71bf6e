"""What a notice tells of a promise, a question to another office or a state, if it is still so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casework.desk import Desk
from domain.application import Application
from domain.commitment import Commitment
from domain.item import Item
from domain.message import Json
from domain.states import State
from domain.verification import Turn, Verification
from storage.transaction import Transaction

PROMISE, CONSENT = "promise", "consent"  # what a digit in the chat answers
OF_PROMISES, OF_QUESTIONS = "told/commitment", "told/verification"
OFFERS: Mapping[str, str] = {OF_PROMISES: PROMISE, f"{OF_QUESTIONS}-consent": CONSENT}
_LAST: Mapping[str, Callable[[Verification], bool]] = {
    f"{OF_QUESTIONS}-consent": lambda each: each.turn is Turn.CONSENT,
    f"{OF_QUESTIONS}-asked": lambda each: each.turn is Turn.ASKED,
    f"{OF_QUESTIONS}-answered": lambda each: each.turn is Turn.ANSWERED,
    f"{OF_QUESTIONS}-overdue": lambda each: each.turn is Turn.ASKED and each.overdue_at is not None,
}
_WHILE: Mapping[str, State] = {
    "told/correction": State.RETURNED,
    "told/correct-soon": State.RETURNED,
    "told/suspended": State.SUSPENDED,
}


@dataclass(frozen=True)
class Asked:
    """What the applicant, or another office, has been asked in a case.

    Attributes:
        several: Whether there is more than one of it, so that a digit would not say which.
    """

    promise: Commitment | None = None
    question: Verification | None = None
    several: bool = False


def asked(tx: Transaction, case: Application, phrase: str) -> Asked | None:
    """What a notice is about; None: it is about neither, or there is nothing to tell any more."""
    if phrase.startswith(OF_PROMISES):
        promises = tx.commitments.of_case(case.id)
        if phrase == OF_PROMISES:
            promises = [each for each in promises if each.pending]
        return Asked(promises[-1], several=len(promises) > 1) if promises else None
    if wanted := _LAST.get(phrase):
        questions = [each for each in tx.verifications.of_case(case.id) if wanted(each)]
        return Asked(question=questions[-1], several=len(questions) > 1) if questions else None
    return None


def stale(phrase: str, case: Application | None, about: Asked | None) -> bool:
    """Whether what a notice tells is not so any more: somebody was quicker than the post."""
    if (lies := _WHILE.get(phrase)) and (case is None or case.state is not lies):
        return True
    return about is None and phrase.startswith((OF_PROMISES, OF_QUESTIONS))


def quiet(phrase: str, about: Asked | None) -> bool:
    """Whether the chat says nothing of it: the page does, and messages are few.

    That an office has answered is told to whoever was told that it was late.
    """
    if phrase == f"{OF_QUESTIONS}-answered":
        return about is None or about.question is None or about.question.overdue_at is None
    return phrase in (f"{OF_PROMISES}-signed", f"{OF_QUESTIONS}-asked")


def offer(phrase: str, case: Application, about: Asked | None) -> str:
    """What a digit means after the notice; empty: nothing."""
    what = OFFERS.get(phrase, "")
    return f"{what}/{case.id}" if what and about and not about.several else ""


def facts_of(desk: Desk, item: Item, about: Asked | None) -> dict[str, Json]:
    """What the words of the notice need; nothing where it is about neither."""
    if about is None:
        return {}
    promise, question = about.promise, about.question
    held = promise or question
    rule = item.proof(held.proof) if held else None
    until = promise.until if promise else question.due_at if question else None
    return {
        "proof": rule.title if rule else "",
        "owner_office": desk.catalogue.office(question.owner).short if question else "",
        "deadline": until.isoformat() if until else "",
        "convertible": bool(rule and rule.convertible and question),
        "several": about.several,
    }
