//! Use cases: the one door for the desktop window and the command line.
//!
//! Invariant: rules are `driftless-domain`'s, storage is `driftless-store`'s, the network is
//! `driftless-api-client`'s. Here they are wired, arguments are checked, and time and random numbers
//! come from the world.
//!
//! Reading order: [`App`], [`Door`], [`OpenOptions`], [`AppError`], [`view`].

mod account;
mod app;
mod attachments;
mod backups;
mod capture;
mod clock;
mod devices;
mod diagnostics;
mod door;
mod error;
mod events;
mod history;
mod input;
mod links;
mod lock;
mod materializer;
mod notebooks;
mod notes;
mod options;
mod preferences;
mod pulse;
pub mod quick_open;
mod reviews;
mod saved_searches;
pub mod sealer;
mod search;
mod session;
mod slot;
mod storage;
mod sync_runtime;
mod templates;
mod undo;
mod upgrade;
mod upkeep;
mod watch;

pub mod inspect;
pub mod markdown;
pub mod view;

pub use app::App;
pub use attachments::ShownAttachment;
pub use backups::{backups_in, restore_backup};
pub use clock::SystemClock;
pub use door::{Door, opens_by_passphrase};
pub use error::AppError;
pub use events::{AppEvent, Subscription};
pub use notes::{NoteDraft, Written};
pub use options::{KeyChoice, OpenOptions, Role};
pub use session::SessionSink;
pub use sync_runtime::SyncHint;
pub use templates::Today;
pub use upkeep::Tidied;
