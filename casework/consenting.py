"""Consenting: a child's name and number may be handed in by a parent alone, who says so."""

from collections.abc import Iterable
from datetime import date

from casework.relatives import Claim, claims
from domain.errors import GuardianRequired
from domain.form import Answers, Field
from domain.kinship import is_parent_of, needs_guardian

YES = "yes"


def consented(asked: Iterable[Field], answers: Answers, *, today: date) -> tuple[str, ...]:
    """Ids of the questions by which a guardian has consented to a child's data.

    Of a relative under fourteen the applicant must be the parent; of other children whom a form
    names, whoever answers for them.

    Args:
        asked: The questions that the answers call for.
        answers: The answers.
        today: The day on which an age counts.

    Raises:
        GuardianRequired: A child is named by somebody else, or without consent.
    """
    for relative in claims(answers):
        if _is_child(relative, today) and not is_parent_of(relative.relation):
            raise GuardianRequired
    of_children = [each.id for each in asked if each.under]
    if any(answers.get(field) != YES for field in of_children):
        raise GuardianRequired
    return tuple(of_children)


def _is_child(relative: Claim, today: date) -> bool:
    born = relative.birthday
    return born is not None and needs_guardian(born, today=today)
