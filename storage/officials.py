"""Officials and their grants: who acts for which office, since when, and instead of whom."""

import json
from datetime import datetime

from domain.errors import NotFound
from domain.identity import PersonName
from domain.office import Absence, Grant, OfficeId, Official, OfficialId, Role
from storage.absences import absence_from
from storage.statements import Row, Statements, as_json
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Officials:
    """Everyone who acts or acted for an office, by WeCom userid."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def save(self, official: Official) -> None:
        """Keep an official as given, own grants included, whatever was known before.

        Absences, and what a deputy has by them, are kept by `absences`.
        """
        self._tx.execute(
            "INSERT INTO officials (id, number_index, kin, sealed)"
            " VALUES (:id, :number_index, :kin, :sealed)"
            " ON CONFLICT (id) DO UPDATE"
            "   SET number_index = excluded.number_index, kin = excluded.kin,"
            "       sealed = excluded.sealed",
            {
                "id": official.id,
                "number_index": official.index,
                "kin": as_json(sorted(official.kin)),
                "sealed": self._tx.seal("officials", official.id, {"name": official.name}),
            },
        )
        self._tx.execute("DELETE FROM grants WHERE official = :id", {"id": official.id})
        own = [grant for grant in official.grants if grant.instead_of is None]
        for place, grant in enumerate(own):
            self._add(official.id, grant, place=place)

    def get(self, official: OfficialId) -> Official:
        """The official of that userid, with all grants, present and past.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM officials WHERE id = :id", {"id": official})
        if row is None:
            raise NotFound(official=official)
        return self._official(row)

    def on_duty(self, office: OfficeId, role: Role, at: datetime) -> list[Official]:
        """Everyone who may act in the role there at that moment, by userid.

        Whoever is away is not among them; who stands in is.
        """
        rows = self._tx.rows(
            "WITH held AS (SELECT official FROM grants"
            "    WHERE office = :office AND role = :role AND since <= :at"
            "      AND (ends_at IS NULL OR ends_at > :at))"
            " SELECT * FROM officials WHERE id IN (SELECT official FROM held"
            "    UNION SELECT a.deputy FROM absences a JOIN held ON held.official = a.official"
            "     WHERE a.since <= :at AND a.ends_at > :at)"
            " ORDER BY id",
            {"office": office, "role": role, "at": stamp(at)},
        )
        known = (self._official(row) for row in rows)
        return [each for each in known if each.may(role, office=office, at=at)]

    def at_work(self, office: OfficeId, at: datetime) -> list[Official]:
        """Everyone with a role of his own there at that moment, away or not, by userid."""
        rows = self._tx.rows(
            "SELECT * FROM officials WHERE id IN ("
            "   SELECT official FROM grants WHERE office = :office AND since <= :at"
            "      AND (ends_at IS NULL OR ends_at > :at))"
            " ORDER BY id",
            {"office": office, "at": stamp(at)},
        )
        return [self._official(row) for row in rows]

    def end_grants(self, official: OfficialId, at: datetime) -> int:
        """Take every role away from that moment on; say how many were still held."""
        return self._tx.execute(
            "UPDATE grants SET ends_at = :at"
            " WHERE official = :official AND (ends_at IS NULL OR ends_at > :at)",
            {"official": official, "at": stamp(at)},
        )

    def _add(self, official: OfficialId, grant: Grant, *, place: int) -> None:
        self._tx.execute(
            "INSERT INTO grants (official, place, role, office, since, ends_at)"
            " VALUES (:official, :place, :role, :office, :since, :ends_at)",
            {
                "official": official,
                "place": place,
                "role": grant.role,
                "office": grant.office,
                "since": stamp(grant.since),
                "ends_at": stamp_or_none(grant.until),
            },
        )

    def _official(self, row: Row) -> Official:
        grants = self._tx.rows(
            "SELECT * FROM grants WHERE official = :official ORDER BY place",
            {"official": row["id"]},
        )
        away = self._tx.rows(
            "SELECT * FROM absences WHERE official = :official OR deputy = :official"
            " ORDER BY since, id",
            {"official": row["id"]},
        )
        absences = [absence_from(each) for each in away]
        facts = self._tx.open("officials", row["id"], row["sealed"])
        return Official(
            id=OfficialId(row["id"]),
            name=PersonName(facts["name"]),
            grants=(*map(_grant, grants), *self._lent(row["id"], absences)),
            index=row["number_index"],
            kin=frozenset(json.loads(row["kin"])),
            absences=tuple(each for each in absences if each.official == row["id"]),
        )

    def _lent(self, deputy: str, absences: list[Absence]) -> list[Grant]:
        lent: list[Grant | None] = []
        for absence in (each for each in absences if each.deputy == deputy):
            rows = self._tx.rows(
                "SELECT * FROM grants WHERE official = :official ORDER BY place",
                {"official": absence.official},
            )
            lent += [absence.lends(_grant(each)) for each in rows]
        return [grant for grant in lent if grant is not None]


def _grant(row: Row) -> Grant:
    return Grant(
        role=Role(row["role"]),
        office=OfficeId(row["office"]),
        since=moment(row["since"]),
        until=moment_or_none(row["ends_at"]),
    )
