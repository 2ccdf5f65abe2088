//! `POST /sync/actions`: up to 1,000 actions or 4 MiB, one outcome for each.

use driftless_domain::{ActionId, Epoch, Hlc, Seq, VaultId};
use serde::{Deserialize, Serialize};

use crate::envelope::Envelope;

/// A batch of one device's actions, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UploadRequest {
    /// The vault; every envelope must name the same one.
    pub vault_id: VaultId,
    /// 1 to [`driftless_domain::limits::BATCH_ACTIONS_MAX`].
    pub actions: Vec<Envelope>,
}

/// What the server noticed about an action that it stored all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Written by a clock more than five minutes ahead; ordered by the clamped time.
    ClockSkew,
    /// Update or restore of an entity that was never created.
    UnknownEntity,
    /// Update after a delete that its author had not seen.
    EditedAfterDelete,
    /// A mass delete: clients hold it until the user confirms.
    MassDelete,
    /// `seen` was beyond the log's head.
    SeenAhead,
    /// A schema that this server does not know.
    NewerSchema,
}

/// Why an action was not fit to replicate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineCode {
    /// Payload over [`driftless_domain::limits::PAYLOAD_BYTES_MAX`] (sealed).
    TooLarge,
    /// Known id, other bytes.
    OtherContent,
    /// Envelope version or vault does not fit.
    BadEnvelope,
    /// `device_seq` leaves a gap.
    Gap,
}

/// What became of one action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Stored.
    Accepted {
        /// Place in the log.
        seq: Seq,
        /// The server's clock.
        witnessed_time: Hlc,
    },
    /// Known, with the same bytes.
    Duplicate {
        /// Place in the log.
        seq: Seq,
        /// The server's clock then.
        witnessed_time: Hlc,
    },
    /// Stored and replicated, with remarks.
    Flagged {
        /// Place in the log.
        seq: Seq,
        /// The server's clock.
        witnessed_time: Hlc,
        /// The remarks.
        flags: Vec<Flag>,
    },
    /// Not fit to replicate; the client keeps it and goes on with the rest.
    Quarantined {
        /// Why.
        code: QuarantineCode,
    },
    /// This `client_id` and `device_seq` exist with another `id`: a cloned device.
    Forked,
    /// Not now.
    RetryLater {
        /// Milliseconds to wait.
        after_ms: u64,
    },
}

/// One action's outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// The action.
    pub id: ActionId,
    /// What became of it.
    pub result: Outcome,
}

/// Answer to an upload: outcomes in the order of the request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadResponse {
    /// Life of the log.
    pub epoch: Epoch,
    /// One for each action.
    pub outcomes: Vec<OutcomeRow>,
    /// Highest seq of the vault now.
    pub head: Seq,
    /// Wall clock of the server, milliseconds since the Unix epoch.
    pub server_time_ms: u64,
}
