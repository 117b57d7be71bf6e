-- What sources answered: kept for a while so that nobody is asked twice, counted against quotas,
-- and told to the person whom it was about.

CREATE TABLE source_answers (
    key        TEXT PRIMARY KEY,
    source     TEXT NOT NULL,
    as_of      TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    sealed     BYTEA NOT NULL
);
CREATE INDEX source_answers_expiry ON source_answers (expires_at);

CREATE TABLE source_counts (
    source TEXT NOT NULL,
    day    TEXT NOT NULL,
    asked  INTEGER NOT NULL,
    PRIMARY KEY (source, day)
);

CREATE TABLE source_receipts (
    id      TEXT PRIMARY KEY,
    case_id TEXT REFERENCES applications (id),
    person  TEXT NOT NULL REFERENCES people (id),
    at      TEXT NOT NULL,
    source  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    receipt TEXT NOT NULL,
    as_of   TEXT,
    cached  INTEGER NOT NULL
);
CREATE INDEX source_receipts_person ON source_receipts (person, id);
CREATE INDEX source_receipts_case ON source_receipts (case_id, id) WHERE case_id IS NOT NULL;
