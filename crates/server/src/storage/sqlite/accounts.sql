-- Schema 2 adds accounts, their devices and sessions, and what they do with vaults. Secrets that open
-- something are not here: passwords are OPAQUE records, tokens are hashes, second factors are derived from a
-- nonce here and a key in a file.

CREATE TABLE account (
    user          INTEGER PRIMARY KEY AUTOINCREMENT, -- short name inside this database; never given twice
    user_id       BLOB NOT NULL UNIQUE, -- 16 bytes, random
    name          TEXT NOT NULL UNIQUE, -- canonical form
    record        BLOB NOT NULL,      -- OPAQUE's, 192 bytes: nothing to guess a password with, without the secret file
    identity_key  BLOB NOT NULL,      -- Ed25519, 32 bytes
    box_key       BLOB NOT NULL,      -- X25519, 32 bytes
    wrapped_account_key BLOB,         -- under OPAQUE's export key; NULL when the password shall not unlock
    totp_nonce    BLOB,               -- 16 bytes; the second factor's secret is derived from it and the key file; NULL without one
    totp_pending  BLOB,               -- the same of one that is not confirmed yet
    totp_step     INTEGER NOT NULL DEFAULT 0, -- the last 30-second step that a code was taken of: none is taken twice
    created_at_ms INTEGER NOT NULL,   -- server's wall clock
    disabled_at_ms INTEGER            -- NULL while it may sign in
) STRICT;

CREATE INDEX account_of_identity ON account (identity_key);

CREATE TABLE account_device (
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    client_id     BLOB NOT NULL,      -- 16 bytes
    name          TEXT NOT NULL,
    public_keys   BLOB NOT NULL,
    certificate   BLOB,               -- by the account identity; NULL until the device has the account key
    created_at_ms INTEGER NOT NULL,
    seen_at_ms    INTEGER NOT NULL,   -- when it last got tokens
    revoked_at_ms INTEGER,            -- NULL while it may sign in; a revoked one never may again
    PRIMARY KEY (user, client_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    session_id    BLOB PRIMARY KEY,   -- 16 bytes, random; part of each of its refresh tokens
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    client_id     BLOB NOT NULL,      -- the one device that may use it
    seed          BLOB NOT NULL,      -- 32 bytes, random; refresh tokens are derived from it and the key file
    generation    INTEGER NOT NULL,   -- how many times it was refreshed
    rotated_at_ms INTEGER NOT NULL,   -- when this generation began
    ended_at_ms   INTEGER             -- NULL while it holds
) STRICT, WITHOUT ROWID;

CREATE INDEX session_of_device ON session (user, client_id);

CREATE TABLE invitation (
    hash          BLOB PRIMARY KEY,   -- BLAKE3 of its text
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL,
    uses_left     INTEGER NOT NULL,
    revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket (
    hash          BLOB PRIMARY KEY,   -- BLAKE3 of its text; the row goes with its use
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    client_id     BLOB NOT NULL,      -- the device that it is for
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_log (
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    number        INTEGER NOT NULL,   -- 1, 2, 3 …
    entry         BLOB NOT NULL,      -- signed by the account identity; verified before it is here
    PRIMARY KEY (user, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    vault_id      BLOB NOT NULL,      -- 16 bytes; a vault may have members before it has a log
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    role          INTEGER NOT NULL,   -- 0 invited only, 1 viewer, 2 editor, 3 owner; follows from the control log once there is one
    PRIMARY KEY (vault_id, user)
) STRICT, WITHOUT ROWID;

CREATE INDEX member_of_user ON member (user);

CREATE TABLE control_log (
    vault_id      BLOB NOT NULL,
    number        INTEGER NOT NULL,   -- 1, 2, 3 …
    entry         BLOB NOT NULL,      -- signed by its author; verified before it is here
    PRIMARY KEY (vault_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE wrapped_key (
    vault_id      BLOB NOT NULL,
    user          INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    key_epoch     INTEGER NOT NULL,
    wrapped       BLOB NOT NULL,      -- for the account's box; opaque here
    PRIMARY KEY (vault_id, user, key_epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE resolved_violation (
    position      INTEGER PRIMARY KEY REFERENCES log, -- the remarked row
    resolved_at_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX log_remarked ON log (position) WHERE flags <> 0 OR quarantine IS NOT NULL;

CREATE TABLE audit (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    user          INTEGER NOT NULL,   -- also of one that is deleted
    kind          TEXT NOT NULL,      -- word of the wire's SecurityKind
    at_ms         INTEGER NOT NULL,   -- server's wall clock
    client_id     BLOB                -- the device it happened to, or that did it
) STRICT;

CREATE INDEX audit_of_user ON audit (user, number);

CREATE TRIGGER audit_only_grows BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log only grows'); END;
