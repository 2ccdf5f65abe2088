//! The owner's side, on an address of its own: `GET /metrics` and `GET /healthz`. No token, so it listens on this
//! machine or in a network of the owner, never where devices come from.

use std::sync::Arc;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::metrics::Metrics;

/// The text form that Prometheus reads.
const METRICS_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Answers on a listener until the server stops.
pub async fn serve_admin(listener: TcpListener, metrics: Arc<Metrics>, mut stopping: watch::Receiver<bool>) {
    let router = Router::new()
        .route("/metrics", get(async move || ([(CONTENT_TYPE, METRICS_TYPE)], metrics.text())))
        .route("/healthz", get(async || "ok\n"));
    let stopped = async move {
        let _ = stopping.wait_for(|is_stopping| *is_stopping).await;
    };
    tokio::select! {
        served = axum::serve(listener, router).into_future() => {
            if let Err(error) = served {
                tracing::error!(%error, "the admin address answers no more");
            }
        }
        () = stopped => {}
    }
}
