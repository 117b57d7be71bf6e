"""Attachments: the pictures of each case, in the order in which they were handed in."""

from domain.application import ApplicationId
from domain.attachment import Attachment, AttachmentId, Shows
from domain.errors import Conflict, NotFound
from domain.identity import PersonId
from storage.statements import Row, Statements
from storage.times import moment, stamp


class Attachments:
    """Pictures by case; one a place, and the same picture once a case."""

    def __init__(self, tx: Statements) -> None:
        self._tx = tx

    def add(self, attachment: Attachment) -> None:
        """Keep a picture.

        Raises:
            Conflict: Another has taken its place since, or it is there already.
        """
        added = self._tx.execute(
            "INSERT INTO attachments (id, case_id, place, kind, object, size, added_at, added_by)"
            " VALUES (:id, :case_id, :place, :kind, :object, :size, :added_at, :added_by)"
            " ON CONFLICT DO NOTHING",
            {
                "id": attachment.id,
                "case_id": attachment.case,
                "place": attachment.place,
                "kind": attachment.kind,
                "object": attachment.object,
                "size": attachment.size,
                "added_at": stamp(attachment.added_at),
                "added_by": attachment.added_by,
            },
        )
        if added != 1:
            raise Conflict(id=attachment.case, version=attachment.place)

    def of_case(self, case: ApplicationId) -> list[Attachment]:
        """The pictures of a case, in order."""
        rows = self._tx.rows(
            "SELECT * FROM attachments WHERE case_id = :case ORDER BY place", {"case": case}
        )
        return [_attachment(row) for row in rows]

    def get(self, attachment: AttachmentId, *, case: ApplicationId) -> Attachment:
        """The picture of that id in that case.

        Raises:
            NotFound: The case has none such.
        """
        row = self._tx.row(
            "SELECT * FROM attachments WHERE id = :id AND case_id = :case",
            {"id": attachment, "case": case},
        )
        if row is None:
            raise NotFound(attachment=attachment)
        return _attachment(row)

    def say(self, attachment: AttachmentId, kind: Shows) -> None:
        """Say anew what a picture shows."""
        self._tx.execute(
            "UPDATE attachments SET kind = :kind WHERE id = :id", {"kind": kind, "id": attachment}
        )

    def uses(self, name: str) -> bool:
        """Whether a picture lies in the object store under that name."""
        row = self._tx.row(
            "SELECT 1 AS used FROM attachments WHERE object = :name LIMIT 1", {"name": name}
        )
        return row is not None


def _attachment(row: Row) -> Attachment:
    return Attachment(
        id=AttachmentId(row["id"]),
        case=ApplicationId(row["case_id"]),
        place=int(row["place"]),
        kind=Shows(row["kind"]),
        object=row["object"],
        size=int(row["size"]),
        added_at=moment(row["added_at"]),
        added_by=PersonId(row["added_by"]),
    )
