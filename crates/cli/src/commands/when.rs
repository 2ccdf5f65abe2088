//! Moments as people read and type them.

use driftless_app::inspect::{format_time, parse_time};

use crate::failure::Failure;

/// Returns a moment in words, UTC.
pub(super) fn shown(ms: u64) -> String {
    format_time(ms)
}

/// Reads a moment.
///
/// # Errors
/// [`Failure::Usage`].
pub(super) fn read(argument: &str, text: &str) -> Result<u64, Failure> {
    parse_time(text).ok_or_else(|| {
        Failure::Usage(format!(
            "{argument} {text:?} is no moment: write 2026-05-01, 2026-05-01T12:30:00Z or milliseconds since 1970."
        ))
    })
}
