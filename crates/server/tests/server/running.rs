//! A server in this process, on a port of its own, in a folder of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use driftless_domain::VaultId;
use driftless_protocol::{ACTIONS_PATH, ContentType, DownloadResponse, UploadRequest, UploadResponse};
use driftless_server::accounts::{Accounts, Rates, Registration};
use driftless_server::authorization::token::TokenHash;
use driftless_server::config::{Limits, wall_clock_ms};
use driftless_server::serve::serve;
use driftless_server::storage::Storage;
use driftless_server::storage::sqlite::SqliteStorage;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::http::{Answer, get, post};

/// Free for the first vault.
pub(crate) const TOKEN: &str = "token-of-the-first-vault";
/// Another one.
pub(crate) const OTHER_TOKEN: &str = "token-of-the-second-vault";

pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) dir: TempDir,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// How a server runs, where it matters.
#[derive(Clone, Copy)]
pub(crate) struct Setup {
    pub(crate) limits: Limits,
    pub(crate) size_bytes_max: Option<u64>,
    pub(crate) now_ms: fn() -> u64,
    pub(crate) registration: Registration,
    pub(crate) rates: Rates,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            size_bytes_max: None,
            now_ms: wall_clock_ms,
            registration: Registration::Open,
            rates: Rates::default(),
        }
    }
}

impl Running {
    pub(crate) fn start() -> Self {
        Self::start_with(Limits::default(), None)
    }

    pub(crate) fn start_with(limits: Limits, size_bytes_max: Option<u64>) -> Self {
        Self::start_with_clock(limits, size_bytes_max, wall_clock_ms)
    }

    pub(crate) fn start_with_clock(limits: Limits, size_bytes_max: Option<u64>, now_ms: fn() -> u64) -> Self {
        Self::start_as(Setup { limits, size_bytes_max, now_ms, ..Setup::default() })
    }

    pub(crate) fn start_as(setup: Setup) -> Self {
        let Setup { limits, size_bytes_max, now_ms, registration, rates } = setup;
        let dir = TempDir::new().unwrap();
        let storage = Arc::new(SqliteStorage::open(dir.path(), size_bytes_max, wall_clock_ms()).unwrap());
        let secrets = dir.path().join("secrets");
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                for token in [TOKEN, OTHER_TOKEN] {
                    storage.add_token(TokenHash::of(token), None, 0).await.unwrap();
                }
                let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let accounts = Accounts::open(storage, &secrets, registration, rates).await.unwrap();
                serve(listener.into(), Arc::new(accounts), limits, now_ms, async { drop(stopped.await) }).await;
            });
        });
        Self { address: told.recv().unwrap(), dir, stop: Some(stop), thread: Some(thread) }
    }

    /// Uploads in CBOR.
    pub(crate) fn upload(&self, request: &UploadRequest) -> UploadResponse {
        let answer = self.try_upload(TOKEN, request);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.read()
    }

    pub(crate) fn try_upload(&self, token: &str, request: &UploadRequest) -> Answer {
        let body = ContentType::Cbor.encode(request).unwrap();
        post(ACTIONS_PATH, "application/cbor", body).token(token).send(self.address)
    }

    /// Downloads in CBOR.
    pub(crate) fn download(&self, vault_id: VaultId, since: u64) -> DownloadResponse {
        let answer = get(format!("{ACTIONS_PATH}?vault={vault_id}&since={since}"))
            .token(TOKEN)
            .header("accept", "application/cbor")
            .send(self.address);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.read()
    }

    /// Tells the server to stop.
    pub(crate) fn stop(&mut self) {
        drop(self.stop.take());
    }

    /// Waits until it has.
    pub(crate) fn join(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
            && !std::thread::panicking()
        {
            panic!("the server's thread panicked");
        }
    }
}
