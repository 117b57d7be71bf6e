"""Who still asks: figures by office, item and unit, kept with every letter and never counted."""

from domain.item import ItemId
from domain.letter import Asking, Figures, Letter, Place, Stance
from domain.office import OfficeId
from storage.letters import unit_index
from storage.statements import Row, Statements

ALL = ""  # item and unit of the row that an office has as a whole


class Askings:
    """One row for each office, item and unit, and one for each office as a whole."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def sent(self, letter: Letter) -> None:
        """Count a letter that went out."""
        self._add(letter, Figures(letters=1))

    def answered(self, letter: Letter, stance: Stance) -> None:
        """Count an answer in the place of the one that the letter had."""
        before, now = _of(letter.reply.stance if letter.reply else None), _of(stance)
        self._add(letter, Figures(0, now.accepted - before.accepted, now.needed - before.needed))

    def ended(self, letter: Letter) -> None:
        """Count a letter and its answer no longer: it was revoked."""
        had = _of(letter.reply.stance if letter.reply else None)
        self._add(letter, Figures(-1, -had.accepted, -had.needed))

    def of_office(self, office: OfficeId) -> Figures:
        """The figures of an office."""
        row = self._tx.row(
            "SELECT letters, accepted, needed FROM asking"
            " WHERE office = :office AND item = '' AND unit_index = ''",
            {"office": office},
        )
        return Figures() if row is None else _figures(row)

    def page(self, office: OfficeId, *, after: Place, limit: int) -> list[Asking]:
        """Whom an office wrote to; who still asks most, first."""
        needed, letters, last = after
        rows = self._tx.rows(
            "SELECT * FROM asking"
            " WHERE office = :office AND item <> '' AND letters > 0"
            "   AND (needed, letters, id) < (:needed, :letters, :id)"
            " ORDER BY needed DESC, letters DESC, id DESC LIMIT :limit",
            {"office": office, "needed": needed, "letters": letters, "id": last, "limit": limit},
        )
        return [self._asking(row) for row in rows]

    def _add(self, letter: Letter, more: Figures) -> None:
        index = unit_index(self._tx, letter.unit)
        self._count(letter.office, letter.item, index, unit=letter.unit, more=more)
        self._count(letter.office, ALL, ALL, unit="", more=more)

    def _count(self, office: str, item: str, index: str, *, unit: str, more: Figures) -> None:
        row = self._tx.new_id()
        self._tx.execute(
            "INSERT INTO asking (id, office, item, unit_index, letters, accepted, needed, sealed)"
            " VALUES (:id, :office, :item, :index, :letters, :accepted, :needed, :sealed)"
            " ON CONFLICT (office, item, unit_index) DO UPDATE SET"
            "   letters = asking.letters + excluded.letters,"
            "   accepted = asking.accepted + excluded.accepted,"
            "   needed = asking.needed + excluded.needed",
            {
                "id": row,
                "office": office,
                "item": item,
                "index": index,
                "letters": more.letters,
                "accepted": more.accepted,
                "needed": more.needed,
                "sealed": self._tx.seal("asking", row, {"unit": unit}),
            },
        )

    def _asking(self, row: Row) -> Asking:
        facts = self._tx.open("asking", row["id"], row["sealed"])
        office, item = OfficeId(row["office"]), ItemId(row["item"])
        return Asking(row["id"], office, item, facts["unit"], _figures(row))


def _of(stance: Stance | None) -> Figures:
    return Figures(0, int(stance is Stance.ACCEPTED), int(stance is Stance.NEEDED))


def _figures(row: Row) -> Figures:
    return Figures(row["letters"], row["accepted"], row["needed"])
