"""A population register over HTTP: signed questions, answers that are believed only when whole."""

from datetime import date, timedelta
from typing import Literal, TypeVar

from pydantic import Field

from domain.errors import SourceSilent
from domain.identity import IdNumber, PersonName, Phone, Sex
from domain.item import Source
from domain.kinship import Edge, EdgeKind, Relative
from domain.purpose import Purpose
from sources.line import Answer, Line, Part, Subject
from sources.source import Found, IdentityAnswer, KinshipAnswer, Named

POPULATION = "population"


class _Identity(Answer):
    subject: Subject
    match: bool
    phone_match: bool | None
    registered_division: str | None


class _Pair(Part):
    applicant_id: str
    relative_id: str


class _Edge(Part):
    kind: EdgeKind
    a: str
    b: str
    recorded_on: date
    record: str = Field(max_length=40)


class _Person(Part):
    id_number: str
    name: str = Field(min_length=1, max_length=50)
    sex: Sex
    alive: bool
    registered_division: str | None
    registered_elsewhere: bool = False


class _Kinship(Answer):
    subject: _Pair
    outcome: Literal["found", "not-found", "ambiguous"]
    edges: list[_Edge] = Field(max_length=2)
    people: list[_Person] = Field(max_length=8)
    shared_booklet: Literal["now", "past", "never", "unknown"]
    booklet_division: str | None = None


class _NearKin(Answer):
    subject: Subject
    kin: list[str] = Field(max_length=64)


A = TypeVar("A", bound=Answer)


class HttpRegister:
    """Asks a register by HTTP.

    Args:
        line: The line to it.
        about: How long an answer may take, and how old it may be.
    """

    def __init__(self, line: Line, about: Source) -> None:
        self._line = line
        self._about = about

    async def identity(self, who: Named, phone: Phone, *, purpose: Purpose) -> IdentityAnswer:
        """Whether name, number and phone belong to one person.

        Raises:
            SourceSilent: No usable answer; an answer about somebody else is none.
        """
        question = {"name": who.name, "id_number": who.number, "phone": phone}
        answer = await self._ask("identity", {"purpose": purpose.what, **question}, _Identity)
        _same(answer.subject.id_number, who.number)
        return IdentityAnswer(
            answer.request_id,
            answer.as_of,
            answer.match,
            answer.phone_match,
            answer.registered_division,
        )

    async def kinship(self, who: Named, relative: Named, *, purpose: Purpose) -> KinshipAnswer:
        """What is recorded between two people.

        Raises:
            SourceSilent: No usable answer.
        """
        question = {"applicant": _named(who), "relative": _named(relative)}
        answer = await self._ask("kinship", {"purpose": purpose.what, **question}, _Kinship)
        asked = (answer.subject.applicant_id, answer.subject.relative_id)
        found = Found(answer.outcome)
        if asked != (who.number, relative.number):
            return KinshipAnswer(
                answer.request_id, answer.as_of, Found.WRONG_SUBJECT, (), {}, "unknown"
            )
        return KinshipAnswer(
            answer.request_id,
            answer.as_of,
            found,
            tuple(_edge(e) for e in answer.edges),
            {IdNumber(p.id_number): _relative(p) for p in answer.people},
            answer.shared_booklet,
            answer.booklet_division,
        )

    async def near_kin(self, who: Named, *, purpose: Purpose) -> tuple[IdNumber, ...]:
        """The numbers of parents, children, spouse and siblings.

        Raises:
            SourceSilent: No usable answer.
        """
        answer = await self._ask("near-kin", {"purpose": purpose.what, **_named(who)}, _NearKin)
        _same(answer.subject.id_number, who.number)
        return tuple(IdNumber(number) for number in answer.kin)

    async def _ask(self, what: str, question: dict[str, object], shape: type[A]) -> A:
        return await self._line.ask(
            POPULATION,
            what,
            question,
            shape=shape,
            timeout_s=self._about.timeout_s,
            stale=timedelta(hours=self._about.stale_hours),
        )


def _named(who: Named) -> dict[str, str]:
    return {"name": who.name, "id_number": who.number}


def _same(answered: str, asked: str) -> None:
    if answered != asked:
        raise SourceSilent(source=POPULATION, why="wrong-subject")


def _edge(edge: _Edge) -> Edge:
    return Edge(edge.kind, IdNumber(edge.a), IdNumber(edge.b), edge.recorded_on, edge.record)


def _relative(person: _Person) -> Relative:
    return Relative(
        IdNumber(person.id_number),
        PersonName(person.name),
        person.sex,
        person.alive,
        person.registered_division,
        person.registered_elsewhere,
    )
