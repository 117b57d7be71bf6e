"""Claiming: whom a case names, and what makes two requests the same, kept with the case."""

from casework.relatives import numbers
from domain.application import Application
from domain.errors import DuplicateApplication
from domain.item import Item
from storage.transaction import Transaction


def named_in(tx: Transaction, case: Application, item: Item) -> tuple[str, ...]:
    """The numbers of everybody whom a case names, its applicant's first."""
    answers = case.draft.answers
    return (tx.people.get(case.person).number, *numbers(item.form.applicable(answers), answers))


def parties(tx: Transaction, named: tuple[str, ...]) -> tuple[str, ...]:
    """Blind indexes of everybody whom a case names, each once."""
    return tuple(tx.blind("id-number", number) for number in dict.fromkeys(named))


def claimed(tx: Transaction, case: Application, item: Item, named: tuple[str, ...]) -> str:
    """The claim that a case holds from now on; one that it had for other answers is given back.

    A paper is the same for the same people and unit, a letter for the same unit.

    Args:
        tx: The transaction.
        case: The case with its new answers.
        item: What it asks for.
        named: The numbers of everybody whom it names, its applicant's first.

    Raises:
        DuplicateApplication: The same is under way.
    """
    others = named[1:] if item.issuable else ()
    asked = (case.person, item.id, *others, case.draft.answers.get("use_unit", ""))
    key = tx.blind("duplicate", "|".join(asked))
    if key == case.duplicate_key:
        return key
    if holder := tx.applications.claim(key, case.id):
        raise _duplicate(tx.applications.get(holder))
    if case.duplicate_key:
        tx.applications.release(case.duplicate_key)
    return key


def _duplicate(known: Application) -> DuplicateApplication:
    return DuplicateApplication(
        case=known.id,
        tail=known.tail,
        submitted_at=known.submitted_at.isoformat() if known.submitted_at else None,
        state=known.state,
    )
