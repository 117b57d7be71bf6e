-- How people rate what was done for them, how the office answers, and what was judged a mistake.

CREATE TABLE ratings (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL UNIQUE REFERENCES applications (id),
    office     TEXT NOT NULL,
    item       TEXT NOT NULL,
    level      TEXT NOT NULL,
    rated_at   TEXT NOT NULL,
    due_at     TEXT,
    half_at    TEXT,
    overdue_at TEXT,
    called_by  TEXT REFERENCES officials (id),
    called_at  TEXT,
    reached    INTEGER,
    doubt      TEXT,
    asked_by   TEXT REFERENCES officials (id),
    asked_at   TEXT,
    judged_by  TEXT REFERENCES officials (id),
    judged_at  TEXT,
    struck     INTEGER,
    sealed     BYTEA NOT NULL,
    version    INTEGER NOT NULL
);
CREATE INDEX ratings_office ON ratings (office, rated_at);
CREATE INDEX ratings_open ON ratings (id) WHERE due_at IS NOT NULL AND called_at IS NULL;
