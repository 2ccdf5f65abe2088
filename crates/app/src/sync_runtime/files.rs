//! Attachments on their way, beside the cycles: a large file on a slow line holds up no note.

use std::sync::{Arc, Weak};
use std::time::Duration;

use driftless_sync::blobs::{Step, Turn};
use driftless_sync::contract::{PhaseRecord, RemoteError, Store as _};
use driftless_sync::error::SyncError;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use super::link::Link;
use crate::app::Inner;

/// Wait before a turn that failed is tried again without being asked, milliseconds; doubled each time.
const RETRY_MS_MIN: u64 = 15_000;
/// Longest such wait.
const RETRY_MS_MAX: u64 = 10 * 60 * 1_000;

/// Sends and fetches attachments of one link until it is dropped.
pub(super) struct FileTraffic {
    task: JoinHandle<()>,
}

impl FileTraffic {
    /// Starts it. `bell` rings for a turn.
    pub(super) fn start(inner: Weak<Inner>, link: Arc<Link>, bell: Arc<Notify>) -> Self {
        Self { task: tokio::spawn(run(inner, link, bell)) }
    }
}

impl Drop for FileTraffic {
    fn drop(&mut self) {
        // A transfer under way is given up; nothing is half stored on either side.
        self.task.abort();
    }
}

async fn run(inner: Weak<Inner>, link: Arc<Link>, bell: Arc<Notify>) {
    let mut failures: u32 = 0;
    loop {
        match failures {
            0 => bell.notified().await,
            failures => {
                let wait_ms = RETRY_MS_MIN.saturating_mul(1 << failures.min(16)).min(RETRY_MS_MAX);
                // Asked for or not: either way it is time.
                let _ = tokio::time::timeout(Duration::from_millis(wait_ms), bell.notified()).await;
            }
        }
        let Some(inner) = inner.upgrade() else { return };
        match turn(&inner, &link).await {
            Ok(true) => failures = 0,
            Ok(false) => failures = failures.saturating_add(1),
            Err(error) => {
                tracing::warn!(%error, "attachments wait for now");
                failures = failures.saturating_add(1);
            }
        }
        inner.tell_status();
    }
}

/// What a turn did.
#[derive(Default)]
struct Tally {
    done: u32,
    error: Option<String>,
}

/// Sends everything that waits, then fetches everything that is missing, each once, and tells it in the record of the
/// cycle that it followed. Returns whether the way to the server stayed open and nothing that waits was refused.
pub(super) async fn turn(inner: &Inner, link: &Link) -> Result<bool, SyncError> {
    // Names in texts that came just now are found by the index.
    inner.index();
    let started_ns = inner.clock.monotonic_ns();
    let mut tally = Tally::default();
    let is_well = both_ways(inner, link, &mut tally).await;
    if let Err(error) = &is_well {
        tally.error = Some(error.class().to_owned());
    }
    record(inner, &tally, inner.clock.monotonic_ns().saturating_sub(started_ns));
    is_well
}

/// A turn that had nothing to do is no news.
fn record(inner: &Inner, tally: &Tally, took_ns: u64) {
    if tally.done == 0 && tally.error.is_none() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds for people; a turn takes no 2^53 ns")]
    let ms = took_ns as f64 / 1e6;
    let phase = PhaseRecord { phase: "files".to_owned(), ms, count: tally.done, error: tally.error.clone() };
    if let Err(error) = inner.store.write(|tx| tx.add_phase(&phase)) {
        tracing::warn!(%error, "the record of a sync lacks its attachments");
    }
}

async fn both_ways(inner: &Inner, link: &Link, tally: &mut Tally) -> Result<bool, SyncError> {
    Ok(send(inner, link, tally).await? && fetch(inner, link, tally).await?)
}

/// Sends everything that waits.
async fn send(inner: &Inner, link: &Link, tally: &mut Tally) -> Result<bool, SyncError> {
    let (mut turn, mut is_well) = (Turn::default(), true);
    loop {
        match turn.send(inner.store.as_ref(), &link.client, link.sealer().as_ref()).await? {
            Step::Idle => return Ok(is_well),
            Step::Done(_) => tally.done(inner),
            Step::Failed(_) => is_well = false,
            Step::Closed(error) => return Ok(tally.closed(&error)),
        }
    }
}

async fn fetch(inner: &Inner, link: &Link, tally: &mut Tally) -> Result<bool, SyncError> {
    let mut turn = Turn::default();
    loop {
        match turn.fetch(inner.store.as_ref(), &link.client, link.sealer().as_ref()).await? {
            Step::Idle => return Ok(true),
            Step::Done(_) => tally.done(inner),
            // Not at the server yet: the cycle that brings its device back asks again.
            Step::Failed(_) => {}
            Step::Closed(error) => return Ok(tally.closed(&error)),
        }
    }
}

impl Tally {
    fn done(&mut self, inner: &Inner) {
        self.done = self.done.saturating_add(1);
        inner.tell_status();
    }

    /// Returns false: the way is closed.
    fn closed(&mut self, error: &RemoteError) -> bool {
        self.error = Some(error.class().to_owned());
        false
    }
}
