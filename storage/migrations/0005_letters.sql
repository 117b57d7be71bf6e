-- Letters to whoever asked for a paper that nobody needs.  A letter is a paper of its own kind in
-- the register; what it said and how it was answered lies here.  `valid_to` of a paper that names
-- no last day is empty.

ALTER TABLE certificates ADD COLUMN kind TEXT NOT NULL DEFAULT 'certificate';

CREATE TABLE letters (
    paper      TEXT PRIMARY KEY REFERENCES certificates (id),
    case_id    TEXT NOT NULL REFERENCES applications (id),
    office     TEXT NOT NULL,
    item       TEXT NOT NULL,
    unit_index TEXT NOT NULL,
    stance     TEXT NOT NULL,
    reply      TEXT,
    sealed     BYTEA NOT NULL,
    version    INTEGER NOT NULL
);
CREATE INDEX letters_contested ON letters (office, item, unit_index, reply)
    WHERE stance = 'needed';

-- Every answer, the earlier ones too; the letter names the one that counts.
CREATE TABLE replies (
    id     TEXT PRIMARY KEY,
    paper  TEXT NOT NULL REFERENCES letters (paper),
    at     TEXT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX replies_paper ON replies (paper, id);

-- One row for each office, item and unit, kept with every letter and answer; and one for each
-- office as a whole, whose item and unit are empty.
CREATE TABLE asking (
    id         TEXT PRIMARY KEY,
    office     TEXT NOT NULL,
    item       TEXT NOT NULL,
    unit_index TEXT NOT NULL,
    letters    INTEGER NOT NULL,
    accepted   INTEGER NOT NULL,
    needed     INTEGER NOT NULL,
    sealed     BYTEA NOT NULL,
    UNIQUE (office, item, unit_index)
);
CREATE INDEX asking_list ON asking (office, needed, letters, id) WHERE item <> '';
