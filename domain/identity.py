"""Who a person is: names, ID numbers, phones, and how they are shown to others."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import NewType
from unicodedata import category, normalize
from unicodedata import name as unicode_name

import phonenumbers
from stdnum import numdb
from stdnum.cn import ric

from domain.errors import IdChecksum, IdDate, IdFuture, IdRegion, NameChar, Validation

PersonId = NewType("PersonId", str)
AccountId = NewType("AccountId", str)
IdNumber = NewType("IdNumber", str)
PersonName = NewType("PersonName", str)
Phone = NewType("Phone", str)
PassportNumber = NewType("PassportNumber", str)

DOT = "·"
NAME_MAX = 50
_JOINTS = " -'."  # inside names in Latin letters
GUARDIAN_AGE = 14
_DOTS = str.maketrans(dict.fromkeys("•‧∙・･●", DOT))
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘx", "0123456789XXX")
_GAPS = re.compile(r"[\s\-\u3000]+")
_SHAPE = re.compile(r"\d{17}[\dX]|\d{15}")
_PASSPORT = re.compile(r"(?=.*\d)[0-9A-Z]{5,12}")
_HAN = re.compile(  # Unicode 17: the language's own tables are older than the youngest extensions
    r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
    r"\U00020000-\U0002a6df\U0002a700-\U0002b81d\U0002b820-\U0002cead\U0002ceb0-\U0002ebe0"
    r"\U0002ebf0-\U0002ee5d\U0002f800-\U0002fa1d\U00030000-\U0003134a\U00031350-\U00033479]"
)
_PRIVATE = "Co"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})


class Sex(StrEnum):
    """As the ID number tells it."""

    FEMALE = "female"
    MALE = "male"


def id_number(text: str, *, today: date, legacy: bool = False) -> IdNumber:
    """Read an ID number as people type it: blanks, full-width digits and a small x are taken.

    Args:
        text: What was typed.
        today: The day in Asia/Shanghai; nobody is born after it.
        legacy: Whether fifteen digits, as issued before 1999, are taken and completed.

    Returns:
        Eighteen characters, an upper-case X at the end if that is the check digit.

    Raises:
        Validation: It is not of that shape (look-alike letters are not guessed at).
        IdDate, IdFuture, IdRegion, IdChecksum: One of its parts cannot be.

    Source:
        GB 11643-1999: six digits of area, eight of birth, three of order, a check digit.
    """
    number = _GAPS.sub("", text).translate(_WIDE)
    if not _SHAPE.fullmatch(number) or not number.isascii():
        raise Validation(field="id-number", reason="id-shape")
    if len(number) == 15:
        if not legacy:
            raise Validation(field="id-number", reason="id-fifteen")
        number = number[:6] + "19" + number[6:] + "0"
        number = number[:-1] + ric.calc_check_digit(number)
    _check_date(number, today)
    # The table of counties has gaps in the years when cards were first issued (Lanxi's own among
    # them), so only the province is held against anybody; the register knows the rest.
    if not _in_a_province(number[:6]):
        raise IdRegion(region=number[:6])
    if number[-1] != ric.calc_check_digit(number):
        raise IdChecksum
    return IdNumber(number)


@lru_cache(maxsize=4096)  # the table is searched anew at every asking
def _in_a_province(region: str) -> bool:
    return bool(numdb.get("cn/loc").info(region)[0][1])


def _check_date(number: str, today: date) -> None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdDate(date=number[6:14]) from None
    if born.year < 1900:
        raise IdDate(date=number[6:14])
    if born > today:
        raise IdFuture(date=born.isoformat())


def birth_date(number: IdNumber) -> date:
    """The day of birth that the number carries."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex(number: IdNumber) -> Sex:
    """The sex that the order digit carries: odd is male."""
    return Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def age(number: IdNumber, *, today: date) -> int:
    """Completed years of life on a day."""
    born = birth_date(number)
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def person_name(text: str, *, foreign: bool = False) -> PersonName:
    """Read a name, character for character: never folded, never normalised.

    Chinese characters of every extension and private-use ones are taken (whether they can be
    printed is the press's question); the dot between parts may be any of its usual look-alikes.

    Args:
        text: What was typed.
        foreign: Whether Latin letters are taken too, with single blanks between the parts.

    Raises:
        NameChar: A character that no name has: unseen ones, direction marks, digits, signs.
        Validation: Too short or too long; length is counted in code points.
    """
    name = text.strip().translate(_DOTS)
    if foreign:
        name = re.sub(" +", " ", name.replace("’", "'"))
    for char in name:
        if not (_belongs_in_a_name(char) or (foreign and _belongs_in_a_foreign_name(char))):
            shown = "" if category(char) in _UNSEEN else char
            raise NameChar(char=shown, hex=f"{ord(char):04X}")
    if not 2 <= len(name) <= NAME_MAX or DOT in (name[0], name[-1]) or name[0] in _JOINTS:
        raise Validation(field="name", reason="name-length")
    return PersonName(name)


def _belongs_in_a_name(char: str) -> bool:
    return char == DOT or category(char) == _PRIVATE or _HAN.match(char) is not None


def _belongs_in_a_foreign_name(char: str) -> bool:
    return char in _JOINTS or (char.isalpha() and unicode_name(char, "").startswith("LATIN "))


def passport(text: str) -> PassportNumber:
    """Read the number of a passport, or of a travel document of Hong Kong, Macao or Taiwan.

    Raises:
        Validation: It has not five to twelve letters and digits, a digit among them.
    """
    number = _GAPS.sub("", normalize("NFKC", text))
    if not number.isascii() or not _PASSPORT.fullmatch(number.upper()):
        raise Validation(field="passport", reason="passport-shape")
    return PassportNumber(number.upper())


def plain_text(text: str, *, field: str, longest: int) -> str:
    """Read one line of free text without control, direction or zero-width characters.

    Raises:
        Validation: Empty, too long, or with a character that cannot be seen.
    """
    line = text.strip()
    if any(category(char) in _UNSEEN or category(char) == _PRIVATE for char in line):
        raise Validation(field=field, reason="unseen-char")
    if not line:
        raise Validation(field=field, reason="empty")
    if len(line) > longest:
        raise Validation(field=field, reason="too-long")
    return line


def mobile(text: str) -> Phone:
    """Read a mainland mobile number as eleven digits.

    Raises:
        Validation: It is not one.
    """
    try:
        parsed = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        raise Validation(field="phone", reason="phone-shape") from None
    number = str(parsed.national_number)
    if parsed.country_code != 86 or not re.fullmatch(r"1[3-9]\d{9}", number):
        raise Validation(field="phone", reason="phone-shape")
    return Phone(number)


def mask_name(name: str) -> str:
    """Show a name to others: 陈*, 陈*樑."""
    return f"{name[0]}*" if len(name) <= 2 else f"{name[0]}*{name[-1]}"


def mask_id(number: str) -> str:
    """Show an ID number to others: the first four and the last four."""
    return f"{number[:4]}{'*' * (len(number) - 8)}{number[-4:]}"


def mask_passport(number: str) -> str:
    """Show a passport number to others: the last three."""
    return f"{'*' * (len(number) - 3)}{number[-3:]}"


def mask_phone(phone: str) -> str:
    """Show a phone number to others: the first three and the last four."""
    return f"{phone[:3]}****{phone[-4:]}"


@dataclass(frozen=True)
class Person:
    """A natural person, as the register and the phone proved.

    Attributes:
        home: The division where the register has the person; empty: it said none.
    """

    id: PersonId
    name: PersonName
    number: IdNumber
    phone: Phone
    version: int = 0
    home: str = ""


@dataclass(frozen=True)
class Account:
    """One way a person reaches us: an openid of one appid."""

    id: AccountId
    channel: str
    appid: str
    openid: str
    person: PersonId | None = None
    assurance: int = 0
    subscribed: bool = True
    unionid: str = ""
    version: int = 0
