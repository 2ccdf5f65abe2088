//! What goes into the coordinator, and what comes out.

use driftless_domain::{ActionId, ClientId, Epoch, Seq};

use crate::contract::{CycleRecord, JobRow};
use crate::error::SyncError;

/// Both clocks and a random number at the moment of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Wall clock, milliseconds since the Unix epoch; may jump both ways.
    pub wall_ms: u64,
    /// Stopwatch, milliseconds; may stand still while the computer sleeps.
    pub monotonic_ms: u64,
    /// 64 random bits.
    pub random: u64,
}

/// What asks for a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trigger {
    /// The app started, or was connected to a server.
    Start,
    /// Something was written here; waits one second for more.
    LocalWrite,
    /// The server says that its log is this long.
    ServerEvent {
        /// Life of the log.
        epoch: Epoch,
        /// Highest seq.
        head: Seq,
    },
    /// The window has the focus.
    Focus,
    /// The computer woke up.
    Resume,
    /// The network is back.
    NetworkBack,
    /// The user pressed Sync now.
    Button,
    /// Five minutes went by.
    Interval,
    /// A failed cycle is tried again.
    Retry,
}

impl Trigger {
    /// Returns the stable name for metrics and the ring of cycles.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::LocalWrite => "local_write",
            Self::ServerEvent { .. } => "server_event",
            Self::Focus => "focus",
            Self::Resume => "resume",
            Self::NetworkBack => "network_back",
            Self::Button => "button",
            Self::Interval => "interval",
            Self::Retry => "retry",
        }
    }
}

/// One step of a cycle: one request with what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Send one batch of at most so many actions.
    Upload {
        /// Actions.
        count_max: usize,
    },
    /// Fetch and apply one page.
    Download,
    /// Take a new identity and issue anew what is pending: this one is another device's too.
    Reissue,
    /// Set the first pending action aside: the server fails on it and on nothing else.
    SetAside {
        /// The action.
        poison: ActionId,
        /// Class of the error.
        class: &'static str,
    },
    /// Compare state hashes.
    Verify,
}

/// What an upload step did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Uploaded {
    /// Actions sent.
    pub sent: u32,
    /// Acknowledged.
    pub acknowledged: u32,
    /// Of them, those with remarks.
    pub flagged: u32,
    /// Refused and put into quarantine.
    pub quarantined: u32,
    /// The server knows this device's count from another device, or lacks earlier actions of it.
    pub must_reissue: bool,
    /// Longest wait that an outcome asked for, milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The server's head; none when nothing was sent.
    pub head: Option<Seq>,
}

/// What a download step did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Downloaded {
    /// Rows of the page.
    pub rows: u32,
    /// Actions of other devices that were not here before.
    pub received: u32,
    /// Own actions that the page acknowledged.
    pub acknowledged: u32,
    /// Put into quarantine.
    pub quarantined: u32,
    /// New review items.
    pub conflicts: u32,
    /// Life of the log.
    pub epoch: Epoch,
    /// Where the cursor stands now.
    pub cursor: Seq,
    /// The server's head.
    pub head: Seq,
    /// Time in reconciling, nanoseconds.
    pub reconcile_ns: u64,
    /// Time in materializing, nanoseconds.
    pub materialize_ns: u64,
}

/// What a verify step found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Verified {
    /// Whether the state was comparable: idle at head, nothing refused.
    pub is_reported: bool,
    /// Another device at the same position with an equal state hash, and when it reported, milliseconds.
    pub equal_to: Option<(ClientId, u64)>,
    /// A device at the same position that differs.
    pub differs_from: Option<ClientId>,
}

/// How a step ended.
#[derive(Debug)]
pub enum Done {
    /// Of [`Step::Upload`], with the first action of the batch that was tried.
    Upload {
        /// What it did.
        result: Result<Uploaded, SyncError>,
        /// First action of the batch.
        first: Option<ActionId>,
        /// Actions of the batch.
        batch: usize,
        /// Actions still pending.
        pending: u64,
    },
    /// Of [`Step::Download`].
    Download(Result<Downloaded, SyncError>),
    /// Of [`Step::Reissue`] and [`Step::SetAside`].
    Reissue(Result<(), SyncError>),
    /// Of [`Step::Verify`].
    Verify(Result<Verified, SyncError>),
}

/// What happens.
#[derive(Debug)]
pub enum Event {
    /// Something asks for a cycle.
    Trigger(Trigger),
    /// The network went away or came back. Back is also a [`Trigger::NetworkBack`].
    Network {
        /// Whether there is one.
        is_online: bool,
    },
    /// A time named by [`super::Coordinator::wake_in_ms`] has come.
    Woke,
    /// A step ended, after so many nanoseconds.
    Done {
        /// How.
        done: Done,
        /// Duration, nanoseconds.
        took_ns: u64,
    },
    /// The cycle's record and job are on disk (or could not be written: the cycle ended all the same).
    Finished,
}

/// What is to be done. At most one effect is under way at a time.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Run this step, then say [`Event::Done`].
    Run(Step),
    /// Write the record and the job (none: remove it) in one transaction, then say [`Event::Finished`].
    Finish {
        /// The cycle.
        record: Box<CycleRecord>,
        /// The retry job.
        retry: Option<JobRow>,
    },
}
