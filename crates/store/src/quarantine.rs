//! The quarantine, and the mark of what is being imported.

use driftless_domain::{ActionId, Seq};
use driftless_sync::contract::{QuarantineId, QuarantineReason, QuarantineStore, Quarantined, StoreError};

use crate::column::{bytes, from_column, from_json, pack, to_column, to_json, unpack};
use crate::tx::Tx;

impl QuarantineStore for Tx<'_> {
    fn quarantine(&mut self, entry: &Quarantined) -> Result<(), StoreError> {
        let action_id = entry.action_id.map(|id| *id.as_bytes());
        let reason = to_json(&entry.reason)?;
        let is_refused = matches!(entry.reason, QuarantineReason::Refused(_));
        // What has no action id is told apart by its place and bytes.
        let raw = pack(&entry.raw);
        let seq = entry.seq.map(|seq| to_column(seq.0));
        let known: Option<i64> = self.row(
            "SELECT id FROM quarantine WHERE action_id IS ?1 AND reason = ?2 AND (?1 IS NOT NULL OR (seq IS ?3 AND raw = ?4))
             LIMIT 1",
            (action_id, &reason, seq, &raw),
            |row| row.get(0),
        )?;
        if known.is_some() {
            return Ok(());
        }
        self.run(
            "INSERT INTO quarantine (action_id, seq, reason, is_refused, raw, at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            (action_id, seq, &reason, is_refused, &raw, to_column(entry.at_ms)),
        )
        .map(drop)
    }

    fn quarantined(&self) -> Result<Vec<Quarantined>, StoreError> {
        let rows =
            self.rows("SELECT id, action_id, seq, reason, raw, at_ms FROM quarantine ORDER BY id", [], |row| {
                let action_id: Option<[u8; 16]> = row.get(1)?;
                let seq: Option<i64> = row.get(2)?;
                let (reason, raw): (String, Vec<u8>) = (row.get(3)?, row.get(4)?);
                Ok((from_column(row.get(0)?), action_id, seq, reason, raw, from_column(row.get(5)?)))
            })?;
        rows.into_iter()
            .map(|(id, action_id, seq, reason, raw, at_ms)| {
                Ok(Quarantined {
                    id: QuarantineId(id),
                    action_id: action_id.map(ActionId::from_bytes),
                    seq: seq.map(from_column).map(Seq),
                    reason: from_json(&reason)?,
                    raw: unpack(&raw)?,
                    at_ms,
                })
            })
            .collect()
    }

    fn release(&mut self, id: QuarantineId) -> Result<(), StoreError> {
        self.run("DELETE FROM quarantine WHERE id = ?1", [to_column(id.0)]).map(drop)
    }

    fn mark_importing(&mut self, actions: &[ActionId]) -> Result<(), StoreError> {
        self.run("DELETE FROM importing", [])?;
        for action in actions {
            self.run("INSERT OR IGNORE INTO importing (action_id) VALUES (?1)", [action.as_bytes()])?;
        }
        Ok(())
    }

    fn importing(&self) -> Result<Vec<ActionId>, StoreError> {
        self.rows("SELECT action_id FROM importing ORDER BY action_id", [], |row| {
            bytes(row, 0).map(ActionId::from_bytes)
        })
    }
}
