//! A real server in this process, which can be stopped and started again at the same address.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;

use driftless_protocol::ConnectCode;
use driftless_server::accounts::{Accounts, Rates, Registration};
use driftless_server::authorization::token::{TokenHash, mint_token};
use driftless_server::config::{Limits, wall_clock_ms};
use driftless_server::serve::serve;
use driftless_server::storage::Storage as _;
use driftless_server::storage::sqlite::SqliteStorage;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub(crate) struct Server {
    dir: TempDir,
    address: String,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let mut server = Self { dir: tempfile::tempdir().unwrap(), address: "127.0.0.1:0".to_owned(), running: None };
        server.start_again();
        server
    }

    pub(crate) fn start_again(&mut self) {
        let (tell, address) = channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let (dir, listen): (PathBuf, String) = (self.dir.path().to_owned(), self.address.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let storage = Arc::new(SqliteStorage::open(&dir, None, wall_clock_ms()).unwrap());
                let secrets = dir.join("secrets");
                let accounts = Accounts::open(storage, &secrets, Registration::Open, Rates::default()).await.unwrap();
                let listener = TcpListener::bind(listen).await.unwrap();
                tell.send(listener.local_addr().unwrap().to_string()).unwrap();
                let stop = async { drop(stopped.await) };
                serve(listener.into(), Arc::new(accounts), Limits::default(), wall_clock_ms, stop).await;
            });
        });
        self.address = address.recv().unwrap();
        self.running = Some((stop, thread));
    }

    pub(crate) fn stop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            drop(stop);
            thread.join().unwrap();
        }
    }

    /// A new code for the first device of a vault. The server must be stopped.
    pub(crate) fn code(&mut self) -> String {
        self.stop();
        let token = mint_token().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let storage = SqliteStorage::open(self.dir.path(), None, wall_clock_ms()).unwrap();
            storage.add_token(TokenHash::of(&token), None, wall_clock_ms()).await.unwrap();
        });
        self.start_again();
        ConnectCode { server_url: format!("http://{}", self.address), token, vault: None }.encode().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}
