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


# Roles about the program, not about cases: nobody takes them over for somebody.
PERSONAL = frozenset({Role.EDITOR, Role.AUDITOR, Role.ADMIN})


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
        deputy: Who stands in, in every role about cases that the official holds; None: nobody does.
        noted_by: Who wrote it down.
    """

    id: str
    official: OfficialId
    since: datetime
    until: datetime
    deputy: OfficialId | None
    noted_by: OfficialId

    def holds(self, at: datetime) -> bool:
        """Whether the official is away at that moment."""
        return self.since <= at < self.until

    def lends(self, grant: Grant) -> Grant | None:
        """What the deputy has of a role of the absent official's; None: nothing."""
        since = max(self.since, grant.since)
        until = min(self.until, grant.until or self.until)
        if grant.role in PERSONAL or grant.instead_of is not None or since >= until:
            return None
        return Grant(grant.role, grant.office, since, until, instead_of=self.official)


@dataclass(frozen=True)
class Official:
    """A person who acts for an office, known by the WeCom userid.

    Attributes:
        grants: The official's own, and those of whoever he stands in for.
        index: Blind index of the official's own ID number.
        kin: Blind indexes of near relatives, for recusal.
        absences: When the official is away and acts for nobody.
    """

    id: OfficialId
    name: PersonName
    grants: tuple[Grant, ...]
    index: str = ""
    kin: frozenset[str] = frozenset()
    absences: tuple[Absence, ...] = ()

    def may(self, role: Role, *, office: OfficeId, at: datetime) -> bool:
        """Whether the official may act in the role there at that moment."""
        return bool(self.names(role, office=office, at=at))

    def names(self, role: Role, *, office: OfficeId, at: datetime) -> tuple[OfficialId, ...]:
        """In whose names the official may act in the role: his own first, then others'."""
        if self.away(at):
            return ()
        held = [g for g in self.held(at) if g.role is role and g.office == office]
        found = dict.fromkeys(grant.instead_of or self.id for grant in held)
        return tuple(sorted(found, key=lambda name: name != self.id))

    def away(self, at: datetime) -> bool:
        """Whether the official is away at that moment."""
        return any(absence.holds(at) for absence in self.absences)

    def held(self, at: datetime) -> tuple[Grant, ...]:
        """The roles in force at that moment; others' only where the official works himself."""
        now = [grant for grant in self.grants if grant.holds(at)]
        own = {grant.office for grant in now if grant.instead_of is None}
        return tuple(grant for grant in now if grant.office in own)

    def serves(self, at: datetime) -> bool:
        """Whether the official holds any role anywhere at that moment."""
        return bool(self.held(at))

    def must(self, role: Role, *, office: OfficeId, at: datetime) -> None:
        """Let the official go on only with the role.

        Raises:
            NotFound: The official has nothing to do with this office.
            Forbidden: The official works there, but not in this role, or is away.
        """
        if self.may(role, office=office, at=at):
            return
        if not any(g.office == office for g in self.grants):
            raise NotFound
        raise Forbidden(reason="absent") if self.away(at) else Forbidden(role=role)

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
