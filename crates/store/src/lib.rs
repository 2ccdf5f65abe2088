//! SQLCipher behind the contracts of the sync engine, and the queries that windows and scripts show.
//!
//! Invariant: the only place with SQL of a device. No network, no rules of what an action means, no text
//! of a note in an error or a log line. An existing data folder is never initialised again.
//!
//! Reading order: `folder`, `keys`, `open`, `store` and `tx` (transactions), `migrations/` (every
//! table and column), then one file per contract (`wal`, `cursor`, `notes`, `review`, `quarantine`,
//! `jobs`, `drafts`, `device`), `list` and `sidebar` (what lists show), `search`, `links`, `lock` (several
//! processes on one folder), `backups`, `maintenance`.

mod account;
pub mod backups;
mod blobs;
mod calendar;
mod column;
mod compaction;
mod connection;
mod cursor;
mod device;
mod digest_tree;
mod drafts;
mod error;
mod folder;
mod history;
mod instance;
mod jobs;
mod keys;
mod links;
mod list;
mod lock;
mod maintenance;
mod migrations;
mod note_row;
mod notebook_row;
mod notes;
mod open;
mod opened;
mod quarantine;
mod review;

pub mod search;
mod sidebar;
mod store;
mod titles;
mod trash;
mod tx;
mod wal;

pub use error::OpenError;
pub use folder::DataFolder;
pub use keys::{DatabaseKey, KeySlots, KeySource, Slot, SlotKind, check_keychain};
pub use links::{LinkedNote, LinkingNote, Mention, Mentions, is_same_title};
pub use list::{Group, GroupKey, Grouping, List, ListedNote, Scope, SortBy, Window};
pub use lock::{RenewalTurn, SyncRole, WriterSlot};
#[doc(hidden)]
pub use migrations::MIGRATIONS;
pub use open::{FolderState, NewVault, OpenOptions, Opened, check_key, look};
pub use opened::Opening;
pub use sidebar::{Counts, ListedNotebook, ListedTag};
pub use store::SqliteStore;
pub use titles::ListedTitle;
pub use tx::Tx;
