-- The second official, whose case it is, and who stands in for whom.

ALTER TABLE applications ADD COLUMN agreed_by TEXT;
ALTER TABLE applications ADD COLUMN agreed_at TEXT;
ALTER TABLE applications ADD COLUMN agreed_for TEXT;
ALTER TABLE applications ADD COLUMN decided_for TEXT;
ALTER TABLE applications ADD COLUMN handler TEXT;
CREATE INDEX applications_handler ON applications (handler)
    WHERE handler IS NOT NULL AND closed_at IS NULL;

CREATE TABLE absences (
    id       TEXT PRIMARY KEY,
    official TEXT NOT NULL REFERENCES officials (id),
    since    TEXT NOT NULL,
    ends_at  TEXT NOT NULL,
    deputy   TEXT REFERENCES officials (id),
    noted_by TEXT NOT NULL REFERENCES officials (id)
);
CREATE INDEX absences_official ON absences (official, ends_at);
CREATE INDEX absences_deputy ON absences (deputy, ends_at) WHERE deputy IS NOT NULL;
