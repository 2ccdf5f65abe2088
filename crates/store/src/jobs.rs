//! Persisted jobs, and the ring of sync cycles.

use driftless_sync::contract::{CYCLES_MAX, CycleRecord, JobRow, JobStore, PhaseRecord, StoreError};

use crate::column::{from_json, to_json};
use crate::tx::Tx;

impl JobStore for Tx<'_> {
    fn job(&self, kind: &str) -> Result<Option<JobRow>, StoreError> {
        let json: Option<String> = self.row("SELECT job FROM jobs WHERE kind = ?1", [kind], |row| row.get(0))?;
        json.map(|json| from_json(&json)).transpose()
    }

    fn save_job(&mut self, job: &JobRow) -> Result<(), StoreError> {
        self.run("INSERT OR REPLACE INTO jobs (kind, job) VALUES (?1, ?2)", (&job.kind, to_json(job)?)).map(drop)
    }

    fn remove_job(&mut self, kind: &str) -> Result<(), StoreError> {
        self.run("DELETE FROM jobs WHERE kind = ?1", [kind]).map(drop)
    }

    fn record_cycle(&mut self, cycle: &CycleRecord) -> Result<(), StoreError> {
        self.run("INSERT INTO cycles (cycle) VALUES (?1)", [to_json(cycle)?])?;
        let kept = i64::try_from(CYCLES_MAX).unwrap_or(i64::MAX);
        self.run("DELETE FROM cycles WHERE num <= ?1 - ?2", (self.conn().last_insert_rowid(), kept)).map(drop)
    }

    fn add_phase(&mut self, phase: &PhaseRecord) -> Result<(), StoreError> {
        let last: Option<(i64, String)> =
            self.row("SELECT num, cycle FROM cycles ORDER BY num DESC LIMIT 1", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let Some((num, json)) = last else { return Ok(()) };
        let mut cycle: CycleRecord = from_json(&json)?;
        cycle.add_phase(phase);
        self.run("UPDATE cycles SET cycle = ?2 WHERE num = ?1", (num, to_json(&cycle)?)).map(drop)
    }

    fn cycles(&self, limit: usize) -> Result<Vec<CycleRecord>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let records: Vec<String> =
            self.rows("SELECT cycle FROM cycles ORDER BY num DESC LIMIT ?1", [limit], |row| row.get(0))?;
        records.iter().map(|json| from_json(json)).collect()
    }
}
