//! Jobs and cycles.

use driftless_sync::contract::{CYCLES_MAX, CycleRecord, JobRow, PhaseRecord, Store};

use super::fixture::{read, write};

/// One row for each kind.
pub fn a_job_is_one_row(store: &impl Store) {
    let job = |attempt| JobRow {
        kind: "sync".into(),
        attempt,
        not_before_ms: 5,
        last_error: Some("network.timeout".into()),
        failing_since_ms: Some(1),
    };
    assert_eq!(read(store, |tx| tx.job("sync")), None);
    write(store, |tx| {
        tx.save_job(&job(1))?;
        tx.save_job(&job(2))
    });
    assert_eq!(read(store, |tx| tx.job("sync")), Some(job(2)));
    write(store, |tx| tx.remove_job("sync"));
    assert_eq!(read(store, |tx| tx.job("sync")), None);
}

/// Newest first, no more than the ring holds.
pub fn the_ring_keeps_the_last_cycles(store: &impl Store) {
    let phase = PhaseRecord { phase: "upload".into(), ms: 1.25, count: 3, error: None };
    // Without a cycle there is nothing to add to.
    write(store, |tx| tx.add_phase(&phase));
    assert_eq!(read(store, |tx| tx.cycles(1)), []);
    let cycle = |started_ms| CycleRecord { started_ms, phases: vec![phase.clone()], ..CycleRecord::default() };
    write(store, |tx| (0..CYCLES_MAX as u64 + 20).try_for_each(|number| tx.record_cycle(&cycle(number))));
    let last = read(store, |tx| tx.cycles(2));
    assert_eq!(last, [cycle(CYCLES_MAX as u64 + 19), cycle(CYCLES_MAX as u64 + 18)]);
    assert_eq!(read(store, |tx| tx.cycles(10_000)).len(), CYCLES_MAX);
    // What follows a cycle belongs to the last one.
    let files = |count, error: Option<&str>| PhaseRecord {
        phase: "files".into(),
        ms: 2.0,
        count,
        error: error.map(Into::into),
    };
    write(store, |tx| tx.add_phase(&files(1, Some("network.offline"))));
    write(store, |tx| tx.add_phase(&files(2, None)));
    let mut last = cycle(CYCLES_MAX as u64 + 19);
    last.phases.push(PhaseRecord { ms: 4.0, ..files(3, None) });
    assert_eq!(read(store, |tx| tx.cycles(2)), [last, cycle(CYCLES_MAX as u64 + 18)]);
}
