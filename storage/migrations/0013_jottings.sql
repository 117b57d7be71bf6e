-- What an official typed in chat for a form of a page, until the page is opened or a day is over.

CREATE TABLE jottings (
    id       TEXT PRIMARY KEY,
    at       TEXT NOT NULL,
    sealed   BYTEA NOT NULL
);
CREATE INDEX jottings_at ON jottings (at);

-- Grey cards are looked up, too: a copy for whoever comes on duty later is another card.
CREATE INDEX cards_case ON cards (case_id, revision);
