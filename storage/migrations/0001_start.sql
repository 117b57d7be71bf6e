-- The first tables.  One dialect for both engines: ids, moments and days are text, booleans are
-- 0 or 1, BYTEA holds what is sealed (SQLite takes any type name).  What is personal lies in the
-- column `sealed`; open are states, offices, times, blind indexes, and the pseudonyms (openid,
-- userid) that letters are addressed to.

CREATE TABLE people (
    id           TEXT PRIMARY KEY,
    number_index TEXT NOT NULL UNIQUE,
    phone_index  TEXT NOT NULL,
    sealed       BYTEA NOT NULL,
    version      INTEGER NOT NULL
);
CREATE INDEX people_phone ON people (phone_index);

CREATE TABLE accounts (
    id         TEXT PRIMARY KEY,
    channel    TEXT NOT NULL,
    appid      TEXT NOT NULL,
    openid     TEXT NOT NULL,
    unionid    TEXT NOT NULL,
    person     TEXT REFERENCES people (id),
    assurance  INTEGER NOT NULL,
    subscribed INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    version    INTEGER NOT NULL,
    UNIQUE (channel, appid, openid)
);
CREATE INDEX accounts_person ON accounts (person) WHERE person IS NOT NULL;

CREATE TABLE links (
    token_hash TEXT PRIMARY KEY,
    purpose    TEXT NOT NULL,
    account    TEXT NOT NULL REFERENCES accounts (id),
    case_id    TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT
);

CREATE TABLE sessions (
    token_hash   TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    subject      TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    expires_at   TEXT NOT NULL,
    idle_s       INTEGER NOT NULL,
    revoked_at   TEXT,
    sealed       BYTEA NOT NULL
);
CREATE INDEX sessions_subject ON sessions (kind, subject) WHERE revoked_at IS NULL;

CREATE TABLE officials (
    id           TEXT PRIMARY KEY,
    number_index TEXT NOT NULL,
    kin          TEXT NOT NULL,
    sealed       BYTEA NOT NULL
);

CREATE TABLE grants (
    official TEXT NOT NULL REFERENCES officials (id),
    place    INTEGER NOT NULL,
    role     TEXT NOT NULL,
    office   TEXT NOT NULL,
    since    TEXT NOT NULL,
    ends_at  TEXT,
    PRIMARY KEY (official, place)
);
CREATE INDEX grants_duty ON grants (office, role);

CREATE TABLE applications (
    id                 TEXT PRIMARY KEY,
    item               TEXT NOT NULL,
    item_version       TEXT NOT NULL,
    person             TEXT NOT NULL REFERENCES people (id),
    account            TEXT NOT NULL REFERENCES accounts (id),
    assurance          INTEGER NOT NULL,
    state              TEXT NOT NULL,
    number             TEXT NOT NULL,
    tail               TEXT NOT NULL,
    office             TEXT,
    parties            TEXT NOT NULL,
    duplicate_key      TEXT NOT NULL,
    correct_by         TEXT,
    created_at         TEXT NOT NULL,
    updated_at         TEXT,
    submitted_at       TEXT,
    accepted_at        TEXT,
    due_at             TEXT,
    decided_at         TEXT,
    decided_by         TEXT,
    closed_at          TEXT,
    certificate_number TEXT NOT NULL,
    issued_on          TEXT,
    sealed             BYTEA NOT NULL,
    version            INTEGER NOT NULL
);
CREATE UNIQUE INDEX applications_one_draft ON applications (person) WHERE state = 'draft';
CREATE UNIQUE INDEX applications_number ON applications (number) WHERE number <> '';
CREATE UNIQUE INDEX applications_certificate ON applications (certificate_number)
    WHERE certificate_number <> '';
CREATE INDEX applications_person ON applications (person, created_at);
CREATE INDEX applications_tail ON applications (tail) WHERE tail <> '';
CREATE INDEX applications_queue ON applications (office, state, due_at)
    WHERE office IS NOT NULL AND closed_at IS NULL;

CREATE TABLE claims (
    duplicate_key TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL REFERENCES applications (id)
);
CREATE INDEX claims_case ON claims (case_id);

CREATE TABLE certificates (
    id         TEXT PRIMARY KEY,
    case_id    TEXT NOT NULL UNIQUE REFERENCES applications (id),
    number     TEXT NOT NULL UNIQUE,
    item_name  TEXT NOT NULL,
    office     TEXT NOT NULL,
    holder     TEXT NOT NULL REFERENCES people (id),
    issued_at  TEXT NOT NULL,
    issued_on  TEXT NOT NULL,
    valid_to   TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    code_hash  TEXT NOT NULL UNIQUE,
    sha256     TEXT NOT NULL,
    object     TEXT NOT NULL,
    revoked_at TEXT,
    revoked_by TEXT NOT NULL,
    sealed     BYTEA NOT NULL,
    version    INTEGER NOT NULL
);
CREATE INDEX certificates_sha256 ON certificates (sha256);

CREATE TABLE checks (
    id          TEXT PRIMARY KEY,
    certificate TEXT NOT NULL REFERENCES certificates (id),
    at          TEXT NOT NULL,
    verdict     TEXT NOT NULL,
    way         TEXT NOT NULL
);
CREATE INDEX checks_certificate ON checks (certificate, id);

CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    topic      TEXT NOT NULL,
    lane       TEXT NOT NULL,
    ids        TEXT NOT NULL,
    state      TEXT NOT NULL,
    place      TEXT NOT NULL,
    ready_at   TEXT NOT NULL,
    attempts   INTEGER NOT NULL,
    why        TEXT NOT NULL,
    created_at TEXT NOT NULL,
    ended_at   TEXT
);
CREATE INDEX outbox_ready ON outbox (ready_at, id) WHERE state = 'open';
CREATE INDEX outbox_lane ON outbox (lane, place, id) WHERE state = 'open';
CREATE INDEX outbox_dead ON outbox (ended_at) WHERE state = 'dead';

CREATE TABLE journal (
    id      TEXT PRIMARY KEY,
    at      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    case_id TEXT,
    facts   TEXT NOT NULL
);
CREATE INDEX journal_case ON journal (case_id, id) WHERE case_id IS NOT NULL;

CREATE TABLE once (
    actor  TEXT NOT NULL,
    key    TEXT NOT NULL,
    at     TEXT NOT NULL,
    sealed BYTEA,
    PRIMARY KEY (actor, key)
);

CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE cards (
    task          TEXT PRIMARY KEY,
    case_id       TEXT NOT NULL,
    revision      INTEGER NOT NULL,
    recipients    TEXT NOT NULL,
    response_code TEXT NOT NULL,
    sent_at       TEXT NOT NULL,
    greyed_at     TEXT,
    words         TEXT NOT NULL
);
CREATE INDEX cards_live ON cards (case_id) WHERE greyed_at IS NULL;

CREATE TABLE credits (
    account  TEXT NOT NULL REFERENCES accounts (id),
    template TEXT NOT NULL,
    balance  INTEGER NOT NULL,
    PRIMARY KEY (account, template)
);
