-- Version 4: gestures can be found by their name, and what leaves the WAL stays as history.

ALTER TABLE actions ADD COLUMN group_id BLOB; -- the gesture that the action belongs to; NULL when it is one of its own
-- What this version writes ends with the group; longer payloads are compressed and cannot be read here.
UPDATE actions SET group_id = substr(payload, -16)
    WHERE substr(payload, 1, 1) = x'00' AND substr(payload, -23, 7) = x'6567726F757050';
CREATE INDEX actions_of_group ON actions (group_id) WHERE group_id IS NOT NULL;
-- By the time that counts for order: never more than five minutes after the server saw it.
CREATE INDEX actions_by_time ON actions (min(logical_time, coalesce(witnessed_time + 19660800000, logical_time)));

CREATE TABLE history (               -- actions that compaction took out of the WAL, kept to travel in
    num           INTEGER PRIMARY KEY, -- order of leaving the WAL
    id            BLOB    NOT NULL UNIQUE, -- the action
    entity_id     BLOB    NOT NULL,  -- the note or notebook
    entity_type   TEXT    NOT NULL,  -- what that is
    action_type   TEXT    NOT NULL,  -- create, update, delete, restore
    client_id     BLOB    NOT NULL,  -- the device that wrote it
    device_seq    INTEGER NOT NULL,  -- that device's count
    logical_time  INTEGER NOT NULL,  -- HLC
    seen          INTEGER NOT NULL,  -- the device's cursor when it wrote
    schema        INTEGER NOT NULL,  -- version of the payload's meaning
    payload       BLOB    NOT NULL,  -- packed canonical CBOR
    seq           INTEGER NOT NULL,  -- place in the server's log
    witnessed_time INTEGER NOT NULL, -- the server's clock then (HLC)
    group_id      BLOB               -- the gesture that the action belongs to; NULL when it is one of its own
) STRICT;
CREATE INDEX history_of_entity ON history (entity_id);
CREATE INDEX history_of_group ON history (group_id) WHERE group_id IS NOT NULL;
CREATE INDEX history_by_time ON history (min(logical_time, witnessed_time + 19660800000));

CREATE TABLE history_days (          -- of what is older than the policy keeps whole: one state a day
    entity_id     BLOB    NOT NULL,  -- the note or notebook
    day           INTEGER NOT NULL,  -- days since the epoch, UTC
    at            INTEGER NOT NULL,  -- time that counts for order of the last action in it (HLC)
    client_id     BLOB    NOT NULL,  -- the device that wrote that
    state         BLOB    NOT NULL,  -- packed CBOR of the registers at the end of that day
    version       BLOB    NOT NULL,  -- packed version of the text then: 12 bytes for each writer
    PRIMARY KEY (entity_id, day)
) STRICT, WITHOUT ROWID;
