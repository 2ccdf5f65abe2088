//! The WAL: append-only; a position is filled in once; entries leave only by compaction.

use driftless_domain::entity::Held;
use driftless_domain::{Action, ActionId, ClientId, DeviceSeq, EntityId, Hlc, LoggedAction, Payload, Position, Seq};
use driftless_protocol::Envelope;
use driftless_sync::contract::{
    Ack, Appended, CompactionStep, PendingEntry, PendingSummary, StoreError, SyncCursor as _, WalEntry, WalPage,
    WalStore, WalSummary,
};
use rusqlite::Row;

use crate::column::{bytes, from_cbor, from_column, pack, to_bound, to_cbor, to_column, unpack};
use crate::tx::Tx;

/// Columns of [`RawEntry`], in order, without the envelope.
macro_rules! entry_columns {
    () => {
        "num, id, entity_id, entity_type, action_type, client_id, device_seq, logical_time, seen, schema,
         payload, seq, witnessed_time, held"
    };
}
pub(crate) use entry_columns;

/// A row of `actions` before its bytes are read.
pub(crate) struct RawEntry {
    pub(crate) num: u64,
    id: [u8; 16],
    entity_id: [u8; 16],
    entity_type: String,
    action_type: String,
    client_id: [u8; 16],
    device_seq: u64,
    logical_time: u64,
    seen: u64,
    schema: u16,
    payload: Vec<u8>,
    seq: Option<i64>,
    witnessed_time: Option<i64>,
    held: Option<Vec<u8>>,
}

impl RawEntry {
    pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            num: from_column(row.get(0)?),
            id: bytes(row, 1)?,
            entity_id: bytes(row, 2)?,
            entity_type: row.get(3)?,
            action_type: row.get(4)?,
            client_id: bytes(row, 5)?,
            device_seq: from_column(row.get(6)?),
            logical_time: from_column(row.get(7)?),
            seen: from_column(row.get(8)?),
            schema: row.get(9)?,
            payload: row.get(10)?,
            seq: row.get(11)?,
            witnessed_time: row.get(12)?,
            held: row.get(13)?,
        })
    }

    pub(crate) fn decode(self) -> Result<WalEntry, StoreError> {
        let damaged = |_| StoreError::Damaged("an action has no valid type".to_owned());
        let position = match (self.seq, self.witnessed_time) {
            (Some(seq), Some(time)) => {
                Some(Position { seq: Seq(from_column(seq)), witnessed_time: Hlc(from_column(time)) })
            }
            _ => None,
        };
        let action = Action {
            id: ActionId::from_bytes(self.id),
            entity_id: EntityId::from_bytes(self.entity_id),
            entity_type: self.entity_type.parse().map_err(damaged)?,
            action_type: self.action_type.parse().map_err(damaged)?,
            payload: unpack(&self.payload)?,
            client_id: ClientId::from_bytes(self.client_id),
            device_seq: DeviceSeq(self.device_seq),
            logical_time: Hlc(self.logical_time),
            seen: Seq(self.seen),
            schema: self.schema,
        };
        let held = self.held.map(|held| from_cbor::<Held>(&held)).transpose()?;
        Ok(WalEntry { logged: LoggedAction { action, position }, held })
    }
}

impl Tx<'_> {
    fn entries(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<WalEntry>, StoreError> {
        self.rows(sql, params, RawEntry::read)?.into_iter().map(RawEntry::decode).collect()
    }

    fn append_known(&self, entry: &WalEntry) -> Result<Appended, StoreError> {
        let id = entry.logged.action.id;
        let known = self.entry(id)?.ok_or_else(|| StoreError::Damaged("the index of actions".to_owned()))?;
        if known.logged.action != entry.logged.action {
            return Err(StoreError::OtherContent(id));
        }
        match (known.logged.position, entry.logged.position) {
            (None, Some(position)) => {
                self.mark_uploaded_one(&Ack { id, position })?;
                Ok(Appended::Acknowledged)
            }
            (Some(had), Some(position)) if had != position && had.seq > self.load_cursor()?.seq => {
                self.place_one(id, Some(position))?;
                Ok(Appended::Moved)
            }
            _ => Ok(Appended::Known),
        }
    }

    fn place_one(&self, id: ActionId, position: Option<Position>) -> Result<(), StoreError> {
        self.run(
            "UPDATE actions SET seq = ?2, witnessed_time = ?3, envelope = NULL WHERE id = ?1",
            (
                id.as_bytes(),
                position.map(|position| to_column(position.seq.0)),
                position.map(|position| to_column(position.witnessed_time.0)),
            ),
        )
        .map(drop)
    }

    fn mark_uploaded_one(&self, ack: &Ack) -> Result<(), StoreError> {
        self.run(
            "UPDATE actions SET seq = ?2, witnessed_time = ?3, envelope = NULL WHERE id = ?1 AND seq IS NULL",
            (ack.id.as_bytes(), to_column(ack.position.seq.0), to_column(ack.position.witnessed_time.0)),
        )
        .map(drop)
    }
}

impl WalStore for Tx<'_> {
    fn append(&mut self, entry: &WalEntry) -> Result<Appended, StoreError> {
        let action = &entry.logged.action;
        let position = entry.logged.position;
        let held = entry.held.as_ref().map(to_cbor).transpose()?;
        let payload_bytes = i64::try_from(action.payload.len()).unwrap_or(i64::MAX);
        let inserted = self.run(
            "INSERT INTO actions (id, entity_id, entity_type, action_type, client_id, device_seq, logical_time, seen,
                                  schema, payload, payload_bytes, seq, witnessed_time, held, group_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (id) DO NOTHING",
            rusqlite::params![
                action.id.as_bytes(),
                action.entity_id.as_bytes(),
                action.entity_type.as_str(),
                action.action_type.as_str(),
                action.client_id.as_bytes(),
                to_column(action.device_seq.0),
                to_column(action.logical_time.0),
                to_column(action.seen.0),
                action.schema,
                pack(&action.payload),
                payload_bytes,
                position.map(|position| to_column(position.seq.0)),
                position.map(|position| to_column(position.witnessed_time.0)),
                held,
                Payload::group_of(&action.payload).map(|group| *group.as_bytes()),
            ],
        )?;
        if inserted == 0 {
            return self.append_known(entry);
        }
        self.run("UPDATE wal_size SET entries = entries + 1, bytes = bytes + ?1", [payload_bytes])?;
        Ok(Appended::New)
    }

    fn all(&self, after: Option<u64>, limit: usize) -> Result<WalPage, StoreError> {
        let rows = self.rows(
            concat!("SELECT ", entry_columns!(), " FROM actions WHERE num > ?1 ORDER BY num LIMIT ?2"),
            (after.map_or(0, to_bound), i64::try_from(limit).unwrap_or(i64::MAX)),
            RawEntry::read,
        )?;
        let next = rows.last().filter(|_| rows.len() == limit).map(|last| last.num);
        let entries = rows.into_iter().map(RawEntry::decode).collect::<Result<_, _>>()?;
        Ok(WalPage { entries, next })
    }

    fn entry(&self, id: ActionId) -> Result<Option<WalEntry>, StoreError> {
        self.row(concat!("SELECT ", entry_columns!(), " FROM actions WHERE id = ?1"), [id.as_bytes()], RawEntry::read)?
            .map(RawEntry::decode)
            .transpose()
    }

    fn entries_of(&self, entity_id: EntityId) -> Result<Vec<WalEntry>, StoreError> {
        self.entries(
            concat!("SELECT ", entry_columns!(), " FROM actions WHERE entity_id = ?1 ORDER BY num"),
            [entity_id.as_bytes()],
        )
    }

    fn held(&self) -> Result<Vec<WalEntry>, StoreError> {
        self.entries(concat!("SELECT ", entry_columns!(), " FROM actions WHERE held IS NOT NULL ORDER BY num"), [])
    }

    fn set_held(&mut self, id: ActionId, held: Option<&Held>) -> Result<(), StoreError> {
        match held {
            Some(held) => {
                let held = to_cbor(held)?;
                self.run("UPDATE actions SET held = ?2 WHERE id = ?1 AND held IS NOT ?2", (id.as_bytes(), held))
            }
            // Almost every call: looks, and writes nothing.
            None => self.run("UPDATE actions SET held = NULL WHERE id = ?1 AND held IS NOT NULL", [id.as_bytes()]),
        }
        .map(drop)
    }

    fn pending(&self, count_max: usize, bytes_max: usize) -> Result<Vec<PendingEntry>, StoreError> {
        let mut statement = self.prepare(concat!(
            "SELECT ",
            entry_columns!(),
            ", envelope, payload_bytes FROM actions WHERE seq IS NULL
               AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.action_id = actions.id AND is_refused = 1)
             ORDER BY device_seq, num LIMIT ?1"
        ))?;
        use crate::error::OrStoreError as _;
        let mut rows = statement.query([i64::try_from(count_max).unwrap_or(i64::MAX)]).or_store()?;
        let (mut pending, mut bytes) = (Vec::new(), 0_usize);
        while let Some(row) = rows.next().or_store()? {
            let size: i64 = row.get(15).or_store()?;
            bytes = bytes.saturating_add(usize::try_from(size).unwrap_or(usize::MAX));
            if bytes > bytes_max && !pending.is_empty() {
                break;
            }
            let envelope: Option<Vec<u8>> = row.get(14).or_store()?;
            let envelope = envelope.map(|envelope| from_cbor::<Envelope>(&envelope)).transpose()?;
            let action = RawEntry::read(row).or_store()?.decode()?.logged.action;
            pending.push(PendingEntry { action, envelope });
        }
        Ok(pending)
    }

    fn pending_summary(&self) -> Result<PendingSummary, StoreError> {
        self.one(
            "SELECT count(*), coalesce(min(logical_time), 0) FROM actions WHERE seq IS NULL
               AND NOT EXISTS (SELECT 1 FROM quarantine WHERE quarantine.action_id = actions.id AND is_refused = 1)",
            [],
            |row| {
                let oldest = Hlc(from_column(row.get(1)?));
                Ok(PendingSummary { entries: from_column(row.get(0)?), oldest_ms: oldest.ms() })
            },
        )
    }

    fn wal_summary(&self) -> Result<WalSummary, StoreError> {
        self.one(
            "SELECT entries, bytes, (SELECT count(*) FROM actions WHERE held IS NOT NULL) FROM wal_size",
            [],
            |row| {
                Ok(WalSummary {
                    entries: from_column(row.get(0)?),
                    bytes: from_column(row.get(1)?),
                    held: from_column(row.get(2)?),
                })
            },
        )
    }

    fn save_envelopes(&mut self, envelopes: &[Envelope]) -> Result<(), StoreError> {
        for envelope in envelopes {
            self.run(
                "UPDATE actions SET envelope = ?2 WHERE id = ?1 AND seq IS NULL",
                (envelope.id.as_bytes(), to_cbor(envelope)?),
            )?;
        }
        Ok(())
    }

    fn clear_envelopes(&mut self) -> Result<(), StoreError> {
        self.run("UPDATE actions SET envelope = NULL WHERE seq IS NULL AND envelope IS NOT NULL", []).map(drop)
    }

    fn mark_uploaded(&mut self, acks: &[Ack]) -> Result<(), StoreError> {
        acks.iter().try_for_each(|ack| self.mark_uploaded_one(ack))
    }

    fn place_anew(&mut self, places: &[(ActionId, Option<Position>)]) -> Result<(), StoreError> {
        places.iter().try_for_each(|(id, position)| self.place_one(*id, *position))
    }

    fn withdraw(&mut self, ids: &[ActionId]) -> Result<u64, StoreError> {
        let mut withdrawn = 0;
        for id in ids {
            let size: Option<i64> = self.row(
                "DELETE FROM actions WHERE id = ?1 AND seq IS NULL RETURNING payload_bytes",
                [id.as_bytes()],
                |row| row.get(0),
            )?;
            if let Some(size) = size {
                self.run("UPDATE wal_size SET entries = entries - 1, bytes = bytes - ?1", [size])?;
                withdrawn += 1;
            }
        }
        Ok(withdrawn)
    }

    fn compact_some(
        &mut self,
        up_to: Seq,
        after: Option<EntityId>,
        limit: usize,
    ) -> Result<CompactionStep, StoreError> {
        crate::compaction::compact_some(self, up_to, after, limit)
    }

    fn last_accepted_before(&self, witnessed: Hlc) -> Result<Option<Seq>, StoreError> {
        self.row(
            "SELECT max(seq) FROM actions WHERE seq IS NOT NULL AND witnessed_time < ?1",
            [to_bound(witnessed.0)],
            |row| row.get::<_, Option<i64>>(0),
        )
        .map(|seq| seq.flatten().map(|seq| Seq(from_column(seq))))
    }

    fn is_compacted(&self) -> Result<bool, StoreError> {
        self.row("SELECT 1 FROM snapshot LIMIT 1", [], |_| Ok(())).map(|found| found.is_some())
    }
}

/// Returns the applied, acknowledged entries up to `up_to` of one entity, and whether others remain.
pub(crate) fn foldable(
    tx: &Tx<'_>,
    entity_id: EntityId,
    up_to: Seq,
) -> Result<(Vec<(u64, WalEntry)>, bool), StoreError> {
    let rows = tx.rows(
        concat!("SELECT ", entry_columns!(), " FROM actions WHERE entity_id = ?1 ORDER BY num"),
        [entity_id.as_bytes()],
        RawEntry::read,
    )?;
    let (mut fold, mut is_rest) = (Vec::new(), false);
    for row in rows {
        let num = row.num;
        let entry = row.decode()?;
        let is_covered = entry.logged.position.is_some_and(|position| position.seq <= up_to);
        if is_covered && entry.held.is_none() && !is_quarantined(tx, entry.logged.action.id)? {
            fold.push((num, entry));
        } else {
            is_rest = true;
        }
    }
    Ok((fold, is_rest))
}

fn is_quarantined(tx: &Tx<'_>, id: ActionId) -> Result<bool, StoreError> {
    tx.row("SELECT 1 FROM quarantine WHERE action_id = ?1 LIMIT 1", [id.as_bytes()], |_| Ok(()))
        .map(|found| found.is_some())
}
