//! The server's log behind the network contract, with faults in front of it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use driftless_domain::blob::BlobName;
use driftless_domain::{ActionId, Seq, VaultId};
use driftless_protocol::{DownloadResponse, StateHashRequest, StateHashResponse, UploadRequest, UploadResponse};
use driftless_sync::contract::{ApiClient, RemoteError};

use crate::log::ServerLog;

/// What goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing does.
    None,
    /// It never arrives.
    Dropped,
    /// It is carried out, and the answer is lost.
    AnswerLost,
    /// It arrives twice; the second answer comes back.
    Doubled,
    /// It fails with this and is not carried out.
    Fails(RemoteError),
    /// A page comes back with half its rows and an honest end.
    HalfPage,
    /// A page comes back with half its rows and a false end.
    TornPage,
}

#[derive(Debug, Default)]
struct Plan {
    faults: VecDeque<Fault>,
    poison: Vec<ActionId>,
    requests: u64,
}

/// One device's way to the server.
#[derive(Debug, Clone)]
pub struct FaultyRemote {
    log: Arc<Mutex<ServerLog>>,
    plan: Arc<Mutex<Plan>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FaultyRemote {
    /// A way without faults.
    pub fn new(log: Arc<Mutex<ServerLog>>) -> Self {
        Self { log, plan: Arc::default() }
    }

    /// The next requests meet these faults, one each; later ones none.
    pub fn plan(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.plan).faults.extend(faults);
    }

    /// Forgets the faults to come.
    pub fn heal(&self) {
        let mut plan = lock(&self.plan);
        plan.faults.clear();
        plan.poison.clear();
    }

    /// The server fails with 500 on every batch with this action in it, and stores nothing of it.
    pub fn poison(&self, id: ActionId) {
        lock(&self.plan).poison.push(id);
    }

    /// Returns how many requests were made.
    pub fn requests(&self) -> u64 {
        lock(&self.plan).requests
    }

    fn next_fault(&self) -> Fault {
        let mut plan = lock(&self.plan);
        plan.requests += 1;
        plan.faults.pop_front().unwrap_or(Fault::None)
    }

    fn answer<T>(&self, mut carry_out: impl FnMut(&mut ServerLog) -> T) -> Result<T, RemoteError> {
        let fault = self.next_fault();
        let mut log = lock(&self.log);
        match fault {
            Fault::None | Fault::HalfPage | Fault::TornPage => Ok(carry_out(&mut log)),
            Fault::Dropped => Err(RemoteError::Unreachable("dropped".to_owned())),
            Fault::AnswerLost => {
                carry_out(&mut log);
                Err(RemoteError::Timeout)
            }
            Fault::Doubled => {
                carry_out(&mut log);
                Ok(carry_out(&mut log))
            }
            Fault::Fails(error) => Err(error),
        }
    }
}

impl ApiClient for FaultyRemote {
    async fn post_actions(&self, request: &UploadRequest) -> Result<UploadResponse, RemoteError> {
        let is_poisoned = {
            let plan = lock(&self.plan);
            request.actions.iter().any(|action| plan.poison.contains(&action.id))
        };
        if is_poisoned {
            self.next_fault();
            return Err(RemoteError::Server(500));
        }
        self.answer(|log| log.upload(request))
    }

    async fn get_actions(&self, _vault_id: VaultId, since: Seq, limit: usize) -> Result<DownloadResponse, RemoteError> {
        let fault = lock(&self.plan).faults.front().cloned();
        self.answer(|log| {
            let mut page = log.download(since, limit);
            let half = page.rows.len() / 2;
            match fault {
                Some(Fault::HalfPage) => log.download(since, half.max(1)),
                Some(Fault::TornPage) => {
                    page.rows.truncate(half);
                    page
                }
                _ => page,
            }
        })
    }

    async fn has_blob(&self, _vault_id: VaultId, name: BlobName) -> Result<bool, RemoteError> {
        self.answer(|log| log.blobs.contains_key(&name))
    }

    async fn put_blob(&self, _vault_id: VaultId, name: BlobName, sealed: Vec<u8>) -> Result<(), RemoteError> {
        self.answer(|log| {
            log.blobs.entry(name).or_insert_with(|| sealed.clone());
        })
    }

    async fn get_blob(&self, _vault_id: VaultId, name: BlobName) -> Result<Option<Vec<u8>>, RemoteError> {
        self.answer(|log| log.blobs.get(&name).cloned())
    }

    async fn post_state_hash(&self, request: &StateHashRequest) -> Result<StateHashResponse, RemoteError> {
        self.answer(|log| log.state_hash(request))
    }
}
