//! A store whose process dies at a chosen transaction.

use std::sync::atomic::{AtomicI64, Ordering};

use driftless_sync::contract::{Store, StoreError, StoreTx};

/// Where the process dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashPoint {
    /// Before the commit: nothing of the transaction is kept.
    BeforeCommit,
    /// After the commit: all of it is kept, and nobody is told.
    AfterCommit,
}

/// A store that works until its n-th writing transaction, and then never again: what a killed process sees.
#[derive(Debug)]
pub struct CrashingStore<S> {
    inner: S,
    left: AtomicI64,
    point: CrashPoint,
}

impl<S: Store> CrashingStore<S> {
    /// Dies at writing transaction `at`, counted from 0.
    pub fn new(inner: S, at: u32, point: CrashPoint) -> Self {
        Self { inner, left: AtomicI64::new(i64::from(at)), point }
    }

    /// Returns whether it has died.
    pub fn is_dead(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }
}

fn dead() -> StoreError {
    StoreError::Engine("the process was killed".to_owned())
}

impl<S: Store> Store for CrashingStore<S> {
    fn read<R, E: From<StoreError>>(&self, work: impl FnOnce(&dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        if self.is_dead() {
            return Err(dead().into());
        }
        self.inner.read(work)
    }

    fn write<R, E: From<StoreError>>(&self, work: impl FnOnce(&mut dyn StoreTx) -> Result<R, E>) -> Result<R, E> {
        let left = self.left.fetch_sub(1, Ordering::SeqCst);
        if left < 0 {
            return Err(dead().into());
        }
        if left > 0 {
            return self.inner.write(work);
        }
        match self.point {
            CrashPoint::BeforeCommit => self.inner.write(|tx| {
                work(tx)?;
                Err(dead().into())
            }),
            CrashPoint::AfterCommit => {
                self.inner.write(work)?;
                Err(dead().into())
            }
        }
    }
}
