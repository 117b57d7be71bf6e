-- What the public clock counts: figures by day, office and item, and the cases behind each of them.

CREATE TABLE figures (
    day    TEXT NOT NULL,
    office TEXT NOT NULL,
    item   TEXT NOT NULL,
    what   TEXT NOT NULL,
    n      INTEGER NOT NULL,
    PRIMARY KEY (day, office, what, item)
);

CREATE TABLE figure_lines (
    id      TEXT PRIMARY KEY,
    day     TEXT NOT NULL,
    office  TEXT NOT NULL,
    item    TEXT NOT NULL,
    what    TEXT NOT NULL,
    case_id TEXT NOT NULL
);
CREATE INDEX figure_lines_list ON figure_lines (office, what, day, id);
