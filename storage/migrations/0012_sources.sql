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

-- A question is written down before it is asked, so that none is ever without a trace.  `subject` is
-- the blind index of the ID number of whom it is about: somebody may be asked about before he is
-- known here, and an official is asked about without being an applicant.
CREATE TABLE source_receipts (
    id       TEXT PRIMARY KEY,
    case_id  TEXT REFERENCES applications (id),
    subject  TEXT NOT NULL,
    at       TEXT NOT NULL,
    source   TEXT NOT NULL,
    question TEXT NOT NULL,
    purpose  TEXT NOT NULL,
    outcome  TEXT NOT NULL,
    receipt  TEXT NOT NULL,
    as_of    TEXT,
    cached   INTEGER NOT NULL
);
CREATE INDEX source_receipts_subject ON source_receipts (subject, id);
CREATE INDEX source_receipts_case ON source_receipts (case_id, id) WHERE case_id IS NOT NULL;
