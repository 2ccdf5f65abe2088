//! `GET /sync/events?vault=`: server-sent events. The first one tells the head at once.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use driftless_domain::{Epoch, Seq, VaultId};
use driftless_protocol::{ContentType, HeadEvent};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use tokio::sync::watch;

use super::query::query_of;
use crate::authorization::access::Access;
use crate::authorization::bearer::token_of;
use crate::config::Shared;
use crate::failure::Failure;
use crate::fanout::local::Subscription;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    vault: VaultId,
}

/// Streams the head of a log whenever it grows, until the client goes or the server stops.
///
/// # Errors
/// 400, 401, 404, 409, 500, 503.
pub async fn events(State(shared): State<Shared>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    let token = token_of(&headers)?;
    let parameters: Parameters = query_of(&uri)?;
    // Subscribed before the head is read: growth in between is told twice rather than never.
    let subscription = shared.fanout.subscribe(parameters.vault);
    let view = shared.storage.head(token, parameters.vault).await?;
    let watched = Watched {
        subscription,
        stopping: shared.stopping.clone(),
        epoch: view.epoch,
        told: None,
        head: view.head,
        // A token that is not bound yet may turn out not to be allowed: it asks again.
        ends_at_growth: view.access == Access::FirstUse,
    };
    let keep_alive = KeepAlive::new().interval(shared.limits.heartbeat).text("");
    Ok(Sse::new(heads(watched)).keep_alive(keep_alive).into_response())
}

struct Watched {
    subscription: Subscription,
    stopping: watch::Receiver<bool>,
    epoch: Epoch,
    told: Option<Seq>,
    head: Seq,
    ends_at_growth: bool,
}

fn heads(watched: Watched) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watched, |mut watched| async move {
        while watched.told.is_some_and(|told| told >= watched.head) {
            tokio::select! {
                head = watched.subscription.next() => watched.head = head,
                _ = watched.stopping.wait_for(|is_stopping| *is_stopping) => return None,
            }
            if watched.ends_at_growth {
                return None;
            }
        }
        watched.told = Some(watched.head);
        let event = Event::default().event("head").data(data_of(watched.epoch, watched.head));
        Some((Ok(event), watched))
    })
}

fn data_of(epoch: Epoch, head: Seq) -> String {
    // Two integers always have a form in JSON, and it is UTF-8.
    let bytes = ContentType::Json.encode(&HeadEvent { epoch, head }).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}
