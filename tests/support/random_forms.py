"""Forms of any shape, catalogues whose items lead to each other, and things that people type."""

from dataclasses import replace

from hypothesis import strategies as st

from domain.form import Choice, Field, FieldKind, Form, Group, Prefill, Rule, RuleKind
from domain.item import Catalogue, Disposition
from tests.support.forms import a_catalogue, an_item
from tests.support.people import CHEN_GUOLIANG, CHEN_YUAN, ZHANG_SHUIYING

VALUES = ("red", "green", "blue")
SIMPLE = tuple(kind for kind in FieldKind if kind not in (FieldKind.CHOICE, FieldKind.PERSON))
TYPED = {
    FieldKind.CHOICE: (*VALUES, "1", "2", "３", "yes", "no"),
    FieldKind.TEXT: ("深圳澜桥电子有限公司", " 理赔 ", "没有", "x" * 61),
    FieldKind.NAME: ("陈国樑", "章水英", "John Smith", "陈2"),
    FieldKind.ID_NUMBER: (CHEN_GUOLIANG, ZHANG_SHUIYING, CHEN_YUAN, "330781 19660209 1019", "3307"),
    FieldKind.PASSPORT: ("E12345678", "h1234567890", "１２３４５", "1234"),
    FieldKind.DATE: ("2026年3月5日", "20260306", "2026.3.7", "2027-01-01", "今天", "2026-02-30"),
    FieldKind.MONEY: ("1,234.50元", "3.5万", "12", "-1", "0.001"),
    FieldKind.NUMBER: ("3", "2.50", "1,000", "三"),
    FieldKind.DIVISION: ("游埠", "兰江街道", "330781004", "街道", "深圳"),
    FieldKind.PHONE: ("13800000042", "138 0000 0042", "12345"),
    FieldKind.CREDIT_CODE: ("91350100M000100Y43", "91350100m000100y44", "913501"),
    FieldKind.IMAGE: ("好了", "2", "等一下"),
}
ANYTHING = st.text(max_size=40)


def typed(asked: Field) -> st.SearchStrategy[str]:
    """What somebody may type to a question: mostly what is right or nearly so."""
    near = st.sampled_from((*TYPED[asked.kind], "没有", "跳过"))
    return st.one_of(near, near, near, ANYTHING)


@st.composite
def forms(
    draw: st.DrawFn,
    prefix: str = "f",
    first: tuple[Field, ...] = (),
    leads_to: tuple[str, ...] = (),
) -> Form:
    """A form of any shape that the loader would take: every condition looks back."""
    fields = list(first)
    most: int = draw(st.integers(2, 3))
    start: int = draw(st.integers(0, 4))
    grouped: bool = draw(st.booleans())
    count: int = draw(st.integers(2, 7))
    group = Group("g", f"{prefix}_more", most=most)
    for n in range(count):
        repeat = "g" if grouped and start <= n < start + 2 else ""
        fields.append(draw(_fields(f"{prefix}{n}", tuple(fields), repeat, leads_to)))
        if grouped and n == start + 1:
            more = (Choice("yes", "要"), Choice("no", "不要"))
            fields.append(Field(group.more, FieldKind.CHOICE, "?", "more", more, repeat="g"))
    groups = (group,) if any(field.id == group.more for field in fields) else ()
    fields = fields if groups else [_single(field) for field in fields]
    return Form(tuple(fields), groups, draw(_rules(tuple(fields))))


def _single(field: Field) -> Field:
    return replace(field, repeat="")


@st.composite
def _fields(
    draw: st.DrawFn,
    name: str,
    earlier: tuple[Field, ...],
    repeat: str,
    leads_to: tuple[str, ...],
) -> Field:
    seen = [each for each in earlier if each.repeat in ("", repeat)]
    choices = [each for each in seen if each.kind is FieldKind.CHOICE]
    people = [each for each in seen if each.kind is FieldKind.ID_NUMBER]
    kind = draw(st.sampled_from((FieldKind.CHOICE, FieldKind.CHOICE, FieldKind.CHOICE, *SIMPLE)))
    gate, stem, person = draw(_perhaps(choices)), draw(_perhaps(choices)), draw(_perhaps(people))
    home = kind is FieldKind.DIVISION and not repeat and draw(st.booleans())
    return Field(
        name,
        kind,
        f"{name}?",
        name,
        choices=draw(_choices(stem, leads_to)) if kind is FieldKind.CHOICE else (),
        when={gate.id: draw(_some([c.value for c in gate.choices]))} if gate else {},
        under={person.id: draw(st.sampled_from((14, 65)))} if person else {},
        optional=draw(st.booleans()),
        group=stem.id if stem and kind is FieldKind.CHOICE else "",
        part_of=gate.id if gate and draw(st.booleans()) else "",
        repeat=repeat,
        item=draw(st.sampled_from(("", "", "", *leads_to))),
        prefill=Prefill.HOME if home else None,
        past=draw(st.booleans()),
        foreign=draw(st.booleans()),
    )


@st.composite
def _choices(draw: st.DrawFn, stem: Field | None, leads_to: tuple[str, ...]) -> tuple[Choice, ...]:
    whens = ("", *(c.value for c in stem.choices)) if stem else ("",)
    return tuple(
        Choice(
            value,
            value,
            when=draw(st.sampled_from(whens)) if value != VALUES[0] else "",
            item=draw(st.sampled_from(("", "", *leads_to))),
        )
        for value in VALUES[: draw(st.integers(2, 3))]
    )


def _perhaps(fields: list[Field]) -> st.SearchStrategy[Field | None]:
    return st.none() | st.sampled_from(fields) if fields else st.none()


def _some(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), min_size=1)


@st.composite
def _rules(draw: st.DrawFn, fields: tuple[Field, ...]) -> tuple[Rule, ...]:
    days = [field for field in fields if field.kind is FieldKind.DATE]
    if not days or not draw(st.booleans()):
        return ()
    first, second = draw(st.sampled_from(days)), draw(st.sampled_from(days))
    kind = RuleKind.DIFFERS if first == second else draw(st.sampled_from(tuple(RuleKind)))
    return (Rule("r", kind, first.id, second.id, days=1),)


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Two items with one form, and two more that answers lead away to, asking some things alike."""
    shared = (
        Field("why", FieldKind.CHOICE, "?", "why", tuple(Choice(v, v) for v in VALUES)),
        Field("unit", FieldKind.TEXT, "?", "unit", optional=True),
    )
    common = draw(st.lists(st.sampled_from(shared), unique_by=lambda each: each.id))
    family = draw(forms("f", tuple(common), ("a-01", "a-02", "b-01", "c-01")))
    away = draw(forms("x", shared, ("c-01",)))
    last = draw(forms("y", shared))
    return a_catalogue(
        an_item("a-01", family),
        an_item("a-02", family),
        an_item("b-01", away),
        an_item("c-01", last, Disposition.NOT_NEEDED),
    )
