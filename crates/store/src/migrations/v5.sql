-- Version 5: attachments.

CREATE TABLE blobs (                 -- attachments that are here or that notes name; never derived, never deleted by itself
    num           INTEGER PRIMARY KEY, -- order in which they became known
    name          BLOB    NOT NULL UNIQUE, -- 32 bytes: keyed hash of the content
    state         INTEGER NOT NULL,  -- 0 missing here, 1 waiting to be sent, 2 here and at the server, 3 set aside
    size_bytes    INTEGER NOT NULL,  -- bytes of the content; 0 while it is not here
    tries         INTEGER NOT NULL,  -- tries to send or fetch it that failed since the last that did not
    trouble       TEXT,              -- class of the last failure; NULL after a success
    named_by      BLOB,              -- 32 bytes: key that the name was made with; NULL while the content is not here
    content       BLOB,              -- the bytes as they were added; NULL while they are not here
    aside         BLOB               -- what came under its name and is not it, as it came; NULL when nothing did
) STRICT;
CREATE INDEX blobs_by_state ON blobs (state, tries, num);
