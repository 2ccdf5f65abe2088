-- The server's database, schema 1; what later schemas add is in files of their own. Integers that are u64 on the wire (times, `seen`) are stored as the
-- i64 of the same bits; they are never compared in SQL.

CREATE TABLE server (
    only_row      INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch         INTEGER NOT NULL,   -- life of the logs: milliseconds since the Unix epoch at creation, so that a server made anew is told apart
    public_url    TEXT                -- address that connect codes carry; written at each start
) STRICT;

CREATE TABLE token (
    hash          BLOB PRIMARY KEY,   -- BLAKE3 of the token's text, 32 bytes; the token itself is not stored
    vault_id      BLOB,               -- the vault that it reaches, 16 bytes; NULL until the first upload with it
    created_at_ms INTEGER NOT NULL    -- server's wall clock
) STRICT, WITHOUT ROWID;

CREATE TABLE vault (
    vault         INTEGER PRIMARY KEY,-- short name of the vault inside this database, below 2^22
    vault_id      BLOB NOT NULL UNIQUE, -- 16 bytes
    head          INTEGER NOT NULL,   -- highest seq: the counter that every seq comes from
    chain_hash    BLOB NOT NULL,      -- at head, 32 bytes
    witnessed_time INTEGER NOT NULL,  -- the server's HLC at head; the next one is later
    live_entities INTEGER NOT NULL    -- created and not deleted: what a mass delete is measured against
) STRICT;

CREATE TABLE device (
    device        INTEGER PRIMARY KEY,-- short name of the device inside this database
    vault         INTEGER NOT NULL REFERENCES vault,
    client_id     BLOB NOT NULL,      -- 16 bytes
    last_device_seq INTEGER NOT NULL, -- count of its actions in the log, without gaps
    UNIQUE (vault, client_id)
) STRICT;

CREATE TABLE log (
    position      INTEGER PRIMARY KEY,-- vault * 2^40 + seq: a vault's rows lie together in the order they are read
    device        INTEGER NOT NULL REFERENCES device,
    device_seq    INTEGER NOT NULL,   -- 1, 2, 3 … of its device
    id            BLOB NOT NULL,      -- the action, 16 bytes
    witnessed_time INTEGER NOT NULL,  -- the server's HLC when it accepted the action, non-decreasing in seq
    flags         INTEGER NOT NULL,   -- bits: 1 clock skew, 2 unknown entity, 4 edited after delete, 8 mass delete, 16 seen ahead, 32 newer schema
    chain_hash    BLOB NOT NULL,      -- BLAKE3(chain hash before, this row), 32 bytes
    quarantine    INTEGER,            -- why the payload is withheld: 1 too large, 2 other content, 3 bad envelope, 4 gap; NULL for a row that replicates
    -- a row that replicates:
    header_version INTEGER,           -- envelope's v
    entity_id     BLOB,               -- 16 bytes
    entity_type   TEXT,
    type          TEXT,
    logical_time  INTEGER,            -- the device's HLC
    seen          INTEGER,            -- the device's cursor when it wrote
    schema        INTEGER,            -- version of the payload's meaning
    key_id        INTEGER,            -- vault key that sealed the payload
    payload       BLOB,               -- sealed
    -- a row whose payload is withheld:
    associated_data BLOB,             -- the clear part in its fixed layout
    payload_hash  BLOB,               -- BLAKE3 of the sealed payload, 32 bytes
    UNIQUE (device, device_seq)
) STRICT;

CREATE INDEX log_id ON log (device, id);

CREATE TABLE entity (
    vault         INTEGER NOT NULL REFERENCES vault,
    entity_id     BLOB NOT NULL,      -- 16 bytes
    is_created    INTEGER NOT NULL,   -- 0 or 1: whether a create is in the log
    deleted_seq   INTEGER,            -- seq of the latest delete that no restore has seen
    deleted_by    BLOB,               -- client_id of it, 16 bytes
    PRIMARY KEY (vault, entity_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE state_report (
    vault         INTEGER NOT NULL REFERENCES vault,
    client_id     BLOB NOT NULL,      -- 16 bytes; a device that only reads has no row in device
    epoch         INTEGER NOT NULL,
    seq           INTEGER NOT NULL,   -- its cursor
    reducer_version INTEGER NOT NULL,
    root          BLOB NOT NULL,      -- keyed by the vault key: compared here, never understood
    reported_at_ms INTEGER NOT NULL,  -- server's wall clock
    PRIMARY KEY (vault, client_id)
) STRICT, WITHOUT ROWID;
