-- Claims lie by key now, not by actor.  Message ids grow with time, so the claims of one COMMIT
-- share a page or two; by actor each was a page of its own to be written.

CREATE TABLE once_by_key (
    key    TEXT NOT NULL,
    actor  TEXT NOT NULL,
    at     TEXT NOT NULL,
    sealed BYTEA,
    PRIMARY KEY (key, actor)
);
INSERT INTO once_by_key (key, actor, at, sealed) SELECT key, actor, at, sealed FROM once;
DROP TABLE once;
ALTER TABLE once_by_key RENAME TO once;
