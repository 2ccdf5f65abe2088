//! Wire shapes of the sync protocol: one set of serde types, two content types, CBOR and JSON.
//!
//! Invariant: shapes only. Nothing here opens a socket, seals, or decides.
//!
//! Reading order: [`envelope`], [`upload`], [`download`], [`state_hash`], [`event`], [`error`], [`codec`],
//! [`connect_code`], [`violation`], [`auth`].

pub mod auth;
pub mod bytes;
pub mod codec;
pub mod connect_code;
pub mod download;
pub mod envelope;
pub mod error;
pub mod event;
pub mod state_hash;
pub mod upload;
pub mod violation;

pub use bytes::{Bytes, Hash};
pub use codec::{CodecError, ContentType};
pub use connect_code::{ConnectCode, ConnectCodeError, VaultSecret};
pub use download::{DownloadResponse, LogRow, Withheld};
pub use envelope::{Envelope, HEADER_VERSION, chain_hash};
pub use error::{ErrorBody, ErrorCode};
pub use event::HeadEvent;
pub use state_hash::{Peer, StateHashRequest, StateHashResponse};
pub use upload::{Flag, Outcome, OutcomeRow, QuarantineCode, UploadRequest, UploadResponse};
pub use violation::{Violation, ViolationPage};

/// Version of this protocol; a server names the lowest one it still speaks in `min_protocol`.
pub const PROTOCOL_VERSION: u16 = 1;

/// Names a request; the answer must echo it, or it is not the server's (a captive portal answers 200 too).
pub const REQUEST_ID_HEADER: &str = "x-request-id";

/// Tells the server the client's [`PROTOCOL_VERSION`].
pub const PROTOCOL_HEADER: &str = "driftless-protocol";

/// `POST` uploads, `GET` downloads.
pub const ACTIONS_PATH: &str = "/sync/actions";
/// Server-sent events of one vault.
pub const EVENTS_PATH: &str = "/sync/events";
/// `PUT` stores an attachment, `GET` answers it, `HEAD` says whether it is there.
pub const BLOBS_PATH: &str = "/v1/vaults/{vault}/blobs/{name}";
/// Content type of a sealed attachment.
pub const BLOB_TYPE: &str = "application/octet-stream";
/// Drift check.
pub const STATE_HASH_PATH: &str = "/sync/state-hash";
/// What the server remarked about actions.
pub const VIOLATIONS_PATH: &str = "/sync/violations";
/// A person has seen a remark.
pub const RESOLVE_PATH: &str = "/sync/violations/{seq}/resolve";

/// Returns the path of an attachment; see [`BLOBS_PATH`].
pub fn blob_path(vault_id: driftless_domain::VaultId, name: driftless_domain::blob::BlobName) -> String {
    BLOBS_PATH.replace("{vault}", &vault_id.to_string()).replace("{name}", &name.to_string())
}
