"""Reads the questions of an item, and checks that they fit each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from catalogue.tables import Page, Table
from catalogue.texts import Written
from domain.fields import Choice, Field, FieldKind, Prefill
from domain.form import Form, Group, Rule, RuleKind

T = TypeVar("T")
PREFILLS: Mapping[Prefill, FieldKind] = {
    Prefill.NAME: FieldKind.NAME,
    Prefill.ID_NUMBER: FieldKind.ID_NUMBER,
    Prefill.PHONE: FieldKind.PHONE,
    Prefill.HOME: FieldKind.DIVISION,
}
_COMPARED: Mapping[RuleKind, tuple[FieldKind, ...]] = {  # none: any
    RuleKind.ORDER: (FieldKind.DATE, FieldKind.NUMBER, FieldKind.MONEY),
    RuleKind.AT_MOST_DAYS: (FieldKind.DATE,),
    RuleKind.DIFFERS: (),
}
_AGED = (FieldKind.ID_NUMBER, FieldKind.DATE)
_ONLY: Mapping[str, frozenset[FieldKind]] = {  # keys that mean something for these kinds alone
    "level": frozenset({FieldKind.DIVISION}),
    "past": frozenset({FieldKind.DATE}),
    "future": frozenset({FieldKind.DATE}),
    "foreign": frozenset({FieldKind.NAME}),
    "least": frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.IMAGE}),
    "most": frozenset({FieldKind.NUMBER, FieldKind.MONEY}),
    "choice": frozenset({FieldKind.CHOICE}),
    "longest": frozenset({FieldKind.TEXT}),
}


@dataclass(frozen=True)
class Pages:
    """Where the questions of an item stand: in its own file, or in its form's."""

    item: Page
    written: Written

    def of(self, key: str, named: object) -> Page:
        """The file of a field, a group or a rule."""
        return replace(self.item, name=self.written.file_of(key, named) or self.item.name)


def form_of(row: Table, pages: Pages) -> Form:
    """The form that an item's tables describe; what does not fit is noted."""
    fields = [field_of(each, pages.of("field", each.get("id"))) for each in row.get("field", [])]
    form = Form(
        tuple(each for each in fields if each),
        tuple(_all(Group, "group", row, pages)),
        tuple(_all(Rule, "rule", row, pages)),
    )
    for field in form.fields:
        _check_links(pages.of("field", field.id), form, field)
    for group in form.groups:
        _check_group(pages.of("group", group.id), form, group)
    for rule in form.rules:
        _check_rule(pages.of("rule", rule.id), form, rule)
    for key, listed in (("field", form.fields), ("group", form.groups), ("rule", form.rules)):
        for named in {each.id for each in listed}:
            pages.of(key, named).once(key, (each.id for each in listed if each.id == named))
    return form


def _all(kind: type[T], key: str, row: Table, pages: Pages) -> Iterator[T]:
    for each in row.get(key, []):
        made = pages.of(key, each.get("id")).made(key, kind, each)
        if made is not None:
            yield made


def field_of(row: Table, page: Page) -> Field | None:
    """The field that a table describes: a question, or a fact that a proof must hold."""
    named = str(row.get("id"))
    choices = page.all_made(f"choice of {named}", Choice, page.tables("choice", row))
    kept = {key: value for key, value in row.items() if key != "choice"}
    field = page.made("field", Field, {**kept, "choices": choices})
    page.once(f"choice of {named}", (choice.value for choice in choices))
    if field is not None:
        _check_kind(page, row, field)
    return field


def field_in(form: Form, field: str) -> Field | None:
    """The field of that id, even in a form that does not fit."""
    return next((each for each in form.fields if each.id == field), None)


def _check_kind(page: Page, row: Table, field: Field) -> None:
    where = f"field {field.id}"
    if "#" in field.id:
        page.note(where, "id", "no # may stand in it")
    if field.kind is FieldKind.CHOICE and not row.get("choice"):
        page.note(where, "choice", "at least one is needed")
    for key, kinds in _ONLY.items():
        if key in row and field.kind not in kinds:
            page.note(where, key, f"not for the kind {field.kind}")
    if field.kind is FieldKind.PERSON:
        page.note(where, "kind", "nobody has put its parts in its place")
    if field.prefill and PREFILLS[field.prefill] is not field.kind:
        page.note(where, "prefill", f"{field.prefill} is no {field.kind}")
    if field.past and field.future:
        page.note(where, "past", "future is said too")


def _check_links(page: Page, form: Form, field: Field) -> None:
    """Other fields and their answers are named as they are, and asked before."""
    where = f"field {field.id}"
    asked = [each.id for each in form.fields]
    earlier = frozenset(asked[: asked.index(field.id)])
    for key, other, values in _links(field):
        linked = field_in(form, other)
        if linked is None:
            page.note(where, key, f"there is no field {other}")
            continue
        if other not in earlier:
            page.note(where, key, f"{other} is asked later")
        for value in sorted(values):
            skipped = value == "" and linked.optional
            if linked.choice(value) is None and not skipped:
                page.note(where, key, f"{other} has no {value}")
    for other in field.under:
        linked = field_in(form, other)
        if linked is not None and linked.kind not in _AGED:
            page.note(where, "under", f"{other} is no ID number and no day")
    if field.repeat and field.repeat not in {group.id for group in form.groups}:
        page.note(where, "repeat", f"there is no group {field.repeat}")


def _links(field: Field) -> Iterator[tuple[str, str, frozenset[str]]]:
    for other, values in field.when.items():
        yield "when", other, values
    for other in field.under:
        yield "under", other, frozenset()
    if field.group:
        yield "group", field.group, frozenset(c.when for c in field.choices if c.when)
    if field.part_of:
        yield "part_of", field.part_of, frozenset()


def _check_group(page: Page, form: Form, group: Group) -> None:
    where = f"group {group.id}"
    if not 1 <= group.least <= group.most or group.most < 2:
        page.note(where, "most", "at least 2, and not below least")
    more = field_in(form, group.more)
    if more is None or more.repeat not in ("", group.id):
        page.note(where, "more", f"there is no field {group.more} in the group")
    elif {choice.value for choice in more.choices} != {"yes", "no"}:
        page.note(where, "more", f"{group.more} must offer yes and no")


def _check_rule(page: Page, form: Form, rule: Rule) -> None:
    where = f"rule {rule.id}"
    kinds = _COMPARED[rule.kind]
    first, second = field_in(form, rule.first), field_in(form, rule.second)
    for key, name, linked in (("first", rule.first, first), ("second", rule.second, second)):
        if linked is None:
            page.note(where, key, f"there is no field {name}")
        elif kinds and linked.kind not in kinds:
            page.note(where, key, f"{name} is no {' or '.join(kinds)}")
    if first and second and first.kind is not second.kind:
        page.note(where, "second", f"{second.id} is another kind than {first.id}")
    if (rule.days > 0) != (rule.kind is RuleKind.AT_MOST_DAYS):
        page.note(where, "days", "more than 0 for at-most-days, and for nothing else")
