-- Version 3. What a search asks of texts, and which notes were opened on this device.

CREATE TABLE note_facts (            -- what the text of a note has in it, written with the search index
    num           INTEGER PRIMARY KEY, -- the entity
    facts         INTEGER NOT NULL   -- bits: 1 link, 2 attachment, 4 code, 8 table, 16 open task, 32 done task
) STRICT;

CREATE TABLE opened (                -- notes that were opened on this device; never synced
    id            BLOB    PRIMARY KEY, -- the note
    opens         INTEGER NOT NULL,  -- how often
    last_ms       INTEGER NOT NULL   -- when last, milliseconds since the epoch
) STRICT, WITHOUT ROWID;
CREATE INDEX opened_by_time ON opened (last_ms);

-- Every note is indexed again, in the background: that is what finds its facts.
UPDATE device SET indexed = 0;
