-- The catalogue's items as they were and are.  A version's text is never changed: a case is ended
-- under the version that it was begun under.  Of an item one version is in service, and one at most
-- waits to be released by a second person.

CREATE TABLE items (
    item          TEXT NOT NULL,
    version       TEXT NOT NULL,
    text          TEXT NOT NULL,
    state         TEXT NOT NULL,
    proposed_at   TEXT NOT NULL,
    proposed_by   TEXT NOT NULL,
    released_at   TEXT,
    released_by   TEXT,
    first_used_at TEXT,
    PRIMARY KEY (item, version)
);
CREATE UNIQUE INDEX items_in_service ON items (item) WHERE state = 'in-service';
CREATE UNIQUE INDEX items_proposed ON items (item) WHERE state = 'proposed';
