"""What people type to a question that does not fit it, by kind of question, and what is wrong."""

from dataclasses import dataclass
from datetime import timedelta

from domain.fields import Field, FieldKind, PlaceLevel
from domain.form import Reading


@dataclass(frozen=True)
class Wrong:
    """One text that does not fit.

    Attributes:
        reason: Of a validation, its reason; else the refusal's own code.
    """

    text: str
    reason: str


TABLE: dict[FieldKind, tuple[Wrong, ...]] = {
    FieldKind.CHOICE: (
        Wrong("0", "no-such-choice"),
        Wrong("99", "no-such-choice"),
        Wrong("１２３", "no-such-choice"),
        Wrong("①", "no-such-choice"),
        Wrong("紫色的猫", "no-such-choice"),
        Wrong("\u200b", "no-such-choice"),
        Wrong("🙂", "no-such-choice"),
        Wrong("330781196602091019", "no-such-choice"),
        Wrong("橙" * 150, "no-such-choice"),
    ),
    FieldKind.TEXT: (
        Wrong("澜桥\u200b电子", "unseen-char"),
        Wrong("\u202e司公子电桥澜", "unseen-char"),
        Wrong("澜桥\x07电子", "unseen-char"),
        Wrong("第一行\n第二行", "unseen-char"),
        Wrong("澜桥\ue000电子", "unseen-char"),
    ),
    FieldKind.NAME: (
        Wrong("陈2", "name-char"),
        Wrong("陈媛😀", "name-char"),
        Wrong("Че媛", "name-char"),  # Cyrillic
        Wrong("陈\u202e媛", "name-char"),
        Wrong("陈\u200b媛", "name-char"),
        Wrong("陈媛330781199305163024", "name-char"),
        Wrong("陈", "name-length"),
        Wrong("·陈媛", "name-length"),
        Wrong("陈" * 51, "name-length"),
        Wrong("", "name-length"),
    ),
    FieldKind.ID_NUMBER: (
        Wrong("", "id-shape"),
        Wrong("33078119660209101", "id-shape"),
        Wrong("3307811966020910199", "id-shape"),
        Wrong("33O781196602091019", "id-shape"),  # the letter O
        Wrong("３３0781一九六六02091019", "id-shape"),
        Wrong("33078119660209101Х", "id-shape"),  # the Cyrillic letter
        Wrong("٣٣٠٧٨١١٩٦٦٠٢٠٩١٠١٩", "id-shape"),
        Wrong("330781\u200b196602091019", "id-shape"),
        Wrong("330781196602091018", "id-checksum"),
        Wrong("330781196613091019", "id-date"),
        Wrong("330781206602091019", "id-future"),
        Wrong("990781196602091019", "id-region"),
    ),
    FieldKind.PASSPORT: (
        Wrong("", "passport-shape"),
        Wrong("1234", "passport-shape"),
        Wrong("ABCDEFGH", "passport-shape"),
        Wrong("E123456789012", "passport-shape"),
        Wrong("Е12345678", "passport-shape"),  # the Cyrillic letter
        Wrong("护照12345678", "passport-shape"),
        Wrong("E12345\u200b678", "passport-shape"),
        Wrong("9" * 150, "passport-shape"),
    ),
    FieldKind.DATE: (
        Wrong("", "date-shape"),
        Wrong("3月5日", "date-shape"),
        Wrong("大前年", "date-shape"),
        Wrong("二〇二〇年三月五日", "date-shape"),
        Wrong("٢٠٢٠-٠٣-٠٥", "date-shape"),
        Wrong("1899-12-31", "date-shape"),
        Wrong("2020-03-05T08:00:00", "date-shape"),
        Wrong("2020-02-30", "date-none"),
        Wrong("2019年13月1日", "date-none"),
        Wrong("20190229", "date-none"),
    ),
    FieldKind.MONEY: (
        Wrong("", "money-shape"),
        Wrong("-1", "money-shape"),
        Wrong("一千元", "money-shape"),
        Wrong("1e3", "money-shape"),
        Wrong("12,34", "money-shape"),
        Wrong("NaN", "money-shape"),
        Wrong("0.001", "money-cents"),
    ),
    FieldKind.NUMBER: (
        Wrong("", "number-shape"),
        Wrong("-1", "number-shape"),
        Wrong("三", "number-shape"),
        Wrong("1e3", "number-shape"),
        Wrong("20岁", "number-shape"),
        Wrong("٢٠١٢", "number-shape"),
        Wrong("Infinity", "number-shape"),
        Wrong("9" * 13, "number-shape"),
    ),
    FieldKind.DIVISION: (
        Wrong("镇", "place"),
        Wrong("火星", "place"),
        Wrong("Youbu Town", "place"),
        Wrong("330799", "place"),
        Wrong("游埠\u200b镇", "unseen-char"),
        Wrong("游" * 150, "too-long"),
    ),
    FieldKind.PHONE: (
        Wrong("", "phone-shape"),
        Wrong("1380000004", "phone-shape"),
        Wrong("12345678901", "phone-shape"),
        Wrong("+1 212 555 0100", "phone-shape"),
        Wrong("0579-88880000", "phone-shape"),
        Wrong("一三八零零零零零零四二", "phone-shape"),
    ),
    FieldKind.CREDIT_CODE: (
        Wrong("", "credit-code-shape"),
        Wrong("91350100M000100Y4", "credit-code-shape"),
        Wrong("91350100M000100Y433", "credit-code-shape"),
        Wrong("91350100М000100Y43", "credit-code-shape"),  # the Cyrillic letter
        Wrong("91350100M000100Y界", "credit-code-shape"),
        Wrong("91350100M000\u200b100Y43", "credit-code-shape"),
    ),
    FieldKind.IMAGE: (
        Wrong("等一下", "picture-more"),
        Wrong("在路上拍", "picture-more"),
        Wrong("\u200b", "picture-more"),
        Wrong("https://pictures.example/1", "picture-more"),
        Wrong("好" * 60, "picture-more"),
    ),
}
LATIN = (Wrong("Chen Yuan", "name-char"), Wrong("陈Yuan", "name-char"))
PLACES = {
    PlaceLevel.TOWN: Wrong("街道", "place-several"),
    PlaceLevel.VILLAGE: Wrong("火星上的村", "place-unknown-village"),
    PlaceLevel.COUNTY: Wrong("鼓楼区", "place-several-county"),
}


def wrong(asked: Field, by: Reading) -> tuple[Wrong, ...]:
    """Everything in the table that does not fit this very question."""
    table = tuple(each for each in TABLE[asked.kind] if each.text or not asked.optional)
    return (*table, *_besides(asked, by))


def _besides(asked: Field, by: Reading) -> tuple[Wrong, ...]:
    if asked.kind is FieldKind.TEXT:
        empty = () if asked.optional else (Wrong("  ", "empty"),)
        return (Wrong("长" * (asked.longest + 1), "too-long"), *empty)
    if asked.kind is FieldKind.NAME and not asked.foreign:
        return LATIN
    if asked.kind is FieldKind.DIVISION:
        return (PLACES[asked.level],)
    if asked.kind is FieldKind.ID_NUMBER and by.applicant:
        return (Wrong(by.applicant, "own-number"),)
    return _days(asked, by) if asked.kind is FieldKind.DATE else _sizes(asked)


def _days(asked: Field, by: Reading) -> tuple[Wrong, ...]:
    day = timedelta(days=1)
    late = (Wrong(f"{by.today + day}", "date-to-come"),) if asked.past else ()
    early = (Wrong(f"{by.today - day}", "date-gone"),) if asked.future else ()
    return (*late, *early)


def _sizes(asked: Field) -> tuple[Wrong, ...]:
    under = asked.least is not None and asked.least > 0
    few = (Wrong(f"{(asked.least or 1) - 1:f}", "too-little"),) if under else ()
    many = (Wrong(f"{asked.most + 1:f}", "too-much"),) if asked.most is not None else ()
    return (*few, *many)
