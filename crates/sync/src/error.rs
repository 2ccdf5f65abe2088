//! Why a step of a cycle ended early.

use driftless_domain::{Epoch, Seq};

use crate::contract::{AlarmClass, RemoteError, SealError, StoreError};

/// A page of the log is not what the log must look like. Nothing of it was applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// The server's log has another epoch: it was restored from a backup.
    #[error("the server's log began anew: epoch {found}, this device knows epoch {known}")]
    OtherEpoch {
        /// Epoch of the cursor.
        known: Epoch,
        /// Epoch of the answer.
        found: Epoch,
    },
    /// The log is shorter than what this device has of it.
    #[error("the server's log ends at {head}, this device has it up to {cursor}")]
    WentBack {
        /// Where the cursor stands.
        cursor: Seq,
        /// Head of the answer.
        head: Seq,
    },
    /// A row is missing, doubled or out of order.
    #[error("the server's log has {found} where {expected} must be")]
    Gap {
        /// What comes next.
        expected: Seq,
        /// What came.
        found: Seq,
    },
    /// A row is altered, or something before it is.
    #[error("the server's log is not the one this device knows, at {0}")]
    Chain(Seq),
    /// A row holds neither an action nor its withheld form, or both.
    #[error("row {0} of the server's log is neither an action nor withheld")]
    Row(Seq),
    /// The end that the page claims is not where its rows end.
    #[error("the page claims to end at {claimed}, its rows end at {found}")]
    End {
        /// `new_cursor` of the answer.
        claimed: Seq,
        /// Where the rows end.
        found: Seq,
    },
    /// More rows than were asked for.
    #[error("the page has {0} rows, more than were asked for")]
    TooLong(usize),
    /// There is more, yet the page is empty.
    #[error("the server's log ends at {head}, yet nothing comes after {cursor}")]
    Stuck {
        /// Where the cursor stands.
        cursor: Seq,
        /// Head of the answer.
        head: Seq,
    },
    /// The server lacks what this device sent before: it was restored, or rewinds.
    #[error("the server lacks what this device sent before")]
    Lacks,
    /// Sealed under an epoch whose key is not here (yet): the next cycle asks for it.
    #[error("a page is sealed under epoch {0}, whose key is not here yet")]
    UnknownEpoch(u32),
    /// This device's client id wrote what this device does not know: the database was copied. Take a new
    /// identity first.
    #[error("another device writes under this device's name")]
    Cloned,
}

/// A step ended early. The WAL is untouched, what was committed before stays, editing goes on.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The database cannot do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The request failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// A page was refused.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The server did what no honest one does: nothing is sent or taken until that is healed.
    #[error("syncing waits: {}", crate::status::words(.0.as_str()))]
    Alarmed(AlarmClass),
    /// An own action cannot be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
}

impl PageError {
    /// Returns the alarm that this is in a vault of an account; none for what an honest server may show.
    pub const fn alarm(&self) -> Option<AlarmClass> {
        match self {
            Self::OtherEpoch { .. } | Self::WentBack { .. } | Self::Lacks => Some(AlarmClass::WentBack),
            Self::Chain(_) => Some(AlarmClass::Forked),
            Self::Gap { .. }
            | Self::Row(_)
            | Self::End { .. }
            | Self::TooLong(_)
            | Self::Stuck { .. }
            | Self::UnknownEpoch(_)
            | Self::Cloned => None,
        }
    }
}

impl SyncError {
    /// Returns the stable class for metrics, the ring of cycles and status.
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Store(StoreError::Busy) => "store.busy",
            Self::Store(StoreError::Full) => "store.full",
            Self::Store(StoreError::ReadOnly(_)) => "store.read_only",
            Self::Store(StoreError::Damaged(_)) => "store.damaged",
            Self::Store(StoreError::OtherContent(_)) => "store.other_content",
            Self::Store(StoreError::CursorBackwards { .. } | StoreError::Engine(_)) => "store.failed",
            Self::Remote(error) => error.class(),
            Self::Page(PageError::OtherEpoch { .. } | PageError::WentBack { .. } | PageError::Lacks) => {
                "server.went_back"
            }
            Self::Page(PageError::UnknownEpoch(_)) => "vault.newer_key",
            Self::Alarmed(class) => class.as_str(),
            Self::Page(PageError::Chain(_)) => "server.chain",
            Self::Page(PageError::Cloned) => "device.cloned",
            Self::Page(_) => "server.garbled",
            Self::Seal(_) => "seal.failed",
        }
    }

    /// Returns whether only the user can mend it.
    pub const fn needs_user(&self) -> bool {
        match self {
            Self::Remote(error) => error.needs_user(),
            Self::Page(PageError::OtherEpoch { .. } | PageError::WentBack { .. } | PageError::Lacks)
            | Self::Alarmed(_) => true,
            Self::Page(_) | Self::Store(_) | Self::Seal(_) => false,
        }
    }

    /// Returns the wait that the server asked for, milliseconds.
    pub const fn after_ms(&self) -> Option<u64> {
        match self {
            Self::Remote(RemoteError::Busy { after_ms }) => *after_ms,
            Self::Remote(_) | Self::Page(_) | Self::Store(_) | Self::Seal(_) | Self::Alarmed(_) => None,
        }
    }

    /// Returns whether a smaller batch might go through: one of its actions may be what the server fails on.
    pub const fn may_be_one_action(&self) -> bool {
        matches!(self, Self::Remote(RemoteError::Server(_) | RemoteError::Refused(_, _) | RemoteError::TooLarge))
    }
}
