//! A job's row, and which of them is due next.

use serde::{Deserialize, Serialize};

use crate::backoff::{SERVER_WAIT_MS_MAX, ceiling_ms, jittered_ms};

/// A job that a crash, a sleep or a failed trigger cannot lose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobRow {
    /// `sync` and later others; one row each.
    pub kind: String,
    /// Failures in a row.
    pub attempt: u32,
    /// Not before this wall-clock time, milliseconds since the epoch.
    pub not_before_ms: u64,
    /// Class of the last error.
    pub last_error: Option<String>,
    /// First failure of this row of failures, milliseconds since the epoch.
    pub failing_since_ms: Option<u64>,
}

impl JobRow {
    /// Returns the row after one more failure. `after_ms`: the wait that the server asked for, which is
    /// honoured up to [`SERVER_WAIT_MS_MAX`], with jitter on top so that not everybody comes back at once.
    #[must_use]
    pub fn after_failure(
        kind: &str,
        previous: Option<&Self>,
        now_ms: u64,
        error: &str,
        after_ms: Option<u64>,
        random: u64,
    ) -> Self {
        let attempt = previous.map_or(0, |job| job.attempt).saturating_add(1);
        let asked = after_ms.unwrap_or(0).min(SERVER_WAIT_MS_MAX);
        let wait = asked.saturating_add(jittered_ms(ceiling_ms(attempt), random));
        Self {
            kind: kind.to_owned(),
            attempt,
            not_before_ms: now_ms.saturating_add(wait),
            last_error: Some(error.to_owned()),
            failing_since_ms: previous.and_then(|job| job.failing_since_ms).or(Some(now_ms)),
        }
    }

    /// Returns how long to wait from now, milliseconds; 0 when it is due. A row that lies further ahead than
    /// any wait can be was written before the wall clock was set back: it is due.
    pub fn wait_ms(&self, now_ms: u64) -> u64 {
        let wait = self.not_before_ms.saturating_sub(now_ms);
        if wait > SERVER_WAIT_MS_MAX + crate::RETRY_MS_MAX { 0 } else { wait }
    }
}

/// The job that runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NextDue<'a> {
    /// The job.
    pub job: &'a JobRow,
    /// How long from now, milliseconds; 0 when it is due.
    pub wait_ms: u64,
}

/// Returns the job that is due first; of several due at once the one that has waited longest.
pub fn next_due<'a>(now_ms: u64, jobs: impl IntoIterator<Item = &'a JobRow>) -> Option<NextDue<'a>> {
    jobs.into_iter().map(|job| NextDue { job, wait_ms: job.wait_ms(now_ms) }).min_by(|a, b| {
        (a.wait_ms, a.job.not_before_ms, &a.job.kind).cmp(&(b.wait_ms, b.job.not_before_ms, &b.job.kind))
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn job(kind: &str, not_before_ms: u64) -> JobRow {
        JobRow { kind: kind.to_owned(), attempt: 1, not_before_ms, last_error: None, failing_since_ms: None }
    }

    #[test]
    fn the_job_that_waits_longest_goes_first() {
        let jobs = [job("b", 900), job("a", 500), job("c", 5_000)];
        assert_eq!(next_due(1_000, &jobs).map(|due| (due.job.kind.as_str(), due.wait_ms)), Some(("a", 0)));
        assert_eq!(next_due(0, &jobs).map(|due| (due.job.kind.as_str(), due.wait_ms)), Some(("a", 500)));
        assert_eq!(next_due(0, &[]), None);
    }

    #[test]
    fn a_clock_that_was_set_back_a_year_does_not_stop_the_retries() {
        let year_ms = 365 * 24 * 3_600_000;
        assert_eq!(job("sync", 10 * year_ms).wait_ms(9 * year_ms), 0);
    }

    #[test]
    fn the_first_failure_is_remembered_through_the_later_ones() {
        let first = JobRow::after_failure("sync", None, 1_000, "network.timeout", None, 0);
        let second = JobRow::after_failure("sync", Some(&first), 9_000, "server.failed", None, 0);
        assert_eq!((second.attempt, second.failing_since_ms), (2, Some(1_000)));
        assert_eq!(second.last_error.as_deref(), Some("server.failed"));
    }

    proptest! {
        #[test]
        fn a_wait_is_bounded_and_what_the_server_asks_for_is_honoured(
            attempt in 0_u32..100, now_ms in 0_u64..1 << 48, after_ms in prop::option::of(any::<u64>()), random: u64,
        ) {
            let previous = JobRow { attempt, ..job("sync", 0) };
            let next = JobRow::after_failure("sync", Some(&previous), now_ms, "server.busy", after_ms, random);
            let asked = after_ms.unwrap_or(0).min(SERVER_WAIT_MS_MAX);
            let wait = next.wait_ms(now_ms);
            prop_assert!(wait >= asked);
            prop_assert!(wait <= asked + ceiling_ms(attempt + 1));
        }
    }
}
