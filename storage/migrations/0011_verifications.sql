-- Questions between offices: one fact, one question, one answer, both sides the same record.

CREATE TABLE verifications (
    id          TEXT PRIMARY KEY,
    number      TEXT NOT NULL UNIQUE,
    case_id     TEXT NOT NULL REFERENCES applications (id),
    proof       TEXT NOT NULL,
    asker       TEXT NOT NULL,
    asked_by    TEXT NOT NULL,
    owner       TEXT NOT NULL,
    ground      TEXT NOT NULL,
    turn        TEXT NOT NULL,
    created_at  TEXT NOT NULL,
    asked_at    TEXT,
    due_at      TEXT,
    half_at     TEXT,
    overdue_at  TEXT,
    opened_by   TEXT NOT NULL,
    answer      TEXT,
    answered_by TEXT,
    answered_at TEXT,
    request     TEXT NOT NULL,
    reply       TEXT NOT NULL,
    sealed      BYTEA NOT NULL,
    version     INTEGER NOT NULL
);
CREATE UNIQUE INDEX verifications_one_open ON verifications (case_id, proof)
    WHERE turn IN ('consent', 'asked');
CREATE INDEX verifications_case ON verifications (case_id, created_at);
CREATE INDEX verifications_owner ON verifications (owner, due_at) WHERE turn = 'asked';
