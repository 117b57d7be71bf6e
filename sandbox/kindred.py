"""One large family in which everything occurs that a relation can be; two of them have a phone.

Who is foreign stands in no register: 俞亮's wife is known by her passport alone.
"""

from datetime import date

from sandbox.book import LANXI, Book
from sandbox.divisions import LANJIANG, YOUBU
from sandbox.people import Sex, id_number
from sandbox.personas import Persona


def _number(year: int, month: int, day: int, order: int) -> str:
    return id_number(LANXI, date(year, month, day), order)


YU_MING, YU_LIANG = _number(1988, 3, 12, 831), _number(1988, 3, 12, 833)  # twins
YU_DEFU, SHU_CAILIAN = _number(1963, 5, 5, 835), _number(1965, 9, 9, 842)
LUO_XUEZHEN, LU_XIAOCHUAN = _number(1970, 2, 14, 844), _number(1994, 7, 20, 837)
YU_ASHUI, WENG_GUIZHI = _number(1938, 4, 2, 839), _number(1940, 10, 1, 846)
SHU_GENTU, YU_LAODA = _number(1939, 1, 30, 841), _number(1914, 6, 6, 843)
YU_DESHOU, YU_XIAOFENG = _number(1966, 8, 18, 845), _number(1992, 12, 12, 847)
BAO_XIAOMAN, DU_SIQI = _number(1990, 5, 21, 848), _number(2009, 1, 5, 850)
BAO_JIANHUA, HUA_AIZHU = _number(1962, 3, 3, 849), _number(1964, 11, 11, 852)
YU_XIAOHE = _number(2019, 6, 1, 854)
CITIZENS = (
    Persona("yuming", "俞明", YU_MING, "15000000088", "一大家子"),
    Persona("defu", "俞德福", YU_DEFU, "15000000063", "俞明的父亲"),
)
_PHONES = {persona.id_number: persona.phone for persona in CITIZENS}
_WED = {"elders": date(1961, 1, 8), "again": date(2012, 10, 8), "young": date(2015, 5, 2)}


def write(book: Book) -> None:
    """Write four generations, two marriages that brought children along, and the graves."""
    _paternal(book)
    _parents(book)
    _in_laws(book)


def _one(book: Book, name: str, number: str, division: str | None = YOUBU) -> str:
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    alive, phone = division is not None, _PHONES.get(number)
    facts = {"number": number, "alive": alive, "phone": phone}
    return book.person(name, sex, born, division=division, **facts)


def _alone(book: Book, number: str, division: str = YOUBU) -> None:
    born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    book.booklet(division, [(number, born, None)])


def _paternal(book: Book) -> None:
    """A great-grandfather, a grandfather who has died, an uncle, a cousin."""
    eldest = _one(book, "俞老大", YU_LAODA, None)
    grandfather = _one(book, "俞阿水", YU_ASHUI, None)
    grandmother = _one(book, "翁桂芝", WENG_GUIZHI)
    father, uncle = _one(book, "俞德福", YU_DEFU), _one(book, "俞德寿", YU_DESHOU)
    cousin = _one(book, "俞晓丰", YU_XIAOFENG)
    book.birth((eldest,), grandfather)
    book.marry(grandfather, grandmother, _WED["elders"])
    for son in (father, uncle):
        book.birth((grandfather, grandmother), son)
    book.birth((uncle,), cousin)
    for each in (grandmother, uncle, cousin):
        _alone(book, each)


def _parents(book: Book) -> None:
    """Twins whose mother has died, and the wife and son that came to their father later."""
    mother, hers = _one(book, "舒彩莲", SHU_CAILIAN, None), _one(book, "舒根土", SHU_GENTU, None)
    stepmother, stepson = _one(book, "骆雪珍", LUO_XUEZHEN), _one(book, "卢小川", LU_XIAOCHUAN)
    twins = _one(book, "俞明", YU_MING, LANJIANG), _one(book, "俞亮", YU_LIANG)
    book.birth((hers,), mother)
    for twin in twins:
        book.birth((YU_DEFU, mother), twin)
    book.birth((stepmother,), stepson)
    book.marry(YU_DEFU, stepmother, _WED["again"])
    since = _WED["again"]
    book.booklet(YOUBU, [(YU_DEFU, date(1963, 5, 5), None), (stepmother, since, None)])
    _alone(book, stepson)
    _alone(book, YU_MING, LANJIANG)
    _alone(book, YU_LIANG)


def _in_laws(book: Book) -> None:
    """俞明's wife with her parents, her daughter, and the small one of both."""
    wife, hers = _one(book, "包小满", BAO_XIAOMAN), _one(book, "杜思琪", DU_SIQI)
    parents = _one(book, "包建华", BAO_JIANHUA), _one(book, "华爱珠", HUA_AIZHU)
    child = _one(book, "俞小禾", YU_XIAOHE)
    book.marry(*parents, date(1988, 1, 1))
    book.birth(parents, wife)
    book.birth((wife,), hers)
    book.marry(YU_MING, wife, _WED["young"])
    book.birth((YU_MING, wife), child)
    since = [date(1962, 3, 3), date(1988, 1, 1), date(1990, 5, 21), date(2009, 1, 5)]
    family = zip((*parents, wife, hers), since, strict=True)
    stays = [(each, day, None) for each, day in family]
    book.booklet(YOUBU, [*stays, (child, date(2019, 6, 1), None)])
