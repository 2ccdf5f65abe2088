//! The sync state in one word and its facts: a pure function of what the database and the coordinator say.

use crate::contract::{BlobCounts, Connection, Cursor, CycleRecord, JobRow, PendingSummary, StoreError, StoreTx};
use crate::coordinator::SYNC_JOB;

/// Setting: end of the last successful cycle, milliseconds since the epoch.
pub const LAST_SUCCESS: &str = "sync.last_success_ms";
/// Setting: the device whose equal state hash was seen last, as text of its client id.
pub const VERIFIED_WITH: &str = "sync.verified_with";
/// Setting: when that device reported, milliseconds since the epoch.
pub const VERIFIED_AT: &str = "sync.verified_at_ms";

/// One word for the sync state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// No server yet.
    Local,
    /// Nothing waits and the last cycle ended well.
    Synced,
    /// Changes wait to be sent, or no cycle has ended yet.
    Waiting,
    /// A cycle runs.
    Syncing,
    /// There is no network.
    Offline,
    /// The server is away or answers badly.
    Trouble,
    /// Only the user can mend it.
    NeedsUser,
}

/// What the running process knows that the database does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// A cycle is under way.
    pub is_running: bool,
    /// The system says that there is a network.
    pub is_online: bool,
}

impl Live {
    /// For a process that does not sync itself.
    pub const UNKNOWN: Self = Self { is_running: false, is_online: true };
}

/// What the database says of syncing, read in one transaction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    /// The server, if there is one.
    pub connection: Option<Connection>,
    /// The backlog.
    pub pending: PendingSummary,
    /// Where the cursor stands.
    pub cursor: Cursor,
    /// The retry job: there while the last cycle failed.
    pub retry: Option<JobRow>,
    /// The last cycle.
    pub last_cycle: Option<CycleRecord>,
    /// End of the last successful cycle, milliseconds since the epoch.
    pub last_success_ms: Option<u64>,
    /// The device whose equal state hash was seen last, and when it reported.
    pub verified: Option<(String, u64)>,
    /// Review items.
    pub reviews: u32,
    /// Entries in quarantine.
    pub quarantine: u32,
    /// Entries that wait for a newer version of the app.
    pub held: u64,
    /// Attachments.
    pub files: BlobCounts,
}

impl Facts {
    /// Reads them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn load(tx: &dyn StoreTx) -> Result<Self, StoreError> {
        let number = |name: &str| Ok::<_, StoreError>(tx.setting(name)?.and_then(|text| text.parse().ok()));
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        Ok(Self {
            connection: tx.connection()?,
            pending: tx.pending_summary()?,
            cursor: tx.load_cursor()?,
            retry: tx.job(SYNC_JOB)?,
            last_cycle: tx.cycles(1)?.into_iter().next(),
            last_success_ms: number(LAST_SUCCESS)?,
            verified: tx.setting(VERIFIED_WITH)?.zip(number(VERIFIED_AT)?),
            reviews: count(tx.reviews()?.len()),
            quarantine: count(tx.quarantined()?.len()),
            held: tx.wal_summary()?.held,
            files: tx.blob_counts()?,
        })
    }
}

/// The derived state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// One word for it.
    pub mood: Mood,
    /// Age of the oldest pending action, milliseconds.
    pub oldest_pending_ms: u64,
    /// Class of what is wrong.
    pub trouble: Option<String>,
    /// Since when, milliseconds since the epoch.
    pub trouble_since_ms: Option<u64>,
    /// Next automatic try, milliseconds since the epoch.
    pub next_try_ms: Option<u64>,
    /// What is wrong and what to do, in words.
    pub words: Option<&'static str>,
}

/// Returns whether a class of error is one that only the user can mend.
pub fn needs_user(class: &str) -> bool {
    matches!(
        class,
        "auth.unauthorized"
            | "auth.other_vault"
            | "account.sign_in_again"
            | "account.revoked"
            | "account.changed"
            | "vault.changed"
            | "server.upgrade_required"
            | "server.went_back"
            | "server.missing"
            | "server.forked"
    )
}

/// Derives the state. `now_ms`: wall clock, milliseconds since the epoch.
pub fn status(facts: &Facts, live: Live, now_ms: u64) -> Status {
    let trouble = facts.retry.as_ref().and_then(|job| job.last_error.clone());
    let class = trouble.as_deref().unwrap_or_default();
    let is_stuck = needs_user(class);
    let is_offline = !live.is_online || class == "network.offline";
    let mood = if facts.connection.is_none() {
        Mood::Local
    } else if live.is_running {
        Mood::Syncing
    } else if is_stuck {
        Mood::NeedsUser
    } else if is_offline {
        Mood::Offline
    } else if trouble.is_some() {
        Mood::Trouble
    } else if facts.pending.entries > 0 || facts.last_success_ms.is_none() {
        Mood::Waiting
    } else {
        Mood::Synced
    };
    let age = |oldest: u64| if facts.pending.entries == 0 { 0 } else { now_ms.saturating_sub(oldest) };
    let retries = facts.retry.as_ref().filter(|_| facts.connection.is_some() && !is_stuck && live.is_online);
    Status {
        mood,
        oldest_pending_ms: age(facts.pending.oldest_ms),
        trouble_since_ms: facts.retry.as_ref().and_then(|job| job.failing_since_ms),
        next_try_ms: retries.map(|job| now_ms + job.wait_ms(now_ms)),
        words: trouble.as_deref().map(words),
        trouble,
    }
}

/// Returns what a class of error means to a person: what happened, what was kept, what to do.
pub fn words(class: &str) -> &'static str {
    match class {
        "network.offline" => "There is no network. Everything is saved on this device and is sent when it is back.",
        "network.unreachable" => "The server cannot be reached. Everything is saved on this device.",
        "network.timeout" => "The server does not answer. Everything is saved on this device.",
        "network.intercepted" => {
            "Something between here and the server answers in its place, such as a hotel's sign-in page. \
             Open a web page to sign in. Nothing was sent to it but sealed notes."
        }
        "server.failed" => "The server fails. Everything is saved on this device.",
        "server.busy" | "server.retry_later" => "The server asked to wait. Everything is saved on this device.",
        "server.garbled" => "The server's answer cannot be read. Everything is saved on this device.",
        "server.chain" => {
            "The server's log is not the one this device knows. Nothing of it was taken over. Ask whoever runs it."
        }
        "server.too_large" => "The server refuses a change because of its size. It is saved on this device.",
        "server.refused" => "The server refused a request. Everything is saved on this device.",
        "auth.unauthorized" => {
            "The server does not accept this device. Editing goes on; connect again with a new connect code."
        }
        "auth.other_vault" => {
            "The server does not know this vault for this device. Editing goes on; connect again with a connect \
             code of this vault."
        }
        "account.sign_in_again" => {
            "The server asks for the password of the account again. Editing goes on; sign in to go on syncing."
        }
        "account.revoked" => {
            "Another device of the account removed this one. What was written here is kept; nothing is sent any more."
        }
        "account.changed" => {
            "The server shows another list of the account's devices than this device knows. Nothing of it was taken \
             over and editing goes on; sync waits."
        }
        "vault.changed" => {
            "The server shows other members or keys of this vault than this device knows. Nothing of it was taken \
             over and editing goes on; sync waits."
        }
        "server.missing" => {
            "The server lacks changes that were there before. Nothing here is lost and editing goes on; sync waits \
             until you decide."
        }
        "server.forked" => {
            "The server shows this device another history than before. Nothing of it was taken over and editing goes \
             on; sync waits until you decide."
        }
        "vault.newer_key" => "The vault has a newer key than this device. It is asked for.",
        "server.upgrade_required" => "The server needs a newer version of this app. Editing goes on; update the app.",
        "server.went_back" => {
            "The server went back to an older state, as after a restore. Nothing here is lost and editing goes on; \
             sync waits until you decide."
        }
        "store.full" => "The disk is full. What was saved before is kept; free some space.",
        "store.read_only" => "The data folder cannot be written. Check its permissions.",
        "store.busy" => "Another program holds the database. It is tried again.",
        "store.damaged" => "The database is damaged. Make a copy of the data folder, then run verify.",
        _ => "The last sync failed. Everything is saved on this device.",
    }
}
