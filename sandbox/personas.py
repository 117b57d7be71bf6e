"""The invented citizens who have a phone in the stand-in, and their families' stories."""

from dataclasses import dataclass
from datetime import date

from sandbox.book import LANXI, Book
from sandbox.divisions import LANJIANG, NVBU, YOUBU, ZHUGE
from sandbox.people import Sex, id_number


@dataclass(frozen=True)
class Persona:
    """Somebody whose chat can be played: a key, who it is, and what the story is."""

    key: str
    name: str
    id_number: str
    phone: str
    label: str


CHEN_YUAN, CHEN_GUOLIANG = "330781199305163024", "330781196602091019"
ZHANG_DEXING, ZHANG_YULAN = "330781194008232019", "33078119680917302X"
ZHANG_SHUIYING = "330781195807122021"
FANG_YUAN = id_number(LANXI, date(1991, 3, 9), 117)
ZHENG_HAIPING = id_number(LANXI, date(1986, 7, 1), 213)
LIN_XIAOYAN = id_number(LANXI, date(1988, 2, 11), 226)
HE_JIANING, HE_JIANSHENG = (
    id_number(LANXI, date(1999, 9, 2), 342),
    id_number(LANXI, date(1970, 4, 30), 351),
)
XU_FENG, TONG_YUEQIN = (
    id_number(LANXI, date(1990, 12, 5), 411),
    id_number(LANXI, date(1964, 1, 19), 420),
)
WU_JIAHE, WU_YONGNIAN = (
    id_number(LANXI, date(1989, 6, 6), 519),
    id_number(LANXI, date(1961, 8, 8), 513),
)
NI_AN, NI_CHANGGEN = (
    id_number(LANXI, date(2001, 5, 25), 622),
    id_number(LANXI, date(1965, 3, 3), 619),
)
JIN_XIAOLING, JIN_YOUFU = (
    id_number(LANXI, date(1987, 10, 10), 724),
    id_number(LANXI, date(1959, 9, 9), 715),
)
DAI_MING = id_number(LANXI, date(1984, 3, 12), 833)
NOBODY = id_number("330702", date(1995, 1, 1), 331)

CITIZENS = (
    Persona("chenyuan", "陈媛", CHEN_YUAN, "13800000042", "在深圳"),
    Persona("shuiying", "章水英", ZHANG_SHUIYING, "13600000058", "68 岁"),
    Persona("nobody", "陆远", NOBODY, "13700000095", "没登记的人"),
    Persona("dexing", "章德兴", ZHANG_DEXING, "13500000040", "外公"),
    Persona("fangyuan", "方原", FANG_YUAN, "13900000091", "方青的弟弟"),
    Persona("haiping", "郑海平", ZHENG_HAIPING, "13100000086", "有配偶"),
    Persona("jianing", "何佳宁", HE_JIANING, "15200000099", "与父同户"),
    Persona("xufeng", "徐峰", XU_FENG, "15700000090", "曾与母同户"),
    Persona("jiahe", "吴嘉禾", WU_JIAHE, "15800000089", "户口在深圳"),
    Persona("nian", "倪安", NI_AN, "15900000001", "被收养"),
    Persona("daiming", "戴明", DAI_MING, "13400000084", "承诺过不实的事"),
    Persona("xiaoling", "金小玲", JIN_XIAOLING, "13300000087", "登记有两条"),
)
PHONES = {persona.id_number: persona.phone for persona in CITIZENS}


def write(book: Book) -> None:
    """Write every persona's family into the book."""
    for story in (_chen, _zhang_shuiying, _zheng, _he, _xu, _wu, _ni, _dai, _jin):
        story(book)


def _one(book: Book, name: str, number: str, division: str | None, **facts: str | int) -> str:
    sex = Sex.MALE if int(number[16]) % 2 else Sex.FEMALE
    born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    facts = {"phone": PHONES[number], **facts} if number in PHONES else facts
    return book.person(name, sex, born, division=division, number=number, **facts)


def _chen(book: Book) -> None:
    """陈媛 grew up in her mother's parents' booklet, and was never in her father's."""
    born, divorced = date(1993, 5, 16), date(1997, 11, 3)
    yuan = _one(book, "陈媛", CHEN_YUAN, YOUBU)
    father = _one(book, "陈国樑", CHEN_GUOLIANG, YOUBU)
    mother = _one(book, "章玉兰", ZHANG_YULAN, LANJIANG)
    grandfather = _one(book, "章德兴", ZHANG_DEXING, YOUBU)
    grandmother = book.person("邵秀英", Sex.FEMALE, date(1942, 3, 5), division=YOUBU)
    book.marry(grandfather, grandmother, date(1963, 2, 8))
    book.marry(father, mother, date(1991, 10, 1), ended=divorced)
    book.birth((grandfather, grandmother), mother)
    book.birth((father, mother), yuan)
    elders = [(each, date(1963, 2, 8), None) for each in (grandfather, grandmother)]
    book.booklet(
        YOUBU, [*elders, (mother, date(1968, 9, 17), date(1998, 3, 2)), (yuan, born, None)]
    )
    book.booklet(YOUBU, [(father, date(1966, 2, 9), None)])
    book.booklet(LANJIANG, [(mother, date(1998, 3, 2), None)])


def _zhang_shuiying(book: Book) -> None:
    """章水英 was kept by her son, who is dead; she asks for the dependants' pension."""
    wed, died = date(1979, 12, 30), date(2026, 8, 14)
    mother = _one(book, "章水英", ZHANG_SHUIYING, YOUBU)
    father = book.person("毛建春", Sex.MALE, date(1955, 6, 1), division=None, alive=False)
    son = book.person("毛志伟", Sex.MALE, date(1981, 1, 20), division=None, alive=False, phone=None)
    book.marry(father, mother, wed)
    book.birth((father, mother), son)
    stays = [(mother, wed, None), (father, wed, date(2019, 4, 4)), (son, date(1981, 1, 20), died)]
    book.booklet(YOUBU, stays)


def _zheng(book: Book) -> None:
    """A couple with one booklet."""
    wed = date(2013, 5, 2)
    husband = _one(book, "郑海平", ZHENG_HAIPING, YOUBU)
    wife = _one(book, "林晓燕", LIN_XIAOYAN, YOUBU)
    book.marry(husband, wife, wed)
    book.booklet(YOUBU, [(husband, wed, None), (wife, wed, None)])


def _he(book: Book) -> None:
    """A daughter who stands in her father's booklet today: no certificate is needed."""
    daughter = _one(book, "何佳宁", HE_JIANING, YOUBU)
    father = _one(book, "何建生", HE_JIANSHENG, YOUBU)
    book.birth((father,), daughter)
    book.booklet(YOUBU, [(father, date(1970, 4, 30), None), (daughter, date(1999, 9, 2), None)])


def _xu(book: Book) -> None:
    """A son who stood in his mother's booklet until 2015: the police keep that file."""
    left = date(2015, 6, 18)
    son = _one(book, "徐峰", XU_FENG, LANJIANG)
    mother = _one(book, "童月琴", TONG_YUEQIN, YOUBU)
    book.birth((mother,), son)
    book.booklet(YOUBU, [(mother, date(1964, 1, 19), None), (son, date(1990, 12, 5), left)])
    book.booklet(LANJIANG, [(son, left, None)])


def _wu(book: Book) -> None:
    """A son who is registered in Shenzhen now; his booklets are not known here."""
    son = _one(book, "吴嘉禾", WU_JIAHE, None, elsewhere="440305")
    father = _one(book, "吴永年", WU_YONGNIAN, ZHUGE)
    book.birth((father,), son)
    book.booklet(ZHUGE, [(father, date(1961, 8, 8), None)])


def _ni(book: Book) -> None:
    """An adopted daughter with a booklet of her own."""
    daughter, adopted = _one(book, "倪安", NI_AN, NVBU), date(2004, 9, 15)
    father = _one(book, "倪长根", NI_CHANGGEN, YOUBU)
    book.adopt(father, daughter, adopted)
    book.booklet(YOUBU, [(father, date(1965, 3, 3), None)])
    book.booklet(NVBU, [(daughter, date(2001, 5, 25), None)])


def _dai(book: Book) -> None:
    """Somebody who once promised what was not true; `departments.toml` keeps the record."""
    alone = _one(book, "戴明", DAI_MING, YOUBU)
    book.booklet(YOUBU, [(alone, date(1984, 3, 12), None)])


def _jin(book: Book) -> None:
    """A father and a daughter, each with two records under one number: never a clear answer."""
    daughter = _one(book, "金小玲", JIN_XIAOLING, YOUBU, records=2)
    father = _one(book, "金有福", JIN_YOUFU, YOUBU, records=2)
    book.birth((father,), daughter)
    book.booklet(YOUBU, [(father, date(1959, 9, 9), None)])
    book.booklet(YOUBU, [(daughter, date(1987, 10, 10), None)])
