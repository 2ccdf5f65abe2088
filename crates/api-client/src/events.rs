//! The event stream: hints that the log has grown. Connecting again is the caller's.

use driftless_domain::VaultId;
use driftless_protocol::{EVENTS_PATH, HeadEvent};
use driftless_sync::contract::RemoteError;
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;

use crate::answer::remote_error;
use crate::api::HttpApi;
use crate::deadline::within;
use crate::sse::SseParser;

const EVENT_STREAM: &str = "text/event-stream";

/// Name of the event that tells the log's head.
const HEAD: &str = "head";

/// An open stream. Dropping it closes the connection.
#[derive(Debug)]
pub struct EventStream {
    response: Response,
    parser: SseParser,
    idle: std::time::Duration,
}

impl HttpApi {
    /// Opens `GET /sync/events?vault=`.
    ///
    /// # Errors
    /// [`RemoteError`].
    pub async fn events(&self, vault_id: VaultId) -> Result<EventStream, RemoteError> {
        let url = self.url(EVENTS_PATH, &[("vault", vault_id.to_string())]);
        let response = within(self.limits.events_idle, self.send(self.get(url), EVENT_STREAM)).await?;
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !content_type.is_some_and(|value| value.starts_with(EVENT_STREAM)) {
            let found = content_type.unwrap_or("no content type").chars().take(80).collect();
            return Err(RemoteError::Intercepted(found));
        }
        Ok(EventStream { response, parser: SseParser::default(), idle: self.limits.events_idle })
    }
}

impl EventStream {
    /// Waits for the next head; none when the server closes the stream. Events of other names, and heads
    /// that cannot be read, are passed over: a hint lost costs latency, never data.
    ///
    /// # Errors
    /// [`RemoteError::Timeout`] when not even a heartbeat comes, [`RemoteError::Garbled`] over a cap, or
    /// what broke the connection.
    pub async fn next(&mut self) -> Result<Option<HeadEvent>, RemoteError> {
        loop {
            while let Some(event) = self.parser.next_event() {
                if event.name == HEAD
                    && let Ok(head) = serde_json::from_str(&event.data)
                {
                    return Ok(Some(head));
                }
            }
            let piece = within(self.idle, async { self.response.chunk().await.map_err(remote_error) }).await?;
            let Some(piece) = piece else { return Ok(None) };
            self.parser.push(&piece).map_err(|error| RemoteError::Garbled(error.to_string()))?;
        }
    }
}
