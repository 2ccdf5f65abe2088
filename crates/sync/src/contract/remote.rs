//! The network: requests and answers, no logic.

use driftless_domain::blob::BlobName;
use driftless_domain::{Seq, VaultId};
use driftless_protocol::{DownloadResponse, StateHashRequest, StateHashResponse, UploadRequest, UploadResponse};

/// A request failed. The WAL is untouched and editing goes on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RemoteError {
    /// This computer has no network: names cannot be looked up, or there is no way to the address.
    #[error("there is no network")]
    Offline,
    /// No connection, or it broke.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("the server did not answer in time")]
    Timeout,
    /// An answer that is not this server's: wrong content type, no request id, HTML of a captive portal.
    #[error("something between here and the server answers in its place ({0})")]
    Intercepted(String),
    /// An answer of the server that cannot be read.
    #[error("the server's answer cannot be read: {0}")]
    Garbled(String),
    /// 401: the access token is not valid.
    #[error("the server does not accept this device's access token")]
    Unauthorized,
    /// The account's session has ended: only the password opens a new one.
    #[error("the server does not take this device's session any more: sign in again")]
    SignInAgain,
    /// The session's new tokens could not be kept on this device; they were not used.
    #[error("the session cannot be kept on this device: {0}")]
    NotKept(String),
    /// 404 or 409: the token is for another vault.
    #[error("the server does not know this vault for this device's access token")]
    OtherVault,
    /// 413: the batch is over a limit of the server.
    #[error("the batch is too large for the server")]
    TooLarge,
    /// 426: this app is too old for the server.
    #[error("the server needs a newer version of the app")]
    UpgradeRequired,
    /// 429 or 503.
    #[error("the server asks to wait")]
    Busy {
        /// `Retry-After`, milliseconds.
        after_ms: Option<u64>,
    },
    /// 5xx.
    #[error("the server failed with status {0}")]
    Server(u16),
    /// Any other status.
    #[error("the server refused the request with status {0}: {1}")]
    Refused(u16, String),
}

impl RemoteError {
    /// Returns the stable class for metrics and status.
    pub const fn class(&self) -> &'static str {
        match self {
            Self::Offline => "network.offline",
            Self::Unreachable(_) => "network.unreachable",
            Self::Timeout => "network.timeout",
            Self::Intercepted(_) => "network.intercepted",
            Self::Garbled(_) => "server.garbled",
            Self::Unauthorized => "auth.unauthorized",
            Self::SignInAgain => "account.sign_in_again",
            Self::NotKept(_) => "store.failed",
            Self::OtherVault => "auth.other_vault",
            Self::TooLarge => "server.too_large",
            Self::UpgradeRequired => "server.upgrade_required",
            Self::Busy { .. } => "server.busy",
            Self::Server(_) => "server.failed",
            Self::Refused(_, _) => "server.refused",
        }
    }

    /// Returns whether only the user can mend it.
    pub const fn needs_user(&self) -> bool {
        matches!(self, Self::Unauthorized | Self::SignInAgain | Self::OtherVault | Self::UpgradeRequired)
    }
}

/// The server, as requests. Each call is one request with its own deadline; none retries.
pub trait ApiClient: Send + Sync {
    /// `POST /sync/actions`.
    fn post_actions(&self, request: &UploadRequest)
    -> impl Future<Output = Result<UploadResponse, RemoteError>> + Send;

    /// `GET /sync/actions?vault=&since=&limit=`.
    fn get_actions(
        &self,
        vault_id: VaultId,
        since: Seq,
        limit: usize,
    ) -> impl Future<Output = Result<DownloadResponse, RemoteError>> + Send;

    /// `HEAD /v1/vaults/{vault}/blobs/{name}`: whether the server has an attachment.
    fn has_blob(&self, vault_id: VaultId, name: BlobName) -> impl Future<Output = Result<bool, RemoteError>> + Send;

    /// `PUT` of the same: stores an attachment, once.
    fn put_blob(
        &self,
        vault_id: VaultId,
        name: BlobName,
        sealed: Vec<u8>,
    ) -> impl Future<Output = Result<(), RemoteError>> + Send;

    /// `GET` of the same: none when the server does not have it.
    fn get_blob(
        &self,
        vault_id: VaultId,
        name: BlobName,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, RemoteError>> + Send;

    /// `POST /sync/state-hash`.
    fn post_state_hash(
        &self,
        request: &StateHashRequest,
    ) -> impl Future<Output = Result<StateHashResponse, RemoteError>> + Send;
}
