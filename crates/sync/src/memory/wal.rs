//! The log in memory.

use std::sync::Arc;

use driftless_domain::body::{CODEC, LoroText, TextBody};
use driftless_domain::digest::Digest;
use driftless_domain::entity::Held;
use driftless_domain::{ActionId, EntityId, EntityState, Hlc, LoggedAction, Payload, Position, Seq};
use driftless_protocol::Envelope;

use super::tables::{Tables, WalRow};
use crate::contract::{
    Ack, Appended, CompactionStep, PendingEntry, PendingSummary, QuarantineReason, StoreError, StoredBody,
    StoredEntity, WalEntry, WalPage, WalStore, WalSummary,
};

impl Tables {
    fn wal_row(&self, id: ActionId) -> Option<&Arc<WalRow>> {
        self.wal_by_id.get(&id).and_then(|row| self.wal.get(row))
    }

    fn wal_row_mut(&mut self, id: ActionId) -> Option<&mut WalRow> {
        let row = self.wal_by_id.get(&id)?;
        self.wal.get_mut(row).map(Arc::make_mut)
    }

    fn acknowledge(&mut self, id: ActionId, logged: &LoggedAction) {
        let Some(row_id) = self.wal_by_id.get(&id).copied() else { return };
        self.wal_pending.remove(&(logged.action.device_seq, row_id));
        if let Some(row) = self.wal_row_mut(id) {
            row.logged.position = logged.position;
            row.envelope = None;
        }
    }

    fn is_refused(&self, id: ActionId) -> bool {
        self.quarantine
            .values()
            .any(|entry| entry.action_id == Some(id) && matches!(entry.reason, QuarantineReason::Refused(_)))
    }

    fn is_quarantined(&self, id: ActionId) -> bool {
        self.quarantine.values().any(|entry| entry.action_id == Some(id))
    }

    fn pending_rows(&self) -> impl Iterator<Item = &Arc<WalRow>> {
        self.wal_pending
            .keys()
            .filter_map(|(_, row)| self.wal.get(row))
            .filter(|row| !self.is_refused(row.logged.action.id))
    }

    fn remove_row(&mut self, row_id: u64) {
        if let Some(row) = self.wal.remove(&row_id) {
            let action = &row.logged.action;
            self.wal_by_id.remove(&action.id);
            self.wal_by_entity.remove(&(action.entity_id, row_id));
            self.wal_pending.remove(&(action.device_seq, row_id));
        }
    }

    fn fold(&mut self, entity_id: EntityId, rows: &[u64]) -> Result<(), StoreError> {
        let actions: Vec<LoggedAction> =
            rows.iter().filter_map(|row| self.wal.get(row)).map(|row| row.logged.clone()).collect();
        let Some(first) = actions.first() else { return Ok(()) };
        let mut entity = match self.snapshot.get(&entity_id) {
            Some(entity) => StoredEntity::clone(entity),
            None => StoredEntity {
                id: entity_id,
                state: EntityState::new(first.action.entity_type.clone()),
                body: None,
                digest: Digest::EMPTY,
            },
        };
        let damaged = |error: &dyn std::fmt::Display| StoreError::Damaged(error.to_string());
        let mut updates = Vec::new();
        for logged in &actions {
            let payload = Payload::decode(&logged.action.payload).map_err(|error| damaged(&error))?;
            updates.extend(entity.state.apply(logged, &payload, CODEC).body.map(|body| body.update));
        }
        if !updates.is_empty() {
            let mut text = match &entity.body {
                Some(body) => LoroText::load(&body.snapshot, 0).map_err(|error| damaged(&error))?,
                None => LoroText::empty(0),
            };
            let updates: Vec<&[u8]> = updates.iter().map(Vec::as_slice).collect();
            text.import(&updates).map_err(|error| damaged(&error))?;
            entity.body = Some(StoredBody {
                snapshot: text.snapshot().map_err(|error| damaged(&error))?,
                text: text.text().map_err(|error| damaged(&error))?,
            });
        }
        self.snapshot.insert(entity_id, Arc::new(entity));
        Ok(())
    }
}

fn entry_of(row: &WalRow) -> WalEntry {
    WalEntry { logged: row.logged.clone(), held: row.held.clone() }
}

impl WalStore for Tables {
    fn append(&mut self, entry: &WalEntry) -> Result<Appended, StoreError> {
        let action = &entry.logged.action;
        if let Some(row) = self.wal_row(action.id) {
            if row.logged.action != *action {
                return Err(StoreError::OtherContent(action.id));
            }
            let had = row.logged.position;
            if let (Some(had), Some(position)) = (had, entry.logged.position)
                && had != position
                && had.seq > self.cursor.seq
            {
                let id = action.id;
                self.place_anew(&[(id, Some(position))])?;
                return Ok(Appended::Moved);
            }
            if had.is_some() || entry.logged.position.is_none() {
                return Ok(Appended::Known);
            }
            self.acknowledge(action.id, &entry.logged);
            return Ok(Appended::Acknowledged);
        }
        self.wal_last += 1;
        let row_id = self.wal_last;
        self.wal_by_id.insert(action.id, row_id);
        self.wal_by_entity.insert((action.entity_id, row_id));
        if entry.logged.position.is_none() {
            self.wal_pending.insert((action.device_seq, row_id), ());
        }
        let row = WalRow { logged: entry.logged.clone(), held: entry.held.clone(), envelope: None };
        self.wal.insert(row_id, Arc::new(row));
        Ok(Appended::New)
    }

    fn all(&self, after: Option<u64>, limit: usize) -> Result<WalPage, StoreError> {
        let rows: Vec<_> = self.wal.range(after.unwrap_or(0) + 1..).take(limit).collect();
        let next = rows.last().filter(|_| rows.len() == limit).map(|(row, _)| **row);
        Ok(WalPage { entries: rows.into_iter().map(|(_, row)| entry_of(row)).collect(), next })
    }

    fn entry(&self, id: ActionId) -> Result<Option<WalEntry>, StoreError> {
        Ok(self.wal_row(id).map(|row| entry_of(row)))
    }

    fn entries_of(&self, entity_id: EntityId) -> Result<Vec<WalEntry>, StoreError> {
        let rows = self.wal_by_entity.range((entity_id, 0)..=(entity_id, u64::MAX));
        Ok(rows.filter_map(|(_, row)| self.wal.get(row)).map(|row| entry_of(row)).collect())
    }

    fn held(&self) -> Result<Vec<WalEntry>, StoreError> {
        Ok(self.wal.values().filter(|row| row.held.is_some()).map(|row| entry_of(row)).collect())
    }

    fn set_held(&mut self, id: ActionId, held: Option<&Held>) -> Result<(), StoreError> {
        // Most calls say what is so already: nothing is copied then.
        if self.wal_row(id).is_some_and(|row| row.held.as_ref() != held)
            && let Some(row) = self.wal_row_mut(id)
        {
            row.held = held.cloned();
        }
        Ok(())
    }

    fn pending(&self, count_max: usize, bytes_max: usize) -> Result<Vec<PendingEntry>, StoreError> {
        let mut bytes: usize = 0;
        let mut pending = Vec::new();
        for row in self.pending_rows().take(count_max) {
            bytes = bytes.saturating_add(row.logged.action.payload.len());
            if bytes > bytes_max && !pending.is_empty() {
                break;
            }
            pending.push(PendingEntry { action: row.logged.action.clone(), envelope: row.envelope.clone() });
        }
        Ok(pending)
    }

    fn pending_summary(&self) -> Result<PendingSummary, StoreError> {
        let mut summary = PendingSummary::default();
        for row in self.pending_rows() {
            let ms = row.logged.action.logical_time.ms();
            summary.oldest_ms = if summary.entries == 0 { ms } else { summary.oldest_ms.min(ms) };
            summary.entries += 1;
        }
        Ok(summary)
    }

    fn wal_summary(&self) -> Result<WalSummary, StoreError> {
        let mut summary = WalSummary::default();
        for row in self.wal.values() {
            summary.entries += 1;
            summary.bytes += row.logged.action.payload.len() as u64;
            summary.held += u64::from(row.held.is_some());
        }
        Ok(summary)
    }

    fn save_envelopes(&mut self, envelopes: &[Envelope]) -> Result<(), StoreError> {
        for envelope in envelopes {
            if let Some(row) = self.wal_row_mut(envelope.id)
                && row.logged.position.is_none()
            {
                row.envelope = Some(envelope.clone());
            }
        }
        Ok(())
    }

    fn clear_envelopes(&mut self) -> Result<(), StoreError> {
        for (_, row_id) in self.wal_pending.keys() {
            if let Some(row) = self.wal.get_mut(row_id) {
                Arc::make_mut(row).envelope = None;
            }
        }
        Ok(())
    }

    fn mark_uploaded(&mut self, acks: &[Ack]) -> Result<(), StoreError> {
        for ack in acks {
            let Some(row) = self.wal_row(ack.id).filter(|row| row.logged.position.is_none()) else { continue };
            let logged = LoggedAction { action: row.logged.action.clone(), position: Some(ack.position) };
            self.acknowledge(ack.id, &logged);
        }
        Ok(())
    }

    fn place_anew(&mut self, places: &[(ActionId, Option<Position>)]) -> Result<(), StoreError> {
        for (id, position) in places {
            let Some(row_id) = self.wal_by_id.get(id).copied() else { continue };
            let Some(row) = self.wal_row_mut(*id) else { continue };
            (row.logged.position, row.envelope) = (*position, None);
            let key = (row.logged.action.device_seq, row_id);
            match position {
                Some(_) => self.wal_pending.remove(&key),
                None => self.wal_pending.insert(key, ()),
            };
        }
        Ok(())
    }

    fn withdraw(&mut self, ids: &[ActionId]) -> Result<u64, StoreError> {
        let is_pending = |row: &u64| self.wal.get(row).is_some_and(|row| row.logged.position.is_none());
        let rows: Vec<u64> = ids.iter().filter_map(|id| self.wal_by_id.get(id).copied()).filter(is_pending).collect();
        rows.iter().for_each(|row| self.remove_row(*row));
        Ok(rows.len() as u64)
    }

    fn compact_some(
        &mut self,
        up_to: Seq,
        after: Option<EntityId>,
        limit: usize,
    ) -> Result<CompactionStep, StoreError> {
        let is_covered = |row: &WalRow| {
            row.held.is_none()
                && row.logged.position.is_some_and(|position| position.seq <= up_to)
                && !self.is_quarantined(row.logged.action.id)
        };
        let mut by_entity = std::collections::BTreeMap::<EntityId, Vec<u64>>::new();
        for (row_id, row) in self.wal.iter().filter(|(_, row)| is_covered(row)) {
            by_entity.entry(row.logged.action.entity_id).or_default().push(*row_id);
        }
        let mut step = CompactionStep::default();
        let wanted = by_entity.into_iter().filter(|(entity_id, _)| after.is_none_or(|after| *entity_id > after));
        for (count, (entity_id, rows)) in wanted.enumerate() {
            if count == limit {
                return Ok(step);
            }
            self.fold(entity_id, &rows)?;
            step.actions += rows.len() as u64;
            step.next = Some(entity_id);
            for row_id in rows {
                if let Some(row) = self.wal.get(&row_id) {
                    self.history.insert(row.logged.action.id, Arc::new(row.logged.clone()));
                }
                self.remove_row(row_id);
            }
        }
        Ok(CompactionStep { next: None, ..step })
    }

    fn last_accepted_before(&self, witnessed: Hlc) -> Result<Option<Seq>, StoreError> {
        let positions = self.wal.values().filter_map(|row| row.logged.position);
        Ok(positions.filter(|position| position.witnessed_time < witnessed).map(|position| position.seq).max())
    }

    fn is_compacted(&self) -> Result<bool, StoreError> {
        Ok(!self.snapshot.is_empty())
    }
}
