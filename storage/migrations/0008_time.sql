-- Whether a day that a case is held to rests on a notice of the State Council that has not come; and
-- the latest moment that was ever served, by which a clock that is put back is known.

ALTER TABLE applications ADD COLUMN provisional INTEGER NOT NULL DEFAULT 0;
CREATE INDEX applications_provisional ON applications (id) WHERE provisional = 1;

CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    at   TEXT NOT NULL
);
