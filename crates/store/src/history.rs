//! What was: the WAL and the actions that compaction took out of it, and one state a day of what is older.

use driftless_domain::{ActionId, ClientId, EntityId, EntityType, GroupId, Hlc, Payload};
use driftless_sync::contract::{EntityHistory, HistoryDay, HistoryStore, StoreError, TimelineEntry, TimelineMark};

use crate::column::{bytes, from_cbor, from_column, pack, to_bound, to_cbor, to_column, unpack};
use crate::tx::Tx;
use crate::wal::RawEntry;

/// Columns of [`RawEntry`], in order.
macro_rules! history_columns {
    () => {
        "num, id, entity_id, entity_type, action_type, client_id, device_seq, logical_time, seen, schema,
         payload, seq, witnessed_time, NULL"
    };
}

/// Time that counts for order, as the index of the WAL has it.
macro_rules! action_time {
    () => {
        "min(logical_time, coalesce(witnessed_time + 19660800000, logical_time))"
    };
}

/// Time that counts for order, as the index of the history has it.
macro_rules! history_time {
    () => {
        "min(logical_time, witnessed_time + 19660800000)"
    };
}

/// Moves what is known of an action of the WAL to the history. Its row in the WAL goes after that.
pub(crate) fn keep(tx: &Tx<'_>, num: u64) -> Result<(), StoreError> {
    tx.run(
        "INSERT INTO history (id, entity_id, entity_type, action_type, client_id, device_seq, logical_time, seen, schema,
                              payload, seq, witnessed_time, group_id)
         SELECT id, entity_id, entity_type, action_type, client_id, device_seq, logical_time, seen, schema,
                payload, seq, witnessed_time, group_id
         FROM actions WHERE num = ?1 AND seq IS NOT NULL
         ON CONFLICT (id) DO NOTHING",
        [to_column(num)],
    )
    .map(drop)
}

/// A row of `history_days` before its bytes are read: day, at, client, state, version.
type RawDay = (i64, i64, [u8; 16], Vec<u8>, Vec<u8>);

fn days_of(tx: &Tx<'_>, entity_id: EntityId) -> Result<Vec<HistoryDay>, StoreError> {
    let rows: Vec<RawDay> = tx.rows(
        "SELECT day, at, client_id, state, version FROM history_days WHERE entity_id = ?1 ORDER BY day",
        [entity_id.as_bytes()],
        |row| Ok((row.get(0)?, row.get(1)?, bytes(row, 2)?, row.get(3)?, row.get(4)?)),
    )?;
    rows.into_iter()
        .map(|(day, at, client_id, state, version)| {
            Ok(HistoryDay {
                entity_id,
                day: from_column(day),
                at: Hlc(from_column(at)),
                client_id: ClientId::from_bytes(client_id),
                state: from_cbor(&unpack(&state)?)?,
                version: unpack(&version)?,
            })
        })
        .collect()
}

impl Tx<'_> {
    fn pairs(&self, sql: &str, params: impl rusqlite::Params) -> Result<Vec<(EntityId, ActionId)>, StoreError> {
        self.rows(sql, params, |row| Ok((EntityId::from_bytes(bytes(row, 0)?), ActionId::from_bytes(bytes(row, 1)?))))
    }
}

impl HistoryStore for Tx<'_> {
    fn history_of(&self, entity_id: EntityId) -> Result<EntityHistory, StoreError> {
        let mut actions = Vec::new();
        for sql in [
            concat!("SELECT ", history_columns!(), " FROM history WHERE entity_id = ?1 ORDER BY num"),
            concat!("SELECT ", crate::wal::entry_columns!(), " FROM actions WHERE entity_id = ?1 ORDER BY num"),
        ] {
            for row in self.rows(sql, [entity_id.as_bytes()], RawEntry::read)? {
                actions.push(row.decode()?.logged);
            }
        }
        Ok(EntityHistory { days: days_of(self, entity_id)?, actions })
    }

    fn actions_of_group(&self, group: GroupId) -> Result<Vec<(EntityId, ActionId)>, StoreError> {
        self.pairs(
            "SELECT entity_id, id FROM history WHERE group_id = ?1
             UNION ALL SELECT entity_id, id FROM actions WHERE group_id = ?1",
            [group.as_bytes()],
        )
    }

    fn entity_of_action(&self, id: ActionId) -> Result<Option<EntityId>, StoreError> {
        self.row(
            "SELECT entity_id FROM history WHERE id = ?1 UNION ALL SELECT entity_id FROM actions WHERE id = ?1 LIMIT 1",
            [id.as_bytes()],
            |row| bytes(row, 0).map(EntityId::from_bytes),
        )
    }

    fn actions_of_device(&self, device: ClientId, from: Hlc, to: Hlc) -> Result<Vec<(EntityId, ActionId)>, StoreError> {
        self.pairs(
            concat!(
                "SELECT entity_id, id FROM history WHERE client_id = ?1 AND ",
                history_time!(),
                " BETWEEN ?2 AND ?3 UNION ALL SELECT entity_id, id FROM actions WHERE client_id = ?1 AND ",
                action_time!(),
                " BETWEEN ?2 AND ?3"
            ),
            (device.as_bytes(), to_bound(from.0), to_bound(to.0)),
        )
    }

    fn timeline(
        &self,
        before: Option<TimelineMark>,
        device: Option<ClientId>,
        limit: usize,
    ) -> Result<Vec<TimelineEntry>, StoreError> {
        let at = before.map_or(i64::MAX, |mark| to_bound(mark.at.0));
        let id = before.map_or([u8::MAX; 16], |mark| *mark.id.as_bytes());
        let client = device.map(|device| *device.as_bytes());
        let count = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut entries = Vec::new();
        for sql in [
            concat!(
                "SELECT ",
                crate::wal::entry_columns!(),
                " FROM actions WHERE ",
                action_time!(),
                " <= ?1 AND (",
                action_time!(),
                " < ?1 OR id < ?2) AND (?3 IS NULL OR client_id = ?3) ORDER BY ",
                action_time!(),
                " DESC, id DESC LIMIT ?4"
            ),
            concat!(
                "SELECT ",
                history_columns!(),
                " FROM history WHERE ",
                history_time!(),
                " <= ?1 AND (",
                history_time!(),
                " < ?1 OR id < ?2) AND (?3 IS NULL OR client_id = ?3) ORDER BY ",
                history_time!(),
                " DESC, id DESC LIMIT ?4"
            ),
        ] {
            for row in self.rows(sql, (at, id, client, count), RawEntry::read)? {
                let logged = row.decode()?.logged;
                let group = Payload::group_of(&logged.action.payload);
                entries.push(TimelineEntry { at: logged.stamp().effective_time, logged, group });
            }
        }
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.at, entry.logged.action.id)));
        entries.truncate(limit);
        Ok(entries)
    }

    fn newest_witnessed(&self) -> Result<Option<Hlc>, StoreError> {
        // The latest by order is never more than five minutes later than the server's word on it.
        let newest = |sql| self.row(sql, [], |row| row.get::<_, i64>(0));
        let log = newest(concat!(
            "SELECT witnessed_time FROM actions WHERE witnessed_time IS NOT NULL ORDER BY ",
            action_time!(),
            " DESC LIMIT 1"
        ))?;
        let left = newest(concat!("SELECT witnessed_time FROM history ORDER BY ", history_time!(), " DESC LIMIT 1"))?;
        Ok(log.max(left).map(|time| Hlc(from_column(time))))
    }

    fn entities_older_than(&self, before: Hlc, limit: usize) -> Result<Vec<(EntityId, EntityType)>, StoreError> {
        // What was accepted lately stays whole for its time, however old it says it is.
        let rows = self.rows(
            concat!(
                "SELECT DISTINCT entity_id, entity_type FROM history WHERE ",
                history_time!(),
                " < ?1 AND witnessed_time < ?1 LIMIT ?2"
            ),
            (to_bound(before.0), i64::try_from(limit).unwrap_or(i64::MAX)),
            |row| Ok((EntityId::from_bytes(bytes(row, 0)?), row.get::<_, String>(1)?)),
        )?;
        let damaged = |_| StoreError::Damaged("an action of the history has no valid type".to_owned());
        rows.into_iter().map(|(id, name)| Ok((id, name.parse().map_err(damaged)?))).collect()
    }

    fn thin(&mut self, days: &[HistoryDay], removed: &[ActionId]) -> Result<(), StoreError> {
        for day in days {
            self.run(
                "INSERT OR REPLACE INTO history_days (entity_id, day, at, client_id, state, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (
                    day.entity_id.as_bytes(),
                    to_column(day.day),
                    to_column(day.at.0),
                    day.client_id.as_bytes(),
                    pack(&to_cbor(&day.state)?),
                    pack(&day.version),
                ),
            )?;
        }
        removed.iter().try_for_each(|id| self.run("DELETE FROM history WHERE id = ?1", [id.as_bytes()]).map(drop))
    }
}
