-- Version 6: favourites, when a note was put in the trash, and every order of a list by an index.

ALTER TABLE notes ADD COLUMN favorite INTEGER NOT NULL DEFAULT 0; -- 1 one of the favourites
ALTER TABLE notes ADD COLUMN trashed_ms INTEGER NOT NULL DEFAULT 0; -- when it was deleted, milliseconds since the epoch; 0 while it is not in the trash
ALTER TABLE notes ADD COLUMN noticed_ms INTEGER; -- when this device first looked at it in the trash, by its own clock; NULL before

-- A list reads pinned and unpinned notes apart, so that one index serves both directions, pinned first or not.
CREATE INDEX notes_of_notebook_by_creation ON notes (notebook, shelf, pinned DESC, created_ms DESC, num DESC);
CREATE INDEX notes_of_notebook_by_title ON notes (notebook, shelf, pinned DESC, title_key, num);
CREATE INDEX favorites_by_update ON notes (shelf, pinned, updated_ms, num) WHERE favorite = 1;
CREATE INDEX favorites_by_creation ON notes (shelf, pinned, created_ms, num) WHERE favorite = 1;
CREATE INDEX favorites_by_title ON notes (shelf, pinned, title_key, num) WHERE favorite = 1;
CREATE INDEX notes_by_deletion ON notes (trashed_ms, num) WHERE shelf = 2;
