"""The outbox: what follows a transaction, owed until it is done, at least once."""

import json
from datetime import datetime, timedelta

from domain.post import Job
from storage.statements import Row, Statements, as_json
from storage.times import moment, moment_or_none, stamp


class Outbox:
    """Jobs in lanes.

    Of a lane only one job is begun at a time, which a unique key holds; it is the first by its
    place, the moment it is for.  A job that backs off keeps its place, one that is dead holds
    nobody up; one that was put late with an earlier place waits for the one that is begun.
    """

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def put(
        self, topic: str, *, lane: str, at: datetime, not_before: datetime | None = None, **ids: str
    ) -> None:
        """Owe a job from this transaction's commit on, or from a later moment."""
        now = stamp(at)
        self._tx.execute(
            "INSERT INTO outbox (id, topic, lane, ids, state, place, ready_at, attempts, begun,"
            "       why, created_at)"
            " VALUES (:id, :topic, :lane, :ids, 'open', :place, :place, 0, 0, '', :at)",
            {
                "id": self._tx.new_id(),
                "topic": topic,
                "lane": lane,
                "ids": as_json(ids),
                "place": now if not_before is None else stamp(not_before),
                "at": now,
            },
        )
        self._tx.posted = True

    def forgo(self, lane: str) -> None:
        """Owe what waits in a lane no longer; what was begun goes on."""
        self._tx.execute(
            "DELETE FROM outbox WHERE lane = :lane AND state = 'open' AND begun = 0",
            {"lane": lane},
        )

    def claim(self, now: datetime, *, limit: int, lease: timedelta) -> list[Job]:
        """Take the first due job of up to so many lanes; they are yours until the lease ends."""
        rows = self._tx.rows(
            "UPDATE outbox SET attempts = attempts + 1, begun = 1, ready_at = :until"
            " WHERE state = 'open' AND ready_at <= :now AND id IN ("
            "   SELECT mine.id FROM outbox AS mine"
            "    WHERE mine.state = 'open' AND mine.ready_at <= :now AND NOT EXISTS ("
            "      SELECT 1 FROM outbox AS other"
            "       WHERE other.state = 'open' AND other.lane = mine.lane"
            "         AND (-other.begun, other.place, other.id)"
            "           < (-mine.begun, mine.place, mine.id))"
            "    ORDER BY mine.ready_at, mine.id LIMIT :limit)"
            " RETURNING *",
            {"now": stamp(now), "until": stamp(now + lease), "limit": limit},
        )
        return [_job(row) for row in sorted(rows, key=lambda row: (row["place"], row["id"]))]

    def done(self, job: str, at: datetime) -> None:
        """Owe a job no longer."""
        self._tx.execute(
            "UPDATE outbox SET state = 'done', begun = 0, ended_at = :at"
            " WHERE id = :id AND state = 'open'",
            {"id": job, "at": stamp(at)},
        )

    def later(self, job: Job, why: str, not_before: datetime) -> bool:
        """Try a job again later; False when the lease has ended and another has it."""
        changed = self._tx.execute(
            "UPDATE outbox SET begun = 0, ready_at = :ready_at, why = :why"
            " WHERE id = :id AND state = 'open' AND attempts = :attempts",
            {
                "id": job.id,
                "attempts": job.attempts,
                "ready_at": stamp(not_before),
                "why": why,
            },
        )
        return changed == 1

    def dead(self, job: Job, why: str, at: datetime) -> bool:
        """Lay a job before a human; False when the lease has ended and another has it."""
        changed = self._tx.execute(
            "UPDATE outbox SET state = 'dead', begun = 0, ended_at = :at, why = :why"
            " WHERE id = :id AND state = 'open' AND attempts = :attempts",
            {"id": job.id, "attempts": job.attempts, "at": stamp(at), "why": why},
        )
        return changed == 1

    def recall(self, now: datetime, *, beyond: datetime) -> None:
        """Have due again what a clock that has since been put back sent into the future.

        Args:
            now: The present moment; nothing can have been put later.
            beyond: Nothing that is due by now is put off for so long.
        """
        self._tx.execute(
            "UPDATE outbox SET ready_at = :now, place = :now"
            " WHERE state = 'open'"
            "   AND (created_at > :now OR (place <= :now AND ready_at > :beyond))",
            {"now": stamp(now), "beyond": stamp(beyond)},
        )

    def dead_letters(self, limit: int) -> list[tuple[Job, str]]:
        """The jobs that were given up, each with why, the latest first."""
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE state = 'dead' ORDER BY ended_at DESC, id DESC"
            " LIMIT :limit",
            {"limit": limit},
        )
        return [(_job(row), row["why"]) for row in rows]

    def revive(self, job: str, at: datetime) -> bool:
        """Owe a dead job again, with its attempts to come; False when it is not dead."""
        changed = self._tx.execute(
            "UPDATE outbox SET state = 'open', ready_at = :at, attempts = 0, ended_at = NULL"
            " WHERE id = :id AND state = 'dead'",
            {"id": job, "at": stamp(at)},
        )
        self._tx.posted = True
        return changed == 1

    def forget(self, before: datetime) -> int:
        """Delete jobs that were done before then, and say how many; dead ones stay to be seen."""
        return self._tx.execute(
            "DELETE FROM outbox WHERE state = 'done' AND ended_at < :before",
            {"before": stamp(before)},
        )

    def waiting(self, limit: int) -> list[tuple[Job, str]]:
        """Open jobs that have failed before, with the code of why, oldest first."""
        rows = self._tx.rows(
            "SELECT * FROM outbox WHERE state = 'open' AND why <> '' ORDER BY id LIMIT :limit",
            {"limit": limit},
        )
        return [(_job(row), row["why"]) for row in rows]

    def next_due(self) -> datetime | None:
        """The moment at which the next job can be claimed, leases included."""
        row = self._tx.row(
            "SELECT mine.ready_at FROM outbox AS mine"
            " WHERE mine.state = 'open' AND NOT EXISTS ("
            "   SELECT 1 FROM outbox AS other"
            "    WHERE other.state = 'open' AND other.lane = mine.lane"
            "      AND (-other.begun, other.place, other.id)"
            "        < (-mine.begun, mine.place, mine.id))"
            " ORDER BY mine.ready_at, mine.id LIMIT 1",
            {},
        )
        return moment_or_none(row["ready_at"]) if row is not None else None

    def due_age(self, now: datetime) -> timedelta:
        """How long the oldest open job has been due."""
        row = self._tx.row(
            "SELECT min(place) AS oldest FROM outbox WHERE state = 'open' AND place <= :now",
            {"now": stamp(now)},
        )
        oldest = moment_or_none(row["oldest"]) if row is not None else None
        return timedelta() if oldest is None else now - oldest

    def counts(self) -> dict[str, int]:
        """How many jobs are open, and how many dead."""
        row = self._tx.row(
            "SELECT (SELECT count(*) FROM outbox WHERE state = 'open') AS open,"
            "       (SELECT count(*) FROM outbox WHERE state = 'dead') AS dead",
            {},
        )
        return {"open": 0, "dead": 0} if row is None else {s: row[s] for s in ("open", "dead")}

    def topics(self) -> list[str]:
        """The topics of all open jobs, in the order in which they were put."""
        rows = self._tx.rows("SELECT topic FROM outbox WHERE state = 'open' ORDER BY id", {})
        return [row["topic"] for row in rows]


def _job(row: Row) -> Job:
    return Job(
        id=row["id"],
        topic=row["topic"],
        lane=row["lane"],
        ids=json.loads(row["ids"]),
        attempts=row["attempts"],
        created_at=moment(row["created_at"]),
    )
