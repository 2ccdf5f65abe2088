//! `GET /sync/violations?vault=&since=&limit=`: what the server remarked about actions of a vault, or kept from
//! others, so that the author's devices can say so. `POST /sync/violations/{seq}/resolve?vault=`: a person has seen it.

use driftless_domain::{ActionId, ClientId, EntityId, Hlc, Seq};
use serde::{Deserialize, Serialize};

use crate::upload::{Flag, QuarantineCode};

/// One action that was remarked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// Its place in the log.
    pub seq: Seq,
    /// The action.
    pub id: ActionId,
    /// Its author.
    pub client_id: ClientId,
    /// What it is about; none when its payload is withheld.
    pub entity_id: Option<EntityId>,
    /// The remarks.
    pub flags: Vec<Flag>,
    /// Why its payload is withheld; none when it replicates.
    pub quarantine: Option<QuarantineCode>,
    /// The server's clock when it came.
    pub witnessed_time: Hlc,
    /// When a person said that it is fine, server's wall clock, milliseconds since the Unix epoch.
    pub resolved_at_ms: Option<u64>,
}

/// A page of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViolationPage {
    /// Those after `since`, by seq.
    pub violations: Vec<Violation>,
    /// Position to go on from; `since` when there are no more.
    pub new_cursor: Seq,
}
