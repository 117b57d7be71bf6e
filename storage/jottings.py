"""Jottings: what an official typed in chat for a form that a page has, kept for a day."""

from collections.abc import Mapping
from datetime import datetime

from domain.application import ApplicationId
from domain.message import Json
from domain.office import OfficialId
from storage.statements import Statements
from storage.times import stamp


class Jottings:
    """At most one form's text for each official and case; the last one typed counts."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(
        self, case: ApplicationId, official: OfficialId, facts: Mapping[str, Json], *, at: datetime
    ) -> None:
        """Keep what was typed, in the place of whatever was typed before."""
        id_ = _id(case, official)
        self._tx.execute(
            "INSERT INTO jottings (id, at, sealed) VALUES (:id, :at, :sealed)"
            " ON CONFLICT (id) DO UPDATE SET at = excluded.at, sealed = excluded.sealed",
            {"id": id_, "at": stamp(at), "sealed": self._tx.seal("jottings", id_, facts)},
        )

    def get(
        self, case: ApplicationId, official: OfficialId, *, since: datetime
    ) -> Mapping[str, Json] | None:
        """What was typed, if it was not before that moment."""
        id_ = _id(case, official)
        row = self._tx.row(
            "SELECT sealed FROM jottings WHERE id = :id AND at >= :since",
            {"id": id_, "since": stamp(since)},
        )
        return None if row is None else self._tx.open("jottings", id_, row["sealed"])

    def forget(self, before: datetime) -> int:
        """Delete what was typed before then, and say how many."""
        return self._tx.execute(
            "DELETE FROM jottings WHERE at < :before", {"before": stamp(before)}
        )


def _id(case: ApplicationId, official: OfficialId) -> str:
    return f"{case}/{official}"
