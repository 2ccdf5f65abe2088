//! HTTP behind the remote contract of the sync engine.
//!
//! Invariant: one request for each call, no retry but the one after renewing a session, no redirect, no proxy, no decompression, nothing that
//! grows without a cap. An answer counts only when it is this server's: right content type, echoed request
//! id. The token is sent to no other address than the one it belongs to.
//!
//! Proxies: `HTTP_PROXY` and its like are not followed. A proxy set for browsers would see which server is
//! used and when, and on a developer's machine it would catch `127.0.0.1`.
//!
//! Reading order: [`api`], [`answer`], [`session`], [`account`], [`events`], [`sse`], [`deadline`], [`retry_after`].

pub mod account;
pub mod answer;
pub mod api;
pub mod deadline;
pub mod events;
pub mod retry_after;
pub mod session;
pub mod sse;

pub use account::CallError;
pub use api::{HttpApi, HttpLimits, NewApiError};
pub use events::EventStream;
pub use session::{TokenStore, session_tokens};
