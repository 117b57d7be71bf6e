"""People who move in while the stand-in runs, so that a story can be told as often as one likes."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox.book import FEMALE, LANXI, SURNAMES
from sandbox.divisions import YOUBU
from sandbox.people import Edge, Person, Sex, Stay, Tie, id_number
from sandbox.personas import CHEN_GUOLIANG, Persona
from sandbox.sim import Sim

FIRST, DAYS, EARLIER = date(1990, 1, 1), 3650, timedelta(days=27 * 365)
_chance = Random()  # a product that was not restarted with us knows those of last time


@dataclass(frozen=True)
class Family:
    """A daughter who asks, and the father she never shared a booklet with."""

    key: str
    name: str
    father: str
    father_number: str


def chen(sim: Sim) -> Family | None:
    """Return 陈媛 and her father, if nobody has used her phone yet."""
    first = sim.world.phones.citizen("chenyuan")
    if first.chat or first.bearer:
        return None
    return Family("chenyuan", first.persona.name, "陈国樑", CHEN_GUOLIANG)


def moved_in(sim: Sim) -> Family:
    """Return a daughter and a father who are new in the register; she has a phone."""
    born = FIRST + timedelta(days=_chance.randrange(DAYS))
    number, father_number = _number(born, 0), _number(born - EARLIER, 1)
    if {number, father_number} & set(sim.population.people):
        return moved_in(sim)
    surname, at = _chance.choice(SURNAMES), _chance.randrange(0, len(FEMALE), 2)
    name, father = surname + FEMALE[at : at + 2], surname + "长根"
    phone = f"1380001{_chance.randrange(10**4):04d}"
    _live(sim, Person(number, name, Sex.FEMALE, YOUBU, phone=phone))
    _live(sim, Person(father_number, father, Sex.MALE, YOUBU))
    sim.population.relate(Edge(Tie.PARENT_CHILD, father_number, number, born, "出生登记"))
    sim.invite(Persona(number, name, number, phone, "剧中人"))
    return Family(number, name, father, father_number)


def _live(sim: Sim, person: Person) -> None:
    sim.population.add(person)
    booklet = f"{YOUBU}-{person.id_number[6:17]}"
    sim.population.settle(Stay(booklet, YOUBU, person.id_number, person.born, None))


def _number(born: date, odd: int) -> str:
    return id_number(LANXI, born, _chance.randrange(400, 498, 2) + odd)
