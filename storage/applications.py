"""Applications: every case, from the first question to its end."""

from datetime import datetime

from domain.application import Application, ApplicationId
from domain.errors import Conflict, NotFound, WrongState
from domain.identity import PersonId
from domain.states import State
from storage.application_rows import application_from, row_of
from storage.docket import Docket
from storage.journal import Journal
from storage.times import stamp


class Applications(Docket):
    """Cases by id, number, person, office; one draft a person, one claim a duplicate key."""

    def add(self, case: Application) -> None:
        """Keep a new case.

        Raises:
            Conflict: The person has a draft already.
        """
        added = self._tx.execute(
            "INSERT INTO applications (id, item, item_version, person, account, assurance, state,"
            " number, tail, office, parties, duplicate_key, correct_by, created_at, updated_at,"
            " submitted_at, accepted_at, due_at, decided_at, decided_by, decided_for, agreed_by,"
            " agreed_at, agreed_for, handler, closed_at, certificate_number, issued_on,"
            " provisional, sealed, version)"
            " VALUES (:id, :item, :item_version, :person, :account, :assurance, :state, :number,"
            " :tail, :office, :parties, :duplicate_key, :correct_by, :created_at, :updated_at,"
            " :submitted_at, :accepted_at, :due_at, :decided_at, :decided_by, :decided_for,"
            " :agreed_by, :agreed_at, :agreed_for, :handler, :closed_at, :certificate_number,"
            " :issued_on, :provisional, :sealed, :version)"
            " ON CONFLICT (person) WHERE state = 'draft' DO NOTHING",
            row_of(self._tx, case),
        )
        if added != 1:
            raise Conflict(id=case.id, version=case.version)
        self._write_down(case)

    def get(self, case: ApplicationId) -> Application:
        """The case of that id.

        Raises:
            NotFound: There is none.
        """
        row = self._tx.row("SELECT * FROM applications WHERE id = :id", {"id": case})
        if row is None:
            raise NotFound(case=case)
        return application_from(self._tx, row)

    def by_number(self, number: str) -> Application | None:
        """The case with that number, if there is one."""
        row = self._tx.row(
            "SELECT * FROM applications WHERE number = :number AND number <> ''",
            {"number": number},
        )
        return None if row is None else application_from(self._tx, row)

    def open_of(self, person: PersonId) -> Application | None:
        """The case that is the person's running conversation: the newest draft or returned one."""
        row = self._tx.row(
            "SELECT * FROM applications"
            " WHERE person = :person AND state IN ('draft', 'returned')"
            " ORDER BY created_at DESC, id DESC LIMIT 1",
            {"person": person},
        )
        return None if row is None else application_from(self._tx, row)

    def of_person(self, person: PersonId, limit: int) -> list[Application]:
        """A person's cases, newest first; discarded drafts are gone for good."""
        rows = self._tx.rows(
            "SELECT * FROM applications WHERE person = :person"
            " ORDER BY created_at DESC, id DESC LIMIT :limit",
            {"person": person, "limit": limit},
        )
        return [application_from(self._tx, row) for row in rows]

    def page(self, person: PersonId, limit: int, *, before: str) -> list[Application]:
        """A person's next cases, newest first, made before the one of that id; empty: any."""
        rows = self._tx.rows(
            "SELECT * FROM applications WHERE person = :person AND (:before = '' OR id < :before)"
            " ORDER BY id DESC LIMIT :limit",
            {"person": person, "before": before, "limit": limit},
        )
        return [application_from(self._tx, row) for row in rows]

    def save(self, case: Application) -> None:
        """Write a case back, if no other hand has since it was read; its steps go to the journal.

        Raises:
            Conflict: The row's version is no longer the one that was read.
        """
        changed = self._tx.execute(
            "UPDATE applications"
            "   SET item = :item, item_version = :item_version, assurance = :assurance,"
            "   state = :state, number = :number, tail = :tail, office = :office,"
            "   parties = :parties, duplicate_key = :duplicate_key, correct_by = :correct_by,"
            "   updated_at = :updated_at, submitted_at = :submitted_at,"
            "   accepted_at = :accepted_at, due_at = :due_at, decided_at = :decided_at,"
            "   decided_by = :decided_by, decided_for = :decided_for, agreed_by = :agreed_by,"
            "   agreed_at = :agreed_at, agreed_for = :agreed_for, handler = :handler,"
            "   closed_at = :closed_at, certificate_number = :certificate_number,"
            "   issued_on = :issued_on, provisional = :provisional, sealed = :sealed,"
            "   version = version + 1"
            " WHERE id = :id AND version = :version",
            row_of(self._tx, case),
        )
        if changed != 1:
            raise Conflict(id=case.id, version=case.version)
        self._write_down(case)

    def discard(self, case: ApplicationId) -> None:
        """Delete a draft for good.

        Raises:
            NotFound: There is no such case.
            WrongState: It is no draft.
        """
        deleted = self._tx.execute(
            "DELETE FROM applications WHERE id = :id AND state = 'draft'", {"id": case}
        )
        if deleted != 1:
            raise WrongState(case=case, state=self.get(case).state, wanted=State.DRAFT)

    def forget_drafts(self, before: datetime) -> int:
        """Delete drafts that nobody has touched since then, and say how many."""
        return self._tx.execute(
            "DELETE FROM applications WHERE state = 'draft' AND updated_at < :before",
            {"before": stamp(before)},
        )

    def claim(self, duplicate_key: str, case: ApplicationId) -> ApplicationId | None:
        """Claim what makes two requests the same; None when it is this case's, else whose it is."""
        row = self._tx.row(
            # The update changes nothing: it makes the statement return the row that was there,
            # and hold it, so that it cannot be released between a look and an insert.
            "INSERT INTO claims (duplicate_key, case_id) VALUES (:key, :case)"
            " ON CONFLICT (duplicate_key) DO UPDATE SET case_id = claims.case_id"
            " RETURNING case_id",
            {"key": duplicate_key, "case": case},
        )
        return None if row is None or row["case_id"] == case else ApplicationId(row["case_id"])

    def release(self, duplicate_key: str) -> None:
        """Give a claim back; the same may be asked for again."""
        self._tx.execute("DELETE FROM claims WHERE duplicate_key = :key", {"key": duplicate_key})

    def _write_down(self, case: Application) -> None:
        journal = Journal(self._tx)
        for step in case.steps:
            journal.add(f"state/{step.to}", by=step.by, at=step.at, case=case.id, note=step.note)
