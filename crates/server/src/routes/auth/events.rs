//! `GET /auth/events`: what happens to the account, as server-sent events, until the session ends.

use std::collections::VecDeque;
use std::convert::Infallible;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use driftless_protocol::ContentType;
use driftless_protocol::auth::SecurityEvent;
use futures_util::stream::{self, Stream};

use crate::accounts::hub::Waiting;
use crate::authorization::caller::SessionCaller;
use crate::authorization::vault::SignedIn;
use crate::config::Shared;
use crate::failure::Failure;

/// Streams events from now on. What was before, `GET /auth/security` tells.
///
/// # Errors
/// 400, 401, 429, 500, 503.
pub async fn events(State(shared): State<Shared>, SignedIn(caller): SignedIn) -> Result<Response, Failure> {
    // Waiting begins before the list is read: what happens in between is told twice rather than never.
    let waiting = shared.accounts.hub.wait_for(caller.user_id);
    let told = shared.accounts.database.last_event(caller).await?;
    let keep_alive = KeepAlive::new().interval(shared.limits.heartbeat).text("");
    let told = Telling { waiting, caller, told, queue: VecDeque::new(), shared };
    Ok(Sse::new(tell(told)).keep_alive(keep_alive).into_response())
}

struct Telling {
    waiting: Waiting,
    caller: SessionCaller,
    told: u64,
    queue: VecDeque<SecurityEvent>,
    shared: Shared,
}

fn tell(telling: Telling) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(telling, |mut telling| async move {
        loop {
            if let Some(event) = telling.queue.pop_front() {
                telling.told = event.number;
                let event = Event::default().event("security").data(data_of(&event));
                return Some((Ok(event), telling));
            }
            let pause = telling.shared.limits.session_check;
            let mut stopping = telling.shared.stopping.clone();
            tokio::select! {
                () = telling.waiting.next() => {}
                // Another process may have disabled the account.
                () = tokio::time::sleep(pause) => {}
                _ = stopping.wait_for(|is_stopping| *is_stopping) => return None,
            }
            // An error here is the end of the session.
            telling.queue = telling.shared.accounts.database.security(telling.caller, telling.told).await.ok()?.into();
        }
    })
}

fn data_of(event: &SecurityEvent) -> String {
    // It always has a form in JSON, and that is UTF-8.
    String::from_utf8(ContentType::Json.encode(event).unwrap_or_default()).unwrap_or_default()
}
