//! The sync engine: decides, never opens a socket or a database.
