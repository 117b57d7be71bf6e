"""Officials and their grants: who acts for which office, and since when."""

import json
from datetime import datetime

from domain.errors import NotFound
from domain.identity import PersonName
from domain.office import Grant, OfficeId, Official, OfficialId, Role
from storage.statements import Row, Statements, as_json
from storage.times import moment, moment_or_none, stamp, stamp_or_none


class Officials:
    """Everyone who acts or acted for an office, by WeCom userid."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def save(self, official: Official) -> None:
        """Keep an official as given, grants included, whatever was known before."""
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
        for place, grant in enumerate(official.grants):
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
        """Everyone who holds the role there at that moment, by userid."""
        rows = self._tx.rows(
            "SELECT * FROM officials WHERE id IN ("
            "   SELECT official FROM grants"
            "    WHERE office = :office AND role = :role AND since <= :at"
            "      AND (ends_at IS NULL OR ends_at > :at))"
            " ORDER BY id",
            {"office": office, "role": role, "at": stamp(at)},
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
        facts = self._tx.open("officials", row["id"], row["sealed"])
        return Official(
            id=OfficialId(row["id"]),
            name=PersonName(facts["name"]),
            grants=tuple(_grant(grant) for grant in grants),
            index=row["number_index"],
            kin=frozenset(json.loads(row["kin"])),
        )


def _grant(row: Row) -> Grant:
    return Grant(
        role=Role(row["role"]),
        office=OfficeId(row["office"]),
        since=moment(row["since"]),
        until=moment_or_none(row["ends_at"]),
    )
