-- Promises in the place of proofs, the checks they call for, and what bars them.

CREATE TABLE commitments (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL REFERENCES applications (id),
    proof      TEXT NOT NULL,
    person     TEXT NOT NULL REFERENCES people (id),
    stage      TEXT NOT NULL,
    offered_at TEXT NOT NULL,
    ends_at    TEXT NOT NULL,
    cleared_at TEXT,
    signed_at  TEXT,
    ended_at   TEXT,
    why        TEXT NOT NULL,
    number     TEXT NOT NULL,
    object     TEXT NOT NULL,
    token_hash TEXT NOT NULL,
    sha256     TEXT NOT NULL,
    sealed     BYTEA NOT NULL,
    version    INTEGER NOT NULL
);
CREATE INDEX commitments_case ON commitments (case_id, id);
CREATE UNIQUE INDEX commitments_one ON commitments (case_id, proof)
    WHERE stage IN ('offered', 'cleared', 'signed');
CREATE UNIQUE INDEX commitments_number ON commitments (number) WHERE number <> '';
CREATE UNIQUE INDEX commitments_token ON commitments (token_hash) WHERE token_hash <> '';
CREATE INDEX commitments_person ON commitments (person, offered_at);

CREATE TABLE planned_checks (
    id           TEXT PRIMARY KEY,
    commitment   TEXT NOT NULL UNIQUE REFERENCES commitments (id),
    case_id      TEXT NOT NULL REFERENCES applications (id),
    planned_at   TEXT NOT NULL,
    standard     TEXT NOT NULL,
    manner       TEXT,
    due_on       TEXT,
    exempt       TEXT NOT NULL,
    cancelled_at TEXT
);
CREATE INDEX planned_checks_case ON planned_checks (case_id);
CREATE INDEX planned_checks_due ON planned_checks (due_on)
    WHERE due_on IS NOT NULL AND cancelled_at IS NULL;

CREATE TABLE credit_records (
    id        TEXT PRIMARY KEY,
    person    TEXT NOT NULL REFERENCES people (id),
    level     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    organ     TEXT NOT NULL,
    decision  TEXT NOT NULL,
    found_on  TEXT NOT NULL,
    ends_on   TEXT NOT NULL,
    lifted_at TEXT
);
CREATE INDEX credit_records_person ON credit_records (person, ends_on);
