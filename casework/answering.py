"""Answering: one answer as the chat takes it, and many at once read as the chat reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.errors import NotFound, Refusal, Validation
from domain.form import Answers, Draft, Field, Form, Left, Reading, consistent, read
from domain.item import Catalogue, Item, ItemId
from domain.message import Json

NOT_ASKED = "not-asked"
PREFILLED = "prefilled"


@dataclass(frozen=True)
class Sheet:
    """What was answered, and the item that it has come to."""

    item: Item
    draft: Draft

    @property
    def answers(self) -> Answers:
        """Field id to stored value."""
        return self.draft.answers


@dataclass(frozen=True)
class Came:
    """What many answers came to.

    Attributes:
        refused: Why answers do not fit, by field.
        left: Fields that were not asked.
    """

    sheet: Sheet
    refused: Mapping[str, Refusal]
    left: tuple[str, ...]


def begun(item: Item, *, by: Reading) -> Draft:
    """A draft in which nothing is answered but what the register has answered."""
    return Draft(consistent(item.form, {}, by=by))


def taken(catalogue: Catalogue, sheet: Sheet, asked: str, text: str, *, by: Reading) -> Sheet:
    """The sheet with one more answer; it may have come to another item.

    What no longer fits beside the answer has to be asked again.

    Raises:
        Refusal: It does not fit, is not asked, or the register has answered it.
    """
    form = sheet.item.form.on(by)
    question = _asked(form, sheet.answers, asked)
    if asked in form.fixed:
        raise Validation(field=asked, reason=PREFILLED)
    value = read(question, text, sheet.answers, by=by)
    answers = form.answered(sheet.answers, asked, value)
    form.check(asked, answers)
    kept = consistent(form, answers, by=by)
    return _led(catalogue, replace(sheet, draft=replace(sheet.draft, answers=kept)), by)


def each_taken(
    catalogue: Catalogue, sheet: Sheet, given: Mapping[str, str], *, by: Reading
) -> Came:
    """Take answers in the order in which they are asked, as far as they fit and are asked."""
    refused: dict[str, Refusal] = {}
    left = dict(given)
    while asked := _first_given(sheet, left, by):
        try:
            sheet = taken(catalogue, sheet, asked, left.pop(asked), by=by)
        except Refusal as refusal:
            refused[asked] = refusal
    return Came(sheet, refused, tuple(left))


def contested(sheet: Sheet, asked: str, text: str, *, by: Reading) -> Sheet:
    """The sheet with what the applicant says instead of what the register holds.

    Saying what the register holds, or nothing, takes it back.

    Raises:
        Refusal: It does not fit, or the register has not answered this.
    """
    form = sheet.item.form.on(by)
    question = _asked(form, sheet.answers, asked)
    if asked not in form.fixed:
        raise Validation(field=asked, reason=NOT_ASKED)
    value = read(question, text, sheet.answers, by=by) if text.strip() else ""
    others = {name: said for name, said in sheet.draft.contested.items() if name != asked}
    held = value in ("", sheet.answers[asked])
    new = others if held else {**others, asked: value}
    return replace(sheet, draft=replace(sheet.draft, contested=new))


def gone_back(catalogue: Catalogue, sheet: Sheet, *, by: Reading) -> Sheet:
    """The sheet as it was before an answer led to this item; that answer is open again.

    Raises:
        NotFound: No answer did, or the item that was left is no more.
    """
    left = sheet.draft.left
    if left is None:
        raise NotFound
    item = catalogue.item(ItemId(left.item))
    answers = consistent(item.form, left.draft.answers, by=by)
    return _led(catalogue, Sheet(item, replace(left.draft, answers=answers)), by)


def first_item(sheet: Sheet) -> ItemId:
    """The item that the conversation began with."""
    item, draft = sheet.item.id, sheet.draft
    while draft.left is not None:
        item, draft = ItemId(draft.left.item), draft.left.draft
    return ItemId(draft.origin) if draft.origin else item


def filled(
    catalogue: Catalogue,
    sheet: Sheet,
    given: Mapping[str, str],
    *,
    by: Reading,
    contests: Mapping[str, str] | None = None,
) -> Sheet:
    """The sheet with more answers, taken in the order in which they are asked.

    Args:
        catalogue: Where other items are found.
        sheet: What was answered so far.
        given: Field id to what was typed.
        by: What is needed to read it.
        contests: Field id to what the applicant says instead of what the register holds.

    Raises:
        Refusal: Some do not fit; `errors` names every one of them.
    """
    came = each_taken(catalogue, _back_to(catalogue, sheet, given, by), given, by=by)
    sheet, refused = came.sheet, {f"/answers/{name}": why for name, why in came.refused.items()}
    for name in came.left:
        refused[f"/answers/{name}"] = Validation(field=name, reason=NOT_ASKED)
    for name, text in (contests or {}).items():
        try:
            sheet = contested(sheet, name, text, by=by)
        except Refusal as refusal:
            refused[f"/contested/{name}"] = refusal
    if refused:
        raise _all_of(refused)
    return sheet


def missing(item: Item, answers: Answers, *, by: Reading) -> list[str]:
    """Ids of the questions that must still be answered, in order."""
    kept = consistent(item.form, answers, by=by)
    return [each.id for each in item.form.on(by).applicable(kept) if each.id not in kept]


def unanswered(fields: list[str]) -> Validation:
    """The refusal of a case with questions still open."""
    places: list[Json] = [{"pointer": f"/answers/{name}", "code": "empty"} for name in fields]
    return Validation(field=fields[0], reason="empty", errors=places)


def _back_to(catalogue: Catalogue, sheet: Sheet, given: Mapping[str, str], by: Reading) -> Sheet:
    """The sheet at the item that asks what is given, if one was left that does."""
    while (left := sheet.draft.left) is not None:
        then = catalogue.item(ItemId(left.item)).form
        if not any(sheet.item.form.field(n) is None and then.field(n) for n in given):
            break
        sheet = gone_back(catalogue, sheet, by=by)
    return sheet


def _first_given(sheet: Sheet, given: Mapping[str, str], by: Reading) -> str:
    asked = sheet.item.form.on(by).applicable(sheet.answers)
    return next((each.id for each in asked if each.id in given), "")


def _asked(form: Form, answers: Answers, asked: str) -> Field:
    found = next((each for each in form.applicable(answers) if each.id == asked), None)
    if found is None:
        raise Validation(field=asked, reason=NOT_ASKED)
    return found


def _led(catalogue: Catalogue, sheet: Sheet, by: Reading) -> Sheet:
    """The sheet at the item that its answers lead to, by as many steps as that takes."""
    passed: set[ItemId] = set()
    while sheet.item.id not in passed:
        passed.add(sheet.item.id)
        wanted = sheet.item.form.on(by).routed(sheet.answers) or sheet.draft.origin
        if wanted not in ("", sheet.item.id):
            sheet = _moved(sheet, catalogue.item(ItemId(wanted)), by)
    fixed = sheet.item.form.on(by).fixed & sheet.answers.keys()
    contests = {name: said for name, said in sheet.draft.contested.items() if name in fixed}
    return replace(sheet, draft=replace(sheet.draft, contested=contests))


def _moved(sheet: Sheet, item: Item, by: Reading) -> Sheet:
    """The sheet at another item; if that one does not ask what led there, one can come back."""
    form, draft = sheet.item.form.on(by), sheet.draft
    answers = consistent(item.form, draft.answers, by=by)
    router = form.router(draft.answers)
    if router is None or form.until(router.id, draft.answers) <= answers.keys():
        return Sheet(item, replace(draft, answers=answers, origin=draft.origin or sheet.item.id))
    rest = {name: said for name, said in draft.answers.items() if name != router.id}
    then = replace(draft, answers=consistent(form, rest, by=by), focus="")
    left = Left(sheet.item.id, then)
    return Sheet(item, Draft(answers, contested=draft.contested, left=left, of=draft.of))


def _all_of(refused: Mapping[str, Refusal]) -> Refusal:
    """One refusal that speaks for all; it keeps its own name if there is but one."""
    places: list[Json] = [
        {"pointer": pointer, "code": str(each.facts.get("reason", each.code))}
        for pointer, each in refused.items()
    ]
    pointer, first = next(iter(refused.items()))
    if len(refused) == 1:
        return type(first)(**{**first.facts, "errors": places})
    reason = str(first.facts.get("reason", "other"))
    return Validation(field=pointer.rpartition("/")[2], reason=reason, errors=places)
