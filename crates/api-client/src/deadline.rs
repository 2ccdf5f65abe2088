//! Deadlines on both clocks: the stopwatch stands still while a laptop sleeps, the wall clock does not. So a
//! request that a sleep cut off ends soon after, and does not hang in a dead connection.

use std::pin::pin;
use std::time::{Duration, Instant, SystemTime};

use driftless_sync::contract::RemoteError;
use tokio::time::sleep;

/// How often the wall clock is looked at while waiting.
const LOOK: Duration = Duration::from_secs(5);

/// Runs a request within `limit` on both clocks.
///
/// # Errors
/// [`RemoteError::Timeout`], or those of the request.
pub async fn within<T>(
    limit: Duration,
    request: impl Future<Output = Result<T, RemoteError>>,
) -> Result<T, RemoteError> {
    let mut request = pin!(request);
    let (start, start_wall) = clocks();
    loop {
        let left = limit.saturating_sub(start.elapsed());
        let slept = clocks().1.duration_since(start_wall).unwrap_or_default();
        if left.is_zero() || slept >= limit + LOOK {
            return Err(RemoteError::Timeout);
        }
        tokio::select! {
            result = &mut request => return result,
            () = sleep(left.min(LOOK)) => {}
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "deadlines of real requests are measured on the real clocks")]
fn clocks() -> (Instant, SystemTime) {
    (Instant::now(), SystemTime::now())
}
