//! Every bound of the project, with its unit and its reason. What is over a bound is refused where it
//! is made, or quarantined where it arrives; it is never cut off.

/// How far ahead of the server a device's clock may order an action, milliseconds. Five minutes is
/// beyond any honest drift and too short to win conflicts for long.
pub const CLOCK_AHEAD_MS_MAX: u64 = 5 * 60 * 1000;

/// Title or notebook name, bytes of UTF-8: longer than any title a person writes.
pub const TITLE_BYTES_MAX: usize = 1_000;

/// Tag name, bytes of UTF-8.
pub const TAG_BYTES_MAX: usize = 200;

/// A tag written into a text, UTF-16 units: what is longer is no tag, in the editor too.
pub const INLINE_TAG_UTF16_MAX: usize = 100;

/// Tags of one note; bounds the row and the digest of an entity.
pub const TAGS_PER_NOTE_MAX: usize = 500;

/// Other text fields (colour, kept front matter), bytes of UTF-8.
pub const TEXT_FIELD_BYTES_MAX: usize = 64 * 1024;

/// Body of a note, bytes of UTF-8. A larger text is a file, not a note.
pub const BODY_BYTES_MAX: usize = 20 * 1024 * 1024;

/// One body update, bytes: the largest body with its CRDT overhead.
pub const BODY_UPDATE_BYTES_MAX: usize = 24 * 1024 * 1024;

/// Payload of one action, bytes, before sealing.
pub const PAYLOAD_BYTES_MAX: usize = 25 * 1024 * 1024;

/// CBOR values of one payload, of known and unknown fields together: each takes 32 bytes in memory while
/// it is read, also when it took one on the wire.
pub const PAYLOAD_VALUES_MAX: usize = 300_000;

/// Writes named in one `keeps`: more concurrent values of one field than people have devices.
pub const KEEPS_MAX: usize = 256;

/// Name of an entity type, action type or field, bytes of ASCII.
pub const NAME_BYTES_MAX: usize = 64;

/// Depth of notebooks shown; deeper ones are shown at this depth.
pub const NOTEBOOK_DEPTH_MAX: usize = 32;

/// Actions of one upload batch or download page.
pub const BATCH_ACTIONS_MAX: usize = 1_000;

/// Bytes of one upload batch or download page. A single action larger than this travels alone.
pub const BATCH_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Body of any request to the server, bytes: one largest action, sealed, with its header.
pub const REQUEST_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Address of a server, bytes of ASCII; what browsers and proxies take.
pub const SERVER_URL_BYTES_MAX: usize = 2_000;

/// Access token of a server, bytes of ASCII; ours have 43.
pub const ACCESS_TOKEN_BYTES_MAX: usize = 256;

/// Rows of one window of a list.
pub const WINDOW_ROWS_MAX: usize = 500;

/// Characters of a search query.
pub const QUERY_CHARS_MAX: usize = 1_000;

/// Query of a saved search, bytes of UTF-8: [`QUERY_CHARS_MAX`] of the longest characters.
pub const QUERY_BYTES_MAX: usize = 4 * QUERY_CHARS_MAX;

/// Brackets inside each other in a search query: SQLite bounds how deep an expression is.
pub const QUERY_DEPTH_MAX: usize = 16;

/// Saved searches that the sidebar shows; more are kept, and found by deleting some.
pub const SAVED_SEARCHES_MAX: usize = 500;

/// Notes whose opening is remembered on a device.
pub const OPENED_NOTES_MAX: usize = 1_000;

/// Answers of quick open.
pub const QUICK_OPEN_MAX: usize = 50;

/// Longest wait between two tries of a job, milliseconds.
pub const RETRY_MS_MAX: u64 = 60_000;

/// Body of a note after a merge, bytes of UTF-8. Two honest devices can each be within
/// [`BODY_BYTES_MAX`] and their merge over it; what is over this one is a bomb.
pub const BODY_MERGED_BYTES_MAX: usize = 4 * BODY_BYTES_MAX;

/// Sections of one change set: more places than an editor can touch at once.
pub const CHANGE_SECTIONS_MAX: usize = 100_000;

/// Links of one note that are indexed, and followed by the lists of links: more than a hand-made index has.
pub const LINKS_PER_NOTE_MAX: usize = 10_000;

/// Backlinks or mentions of one answer, each with its sentence.
pub const LINKS_SHOWN_MAX: usize = 500;

/// Ids of one question for the titles of notes.
pub const RESOLVE_IDS_MAX: usize = 1_000;

/// One attachment, bytes, as it was added: a photo or a paper. Larger files need a transfer in parts.
pub const BLOB_BYTES_MAX: usize = 10 * 1024 * 1024;

/// One attachment as it is sent, bytes: the largest with what sealing adds, and room for later forms.
pub const BLOB_SEALED_BYTES_MAX: usize = BLOB_BYTES_MAX + 4 * 1024;

/// Places of one note that name attachments and are followed.
pub const BLOBS_PER_NOTE_MAX: usize = 10_000;

/// Days that every action is kept, unless somebody chose another number; of what is older, one state a day.
pub const HISTORY_DAYS: u32 = 90;

/// Longest time that every action can be chosen to be kept, days; "for ever" is 0.
pub const HISTORY_DAYS_MAX: u32 = 3_650;

/// Days that an action stays in the log after the server accepted it: `log` and `explain` are quick for what is new.
pub const LOG_DAYS: u64 = 7;

/// Entries of a log that is left alone until [`LOG_DAYS`] have passed; a longer one is folded at once.
pub const LOG_ENTRIES_MAX: u64 = 20_000;
