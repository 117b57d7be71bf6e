"""Answering: many answers at once are read as the chat reads them one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import ItemCancelled, Refusal, Validation
from domain.form import Answers, Field, FieldKind, Reading, consistent, read
from domain.item import Catalogue, Item, ItemId
from domain.message import Json

RELATION = "relation"
NOT_ASKED = "not-asked"


@dataclass(frozen=True)
class Sheet:
    """What was answered, and the item that it has come to."""

    item: Item
    answers: Answers


def filled(catalogue: Catalogue, sheet: Sheet, given: Mapping[str, str], *, by: Reading) -> Sheet:
    """The sheet with more answers, taken in the order of the form.

    Raises:
        ItemCancelled: One of them ends the conversation.  Facts: ends, relative_word, value.
        Refusal: Some do not fit; `errors` names every one of them.
    """
    refused: dict[str, Refusal] = {
        name: Validation(field=name, reason=NOT_ASKED)
        for name in given
        if sheet.item.form.field(name) is None
    }
    for each in sheet.item.form.fields:
        if each.id not in given:
            continue
        try:
            sheet = _taken(catalogue, sheet, each, given[each.id], by)
        except ItemCancelled:
            raise
        except Refusal as refusal:
            refused[each.id] = refusal
    if refused:
        raise _all_of(refused)
    return sheet


def missing(item: Item, answers: Answers, *, by: Reading) -> list[str]:
    """Ids of the questions that must still be answered, in order."""
    kept = consistent(item.form, answers, by=by)
    return [each.id for each in item.form.applicable(kept) if each.id not in kept]


def unanswered(fields: list[str]) -> Validation:
    """The refusal of a case with questions still open."""
    places: list[Json] = [{"pointer": f"/answers/{name}", "code": "empty"} for name in fields]
    return Validation(field=fields[0], reason="empty", errors=places)


def _taken(catalogue: Catalogue, sheet: Sheet, asked: Field, text: str, by: Reading) -> Sheet:
    form = sheet.item.form
    if not asked.applies(sheet.answers):
        raise Validation(field=asked.id, reason=NOT_ASKED)
    value = read(asked, text, sheet.answers, by=by)
    choice = asked.choice(value) if asked.kind is FieldKind.CHOICE else None
    if ends := (choice.ends if choice and choice.ends else asked.ends):
        raise _ended(sheet, asked, ends, value)
    answers = consistent(form, form.answered(sheet.answers, asked.id, value), by=by)
    item = catalogue.item(ItemId(choice.item)) if choice and choice.item else sheet.item
    return replace(sheet, item=item, answers=answers)


def _ended(sheet: Sheet, asked: Field, ends: str, value: str) -> Refusal:
    relation = sheet.item.form.field(RELATION)
    chosen = relation.choice(sheet.answers.get(RELATION, "")) if relation else None
    if chosen is None and "{relative}" in asked.question:
        return Validation(field=RELATION, reason="empty")  # nobody to speak of yet
    word = chosen.label if chosen else ""
    return ItemCancelled(item=sheet.item.id, ends=ends, relative_word=word, value=value)


def _all_of(refused: Mapping[str, Refusal]) -> Refusal:
    """One refusal that speaks for all; it keeps its own name if there is but one."""
    places: list[Json] = [
        {"pointer": f"/answers/{name}", "code": str(each.facts.get("reason", each.code))}
        for name, each in refused.items()
    ]
    name, first = next(iter(refused.items()))
    if len(refused) == 1:
        return type(first)(**{**first.facts, "errors": places})
    reason = str(first.facts.get("reason", "other"))
    return Validation(field=name, reason=reason, errors=places)
