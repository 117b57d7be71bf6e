"""ID numbers of invented people, made by the standard's own rule and not by the product's."""

from datetime import date

from domain.identity import IdNumber

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
TODAY = date(2026, 11, 24)
CHEN_YUAN = IdNumber("330781199305163024")
CHEN_GUOLIANG = IdNumber("330781196602091019")
ZHANG_SHUIYING = IdNumber("330781195807122021")


def check_digit(body: str) -> str:
    """Return the check digit of seventeen digits, as GB 11643-1999 tells it."""
    total = sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def a_number(born: date, order: int, area: str = "330781") -> IdNumber:
    """Return the number of somebody born on that day; an odd order makes a man's."""
    body = f"{area}{born:%Y%m%d}{order:03d}"
    return IdNumber(body + check_digit(body))
