"""Cards: which cards lie in officials' chats, and how each copy can still be changed."""

import json
from datetime import datetime

from domain.access import Card
from domain.application import ApplicationId
from domain.errors import NotFound
from domain.office import OfficialId
from storage.statements import Row, Statements, as_json
from storage.times import moment, moment_or_none, stamp


class Cards:
    """Every card that was sent, by the platform's task id."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, card: Card) -> None:
        """Keep a card that was sent; the same card a second time changes its code only."""
        self._tx.execute(
            "INSERT INTO cards (task, case_id, revision, recipients, response_code, sent_at, words)"
            " VALUES (:task, :case_id, :revision, :recipients, :response_code, :sent_at, :words)"
            " ON CONFLICT (task) DO UPDATE SET response_code = excluded.response_code",
            {
                "task": card.task,
                "case_id": card.case,
                "revision": card.revision,
                "recipients": as_json(card.recipients),
                "response_code": card.response_code,
                "sent_at": stamp(card.sent_at),
                "words": card.words,
            },
        )

    def get(self, task: str) -> Card:
        """The card of that task.

        Raises:
            NotFound: None was sent.
        """
        row = self._tx.row("SELECT * FROM cards WHERE task = :task", {"task": task})
        if row is None:
            raise NotFound(task=task)
        return _card(row)

    def live(self, case: ApplicationId) -> list[Card]:
        """The cards about a case on which one may still tap, oldest first."""
        rows = self._tx.rows(
            "SELECT * FROM cards WHERE case_id = :case_id AND greyed_at IS NULL"
            " ORDER BY sent_at, task",
            {"case_id": case},
        )
        return [_card(row) for row in rows]

    def of(self, case: ApplicationId) -> list[Card]:
        """Every card about a case, grey ones too, oldest first."""
        rows = self._tx.rows(
            "SELECT * FROM cards WHERE case_id = :case_id ORDER BY sent_at, task",
            {"case_id": case},
        )
        return [_card(row) for row in rows]

    def greyed(self, task: str, at: datetime, words: str) -> bool:
        """Note what a card says since it went grey; False when it was grey already."""
        changed = self._tx.execute(
            "UPDATE cards SET greyed_at = :at, words = :words"
            " WHERE task = :task AND greyed_at IS NULL",
            {"at": stamp(at), "words": words, "task": task},
        )
        return changed == 1

    def code(self, task: str, response_code: str) -> None:
        """Keep the code of the latest tap, with which all copies can be changed once."""
        self._tx.execute(
            "UPDATE cards SET response_code = :response_code WHERE task = :task",
            {"response_code": response_code, "task": task},
        )


def _card(row: Row) -> Card:
    return Card(
        task=row["task"],
        case=ApplicationId(row["case_id"]),
        revision=row["revision"],
        recipients=tuple(OfficialId(userid) for userid in json.loads(row["recipients"])),
        response_code=row["response_code"],
        sent_at=moment(row["sent_at"]),
        greyed_at=moment_or_none(row["greyed_at"]),
        words=row["words"],
    )
