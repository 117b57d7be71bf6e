"""What people type, recognised: days, amounts, numbers, codes, and the words for none and done."""

import re
from datetime import date, timedelta
from decimal import Decimal
from unicodedata import normalize

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from domain.errors import Validation

_DAY = re.compile(
    r"(\d{4})\s*[年\-./、\s]\s*(\d{1,2})\s*[月\-./、\s]\s*(\d{1,2})\s*[日号]?", re.ASCII
)
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_NEAR = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1, "后天": 2}
_NUMBER = r"(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(\.\d{1,8})?"
_PLAIN = re.compile(_NUMBER, re.ASCII)
_MONEY = re.compile(rf"(?:人民币|¥|RMB)?{_NUMBER}([万千百亿])?(?:元整|元|块钱|块|圆)?", re.ASCII)
_UNITS = {"": 1, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_CENT = Decimal("0.01")
_CODE = re.compile(r"[0-9A-Z]{18}")
_EARLIEST, _LATEST = 1900, 2100
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_STOPS = "。．.、，, "
_MONTH_DAY = r"(?:(\d{4})\s*年\s*)?(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]?"
_LAST = rf"(?:{_MONTH_DAY}|(\d{{1,2}})\s*[日号])"
_UNTIL = r"\s*(?:至|到|-|－|—|~|～)+\s*"
_BY = r"[\s,，、]*(?:由\s*)?(\S{2,20}?)\s*代(?:办|理|班)?"
_AWAY = re.compile(rf"(?:{_MONTH_DAY}|([今明后]天))(?:{_UNTIL}{_LAST})?(?:{_BY})?", re.ASCII)
_LONGEST_AWAY = timedelta(days=183)
_BACK = ("取消", "结束", "回来了", "提前回来")
_SKIP = ("", "没有", "没", "无", "跳过", "不填")
_DONE = ("好了", "好", "传好了", "拍好了", "传完了", "已传", "完成")


def plain(text: str) -> str:
    """A short answer without what stands around it, its digits as on any keyboard."""
    return text.strip().translate(_WIDE).rstrip(_STOPS)


def skips(text: str) -> bool:
    """Whether somebody says that there is nothing to say."""
    return plain(text) in _SKIP


def done(text: str) -> bool:
    """Whether somebody says that the pictures are there; their number says so too."""
    said = plain(text)
    return said in _DONE or (said.isascii() and said.isdigit())


def day(text: str, *, today: date, field: str) -> date:
    """Read a day: 2026年3月5日, 2026.3.5, 2026-03-05, 20260305, 昨天.

    Raises:
        Validation: It is no day, or none that the calendar has.
    """
    typed = normalize("NFKC", text).strip()
    if typed in _NEAR:
        return today + timedelta(days=_NEAR[typed])
    found = _DIGITS.fullmatch(typed) or _DAY.fullmatch(typed)
    if found is None or not _EARLIEST <= int(found[1]) <= _LATEST:
        raise Validation(field=field, reason="date-shape")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Validation(field=field, reason="date-none") from None


def away(text: str, *, today: date, field: str) -> tuple[date, date, str]:
    """Read from which day to which somebody is away, and who stands in; empty: nobody is named.

    Forms: 11月24日至11月26日徐立群代, 11月24日-26日 由徐立群代, 明天 徐立群代.
    A day without its year is the next one to come.

    Raises:
        Validation: It is none of these, a day that the calendar does not have, or half a year.
    """
    found = _AWAY.fullmatch(plain(text))
    if found is None:
        raise Validation(field=field, reason="date-shape")
    near, deputy = found[4], found[9] or ""
    first = (
        today + timedelta(days=_NEAR[near]) if near else _next(found.group(1, 2, 3), today, field)
    )
    last = first
    if found[6]:
        last = _next(found.group(5, 6, 7), first, field)
    elif found[8]:
        last = _next((str(first.year), str(first.month), found[8]), first, field)
    if not first <= last <= first + _LONGEST_AWAY:  # days the wrong way round are no year
        raise Validation(field=field, reason="date-out")
    return first, last, deputy


def comes_back(text: str) -> bool:
    """Whether somebody says that he is back, or does not go."""
    return plain(text) in _BACK


def _next(typed: tuple[str | None, ...], since: date, field: str) -> date:
    year, month, day_ = typed
    try:
        found = date(int(year or since.year), int(month or 0), int(day_ or 0))
        return found if year or found >= since else found.replace(year=found.year + 1)
    except ValueError:
        raise Validation(field=field, reason="date-none") from None


def amount(text: str, *, field: str) -> Decimal:
    """Read an amount in yuan, to the cent: 1234.5, 1,234.50元, 3.5万.

    Raises:
        Validation: It is none, or has more than two decimals.
    """
    found = _MONEY.fullmatch(_squeezed(text))
    if found is None:
        raise Validation(field=field, reason="money-shape")
    yuan = _decimal(found) * _UNITS[found[3] or ""]
    if yuan != (exact := yuan.quantize(_CENT)):
        raise Validation(field=field, reason="money-cents")
    return exact


def number(text: str, *, field: str) -> Decimal:
    """Read a number, not below zero.

    Raises:
        Validation: It is none.
    """
    found = _PLAIN.fullmatch(_squeezed(text))
    if found is None:
        raise Validation(field=field, reason="number-shape")
    return _decimal(found)


def credit_code(text: str, *, field: str) -> str:
    """Read a unified social credit code; its check digit is not held against it (`doubtful`).

    Raises:
        Validation: It has not eighteen letters and digits.
    """
    code = re.sub(r"[\s\-]", "", normalize("NFKC", text))
    if not code.isascii() or not _CODE.fullmatch(code.upper()):
        raise Validation(field=field, reason="credit-code-shape")
    return code.upper()


def doubtful(code: str) -> bool:
    """Whether a credit code may have been copied wrongly: its check digit does not fit.

    Source:
        GB 32100-2015.  Some codes in real use fail the check, so that it warns and nothing more.
    """
    try:
        uscc.validate(code)
    except ValidationError:
        return True
    return False


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", normalize("NFKC", text))


def _decimal(found: re.Match[str]) -> Decimal:
    return Decimal(found[1].replace(",", "") + (found[2] or ""))
