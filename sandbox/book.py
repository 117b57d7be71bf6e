"""The book in which the invented register is written before it is opened."""

from collections.abc import Iterable, Sequence
from datetime import date
from random import Random
from typing import Any

from sandbox.people import Edge, Person, Sex, Stay, Tie, id_number
from sandbox.population import Population

LANXI = "330781"
PREFIXES = ("130", "131", "133", "135", "136", "137", "139", "150", "152", "157", "158", "159")
SURNAMES = "柳汪唐诸葛范姜舒蒋邵毛祝盛滕应骆郎包严俞施卢杜鲍钟蓝雷翁华赖"
MALE = "建国春水长根海平志伟立新永年永康德明浩宇子轩思远嘉树一鸣"
FEMALE = "月琴玉兰秀英彩凤雪梅晓燕丽萍婷婷雨桐佳宁诗涵若溪一诺梦瑶"


class Book:
    """Collects people, ties and booklets; the same seed always writes the same book."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self._people: dict[str, Person] = {}
        self._edges: list[Edge] = []
        self._stays: list[Stay] = []
        self._booklets = 0

    def name(self, sex: Sex, surname: str = "") -> str:
        """Return an invented name."""
        given = MALE if sex is Sex.MALE else FEMALE
        at = self.chance.randrange(0, len(given), 2)
        return (surname or self.chance.choice(SURNAMES)) + given[at : at + 2]

    def day(self, first: int, last: int) -> date:
        """Return a day between two years, both included."""
        year, month = self.chance.randint(first, last), self.chance.randint(1, 12)
        return date(year, month, self.chance.randint(1, 28))

    def person(self, name: str, sex: Sex, born: date, *, division: str | None, **facts: Any) -> str:
        """Write a person, under a given or a free number, and return the number."""
        number = facts.pop("number", None) or self._free_number(sex, born)
        phone = facts.pop("phone", None if born.year < 1950 or born.year > 2010 else self._phone())
        facts = {"division": division, "phone": phone, **facts}
        self._people[number] = Person(number, name, sex, **facts)
        return number

    def alive(self, number: str) -> bool:
        """Return whether the person lives."""
        return self._people[number].alive

    def surname(self, number: str) -> str:
        """Return the first character of the person's name."""
        return self._people[number].name[0]

    def sex(self, number: str) -> Sex:
        """Return what the register says."""
        return self._people[number].sex

    def marry(self, husband: str, wife: str, on: date, ended: date | None = None) -> None:
        """Write a marriage, and its end if it has ended."""
        self._edges.append(Edge(Tie.MARRIAGE, husband, wife, on, "结婚登记", ended))

    def birth(self, parents: Iterable[str], child: str) -> None:
        """Write that the child was born to these parents."""
        born = self._people[child].born
        for parent in parents:
            self._edges.append(Edge(Tie.PARENT_CHILD, parent, child, born, "出生登记"))

    def adopt(self, adopter: str, child: str, on: date) -> None:
        """Write an adoption."""
        self._edges.append(Edge(Tie.ADOPTION, adopter, child, on, "收养登记"))

    def booklet(self, division: str, stays: Sequence[tuple[str, date, date | None]]) -> str:
        """Open a household booklet with its stays: who, since, until."""
        self._booklets += 1
        number = f"{division}-{self._booklets:04d}"
        self._stays += [Stay(number, division, *stay) for stay in stays]
        return number

    def opened(self) -> Population:
        """Return the register that this book makes."""
        return Population(self._people.values(), self._edges, self._stays)

    def _free_number(self, sex: Sex, born: date) -> str:
        odd = 1 if sex is Sex.MALE else 0
        number = id_number(LANXI, born, self.chance.randrange(10, 490) * 2 + odd)
        return number if number not in self._people else self._free_number(sex, born)

    def _phone(self) -> str:
        serial = 1000 + len(self._people)
        return f"{PREFIXES[serial % len(PREFIXES)]}0000{serial}"
