//! The sync state, in the words of the sidebar's foot and of `driftless status`.

use serde::{Deserialize, Serialize};

/// What the foot of the sidebar says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum SyncMood {
    /// No server yet: everything is on this device.
    Local,
    /// Nothing waits and the last cycle ended well.
    Synced,
    /// Changes wait to be sent.
    Waiting,
    /// A cycle runs.
    Syncing,
    /// The network is away; everything is saved on this device.
    Offline,
    /// The server is away or answers badly, since `trouble_since`.
    Trouble,
    /// The server refuses until the user does something (token, version, epoch).
    NeedsUser,
}

/// One phase of a cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct PhaseView {
    /// upload, download, reconcile, materialize, verify, files.
    pub phase: String,
    /// Duration in milliseconds.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub ms: f64,
    /// Actions handled.
    pub count: u32,
    /// Error class, if it failed.
    pub error: Option<String>,
}

/// One sync cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct CycleView {
    /// When it started, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub started_at: u64,
    /// What asked for it.
    pub trigger: String,
    /// Actions accepted by the server.
    pub uploaded: u32,
    /// Actions received.
    pub downloaded: u32,
    /// Accepted with a flag.
    pub flagged: u32,
    /// Refused or unreadable, kept in quarantine.
    pub quarantined: u32,
    /// New review items.
    pub conflicts: u32,
    /// Position after the cycle.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub cursor: u64,
    /// The server's position.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub head: u64,
    /// Phases in order.
    pub phases: Vec<PhaseView>,
    /// The failed phase's error in words.
    pub error: Option<String>,
}

/// The sync state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct SyncStatus {
    /// One word for it.
    pub mood: SyncMood,
    /// Server address without secrets; null when there is none.
    pub server: Option<String>,
    /// Actions not yet acknowledged.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub pending: u64,
    /// Age of the oldest of them, milliseconds.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub oldest_pending_ms: u64,
    /// Position in the vault's log.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub cursor: u64,
    /// Last successful cycle, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub last_success_at: Option<u64>,
    /// Since when it does not work, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub trouble_since: Option<u64>,
    /// Next automatic try, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub next_try_at: Option<u64>,
    /// Class of what is wrong (`network.timeout`, `store.full`, …), for words in the window's language.
    pub trouble_kind: Option<String>,
    /// What is wrong, in words, and what to do.
    pub trouble: Option<String>,
    /// Review items.
    pub reviews: u32,
    /// Entries in quarantine.
    pub quarantine: u32,
    /// Changes that need a newer version of the app.
    pub held: u32,
    /// Attachments that are not at the server yet; 0 without a server.
    pub files_waiting: u32,
    /// Attachments that notes name and that are not on this device yet.
    pub files_missing: u32,
    /// Why an attachment could not be sent the last time, in a sentence.
    pub files_trouble: Option<String>,
    /// Name of the device and time of the last equal state hash ("verified equal to …").
    pub verified_with: Option<String>,
    /// When that was, milliseconds since the epoch.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub verified_at: Option<u64>,
    /// The last cycle.
    pub last_cycle: Option<CycleView>,
}

/// What changed in the database, for every window to ask again for what it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct ChangedEvent {
    /// Notes and notebooks that changed; empty means "many: ask for everything".
    pub ids: Vec<String>,
}
