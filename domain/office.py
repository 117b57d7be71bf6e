"""Who answers: offices, and the officials who act for them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from typing import NewType

from domain.calendar import Hours
from domain.errors import Forbidden, NotFound
from domain.identity import PersonName

OfficeId = NewType("OfficeId", str)
OfficialId = NewType("OfficialId", str)


class OfficeKind(StrEnum):
    """What an office is."""

    TOWN = "town"
    POLICE = "police"
    DEPARTMENT = "department"
    VILLAGE = "village"
    COOPERATIVE = "cooperative"


class Role(StrEnum):
    """What an official may do.  An admin cannot approve."""

    CLERK = "clerk"
    APPROVER = "approver"
    COUNTERSIGNER = "countersigner"
    WINDOW = "window"
    VERIFIER = "verifier"
    INSPECTOR = "inspector"
    SUPERVISOR = "supervisor"
    SEAL_KEEPER = "seal-keeper"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMIN = "admin"


@dataclass(frozen=True)
class Office:
    """An office that answers.

    Attributes:
        division: The division it serves: nine digits of a town, twelve of a village, six of the
            whole city (a department).
        name: Full legal name, as on paper.
        short: What people call the place: 游埠镇.
        desk: Name of the window that citizens meet.
        closes: When its working day ends, in Asia/Shanghai.
        initials: Letters before a case number: YB.
        sign: The characters before 证 in a certificate's number: 兰游.
        also: Other ways people write the place.
        topic: Of a department, which one it is: `civil-affairs`; other offices have none.
        opens: When its working day begins.
        rests: When its break at noon begins, if it has one.
        resumes: When that ends.
    """

    id: OfficeId
    kind: OfficeKind
    division: str
    name: str
    short: str
    desk: str
    phone: str
    hours: str
    closes: time
    initials: str = ""
    sign: str = ""
    also: tuple[str, ...] = ()
    topic: str = ""
    opens: time = time(8, 30)
    rests: time | None = None
    resumes: time | None = None

    @property
    def at_work(self) -> Hours:
        """When it is at work on a working day."""
        return Hours(self.opens, self.closes, self.rests, self.resumes)


@dataclass(frozen=True)
class Grant:
    """A role at an office, for a time.  `until` is the first moment without it.

    Attributes:
        instead_of: Whom the holder stands in for; empty: the role is the holder's own.
    """

    role: Role
    office: OfficeId
    since: datetime
    until: datetime | None = None
    instead_of: OfficialId | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is in force at that moment."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Absence:
    """A time in which an official acts for nobody, and a deputy acts instead.

    Attributes:
        until: The first moment at which the official is back.
        deputy: Who stands in, in every role that the official holds; None: nobody does.
        noted_by: Who wrote it down.
    """

    id: str
    official: OfficialId
    since: datetime
    until: datetime
    deputy: OfficialId | None
    noted_by: OfficialId


@dataclass(frozen=True)
class Official:
    """A person who acts for an office, known by the WeCom userid.

    Attributes:
        index: Blind index of the official's own ID number.
        kin: Blind indexes of near relatives, for recusal.
    """

    id: OfficialId
    name: PersonName
    grants: tuple[Grant, ...]
    index: str = ""
    kin: frozenset[str] = frozenset()

    def may(self, role: Role, *, office: OfficeId, at: datetime) -> bool:
        """Whether the official holds the role there at that moment."""
        return any(g.role is role and g.office == office and g.holds(at) for g in self.grants)

    def serves(self, at: datetime) -> bool:
        """Whether the official holds any role anywhere at that moment."""
        return any(grant.holds(at) for grant in self.grants)

    def must(self, role: Role, *, office: OfficeId, at: datetime) -> None:
        """Let the official go on only with the role.

        Raises:
            NotFound: The official has nothing to do with this office.
            Forbidden: The official works there, but not in this role.
        """
        if self.may(role, office=office, at=at):
            return
        if any(g.office == office for g in self.grants):
            raise Forbidden(role=role)
        raise NotFound

    def concerned(self, indexes: Iterable[str]) -> bool:
        """Whether the official or a near relative is among these people (blind indexes)."""
        return not frozenset(indexes).isdisjoint(self.kin | {self.index})


def competent(
    offices: Iterable[Office], *, kind: OfficeKind, division: str = "", topic: str = ""
) -> Office:
    """Find the office of a kind and topic that serves a division; no division: the whole city.

    Raises:
        NotFound: None does.
    """
    for office in offices:
        if (office.kind, office.topic) == (kind, topic) and division in ("", office.division):
            return office
    raise NotFound(division=division, topic=topic)
