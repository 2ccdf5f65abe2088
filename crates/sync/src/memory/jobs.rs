//! Jobs and the ring of cycles in memory.

use super::tables::Tables;
use crate::contract::{CYCLES_MAX, CycleRecord, JobRow, JobStore, PhaseRecord, StoreError};

impl JobStore for Tables {
    fn job(&self, kind: &str) -> Result<Option<JobRow>, StoreError> {
        Ok(self.jobs.get(kind).cloned())
    }

    fn save_job(&mut self, job: &JobRow) -> Result<(), StoreError> {
        self.jobs.insert(job.kind.clone(), job.clone());
        Ok(())
    }

    fn remove_job(&mut self, kind: &str) -> Result<(), StoreError> {
        self.jobs.remove(kind);
        Ok(())
    }

    fn record_cycle(&mut self, cycle: &CycleRecord) -> Result<(), StoreError> {
        self.cycles.push_front(cycle.clone());
        self.cycles.truncate(CYCLES_MAX);
        Ok(())
    }

    fn add_phase(&mut self, phase: &PhaseRecord) -> Result<(), StoreError> {
        if let Some(cycle) = self.cycles.front_mut() {
            cycle.add_phase(phase);
        }
        Ok(())
    }

    fn cycles(&self, limit: usize) -> Result<Vec<CycleRecord>, StoreError> {
        Ok(self.cycles.iter().take(limit).cloned().collect())
    }
}
