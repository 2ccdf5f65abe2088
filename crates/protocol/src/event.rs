//! `GET /sync/events?vault=`: server-sent events, JSON in `data`. A hint only: a lost one costs
//! latency, never data. A comment line every 25 s keeps the connection alive.

use driftless_domain::{Epoch, Seq};
use serde::{Deserialize, Serialize};

/// `event: head`: the log is now this long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadEvent {
    /// Life of the log.
    pub epoch: Epoch,
    /// Highest seq.
    pub head: Seq,
}
