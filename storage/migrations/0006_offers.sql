-- What the last bubble in a chat offered to choose from: codes of the catalogue, nothing typed.

CREATE TABLE offers (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    what    TEXT NOT NULL,
    at      TEXT NOT NULL
);
