"""Letters: what they said, and how they were answered."""

from dataclasses import asdict
from typing import Any

from domain.application import ApplicationId
from domain.certificate import CertificateId
from domain.errors import Conflict
from domain.item import ItemId
from domain.letter import Asking, Letter, Reply, Said, Stance, unit_key
from domain.office import OfficeId
from storage.statements import Row, Statements
from storage.times import moment, stamp


class Letters:
    """Letters by their paper; every answer to one, the last of which counts."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, letter: Letter) -> None:
        """Keep a letter whose paper is registered."""
        self._tx.execute(
            "INSERT INTO letters (paper, case_id, office, item, unit_index, stance, reply, sealed,"
            "       version)"
            " VALUES (:paper, :case, :office, :item, :unit_index, '', NULL, :sealed, 0)",
            {
                "paper": letter.paper,
                "case": letter.case,
                "office": letter.office,
                "item": letter.item,
                "unit_index": unit_index(self._tx, letter.unit),
                "sealed": self._tx.seal("letters", letter.paper, _facts(letter)),
            },
        )

    def of_paper(self, paper: CertificateId) -> Letter | None:
        """The letter of that paper, with the answer that counts; None: the paper is none."""
        row = self._tx.row(
            "SELECT l.*, r.at AS replied_at, r.sealed AS said"
            "  FROM letters AS l LEFT JOIN replies AS r ON r.id = l.reply"
            " WHERE l.paper = :paper",
            {"paper": paper},
        )
        return None if row is None else self._letter(row)

    def contested(self, asking: Asking) -> Letter | None:
        """The last letter of that office to that unit about that item to which it said 仍需要."""
        row = self._tx.row(
            "SELECT l.*, r.at AS replied_at, r.sealed AS said"
            "  FROM letters AS l LEFT JOIN replies AS r ON r.id = l.reply"
            " WHERE l.office = :office AND l.item = :item"
            "   AND l.unit_index = :unit_index AND l.stance = 'needed'"
            " ORDER BY l.reply DESC LIMIT 1",
            {
                "office": asking.office,
                "item": asking.item,
                "unit_index": unit_index(self._tx, asking.unit),
            },
        )
        return None if row is None else self._letter(row)

    def answer(self, letter: Letter, given: Reply) -> None:
        """Keep an answer, which counts from now on; earlier ones stay.

        Raises:
            Conflict: Another answer came between reading and writing.
        """
        reply = self._tx.new_id()
        self._tx.execute(
            "INSERT INTO replies (id, paper, at, sealed) VALUES (:id, :paper, :at, :sealed)",
            {
                "id": reply,
                "paper": letter.paper,
                "at": stamp(given.at),
                "sealed": self._tx.seal("replies", reply, _words(given)),
            },
        )
        self._turn(letter, given.stance, reply)

    def history(self, paper: CertificateId) -> list[Reply]:
        """Every answer to a letter, in order."""
        rows = self._tx.rows(
            "SELECT id AS reply, at AS replied_at, sealed AS said FROM replies"
            " WHERE paper = :paper ORDER BY id",
            {"paper": paper},
        )
        return [self._reply(row) for row in rows]

    def end(self, letter: Letter) -> None:
        """Contest a letter no longer: it was revoked."""
        self._turn(letter, "", None)

    def _turn(self, letter: Letter, stance: str, reply: str | None) -> None:
        changed = self._tx.execute(
            "UPDATE letters SET stance = :stance, reply = :reply, version = version + 1"
            " WHERE paper = :paper AND version = :version",
            {
                "stance": stance,
                "reply": reply,
                "paper": letter.paper,
                "version": letter.version,
            },
        )
        if changed != 1:
            raise Conflict(case=letter.case, version=letter.version)

    def _letter(self, row: Row) -> Letter:
        facts = self._tx.open("letters", row["paper"], row["sealed"])
        return Letter(
            paper=CertificateId(row["paper"]),
            case=ApplicationId(row["case_id"]),
            office=OfficeId(row["office"]),
            item=ItemId(row["item"]),
            unit=facts["unit"],
            title=facts["title"],
            points=tuple(Said(**point) for point in facts["points"]),
            accept=facts["accept"],
            reply=None if row["reply"] is None else self._reply(row),
            version=row["version"],
        )

    def _reply(self, row: Row) -> Reply:
        said = self._tx.open("replies", row["reply"], row["said"])
        stance = Stance(said.pop("stance"))
        return Reply(stance, moment(row["replied_at"]), **said)


def unit_index(tx: Statements, unit: str) -> str:
    """The blind index by which the letters to one unit are found."""
    return tx.blind("use-unit", unit_key(unit))


def _facts(letter: Letter) -> dict[str, Any]:
    return {
        "unit": letter.unit,
        "title": letter.title,
        "points": [asdict(point) for point in letter.points],
        "accept": letter.accept,
    }


def _words(given: Reply) -> dict[str, Any]:
    return {
        "stance": given.stance,
        "purpose": given.purpose,
        "basis": given.basis,
        "who": given.who,
    }
