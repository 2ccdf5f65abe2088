//! Accepts connections until told to stop, then lets what is in flight end.
//!
//! HTTP/1.1 only: HTTP/2 comes from the proxy that ends TLS, and a class of attacks on it stays there.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

use crate::config::{Limits, Shared};
use crate::content::kib;
use crate::fanout::local::LocalFanout;
use crate::router::router;
use crate::storage::Storage;

/// How long to wait when the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Headers of one request; ours have about ten.
const HEADERS_MAX: usize = 64;

/// Serves on a listener until `stop` ends; then takes no more connections, ends event streams, waits
/// for requests in flight (at most [`Limits::stop_timeout`]), and closes the storage.
pub async fn serve(
    listener: TcpListener,
    storage: Arc<dyn Storage>,
    limits: Limits,
    now_ms: fn() -> u64,
    stop: impl Future<Output = ()>,
) {
    let (stopping_sender, stopping) = watch::channel(false);
    let shared = Shared {
        storage: Arc::clone(&storage),
        fanout: LocalFanout::default(),
        limits,
        body_memory: Arc::new(Semaphore::new(kib(limits.bodies_bytes_max))),
        stopping,
        now_ms,
    };
    let router = router(shared);
    let connections = GracefulShutdown::new();
    let permits = Arc::new(Semaphore::new(limits.connections_max));
    let mut stop = pin!(stop);
    loop {
        let accepted = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &permits) => accepted,
        };
        let Some((stream, permit)) = accepted else { continue };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header_timeout)
            .max_headers(HEADERS_MAX)
            .max_buf_size(limits.header_bytes_max)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        let connection = connections.watch(connection);
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("stopping: finishing {} connections", connections.count());
    stopping_sender.send_replace(true);
    if timeout(limits.stop_timeout, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
    storage.close().await;
}

async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, _)) => {
            // Without it small answers wait for the client's next packet. Failing to set it only costs that.
            let _ = stream.set_nodelay(true);
            Some((stream, permit))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}
