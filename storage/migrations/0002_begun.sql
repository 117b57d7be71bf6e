-- Of a lane one job is begun at a time.  On SQLite the order of ids and places nearly gave that by
-- itself; where several connections commit at once only a key can.  Jobs that were begun before
-- this are due again when their lease ends, as after a crash.

ALTER TABLE outbox ADD COLUMN begun INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX outbox_begun ON outbox (lane) WHERE begun = 1;
