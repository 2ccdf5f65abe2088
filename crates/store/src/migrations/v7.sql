-- Version 7. The account: who signed in, the session, vault keys by epoch, signed logs, alarms.

CREATE TABLE account (               -- one row while somebody signed in on this data folder
    one           INTEGER PRIMARY KEY CHECK (one = 1), -- keeps it one row
    server_url    TEXT    NOT NULL,  -- address of its server
    name          TEXT    NOT NULL,  -- what it is called there
    user_id       BLOB    NOT NULL,  -- its name for ever at that server, 16 bytes
    created_ms    INTEGER NOT NULL,  -- when it was made, milliseconds since the epoch
    identity_key  BLOB    NOT NULL,  -- public key of the account identity, 32 bytes; the server's word while account_key is NULL
    account_key   BLOB,              -- 32 bytes; NULL until unlocked
    certificate   BLOB,              -- this device's certificate; NULL until unlocked
    device_seed   BLOB    NOT NULL,  -- 32 bytes: this device's own keys come from it
    kit_confirmed INTEGER NOT NULL,  -- 1 when two words of the kit were typed
    password_may_unlock INTEGER NOT NULL, -- 1 when the server keeps the account key wrapped under the password
    has_totp      INTEGER NOT NULL,  -- 1 when signing in asks for a second factor
    session       TEXT    NOT NULL,  -- none, live, ended, revoked
    access_token  TEXT,              -- of a live session
    access_expires_ms INTEGER,       -- until when the access token is good, the server's wall clock, milliseconds since the epoch
    refresh_token TEXT               -- of a live session; good for one use
) STRICT;

CREATE TABLE epoch_keys (            -- the vault's keys of the epochs after the first; the first is device.vault_key
    key_epoch     INTEGER PRIMARY KEY, -- epoch, from 1
    key           BLOB    NOT NULL   -- 32 bytes
) STRICT;

CREATE TABLE signed_entries (        -- signed logs as this device checked them: what it never forgets a server showed
    log           TEXT    NOT NULL,  -- account, vault
    number        INTEGER NOT NULL,  -- place in the log, from 0
    entry         BLOB    NOT NULL,  -- the entry's bytes
    PRIMARY KEY (log, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarms (                -- what no honest server does; pauses syncing
    class         TEXT    PRIMARY KEY, -- stable class, such as server.went_back
    evidence      TEXT    NOT NULL,  -- JSON list of lines that prove it
    since_ms      INTEGER NOT NULL   -- when it was noticed first, milliseconds since the epoch
) STRICT, WITHOUT ROWID;

CREATE TABLE chains (                -- ends of signed batches that are here: what a server must go on from
    client_id     BLOB    NOT NULL,  -- the device
    device_seq    INTEGER NOT NULL,  -- last action of the batch
    chain         BLOB    NOT NULL,  -- the device's chain after it, 32 bytes
    control_head  BLOB    NOT NULL,  -- control-log head that the batch named, 32 bytes
    PRIMARY KEY (client_id, device_seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE heard (                 -- how far other devices said, in signed batches, that they know each device
    client_id     BLOB    PRIMARY KEY, -- the device
    device_seq    INTEGER NOT NULL,  -- its last action that anybody knows
    chain         BLOB    NOT NULL   -- its chain after it, 32 bytes
) STRICT, WITHOUT ROWID;
