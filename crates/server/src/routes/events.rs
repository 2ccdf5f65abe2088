//! `GET /sync/events?vault=`: server-sent events. The first one tells the head at once.

use std::convert::Infallible;

use axum::extract::State;
use axum::http::Uri;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use driftless_domain::{Epoch, Seq};
use driftless_protocol::{ContentType, HeadEvent};
use futures_util::stream::{self, Stream};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::query::query_of;
use crate::accounts::hub::Waiting;
use crate::authorization::access::Access;
use crate::authorization::caller::Caller;
use crate::authorization::vault::VaultAccess;
use crate::config::Shared;
use crate::failure::Failure;
use crate::fanout::local::Subscription;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    /// Read by [`VaultAccess`].
    #[serde(rename = "vault")]
    _vault: IgnoredAny,
}

/// Streams the head of a log whenever it grows, until the client goes, may not go on, or the server stops.
///
/// # Errors
/// 400, 401, 404, 409, 429, 500, 503.
pub async fn events(State(shared): State<Shared>, access: VaultAccess, uri: Uri) -> Result<Response, Failure> {
    let Parameters { _vault } = query_of(&uri)?;
    // Subscribed before the head is read: growth in between is told twice rather than never.
    let subscription = shared.fanout.subscribe(access.vault_id());
    let account = match access.caller() {
        Caller::Code(_) => None,
        Caller::Session(session) => Some(shared.accounts.hub.wait_for(session.user_id)),
    };
    let view = shared.storage.head(access.caller(), access.vault_id()).await?;
    let heartbeat = shared.limits.heartbeat;
    let watched = Watched {
        subscription,
        account,
        access,
        epoch: view.epoch,
        told: None,
        head: view.head,
        // A token that is not bound yet may turn out not to be allowed: it asks again.
        ends_at_growth: view.access == Access::FirstUse,
        shared,
    };
    let keep_alive = KeepAlive::new().interval(heartbeat).text("");
    Ok(Sse::new(heads(watched)).keep_alive(keep_alive).into_response())
}

struct Watched {
    subscription: Subscription,
    account: Option<Waiting>,
    access: VaultAccess,
    epoch: Epoch,
    told: Option<Seq>,
    head: Seq,
    ends_at_growth: bool,
    shared: Shared,
}

impl Watched {
    /// Returns when something has happened to the account, or it is time to look whether it has.
    async fn account_news(account: &mut Option<Waiting>, shared: &Shared) {
        let Some(waiting) = account else { return std::future::pending().await };
        // Another process may have disabled the account.
        let _ = tokio::time::timeout(shared.limits.session_check, waiting.next()).await;
    }

    async fn still_may(&self) -> bool {
        self.shared.storage.head(self.access.caller(), self.access.vault_id()).await.is_ok()
    }
}

fn heads(watched: Watched) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(watched, |mut watched| async move {
        while watched.told.is_some_and(|told| told >= watched.head) {
            let mut stopping = watched.shared.stopping.clone();
            let has_grown = tokio::select! {
                head = watched.subscription.next() => {
                    watched.head = head;
                    true
                }
                () = Watched::account_news(&mut watched.account, &watched.shared) => false,
                _ = stopping.wait_for(|is_stopping| *is_stopping) => return None,
            };
            let is_over = if has_grown { watched.ends_at_growth } else { !watched.still_may().await };
            if is_over {
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
