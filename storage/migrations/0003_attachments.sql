-- Pictures that applicants hand in.  The row says what it shows and who added it; the picture lies
-- encrypted in the object store, under the name in `object`.  A discarded draft takes its rows
-- along; what then lies in the store without a row is swept by the tidying.

CREATE TABLE attachments (
    id       TEXT PRIMARY KEY,
    case_id  TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
    place    INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    object   TEXT NOT NULL,
    size     INTEGER NOT NULL,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL REFERENCES people (id),
    UNIQUE (case_id, place),
    UNIQUE (case_id, object)
);
CREATE INDEX attachments_object ON attachments (object);
CREATE INDEX certificates_object ON certificates (object);
