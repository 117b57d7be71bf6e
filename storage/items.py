"""Items: every version of the catalogue's texts, with who proposed and who released it."""

from datetime import datetime

from domain.edition import Edition, Standing
from domain.item import ItemId
from storage.statements import Row, Statements
from storage.times import moment, moment_or_none, stamp


class Items:
    """Texts are added, never changed; only where they stand changes."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def all(self) -> list[Edition]:
        """Every version of every item, in the order of items."""
        rows = self._tx.rows("SELECT * FROM items ORDER BY item, proposed_at, version", {})
        return [_edition(row) for row in rows]

    def get(self, item: ItemId, version: str) -> Edition | None:
        """One version of an item."""
        row = self._tx.row(
            "SELECT * FROM items WHERE item = :item AND version = :version",
            {"item": item, "version": version},
        )
        return None if row is None else _edition(row)

    def standing(self, standing: Standing) -> list[Edition]:
        """The version of each item that stands there, in the order of items."""
        rows = self._tx.rows(
            "SELECT * FROM items WHERE state = :state ORDER BY item", {"state": standing}
        )
        return [_edition(row) for row in rows]

    def in_service(self) -> dict[ItemId, str]:
        """The version of each item that is in service."""
        rows = self._tx.rows(
            "SELECT item, version FROM items WHERE state = :state", {"state": Standing.IN_SERVICE}
        )
        return {ItemId(row["item"]): row["version"] for row in rows}

    def propose(self, item: ItemId, version: str, *, text: str, by: str, at: datetime) -> None:
        """Let a version wait for its release, in the place of any other that waits."""
        self.take_back(item)
        self._tx.execute(
            "INSERT INTO items (item, version, text, state, proposed_at, proposed_by)"
            " VALUES (:item, :version, :text, :state, :at, :by)"
            " ON CONFLICT (item, version) DO UPDATE"
            "   SET state = excluded.state, proposed_at = excluded.proposed_at,"
            "       proposed_by = excluded.proposed_by",
            {
                "item": item,
                "version": version,
                "text": text,
                "state": Standing.PROPOSED,
                "at": stamp(at),
                "by": by,
            },
        )

    def take_back(self, item: ItemId) -> int:
        """Let no version of an item wait any more; say how many did."""
        return self._tx.execute(
            "UPDATE items SET state = :past WHERE item = :item AND state = :proposed",
            {"item": item, "past": Standing.PAST, "proposed": Standing.PROPOSED},
        )

    def release(self, item: ItemId, version: str, *, by: str, at: datetime) -> None:
        """Put a version into service, in the place of the one that was."""
        self._tx.execute(
            "UPDATE items SET state = :past WHERE item = :item AND state = :in_service",
            {"item": item, "past": Standing.PAST, "in_service": Standing.IN_SERVICE},
        )
        self._tx.execute(
            "UPDATE items"
            "   SET state = :state, released_at = :at, released_by = :by,"
            "       first_used_at = COALESCE(first_used_at, :at)"
            " WHERE item = :item AND version = :version",
            {
                "item": item,
                "version": version,
                "state": Standing.IN_SERVICE,
                "at": stamp(at),
                "by": by,
            },
        )


def _edition(row: Row) -> Edition:
    return Edition(
        item=ItemId(row["item"]),
        version=row["version"],
        text=row["text"],
        standing=Standing(row["state"]),
        proposed_at=moment(row["proposed_at"]),
        proposed_by=row["proposed_by"],
        released_at=moment_or_none(row["released_at"]),
        released_by=row["released_by"] or "",
        first_used_at=moment_or_none(row["first_used_at"]),
    )
