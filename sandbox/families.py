"""Families that nobody knows by name: three generations in every division."""

from datetime import date

from sandbox.book import Book
from sandbox.divisions import DIVISIONS, ELSEWHERE
from sandbox.people import Sex


def write(book: Book) -> None:
    """Write two families into every division."""
    for division in DIVISIONS:
        for _ in range(2):
            _family(book, division.code)


def _family(book: Book, home: str) -> None:
    grandfather, surname = _elder(book, home, Sex.MALE)
    grandmother, _ = _elder(book, home, Sex.FEMALE)
    book.marry(grandfather, grandmother, book.day(1961, 1962))
    stays = [(grandfather, date(1958, 1, 1), _death(book, grandfather))]
    stays += [(grandmother, date(1962, 6, 1), _death(book, grandmother))]
    stays += _heir(book, home, surname, (grandfather, grandmother))
    leaver = _leaver(book, surname, (grandfather, grandmother))
    book.booklet(home, [*stays, leaver])


def _elder(book: Book, home: str, sex: Sex) -> tuple[str, str]:
    name, alive = book.name(sex), book.chance.random() < 0.6
    born = book.day(1936, 1942)
    number = book.person(name, sex, born, division=home if alive else None, alive=alive)
    return number, name[0]


def _death(book: Book, number: str) -> date | None:
    return None if book.alive(number) else book.day(2005, 2022)


def _heir(
    book: Book, home: str, surname: str, parents: tuple[str, str]
) -> list[tuple[str, date, date | None]]:
    """The child who stays, with spouse and children, in the grandparents' booklet."""
    born, wed = book.day(1963, 1967), book.day(1988, 1990)
    heir = book.person(book.name(Sex.MALE, surname), Sex.MALE, born, division=home)
    wife = book.person(book.name(Sex.FEMALE), Sex.FEMALE, book.day(1964, 1968), division=home)
    book.birth(parents, heir)
    book.marry(heir, wife, wed)
    stays: list[tuple[str, date, date | None]] = [(heir, born, None), (wife, wed, None)]
    for first, last in ((1991, 1996), (1997, 2003))[: book.chance.randint(1, 2)]:
        child, arrived = _child(book, home, surname, (first, last))
        if book.chance.random() < 0.12:
            arrived = book.day(last + 1, last + 2)
            book.adopt(heir, child, arrived)
            book.adopt(wife, child, arrived)
        else:
            book.birth((heir, wife), child)
        stays.append((child, arrived, None))
    return stays


def _leaver(book: Book, surname: str, parents: tuple[str, str]) -> tuple[str, date, date | None]:
    """The child who moved out: married into another division, or left Lanxi."""
    born, left = book.day(1970, 1974), book.day(1996, 1999)
    gone = book.chance.random() < 0.3
    place = None if gone else book.chance.choice(DIVISIONS).code
    county = book.chance.choice(sorted(ELSEWHERE)) if gone else None
    facts = {"division": place, "elsewhere": county}
    daughter = book.person(book.name(Sex.FEMALE, surname), Sex.FEMALE, born, **facts)
    husband = book.person(book.name(Sex.MALE), Sex.MALE, book.day(1968, 1972), **facts)
    book.birth(parents, daughter)
    book.marry(husband, daughter, left)
    child, arrived = _child(book, place, book.surname(husband), (2000, 2018), county)
    book.birth((husband, daughter), child)
    if place:
        book.booklet(place, [(husband, left, None), (daughter, left, None), (child, arrived, None)])
    return daughter, born, left


def _child(
    book: Book,
    home: str | None,
    surname: str,
    years: tuple[int, int],
    elsewhere: str | None = None,
) -> tuple[str, date]:
    sex = book.chance.choice((Sex.MALE, Sex.FEMALE))
    born = book.day(*years)
    name = book.name(sex, surname)
    return book.person(name, sex, born, division=home, elsewhere=elsewhere), born
