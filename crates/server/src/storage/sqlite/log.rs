//! A vault's log in the database: the view that a plan reads, the plan carried out, and pages.

use driftless_domain::{ActionId, ClientId, DeviceSeq, EntityId, Epoch, Hlc, Seq, VaultId};
use driftless_protocol::auth::Role;
use driftless_protocol::{Hash, UploadRequest};
use rusqlite::{Connection, OptionalExtension, params};

use super::rows::{COLUMNS, insert, position, stored_row};
use super::tokens::{access, bind};
use crate::authorization::access::{Access, Denial, Need};
use crate::authorization::caller::Caller;
use crate::ingest::{LogView, Plan, StoredRow, VaultHead, plan_batch};
use crate::storage::{Page, PageLimit, ROW_OVERHEAD_BYTES, StorageError, Uploaded};
use crate::validation::batch::check_batch;
use crate::validation::flags::{Deletion, EntityFacts};

/// Returns the short name and the end of a vault's log; none when it has none.
pub(super) fn vault_of(connection: &Connection, vault_id: VaultId) -> Result<Option<(i64, VaultHead)>, StorageError> {
    let row = connection
        .prepare_cached("SELECT vault, head, chain_hash, witnessed_time, live_entities FROM vault WHERE vault_id = ?1")?
        .query_row([vault_id.as_bytes()], |row| {
            let head = VaultHead {
                seq: Seq(row.get::<_, i64>(1)?.cast_unsigned()),
                chain_hash: Hash(row.get(2)?),
                witnessed_time: Hlc(row.get::<_, i64>(3)?.cast_unsigned()),
                live_entities: row.get::<_, i64>(4)?.cast_unsigned(),
            };
            Ok((row.get(0)?, head))
        })
        .optional()?;
    Ok(row)
}

/// The log as a plan reads it. A vault or device that is not there yet reads as empty.
struct View<'c> {
    connection: &'c Connection,
    vault_id: VaultId,
    vault: Option<i64>,
    device: Option<i64>,
}

impl LogView for View<'_> {
    type Error = StorageError;

    fn last_device_seq(&mut self, client_id: ClientId) -> Result<DeviceSeq, StorageError> {
        let row = self
            .connection
            .prepare_cached("SELECT device, last_device_seq FROM device WHERE vault = ?1 AND client_id = ?2")?
            .query_row(params![self.vault, client_id.as_bytes()], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.cast_unsigned()))
            })
            .optional()?;
        self.device = row.map(|(device, _)| device);
        Ok(DeviceSeq(row.map_or(0, |(_, last)| last)))
    }

    fn row_at(&mut self, _client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<StoredRow>, StorageError> {
        let sql = format!("SELECT {COLUMNS} FROM log JOIN device USING (device) WHERE device = ?1 AND device_seq = ?2");
        let row = self
            .connection
            .prepare_cached(&sql)?
            .query_row(params![self.device, device_seq.0.cast_signed()], |row| stored_row(row, self.vault_id))
            .optional()?;
        Ok(row)
    }

    fn has_id(&mut self, _client_id: ClientId, id: ActionId) -> Result<bool, StorageError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM log WHERE device = ?1 AND id = ?2")?;
        Ok(statement.exists(params![self.device, id.as_bytes()])?)
    }

    fn entity(&mut self, entity_id: EntityId) -> Result<EntityFacts, StorageError> {
        let facts = self
            .connection
            .prepare_cached(
                "SELECT is_created, deleted_seq, deleted_by FROM entity WHERE vault = ?1 AND entity_id = ?2",
            )?
            .query_row(params![self.vault, entity_id.as_bytes()], |row| {
                let seq = row.get::<_, Option<i64>>(1)?;
                let client_id = row.get::<_, Option<[u8; 16]>>(2)?;
                let deletion = seq.zip(client_id).map(|(seq, client_id)| Deletion {
                    seq: Seq(seq.cast_unsigned()),
                    client_id: ClientId::from_bytes(client_id),
                });
                Ok(EntityFacts { is_created: row.get(0)?, deletion })
            })
            .optional()?;
        Ok(facts.unwrap_or_default())
    }
}

/// Plans a batch and carries the plan out; runs inside the writer's transaction.
pub(super) fn upload(
    connection: &Connection,
    epoch: Epoch,
    caller: Caller,
    request: UploadRequest,
    now_ms: u64,
) -> Result<Uploaded, StorageError> {
    let vault_id = request.vault_id;
    let access = access(connection, caller, vault_id, Need::Write)?;
    let client_id = check_batch(&request)?;
    if !may_write_as(caller, access, client_id) {
        return Err(Denial::Forbidden.into());
    }
    let known = vault_of(connection, vault_id)?;
    let head = known.map_or(VaultHead::default(), |(_, head)| head);
    let mut view = View { connection, vault_id, vault: known.map(|(vault, _)| vault), device: None };
    let mut plan = plan_batch(&mut view, vault_id, client_id, head, request.actions, now_ms)?;
    let outcomes = std::mem::take(&mut plan.outcomes);
    if !plan.rows.is_empty() {
        if let (Access::FirstUse, Caller::Code(token)) = (access, caller) {
            bind(connection, token, vault_id)?;
        }
        carry_out(connection, vault_id, client_id, &plan)?;
    }
    Ok(Uploaded { epoch, outcomes, head: plan.head.seq, appended: plan.rows.len() })
}

/// A member writes as the device that is signed in. Owners may hand in what other devices wrote: that is how
/// a server that lost its log is filled again. Whose it is, the devices check by its signature.
fn may_write_as(caller: Caller, access: Access, client_id: ClientId) -> bool {
    match (caller, access) {
        (Caller::Session(session), Access::Member(Role::Viewer | Role::Editor)) => session.client_id == client_id,
        (Caller::Code(_), _) | (_, Access::Bound | Access::FirstUse | Access::Member(Role::Owner)) => true,
    }
}

fn carry_out(connection: &Connection, vault_id: VaultId, client_id: ClientId, plan: &Plan) -> Result<(), StorageError> {
    let head = plan.head;
    let vault: i64 = connection
        .prepare_cached(
            "INSERT INTO vault (vault_id, head, chain_hash, witnessed_time, live_entities) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (vault_id) DO UPDATE SET head = excluded.head, chain_hash = excluded.chain_hash, \
             witnessed_time = excluded.witnessed_time, live_entities = excluded.live_entities RETURNING vault",
        )?
        .query_row(
            params![
                vault_id.as_bytes(),
                head.seq.0.cast_signed(),
                head.chain_hash.0,
                head.witnessed_time.0.cast_signed(),
                head.live_entities.cast_signed()
            ],
            |row| row.get(0),
        )?;
    let device: i64 = connection
        .prepare_cached(
            "INSERT INTO device (vault, client_id, last_device_seq) VALUES (?1, ?2, ?3) \
             ON CONFLICT (vault, client_id) DO UPDATE SET last_device_seq = excluded.last_device_seq RETURNING device",
        )?
        .query_row(params![vault, client_id.as_bytes(), plan.last_device_seq.0.cast_signed()], |row| row.get(0))?;
    for row in &plan.rows {
        insert(connection, vault, device, row)?;
    }
    for (entity_id, facts) in &plan.entities {
        connection
            .prepare_cached(
                "INSERT INTO entity (vault, entity_id, is_created, deleted_seq, deleted_by) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (vault, entity_id) DO UPDATE SET is_created = excluded.is_created, \
                 deleted_seq = excluded.deleted_seq, deleted_by = excluded.deleted_by",
            )?
            .execute(params![
                vault,
                entity_id.as_bytes(),
                facts.is_created,
                facts.deletion.map(|deletion| deletion.seq.0.cast_signed()),
                facts.deletion.map(|deletion| *deletion.client_id.as_bytes()),
            ])?;
    }
    Ok(())
}

/// Reads a page; the caller's transaction makes head, rows and hash those of one moment.
pub(super) fn page(
    connection: &Connection,
    epoch: Epoch,
    caller: Caller,
    vault_id: VaultId,
    since: Seq,
    limit: PageLimit,
) -> Result<Page, StorageError> {
    access(connection, caller, vault_id, Need::Read)?;
    let Some((vault, head)) = vault_of(connection, vault_id)? else {
        let chain_hash = Hash::default();
        return Ok(Page { epoch, rows: Vec::new(), new_cursor: since, head: Seq::ZERO, chain_hash });
    };
    let mut page = Page { epoch, rows: Vec::new(), new_cursor: since, head: head.seq, chain_hash: head.chain_hash };
    if since >= head.seq {
        return Ok(page);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM log JOIN device USING (device) \
         WHERE position > ?1 AND position <= ?2 ORDER BY position LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let row_limit = u32::try_from(limit.rows).unwrap_or(u32::MAX);
    let mut rows = statement.query(params![position(vault, since)?, position(vault, head.seq)?, row_limit])?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let stored = stored_row(row, vault_id)?;
        bytes += ROW_OVERHEAD_BYTES + stored.row.envelope.as_ref().map_or(0, |e| e.payload.0.len());
        if bytes > limit.bytes && !page.rows.is_empty() {
            break;
        }
        page.new_cursor = stored.row.seq;
        page.chain_hash = stored.chain_hash;
        page.rows.push(stored.row);
    }
    Ok(page)
}
