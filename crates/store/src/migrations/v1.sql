-- Version 1. Ids are 16 bytes, digests 32. Numbers above 2^63 (logical times, seqs of a hostile server)
-- are stored as the same 64 bits. "packed" = one byte of form, then the bytes: 0 as they are, 1 zstd.

CREATE TABLE device (                -- one row: who this copy of the database is, and its counters
    one           INTEGER PRIMARY KEY CHECK (one = 1), -- keeps it one row
    vault_id      BLOB    NOT NULL,  -- the vault
    client_id     BLOB    NOT NULL,  -- the device
    vault_key     BLOB    NOT NULL,  -- 32 bytes; the whole file is encrypted
    device_seq    INTEGER NOT NULL,  -- last count given to an own action
    last_time     INTEGER NOT NULL,  -- last logical time given or taken in (HLC)
    server        TEXT,              -- JSON of the connection; NULL while the vault is only here
    revision      INTEGER NOT NULL,  -- last revision given to a saved entity
    indexed       INTEGER NOT NULL,  -- the search index holds every entity up to this revision
    instance      BLOB    NOT NULL,  -- nonce that also stands in instance.json, outside this file
    opens         INTEGER NOT NULL   -- how often this database was opened; instance.json never knows more
) STRICT;

CREATE TABLE cursor (                -- one row: how far of the server's log is here
    one           INTEGER PRIMARY KEY CHECK (one = 1), -- keeps it one row
    epoch         INTEGER NOT NULL,  -- life of the log; 0 before the first download
    seq           INTEGER NOT NULL,  -- highest seq stored, with everything below it
    chain_hash    BLOB    NOT NULL   -- chain hash at seq
) STRICT;

CREATE TABLE actions (               -- the WAL: append-only, in order of num
    num           INTEGER PRIMARY KEY, -- order of appending on this device
    id            BLOB    NOT NULL UNIQUE, -- the action
    entity_id     BLOB    NOT NULL,  -- the note or notebook
    entity_type   TEXT    NOT NULL,  -- what that is
    action_type   TEXT    NOT NULL,  -- create, update, delete, restore, or of a newer version
    client_id     BLOB    NOT NULL,  -- the device that wrote it
    device_seq    INTEGER NOT NULL,  -- that device's count
    logical_time  INTEGER NOT NULL,  -- HLC
    seen          INTEGER NOT NULL,  -- the device's cursor when it wrote
    schema        INTEGER NOT NULL,  -- version of the payload's meaning
    payload       BLOB    NOT NULL,  -- packed canonical CBOR
    payload_bytes INTEGER NOT NULL,  -- its size before packing, bytes
    seq           INTEGER,           -- place in the server's log; NULL while pending
    witnessed_time INTEGER,          -- the server's clock then (HLC); NULL while pending
    held          BLOB,              -- CBOR of why it is not wholly applied; NULL when it is
    envelope      BLOB               -- CBOR of the sealed form of a pending action; NULL before sealing and after the ack
) STRICT;
CREATE INDEX actions_of_entity ON actions (entity_id);
CREATE INDEX actions_pending ON actions (device_seq) WHERE seq IS NULL;
CREATE INDEX actions_held ON actions (num) WHERE held IS NOT NULL;

CREATE TABLE wal_size (              -- one row: size of the WAL, kept so that nobody has to count it
    one           INTEGER PRIMARY KEY CHECK (one = 1), -- keeps it one row
    entries       INTEGER NOT NULL,  -- rows of actions
    bytes         INTEGER NOT NULL   -- sum of payload_bytes
) STRICT;

CREATE TABLE entities (              -- materialized state, derived from snapshot and WAL
    num           INTEGER PRIMARY KEY, -- local name of the entity, used by notes, bodies, search
    id            BLOB    NOT NULL UNIQUE, -- the entity
    entity_type   TEXT    NOT NULL,  -- note, notebook, device
    state         BLOB    NOT NULL,  -- packed CBOR of its registers
    digest        BLOB    NOT NULL,  -- its part of the state hash
    leaf          INTEGER NOT NULL,  -- leaf of the digest tree that it is under, 0 to 65535
    revision      INTEGER NOT NULL   -- grows with every save of any entity
) STRICT;
CREATE INDEX entities_of_leaf ON entities (leaf, id);
CREATE INDEX entities_by_revision ON entities (revision);
CREATE INDEX entities_of_type ON entities (entity_type, id);

CREATE TABLE bodies (                -- texts of notes
    num           INTEGER PRIMARY KEY, -- the entity
    snapshot      BLOB    NOT NULL,  -- packed snapshot of the text CRDT
    body_text     BLOB    NOT NULL   -- packed UTF-8
) STRICT;

CREATE TABLE notes (                 -- what lists show of notes
    num           INTEGER PRIMARY KEY, -- the entity
    id            BLOB    NOT NULL,  -- its id, so that a list needs no other table
    shelf         INTEGER NOT NULL,  -- 0 in the lists, 1 archived, 2 in the trash, 3 not shown
    pinned        INTEGER NOT NULL,  -- 1 pinned
    title         TEXT    NOT NULL,  -- shown title; empty when none
    title_key     TEXT    NOT NULL,  -- lowercased NFKC of its first 120 characters, for sorting
    snippet       TEXT    NOT NULL,  -- first words of the text without Markdown marks, at most 160 characters
    notebook      BLOB,              -- notebook it is shown in; NULL when none, or when that is deleted or unknown
    notebook_link BLOB,              -- notebook that its register names
    tags          TEXT    NOT NULL,  -- JSON list of its tags, sorted
    created_ms    INTEGER NOT NULL,  -- milliseconds since the epoch
    updated_ms    INTEGER NOT NULL,  -- milliseconds since the epoch
    siblings      INTEGER NOT NULL   -- values that wait for review, all fields together
) STRICT;
CREATE INDEX notes_by_update ON notes (shelf, pinned DESC, updated_ms DESC, num DESC);
CREATE INDEX notes_by_creation ON notes (shelf, pinned DESC, created_ms DESC, num DESC);
CREATE INDEX notes_by_title ON notes (shelf, pinned DESC, title_key, num);
CREATE INDEX notes_of_notebook ON notes (notebook, shelf, pinned DESC, updated_ms DESC, num DESC);
CREATE INDEX notes_without_their_notebook ON notes (notebook_link) WHERE notebook IS NULL AND notebook_link IS NOT NULL;

CREATE TABLE note_tags (             -- tags of notes on shelf 0 to 2, and the tags above them
    tag           TEXT    NOT NULL,  -- name; a note tagged a/b has rows a and a/b
    num           INTEGER NOT NULL,  -- the note
    PRIMARY KEY (tag, num)
) STRICT, WITHOUT ROWID;

CREATE TABLE notebooks (             -- what the sidebar shows of notebooks
    num           INTEGER PRIMARY KEY, -- the entity
    id            BLOB    NOT NULL UNIQUE, -- the notebook
    name          TEXT    NOT NULL,  -- shown name
    name_key      TEXT    NOT NULL,  -- lowercased NFKC, for sorting
    parent        BLOB,              -- notebook it is shown in, after circles are broken
    is_live       INTEGER NOT NULL   -- 1 when its create has arrived and it is not deleted
) STRICT;

CREATE TABLE counts (                -- how many notes a list has, kept so that nobody has to count them
    list          TEXT    NOT NULL,  -- all, pinned, archived, trash, notebook, tag
    name          TEXT    NOT NULL,  -- tag name, or notebook id as text (empty for No notebook), else empty
    notes         INTEGER NOT NULL,  -- notes in it
    PRIMARY KEY (list, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE digest_nodes (          -- inner nodes and leaves of the digest tree; absent ones are empty
    depth         INTEGER NOT NULL,  -- 0 the root, 4 a leaf
    path          INTEGER NOT NULL,  -- first nibbles of the leaf, in the high bits of 16
    digest        BLOB    NOT NULL,  -- 32 bytes
    PRIMARY KEY (depth, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE dirty_leaves (          -- leaves whose entities changed since the tree was brought up to date
    path          INTEGER PRIMARY KEY -- the leaf
) STRICT;

CREATE TABLE reviews (               -- places where devices disagreed
    id            BLOB    PRIMARY KEY, -- stable while the same versions disagree
    entity_id     BLOB    NOT NULL,  -- the note or notebook
    is_cycle      INTEGER NOT NULL,  -- 1 for a circle of notebooks
    item          BLOB    NOT NULL   -- CBOR of the item
) STRICT, WITHOUT ROWID;
CREATE INDEX reviews_of_entity ON reviews (entity_id);

CREATE TABLE quarantine (            -- what could not be applied or was refused, with its bytes
    id            INTEGER PRIMARY KEY AUTOINCREMENT, -- its name on this device
    action_id     BLOB,              -- the action, when its header could be read
    seq           INTEGER,           -- its place in the log, when it came from there
    reason        TEXT    NOT NULL,  -- JSON of the reason
    is_refused    INTEGER NOT NULL,  -- 1 when the server refused it: not uploaded again
    raw           BLOB    NOT NULL,  -- packed bytes as they came
    at_ms         INTEGER NOT NULL   -- when, milliseconds since the epoch
) STRICT;
CREATE INDEX quarantine_of_action ON quarantine (action_id);

CREATE TABLE importing (             -- text updates whose import had begun when the process ended
    action_id     BLOB    PRIMARY KEY -- the action
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (                  -- what a crash, a sleep or a failed trigger must not lose
    kind          TEXT    PRIMARY KEY, -- sync, and later others
    job           TEXT    NOT NULL   -- JSON of the job
) STRICT, WITHOUT ROWID;

CREATE TABLE cycles (                -- ring of the last 500 sync cycles
    num           INTEGER PRIMARY KEY AUTOINCREMENT, -- order
    cycle         TEXT    NOT NULL   -- JSON of the record
) STRICT;

CREATE TABLE drafts (                -- keystrokes that are durable and not yet an action
    id            INTEGER PRIMARY KEY AUTOINCREMENT, -- order of writing; never given twice
    note_id       BLOB    NOT NULL,  -- the note
    slot          INTEGER NOT NULL,  -- writer slot of the process
    body_update   BLOB    NOT NULL   -- update of the text CRDT
) STRICT;
CREATE INDEX drafts_of_note ON drafts (note_id);

CREATE TABLE peers (                 -- writer ids of the text CRDT
    slot          INTEGER PRIMARY KEY, -- writer slot, guarded by an OS file lock
    peer          INTEGER NOT NULL   -- the id; never used by two writers
) STRICT;

CREATE TABLE settings (              -- small local settings, never synced
    name          TEXT    PRIMARY KEY, -- the setting
    value         TEXT    NOT NULL   -- its value
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshot (              -- folded state of the actions that left the WAL
    id            BLOB    PRIMARY KEY, -- the entity
    entity_type   TEXT    NOT NULL,  -- what it is
    state         BLOB    NOT NULL,  -- packed CBOR of its registers
    body          BLOB,              -- packed snapshot of its text; NULL when it has none
    body_text     BLOB               -- packed UTF-8 of it
) STRICT, WITHOUT ROWID;

-- Words of titles, tags and texts of notes, by entity num. The text itself is not kept again.
CREATE VIRTUAL TABLE search USING fts5 (
    title, tags, body,
    content = '', contentless_delete = 1,
    tokenize = "unicode61 remove_diacritics 2"
);

INSERT INTO cursor VALUES (1, 0, 0, zeroblob(32));
INSERT INTO wal_size VALUES (1, 0, 0);
