"""The officials who carry WeCom on their phones, and their nearest kin."""

from dataclasses import dataclass
from datetime import date

from sandbox.book import Book
from sandbox.divisions import DIVISIONS, YOUBU, Division
from sandbox.people import Sex
from sandbox.personas import FANG_YUAN

Grants = tuple[tuple[str, str], ...]
POLICE = "police-youbu"
# Who holds 周敏's or 徐立群's phone can play every office of the city that serves all towns, and
# Youbu's villages: decide there, sign as the second, and answer what is asked.
EVERYWHERE = (
    "civil-affairs",
    "social-security",
    "medical-insurance",
    "natural-resources",
    "agriculture",
    "market-supervision",
    "housing",
    "health",
    "education",
    "veterans",
    "justice",
    "archives",
    "emergency",
    "housing-fund",
    "village-lanqiao",
    "village-qingzhang",
    "village-baihe",
    "cooperative-lanqiao",
    "cooperative-qingzhang",
    "cooperative-baihe",
    POLICE,
)


@dataclass(frozen=True)
class Official:
    """One invented official.

    Attributes:
        grants: Pairs of role and office id.
    """

    userid: str
    name: str
    id_number: str
    grants: Grants

    @property
    def office(self) -> str:
        """The office of the first grant."""
        return self.grants[0][1]


def write(book: Book) -> tuple[Official, ...]:
    """Write all officials with their families into the book, and return them."""
    found = _youbu(book)
    for division in DIVISIONS:
        if division.code != YOUBU:
            found += _town(book, division)
    return (*found, _asked_only(book))


def _youbu(book: Book) -> list[Official]:
    town, everywhere = ("approver", "countersigner"), ("youbu", *EVERYWHERE)
    both = (*_each(town, everywhere), ("editor", "youbu"), *_each(("verifier",), EVERYWHERE))
    keeper = (*both, ("seal-keeper", "youbu"), *_each(("supervisor",), everywhere))
    min_ = book.person("周敏", Sex.FEMALE, date(1984, 4, 12), division=YOUBU)
    xu = book.person("徐立群", Sex.MALE, date(1979, 10, 3), division=YOUBU)
    fang = book.person("方青", Sex.FEMALE, date(1988, 8, 21), division=YOUBU)
    for number in (min_, xu):
        _household(book, number, YOUBU)
    _fang(book, fang)
    return [
        Official("zhoumin", "周敏", min_, (*both, ("clerk", "youbu"))),
        Official("xuliqun", "徐立群", xu, keeper),
        Official("fangqing", "方青", fang, (("approver", "youbu"),)),
    ]


def _town(book: Book, division: Division) -> list[Official]:
    """Two who approve and answer for the police; the second also countersigns and supervises."""
    offices = (division.office, f"police-{division.office}")
    both = (*_each(("approver",), offices), ("verifier", offices[1]))
    second = (*both, ("seal-keeper", division.office))
    second += _each(("countersigner", "supervisor"), offices)
    names = (f"{division.office}1", f"{division.office}2")
    first = _someone(book, names[0], division.code, (*both, ("clerk", division.office)))
    return [first, _someone(book, names[1], division.code, second)]


def _asked_only(book: Book) -> Official:
    """何静 of the police station, who answers what the town asks and decides nothing."""
    number = book.person("何静", Sex.FEMALE, date(1991, 6, 14), division=YOUBU)
    _household(book, number, YOUBU)
    return Official("hejing", "何静", number, (("verifier", POLICE),))


def _each(roles: tuple[str, ...], offices: tuple[str, ...]) -> Grants:
    """Every role at every office."""
    return tuple((role, office) for office in offices for role in roles)


def _fang(book: Book, sister: str) -> None:
    """方青 and her brother 方原, who grew up elsewhere: what he asks for is not hers to decide."""
    moved, wed = date(2012, 5, 20), date(1984, 10, 1)
    father = book.person("方宝根", Sex.MALE, date(1960, 11, 2), division=YOUBU)
    mother = book.person("诸月仙", Sex.FEMALE, date(1962, 2, 17), division=YOUBU)
    brother = book.person(
        "方原", Sex.MALE, date(1991, 3, 9), division=YOUBU, phone="13900000091", number=FANG_YUAN
    )
    book.marry(father, mother, wed)
    for child in (sister, brother):
        book.birth((father, mother), child)
    family = [(father, wed, None), (mother, wed, None), (sister, date(1988, 8, 21), moved)]
    book.booklet(YOUBU, family)
    book.booklet(YOUBU, [(brother, date(1991, 3, 9), None)])
    book.booklet(YOUBU, [(sister, moved, None)])


def _someone(book: Book, userid: str, division: str, grants: Grants) -> Official:
    sex = book.chance.choice((Sex.MALE, Sex.FEMALE))
    name = book.name(sex)
    number = book.person(name, sex, book.day(1972, 1992), division=division)
    _household(book, number, division)
    return Official(userid, name, number, grants)


def _household(book: Book, number: str, division: str) -> None:
    """Give an official a spouse and a child in the same booklet."""
    wed, mine = book.day(2013, 2014), book.sex(number)
    other = Sex.FEMALE if mine is Sex.MALE else Sex.MALE
    spouse = book.person(book.name(other), other, book.day(1975, 1990), division=division)
    husband, wife = (number, spouse) if mine is Sex.MALE else (spouse, number)
    born = book.day(2015, 2020)
    boy = book.chance.random() < 0.5
    sex = Sex.MALE if boy else Sex.FEMALE
    child = book.person(book.name(sex, book.surname(husband)), sex, born, division=division)
    book.marry(husband, wife, wed)
    book.birth((husband, wife), child)
    book.booklet(division, [(husband, wed, None), (wife, wed, None), (child, born, None)])


def as_toml(officials: tuple[Official, ...]) -> str:
    """Return the officials' file as the product reads it."""
    parts = ["# Invented officials of the stand-in (替身): no such person holds any office.\n"]
    for each in officials:
        parts.append(
            f'[[official]]\nuserid = "{each.userid}"\nname = "{each.name}"\n'
            f'id_number = "{each.id_number}"\n'
        )
        parts += [
            f'[[official.grant]]\nrole = "{role}"\noffice = "{office}"\n'
            for role, office in each.grants
        ]
    return "\n".join(parts)
