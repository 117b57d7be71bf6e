"""Consenting: a child's name and number may be handed in by a parent alone, who says so."""

from datetime import date

from casework.relatives import Claim, claims
from domain.errors import GuardianRequired
from domain.form import Answers, Form
from domain.kinship import is_parent_of, needs_guardian

YES = "yes"


def consented(form: Form, answers: Answers, *, today: date) -> tuple[str, ...]:
    """Ids of the questions by which a guardian has consented to a child's data.

    Of a relative under fourteen the applicant must be the parent; of other children whom a form
    names, whoever answers for them.

    Raises:
        GuardianRequired: A child is named by somebody else, or without consent.
    """
    for relative in claims(answers):
        if _is_child(relative, today) and not is_parent_of(relative.relation):
            raise GuardianRequired
    asked = [each for each in form.applicable(answers) if each.under]
    if any(answers.get(each.id) != YES for each in asked):
        raise GuardianRequired
    return tuple(each.id for each in asked)


def _is_child(relative: Claim, today: date) -> bool:
    born = relative.birthday
    return born is not None and needs_guardian(born, today=today)
