//! What a running server is made of, and its limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use driftless_domain::limits::{BATCH_ACTIONS_MAX, BATCH_BYTES_MAX, REQUEST_BYTES_MAX};
use tokio::sync::{Semaphore, watch};

use crate::accounts::Accounts;
use crate::fanout::local::LocalFanout;
use crate::metrics::Metrics;
use crate::peer::AddressSource;
use crate::storage::{PageLimit, Storage};

/// Bounds of one server's HTTP side. Tests shorten the times; the defaults are for real networks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at once; more wait to be accepted. An idle one costs a few KiB.
    pub connections_max: usize,
    /// For the headers of a request to arrive, and for an idle connection to send the next one.
    pub header_timeout: Duration,
    /// For the next bytes of a body to arrive.
    pub body_idle_timeout: Duration,
    /// For a whole body to arrive.
    pub body_timeout: Duration,
    /// Bytes of a body.
    pub body_bytes_max: usize,
    /// Bytes of all bodies that are in memory at once, as announced; more wait.
    pub bodies_bytes_max: usize,
    /// For a body to get its place in memory.
    pub memory_timeout: Duration,
    /// Bytes of all headers of a request.
    pub header_bytes_max: usize,
    /// Between two comment lines of an event stream: below what proxies cut idle connections at.
    pub heartbeat: Duration,
    /// For requests in flight to end when the server stops.
    pub stop_timeout: Duration,
    /// Largest page.
    pub page: PageLimit,
    /// Whose word on a caller's address counts.
    pub address_source: AddressSource,
    /// Between two looks of an event stream at whether its session still holds, should nobody tell it.
    pub session_check: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 4_096,
            header_timeout: Duration::from_secs(30),
            body_idle_timeout: Duration::from_secs(30),
            body_timeout: Duration::from_secs(600),
            body_bytes_max: REQUEST_BYTES_MAX,
            bodies_bytes_max: 8 * REQUEST_BYTES_MAX,
            memory_timeout: Duration::from_secs(10),
            header_bytes_max: 64 * 1024,
            heartbeat: Duration::from_secs(25),
            stop_timeout: Duration::from_secs(10),
            page: PageLimit { rows: BATCH_ACTIONS_MAX, bytes: BATCH_BYTES_MAX },
            address_source: AddressSource::Connection,
            session_check: Duration::from_secs(25),
        }
    }
}

/// What every route reaches.
#[derive(Clone)]
pub struct Shared {
    /// The logs.
    pub storage: Arc<dyn Storage>,
    /// Accounts.
    pub accounts: Arc<Accounts>,
    /// Counters.
    pub metrics: Arc<Metrics>,
    /// Wake-ups.
    pub fanout: LocalFanout,
    /// Bounds.
    pub limits: Limits,
    /// Place for bodies in memory, KiB; see [`Limits::bodies_bytes_max`].
    pub body_memory: Arc<Semaphore>,
    /// Turns true when the server stops: event streams end, readiness says no.
    pub stopping: watch::Receiver<bool>,
    /// Wall clock, milliseconds since the Unix epoch.
    pub now_ms: fn() -> u64,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("limits", &self.limits).finish_non_exhaustive()
    }
}

/// Returns the wall clock, milliseconds since the Unix epoch; 0 when the machine thinks it is before.
pub fn wall_clock_ms() -> u64 {
    let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_epoch.as_millis()).unwrap_or(u64::MAX)
}
