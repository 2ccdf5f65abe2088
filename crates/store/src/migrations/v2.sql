-- Version 2: links between notes. The next search or question for links reads every text once more.

CREATE TABLE note_links (            -- links that the texts of notes hold; kept with the search index, up to device.indexed
    num           INTEGER NOT NULL,  -- the note that they stand in
    place         INTEGER NOT NULL,  -- where a link begins in its text, bytes
    target        BLOB,              -- the note that it names by id; NULL when it names a title
    title_key     TEXT,              -- the title that it names, in the form of notes.title_key; NULL when it names an id
    PRIMARY KEY (num, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_links_to_note ON note_links (target, num) WHERE target IS NOT NULL;
CREATE INDEX note_links_to_title ON note_links (title_key, num) WHERE title_key IS NOT NULL;

-- Finds the note of a title, and all titles without reading the rows.
CREATE INDEX notes_of_title ON notes (title_key, shelf, updated_ms, num);

UPDATE device SET indexed = 0;
