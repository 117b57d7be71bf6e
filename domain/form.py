"""Forms: what an item asks, one question at a time, and which questions the answers call for."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product

from domain.draft import PARKED, Draft, Left
from domain.errors import Refusal, Validation
from domain.fields import MEMBER, Answers, Choice, Field, FieldKind, Place, PlaceLevel, Prefill
from domain.layout import Layout, suffix
from domain.reading import Known, Reading, read
from domain.rules import Group, Rule, RuleKind

__all__ = [
    "MEMBER",
    "PARKED",
    "Answers",
    "Choice",
    "Draft",
    "Field",
    "FieldKind",
    "Filled",
    "Form",
    "Group",
    "Known",
    "Left",
    "Place",
    "PlaceLevel",
    "Prefill",
    "Reading",
    "Rule",
    "RuleKind",
    "consistent",
    "filled_in",
    "fixed",
    "prefilled",
    "read",
]


@dataclass(frozen=True)
class Form:
    """The questions of an item, in order.

    Attributes:
        day: The day on which somebody's age counts; None: what was answered was called for.
        fixed: Fields that the register has answered: shown, not asked.
    """

    fields: tuple[Field, ...]
    groups: tuple[Group, ...] = ()
    rules: tuple[Rule, ...] = ()
    day: date | None = None
    fixed: frozenset[str] = frozenset()

    def on(self, by: Reading) -> "Form":
        """The form as it is asked of this applicant on this day."""
        known = frozenset(each.id for each in self.fields if fixed(each, by))
        asked = replace(self, day=by.today, fixed=known)
        # The same questions: laid out once for everybody.
        vars(asked).update(_layout=self._layout, _bound=self._bound)
        return asked

    def field(self, field_id: str) -> Field | None:
        """The field of that id; `relative_name#2` is the second member's."""
        return self._layout.known.get(field_id)

    def members(self, answers: Answers, group: str) -> tuple[str, ...]:
        """What marks the members of a group that there are: `("", "#2")`."""
        found = next(each for each in self.groups if each.id == group)
        return tuple(suffix(n) for n in self._layout.members(found, answers))

    def applicable(self, answers: Answers) -> Iterator[Field]:
        """The fields that these answers call for, in order.

        A condition looks back only.  So one may put answers in while the fields come out.
        """
        asked = self._layout.laid_out(answers)
        return (each for each in asked if each.applies(answers, self.day))

    def next(self, answers: Answers) -> Field | None:
        """The first field that still lacks its answer."""
        have = answers.keys() | self.fixed
        return next((f for f in self.applicable(answers) if f.id not in have), None)

    def before(self, field_id: str, answers: Answers) -> Field | None:
        """The answered question before a field; before the summary, the last one."""
        earlier = None
        for each in self.applicable(answers):
            if each.id == field_id:
                return earlier
            if each.id in answers and each.id not in self.fixed:
                earlier = each
        return earlier

    def number(self, asked: Field, answers: Answers) -> int:
        """The question's number as people see it; a part shares its whole's."""
        heads = self._heads(answers)
        whole = asked.part_of or asked.id
        return heads.index(whole) + 1 if whole in heads else max(len(heads), 1)

    def total(self, answers: Answers) -> int:
        """How many questions these answers call for, parts not counted."""
        return len(self._heads(answers))

    def ahead(self, answers: Answers) -> int:
        """How many questions there may be: what hangs on an open answer counts, parts do not."""
        open_: set[str] = set()
        heads = 0
        for each in self._layout.laid_out(answers):
            looks = each.when.items()
            may = all(answers[o] in v if o in answers else o in open_ for o, v in looks)
            if not may or (each.under and each.id not in answers):
                continue
            open_ |= {each.id} - answers.keys()
            heads += not each.part_of and each.id not in self.fixed
        return heads

    def answered(self, answers: Answers, field_id: str, value: str) -> dict[str, str]:
        """The answers with one more, less those that it no longer calls for."""
        new = {**answers, field_id: value}
        changed = answers.get(field_id) != value
        kept: dict[str, str] = {}
        for each in self.applicable(kept):
            if each.id in new and not (changed and each.group == field_id):
                kept[each.id] = new[each.id]
        return kept

    def until(self, field_id: str, answers: Answers) -> frozenset[str]:
        """What was answered up to a field, in order, this one included."""
        asked = [each.id for each in self.applicable(answers) if each.id in answers]
        return frozenset(asked[: asked.index(field_id) + 1])

    def router(self, answers: Answers) -> Field | None:
        """The last field whose answer leads to an item; what the register has answered does not."""
        asked = (each for each in self.applicable(answers) if each.id not in self.fixed)
        leading = [each for each in asked if each.leads(answers.get(each.id, ""))]
        return leading[-1] if leading else None

    def routed(self, answers: Answers) -> str:
        """The item that the answers lead to; empty: the case stays where it is."""
        router = self.router(answers)
        return router.leads(answers[router.id]) if router else ""

    def check(self, field_id: str, answers: Answers) -> None:
        """Hold an answer against those before it.

        Raises:
            Validation: It breaks a rule.
        """
        for rule, first, second in self._bound.get(field_id, ()):
            both = first in answers and second in answers
            if both and not rule.holds(answers[first], answers[second]):
                raise Validation(field=field_id, reason=f"rule-{rule.kind}", days=rule.days)

    @cached_property
    def pictured(self) -> bool:
        """Whether a question may be answered by pictures."""
        return any(each.kind is FieldKind.IMAGE for each in self.fields)

    @cached_property
    def _layout(self) -> Layout:
        return Layout(self.fields, self.groups)

    def _heads(self, answers: Answers) -> list[str]:
        asked = self.applicable(answers)
        return [f.id for f in asked if not f.part_of and f.id not in self.fixed]

    @cached_property
    def _bound(self) -> Mapping[str, list[tuple[Rule, str, str]]]:
        """The rules and whom they hold against each other, by the field that is asked later."""
        place = {field_id: n for n, field_id in enumerate(self._layout.known)}
        bound: dict[str, list[tuple[Rule, str, str]]] = defaultdict(list)
        for rule in self.rules:
            for first, second in self._pairs(rule):
                if first in place and second in place:
                    bound[max(first, second, key=place.__getitem__)].append((rule, first, second))
        return dict(bound)

    def _pairs(self, rule: Rule) -> Iterator[tuple[str, str]]:
        """The fields that a rule holds against each other."""
        widest = max((group.most for group in self.groups), default=1)
        marks = [suffix(n) for n in range(1, widest + 1)]
        first, second = self.field(rule.first), self.field(rule.second)
        together = first and second and first.repeat and first.repeat == second.repeat
        for (m, one), (n, other) in product(enumerate(marks), repeat=2):
            if m < n if rule.first == rule.second else m == n or not together:
                yield rule.first + one, rule.second + other


def prefilled(form: Form, known: Known) -> dict[str, str]:
    """What the register has answered of a form, by field id."""
    wanted = {each.id: each.prefill for each in form.fields if each.prefill}
    return {name: known.of(what) for name, what in wanted.items() if known.of(what)}


def fixed(asked: Field, by: Reading) -> str:
    """What the register has answered to a question; empty when it has to be asked."""
    if asked.prefill is None or not by.known.of(asked.prefill):
        return ""
    try:
        return read(asked, by.known.of(asked.prefill), {}, by=by)
    except Refusal:
        return ""


@dataclass(frozen=True)
class Filled:
    """A form as one applicant has filled it in, on one day.

    Attributes:
        answers: Those that read well beside each other; what the register has answered is there.
        asked: The fields that they call for, in order.
    """

    answers: dict[str, str]
    asked: tuple[Field, ...]

    @property
    def missing(self) -> Field | None:
        """The first field that still lacks its answer."""
        return next((each for each in self.asked if each.id not in self.answers), None)


def filled_in(form: Form, answers: Answers, *, by: Reading) -> Filled:
    """The form with those of the answers that may stand; the others must be asked again."""
    form = form.on(by)
    kept: dict[str, str] = {}
    asked = []
    for each in form.applicable(kept):
        asked.append(each)
        known = fixed(each, by) if each.id in form.fixed else ""
        if not known and each.id not in answers:
            continue
        try:
            kept[each.id] = known or read(each, answers[each.id], kept, by=by)
            form.check(each.id, kept)
        except Refusal:
            kept.pop(each.id, None)
    return Filled(kept, tuple(asked))


def consistent(form: Form, answers: Answers, *, by: Reading) -> dict[str, str]:
    """The answers that may stand, as in `filled_in`."""
    return filled_in(form, answers, by=by).answers
