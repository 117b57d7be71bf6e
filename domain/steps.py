"""Steps: which questions stand together on one page."""

from domain.fields import Answers, Field, FieldKind
from domain.form import Form
from domain.reading import RELATION

WORD = "{relative}"  # what a question says in the place of the relative's word


def step(form: Form, answers: Answers, *, at: str = "", single: bool = False) -> tuple[Field, ...]:
    """The open questions in order, up to the first whose answer decides what comes next.

    Pictures stand alone: they are sent in a form of their own.

    Args:
        form: The questions, as they are asked of this applicant today.
        answers: What was answered.
        at: A question that is asked again, by itself; one that is not asked is passed over.
        single: Whether every question has a page of its own.

    Returns:
        The questions of the page; none when all is answered.
    """
    asked = [each for each in form.applicable(answers) if each.id not in form.fixed]
    if again := tuple(each for each in asked if each.id == at):
        return again
    together: list[Field] = []
    for each in (field for field in asked if field.id not in answers):
        if together and each.kind is FieldKind.IMAGE:
            break
        together.append(each)
        if single or each.kind is FieldKind.IMAGE or decides(form, each):
            break
    return tuple(together)


def decides(form: Form, asked: Field) -> bool:
    """Whether what is asked after a question, or how it is worded, hangs on its answer."""
    name = asked.id.removesuffix(asked.suffix)
    if asked.item or any(choice.item for choice in asked.choices):
        return True
    if any(name == group.more for group in form.groups):
        return True
    if name == RELATION and any(WORD in each.question + each.label for each in form.fields):
        return True
    return any(name in (each.group, *each.when, *each.under) for each in form.fields)
