//! Accepts connections until told to stop, then lets what is in flight end.
//!
//! HTTP/1.1 only, with TLS or without: HTTP/2 comes from a proxy in front, and a class of attacks on it stays there.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::accounts::Accounts;
use crate::admin::serve_admin;
use crate::config::{Limits, Shared};
use crate::content::kib;
use crate::fanout::local::LocalFanout;
use crate::metrics::Metrics;
use crate::peer::Remote;
use crate::router::router;
use crate::storage::Storage;

/// How long to wait when the system has no more sockets to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Headers of one request; ours have about ten.
const HEADERS_MAX: usize = 64;

/// Where a server listens and how.
pub struct Listening {
    /// For devices.
    pub listener: TcpListener,
    /// Ends TLS there; none where a proxy does, or on this machine.
    pub tls: Option<TlsAcceptor>,
    /// For the owner; see [`crate::admin`].
    pub admin: Option<TcpListener>,
}

impl From<TcpListener> for Listening {
    fn from(listener: TcpListener) -> Self {
        Self { listener, tls: None, admin: None }
    }
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening")
            .field("listener", &self.listener)
            .field("admin", &self.admin)
            .finish_non_exhaustive()
    }
}

/// Serves until `stop` ends; then takes no more connections, ends event streams, waits for requests in flight
/// (at most [`Limits::stop_timeout`]), and closes the storage.
pub async fn serve(
    listening: Listening,
    accounts: Arc<Accounts>,
    limits: Limits,
    now_ms: fn() -> u64,
    stop: impl Future<Output = ()>,
) {
    let Listening { listener, tls, admin } = listening;
    let storage: Arc<dyn Storage> = Arc::clone(&accounts.database) as _;
    let (stopping_sender, stopping) = watch::channel(false);
    let metrics = Arc::new(Metrics::default());
    let admin = admin.map(|admin| tokio::spawn(serve_admin(admin, Arc::clone(&metrics), stopping.clone())));
    let shared = Shared {
        storage: Arc::clone(&storage),
        accounts,
        metrics: Arc::clone(&metrics),
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
        let Some((stream, remote, permit)) = accepted else { continue };
        let (watcher, router, tls, metrics) =
            (connections.watcher(), router.clone(), tls.clone(), Arc::clone(&metrics));
        tokio::spawn(async move {
            metrics.connected();
            match tls {
                None => answer(stream, remote, router, limits, watcher).await,
                // A handshake is what a request's headers are: it has as long, and no longer.
                Some(tls) => match timeout(limits.header_timeout, tls.accept(stream)).await {
                    Ok(Ok(stream)) => answer(stream, remote, router, limits, watcher).await,
                    Ok(Err(error)) => tracing::debug!(%error, "a TLS handshake failed"),
                    Err(_) => tracing::debug!("a TLS handshake took too long"),
                },
            }
            metrics.disconnected();
            drop(permit);
        });
    }
    drop(listener);
    tracing::info!("stopping: finishing {} connections", connections.count());
    stopping_sender.send_replace(true);
    if timeout(limits.stop_timeout, connections.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in time and were cut off");
    }
    if let Some(admin) = admin {
        // It ends by the same word.
        let _ = admin.await;
    }
    storage.close().await;
}

/// Answers the requests of one connection.
async fn answer<S>(stream: S, remote: SocketAddr, router: Router, limits: Limits, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let inner = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(Remote(remote));
        inner.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .max_headers(HEADERS_MAX)
        .max_buf_size(limits.header_bytes_max)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection broke off");
    }
}

async fn accept(
    listener: &TcpListener,
    permits: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let permit = Arc::clone(permits).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, remote)) => {
            // Without it small answers wait for the client's next packet. Failing to set it only costs that.
            let _ = stream.set_nodelay(true);
            Some((stream, remote, permit))
        }
        Err(error) => {
            tracing::warn!(%error, "cannot accept a connection");
            tokio::time::sleep(ACCEPT_PAUSE).await;
            None
        }
    }
}
