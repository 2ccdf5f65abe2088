//! Rebuilds everything materialized from snapshot and WAL.

use crate::contract::{StoreError, StoreTx};
use crate::materialize::{Materialized, Materializer};

/// Entries that are applied at a time.
const PAGE: usize = 1_000;

/// Forgets everything materialized and derives it anew, in the caller's transaction. What was right before
/// has the same digests after; what was damaged is mended. Nothing of the WAL changes.
///
/// # Errors
/// [`StoreError`]; the caller's transaction must then end without a trace.
pub fn rebuild(tx: &mut dyn StoreTx, materializer: &Materializer) -> Result<Materialized, StoreError> {
    tx.reset_to_snapshot(&materializer.key)?;
    let mut done = Materialized::default();
    let mut after = None;
    loop {
        let page = tx.all(after, PAGE)?;
        let logged: Vec<_> = page.entries.into_iter().map(|entry| entry.logged).collect();
        let page_done = materializer.apply(tx, &logged)?;
        done.touched.extend(page_done.touched);
        done.new_reviews += page_done.new_reviews;
        done.quarantined += page_done.quarantined;
        match page.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    done.touched.sort_unstable();
    done.touched.dedup();
    Ok(done)
}
