-- Who may come in and who is in. Not part of the ledger: never shown, exported or looked at as of a past day.
-- Only hashes of secrets are kept. Rows are inserted and, when they no longer matter, deleted; none is updated.

CREATE TABLE credential (
    person BIGINT NOT NULL,
    version BIGINT NOT NULL,
    hash TEXT NOT NULL,
    set_at TIMESTAMPTZ NOT NULL,
    set_by BIGINT,
    must_change BOOLEAN NOT NULL,
    PRIMARY KEY (person, version)
);

CREATE TABLE attempt (
    id TEXT NOT NULL PRIMARY KEY,
    username TEXT NOT NULL,
    address TEXT NOT NULL,
    tried_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE ticket (
    hash TEXT NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL,
    credential_version BIGINT NOT NULL,
    issued_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE session (
    hash TEXT NOT NULL PRIMARY KEY,
    person BIGINT NOT NULL,
    credential_version BIGINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE session_seen (
    session TEXT NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE session_end (
    session TEXT NOT NULL PRIMARY KEY,
    ended_at TIMESTAMPTZ NOT NULL
);
