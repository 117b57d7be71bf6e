"""Transcribing: the answers of a case in the words of its form, as people read them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework.desk import Desk
from casework.reading_out import Voice
from domain.form import Answers, Field, Form
from domain.item import Item

RELATION = "relation"
RELATIVE = "{relative}"


@dataclass(frozen=True)
class Written:
    """One question and its answer.

    Attributes:
        asked: The question; that of a second or further member has a suffixed id.
        label: What it is called.
        text: The answer as people read it; empty while there is none.
        contested: What the applicant says instead of what the register holds; empty: nothing.
        repeated: Whether it is asked about every member of a group.
    """

    asked: Field
    label: str
    text: str
    contested: str = ""
    repeated: bool = False

    @property
    def field(self) -> str:
        """The question's id."""
        return self.asked.id

    @property
    def kind(self) -> str:
        """How its answer is read, and so whether it must be masked."""
        return self.asked.kind


def voice(desk: Desk) -> Voice:
    """What reads values out at this desk."""
    return Voice(desk.words, desk.places())


def written(
    desk: Desk, item: Item, answers: Answers, contested: Answers | None = None
) -> dict[str, Written]:
    """Every question that these answers call for, with what was answered, by its id."""
    return dict(_written(desk, item.form, answers, contested or {}))


def _written(
    desk: Desk, form: Form, answers: Answers, contested: Answers
) -> Iterator[tuple[str, Written]]:
    aloud = voice(desk)
    for asked in form.applicable(answers):
        relative = _relative(form, answers, asked.suffix)
        said = aloud.written(asked, answers.get(asked.id, ""))
        yield (
            asked.id,
            Written(
                asked,
                asked.label.replace(RELATIVE, relative),
                said.replace(RELATIVE, relative),
                aloud.written(asked, contested.get(asked.id, "")),
                repeated=bool(asked.repeat),
            ),
        )


def _relative(form: Form, answers: Answers, suffix: str) -> str:
    asked = form.field(RELATION + suffix) or form.field(RELATION)
    choice = asked.choice(answers.get(asked.id, "")) if asked else None
    return choice.label if choice else ""


def substance(item: Item, said: Mapping[str, Written]) -> tuple[Written, ...]:
    """What was answered, less the questions that only led to others.

    A part stands for its whole; whether there is another member is seen by the member.
    """
    wholes = {each.asked.part_of for each in said.values() if each.text}
    leading = {group.more for group in item.form.groups}
    return tuple(
        each
        for each in said.values()
        if each.text and each.field not in wholes and _base(each.asked) not in leading
    )


def _base(asked: Field) -> str:
    return asked.id.removesuffix(asked.suffix)


def label_of(item: Item, answers: Answers, field: str) -> str:
    """What a question is called, even if the answers no longer call for it; else its id."""
    asked = item.form.field(field)
    if asked is None:
        return field
    return asked.label.replace(RELATIVE, _relative(item.form, answers, asked.suffix))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a block of a template that have something in them."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
