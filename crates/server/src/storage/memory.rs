//! Logs in memory, behind the same trait: the model that the database is compared with, and a server
//! for tests that needs no disk.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

use driftless_domain::blob::BlobName;
use driftless_domain::{ActionId, ClientId, DeviceSeq, EntityId, Epoch, Seq, VaultId};
use driftless_protocol::{Hash, Peer, StateHashRequest, UploadRequest};
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, ready};

use super::{
    DeviceKey, HeadView, Page, PageLimit, ROW_OVERHEAD_BYTES, STATE_REPORTS_MAX, Storage, StorageError, Uploaded,
    peer_of,
};
use crate::authorization::access::{Access, Denial, TokenState, decide};
use crate::authorization::caller::Caller;
use crate::authorization::token::TokenHash;
use crate::ingest::{LogView, Plan, StoredRow, VaultHead, plan_batch};
use crate::validation::batch::check_batch;
use crate::validation::flags::EntityFacts;

/// Logs in memory.
#[derive(Debug)]
pub struct MemoryStorage {
    epoch: Epoch,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_closed: bool,
    tokens: HashMap<TokenHash, Option<VaultId>>,
    vaults: HashMap<VaultId, Vault>,
    blobs: HashMap<(VaultId, BlobName), Vec<u8>>,
    reports: BTreeMap<DeviceKey, (u64, StateHashRequest)>,
}

#[derive(Debug, Default)]
struct Vault {
    head: VaultHead,
    rows: Vec<StoredRow>,
    by_device_seq: HashMap<(ClientId, DeviceSeq), usize>,
    ids: HashSet<(ClientId, ActionId)>,
    last_device_seq: HashMap<ClientId, DeviceSeq>,
    entities: HashMap<EntityId, EntityFacts>,
}

impl LogView for Vault {
    type Error = Infallible;

    fn last_device_seq(&mut self, client_id: ClientId) -> Result<DeviceSeq, Infallible> {
        Ok(self.last_device_seq.get(&client_id).copied().unwrap_or_default())
    }

    fn row_at(&mut self, client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<StoredRow>, Infallible> {
        let index = self.by_device_seq.get(&(client_id, device_seq));
        Ok(index.and_then(|index| self.rows.get(*index)).cloned())
    }

    fn has_id(&mut self, client_id: ClientId, id: ActionId) -> Result<bool, Infallible> {
        Ok(self.ids.contains(&(client_id, id)))
    }

    fn entity(&mut self, entity_id: EntityId) -> Result<EntityFacts, Infallible> {
        Ok(self.entities.get(&entity_id).copied().unwrap_or_default())
    }
}

impl Vault {
    fn carry_out(&mut self, client_id: ClientId, plan: Plan) {
        self.head = plan.head;
        self.last_device_seq.insert(client_id, plan.last_device_seq);
        self.entities.extend(plan.entities);
        for row in plan.rows {
            self.by_device_seq.insert((client_id, row.device_seq), self.rows.len());
            self.ids.insert((client_id, row.id));
            self.rows.push(row);
        }
    }
}

impl State {
    /// Accounts are in the database only: here a session has ended before it began.
    fn access(&self, caller: Caller, vault_id: VaultId) -> Result<Access, Denial> {
        let Caller::Code(token) = caller else { return Err(Denial::SessionEnded) };
        let state = match self.tokens.get(&token) {
            None => TokenState::Unknown,
            Some(None) => TokenState::Unbound,
            Some(Some(own)) => TokenState::Bound(*own),
        };
        decide(state, vault_id, self.vaults.contains_key(&vault_id))
    }

    /// Only the vault's own tokens: one that is free yet has nothing there.
    fn bound(&self, caller: Caller, vault_id: VaultId) -> Result<(), StorageError> {
        match self.access(caller, vault_id)? {
            Access::Bound | Access::Member(_) => Ok(()),
            Access::FirstUse => Err(Denial::NotFound.into()),
        }
    }

    fn upload(
        &mut self,
        epoch: Epoch,
        caller: Caller,
        request: UploadRequest,
        now_ms: u64,
    ) -> Result<Uploaded, StorageError> {
        if self.is_closed {
            return Err(StorageError::Busy);
        }
        let vault_id = request.vault_id;
        self.access(caller, vault_id)?;
        let client_id = check_batch(&request)?;
        let mut fresh = Vault::default();
        let vault = self.vaults.get_mut(&vault_id).unwrap_or(&mut fresh);
        let head = vault.head;
        let Ok(mut plan) = plan_batch(vault, vault_id, client_id, head, request.actions, now_ms);
        let outcomes = std::mem::take(&mut plan.outcomes);
        let (head, appended) = (plan.head.seq, plan.rows.len());
        if appended > 0 {
            if let Caller::Code(token) = caller {
                self.tokens.insert(token, Some(vault_id));
            }
            self.vaults.entry(vault_id).or_default().carry_out(client_id, plan);
        }
        Ok(Uploaded { epoch, outcomes, head, appended })
    }

    fn page(
        &self,
        epoch: Epoch,
        caller: Caller,
        vault_id: VaultId,
        since: Seq,
        limit: PageLimit,
    ) -> Result<Page, StorageError> {
        self.access(caller, vault_id)?;
        let (head, all) = self
            .vaults
            .get(&vault_id)
            .map_or((VaultHead::default(), [].as_slice()), |vault| (vault.head, vault.rows.as_slice()));
        let from = usize::try_from(since.0).unwrap_or(usize::MAX);
        let mut bytes = 0;
        let mut rows = Vec::new();
        for stored in all.iter().skip(from).take(limit.rows) {
            bytes += ROW_OVERHEAD_BYTES + stored.row.envelope.as_ref().map_or(0, |e| e.payload.0.len());
            if bytes > limit.bytes && !rows.is_empty() {
                break;
            }
            rows.push(stored.row.clone());
        }
        let new_cursor = rows.last().map_or(since, |row| row.seq);
        let at = usize::try_from(new_cursor.min(head.seq).0).unwrap_or(usize::MAX);
        let chain_hash = at.checked_sub(1).and_then(|i| all.get(i)).map_or(Hash::default(), |row| row.chain_hash);
        Ok(Page { epoch, rows, new_cursor, head: head.seq, chain_hash })
    }

    fn report_state(
        &mut self,
        caller: Caller,
        report: &StateHashRequest,
        now_ms: u64,
    ) -> Result<Vec<Peer>, StorageError> {
        let vault_id = report.vault_id;
        if self.access(caller, vault_id)? == Access::FirstUse {
            return Ok(Vec::new());
        }
        self.reports.insert((vault_id, report.client_id), (now_ms, report.clone()));
        let mut all: Vec<(u64, StateHashRequest)> =
            self.reports.values().filter(|(_, other)| other.vault_id == vault_id).cloned().collect();
        all.sort_by_key(|(at, other)| (std::cmp::Reverse(*at), other.client_id));
        for (_, old) in all.drain(STATE_REPORTS_MAX.min(all.len())..) {
            self.reports.remove(&(vault_id, old.client_id));
        }
        all.retain(|(_, other)| other.client_id != report.client_id);
        Ok(all.iter().map(|(at, other)| peer_of(report, other, *at)).collect())
    }
}

impl MemoryStorage {
    /// Begins an empty storage with this life.
    pub fn new(epoch: Epoch) -> Self {
        Self { epoch, state: Mutex::default() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each call changes the state in one step at its end, so a panic elsewhere leaves it whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Storage for MemoryStorage {
    fn add_token(
        &self,
        token: TokenHash,
        vault_id: Option<VaultId>,
        _now_ms: u64,
    ) -> BoxFuture<'_, Result<(), StorageError>> {
        self.state().tokens.entry(token).or_insert(vault_id);
        ready(Ok(())).boxed()
    }

    fn has_tokens(&self) -> BoxFuture<'_, Result<bool, StorageError>> {
        ready(Ok(!self.state().tokens.is_empty())).boxed()
    }

    fn knows(&self, caller: Caller) -> BoxFuture<'_, Result<bool, StorageError>> {
        let is_known = matches!(caller, Caller::Code(token) if self.state().tokens.contains_key(&token));
        ready(Ok(is_known)).boxed()
    }

    fn upload(
        &self,
        caller: Caller,
        request: UploadRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Uploaded, StorageError>> {
        ready(self.state().upload(self.epoch, caller, request, now_ms)).boxed()
    }

    fn page(
        &self,
        caller: Caller,
        vault_id: VaultId,
        since: Seq,
        limit: PageLimit,
    ) -> BoxFuture<'_, Result<Page, StorageError>> {
        ready(self.state().page(self.epoch, caller, vault_id, since, limit)).boxed()
    }

    fn head(&self, caller: Caller, vault_id: VaultId) -> BoxFuture<'_, Result<HeadView, StorageError>> {
        let state = self.state();
        let head = state.vaults.get(&vault_id).map_or(Seq::ZERO, |vault| vault.head.seq);
        let access = state.access(caller, vault_id);
        ready(access.map(|access| HeadView { epoch: self.epoch, head, access }).map_err(StorageError::from)).boxed()
    }

    fn report_state(
        &self,
        caller: Caller,
        report: StateHashRequest,
        now_ms: u64,
    ) -> BoxFuture<'_, Result<Vec<Peer>, StorageError>> {
        ready(self.state().report_state(caller, &report, now_ms)).boxed()
    }

    fn put_blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
        sealed: Vec<u8>,
    ) -> BoxFuture<'_, Result<bool, StorageError>> {
        let mut state = self.state();
        let stored = if state.is_closed { Err(StorageError::Busy) } else { state.bound(caller, vault_id) };
        let stored = stored.map(|()| {
            let is_new = !state.blobs.contains_key(&(vault_id, name));
            state.blobs.entry((vault_id, name)).or_insert(sealed);
            is_new
        });
        ready(stored).boxed()
    }

    fn blob(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<Vec<u8>>, StorageError>> {
        let state = self.state();
        let access = state.access(caller, vault_id).map_err(StorageError::from);
        ready(access.map(|_| state.blobs.get(&(vault_id, name)).cloned())).boxed()
    }

    fn blob_size(
        &self,
        caller: Caller,
        vault_id: VaultId,
        name: BlobName,
    ) -> BoxFuture<'_, Result<Option<u64>, StorageError>> {
        let state = self.state();
        let access = state.access(caller, vault_id).map_err(StorageError::from);
        ready(access.map(|_| state.blobs.get(&(vault_id, name)).map(|sealed| sealed.len() as u64))).boxed()
    }

    fn check_ready(&self) -> BoxFuture<'_, Result<(), StorageError>> {
        ready(if self.state().is_closed { Err(StorageError::Busy) } else { Ok(()) }).boxed()
    }

    fn close(&self) -> BoxFuture<'_, ()> {
        self.state().is_closed = true;
        ready(()).boxed()
    }
}
