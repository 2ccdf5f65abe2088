//! The client: one server, one token.

use std::sync::{Arc, Once};
use std::time::Duration;

use driftless_domain::blob::BlobName;
use driftless_domain::limits::{BLOB_SEALED_BYTES_MAX, REQUEST_BYTES_MAX};
use driftless_domain::{Seq, VaultId};
use driftless_protocol::{
    ACTIONS_PATH, BLOB_TYPE, ContentType, DownloadResponse, ErrorCode, PROTOCOL_HEADER, PROTOCOL_VERSION,
    REQUEST_ID_HEADER, STATE_HASH_PATH, StateHashRequest, StateHashResponse, UploadRequest, UploadResponse, blob_path,
};
use driftless_sync::contract::{ApiClient, RemoteError};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::answer::{Refusal, check_status, read_capped, remote_error};
use crate::deadline::within;
use crate::session::{Session, TokenStore};

/// Bounds of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpLimits {
    /// To connect, with TLS.
    pub connect: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// The whole request with its answer, on the stopwatch and on the wall clock.
    pub whole: Duration,
    /// Between two pieces of the event stream; its heartbeat comes every 25 seconds.
    pub events_idle: Duration,
    /// Body of an answer, bytes.
    pub answer_bytes_max: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(30),
            // The largest page over a slow line: 32 MiB at 150 kB/s takes less than four minutes.
            whole: Duration::from_secs(240),
            events_idle: Duration::from_secs(60),
            answer_bytes_max: REQUEST_BYTES_MAX,
        }
    }
}

/// A server address or token cannot be used. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NewApiError {
    /// Not an address of a server.
    #[error("not a server address: one looks like https://notes.example")]
    Address,
    /// Without TLS to another computer: the token would be readable on the way.
    #[error("the server address has no encryption (http://): only https:// goes to another computer")]
    NotEncrypted,
    /// The token has characters that no token has.
    #[error("not an access token")]
    Token,
    /// The system's certificates cannot be loaded.
    #[error("encryption cannot be set up: {0}")]
    Tls(String),
}

/// What opens the server's door.
#[derive(Debug, Clone)]
enum Door {
    /// Calls that everybody may make.
    Open,
    /// The access token of a connect code.
    Token(HeaderValue),
    /// The session of an account.
    Session(Arc<Session>),
}

/// One server, behind the contract.
#[derive(Debug, Clone)]
pub struct HttpApi {
    client: Client,
    base: Url,
    door: Door,
    pub(crate) limits: HttpLimits,
}

impl HttpApi {
    /// A client of one server, with the token of a connect code. `server_url`: https, or http to this computer
    /// itself.
    ///
    /// # Errors
    /// [`NewApiError`].
    pub fn new(server_url: &str, token: &str) -> Result<Self, NewApiError> {
        Self::with_limits(server_url, token, HttpLimits::default())
    }

    /// The same with other limits.
    ///
    /// # Errors
    /// [`NewApiError`].
    pub fn with_limits(server_url: &str, token: &str, limits: HttpLimits) -> Result<Self, NewApiError> {
        if token.is_empty() || token.contains(char::is_whitespace) {
            return Err(NewApiError::Token);
        }
        Self::at(server_url, Door::Token(bearer(token).ok_or(NewApiError::Token)?), limits)
    }

    /// A client for the calls that everybody may make: signing up and in.
    ///
    /// # Errors
    /// [`NewApiError::Address`], [`NewApiError::NotEncrypted`], [`NewApiError::Tls`].
    pub fn anonymous(server_url: &str) -> Result<Self, NewApiError> {
        Self::at(server_url, Door::Open, HttpLimits::default())
    }

    /// A client with the session of an account: an access token that the server does not take any more is
    /// renewed once, and the same request sent again.
    ///
    /// # Errors
    /// As [`Self::anonymous`].
    pub fn with_session(
        server_url: &str,
        tokens: Arc<dyn TokenStore>,
        limits: HttpLimits,
    ) -> Result<Self, NewApiError> {
        Self::at(server_url, Door::Session(Arc::new(Session::new(tokens))), limits)
    }

    fn at(server_url: &str, door: Door, limits: HttpLimits) -> Result<Self, NewApiError> {
        let base = check_address(server_url)?;
        install_provider();
        let mut builder = Client::builder()
            .user_agent(concat!("driftless/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(limits.connect)
            .read_timeout(limits.idle.max(limits.events_idle))
            .tcp_keepalive(Duration::from_secs(30));
        if base.scheme() == "http" {
            // No certificates are needed, so a computer without any still reaches its own server.
            builder = builder.tls_certs_only([]);
        }
        let client = builder.build().map_err(|error| NewApiError::Tls(error.to_string()))?;
        Ok(Self { client, base, door, limits })
    }

    /// Returns the address, without anything secret.
    pub fn server(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    pub(crate) fn url(&self, path: &str, query: &[(&str, String)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query.iter().map(|(name, value)| (*name, value.as_str())));
        }
        url
    }

    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.get(url)
    }

    pub(crate) fn request(&self, method: Method, url: Url) -> RequestBuilder {
        self.client.request(method, url)
    }

    /// Sends a request, and checks that what answers is this server and says yes.
    pub(crate) async fn send(&self, request: RequestBuilder, accept: &'static str) -> Result<Response, RemoteError> {
        self.ask(request, accept).await.map_err(|refusal| refusal.error)
    }

    /// The same, with the server's own code when it says no.
    pub(crate) async fn ask(&self, request: RequestBuilder, accept: &'static str) -> Result<Response, Refusal> {
        let session = match &self.door {
            Door::Open => return self.send_as(request, accept, None).await,
            Door::Token(token) => return self.send_as(request, accept, Some(token.clone())).await,
            Door::Session(session) => session,
        };
        let again = request.try_clone();
        let held = session.tokens().load()?;
        let answer = self.send_as(request, accept, bearer(&held.access_token)).await;
        match (answer, again) {
            (Err(Refusal { error: RemoteError::Unauthorized, code }), Some(again))
                if code != Some(ErrorCode::SignInRefused) =>
            {
                let renewed = session.renew(self, &held).await?;
                match self.send_as(again, accept, bearer(&renewed.access_token)).await {
                    // Whoever has a token of a moment ago and is refused has no business there any more.
                    Err(Refusal { error: RemoteError::Unauthorized, code })
                        if code != Some(ErrorCode::SignInRefused) =>
                    {
                        Err(RemoteError::SignInAgain.into())
                    }
                    answer => answer,
                }
            }
            (answer, _) => answer,
        }
    }

    pub(crate) async fn send_as(
        &self,
        request: RequestBuilder,
        accept: &'static str,
        authorization: Option<HeaderValue>,
    ) -> Result<Response, Refusal> {
        let request_id = new_request_id();
        let request = match authorization {
            Some(authorization) => request.header(AUTHORIZATION, authorization),
            None => request,
        };
        let response = request
            .header(ACCEPT, accept)
            .header(REQUEST_ID_HEADER, &request_id)
            .header(PROTOCOL_HEADER, PROTOCOL_VERSION)
            .send()
            .await
            .map_err(remote_error)?;
        check_status(response, &request_id).await
    }

    /// Reads the body of an answer, which is CBOR.
    pub(crate) async fn read<T: DeserializeOwned>(&self, response: Response) -> Result<T, RemoteError> {
        let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.and_then(ContentType::parse) != Some(ContentType::Cbor) {
            let found = content_type.unwrap_or("no content type").chars().take(80).collect();
            return Err(RemoteError::Intercepted(found));
        }
        let body = read_capped(response, self.limits.answer_bytes_max, self.limits.idle).await?;
        ContentType::Cbor.decode(&body).map_err(|error| RemoteError::Garbled(error.to_string()))
    }

    async fn call<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, RemoteError> {
        within(self.limits.whole, async {
            let response = self.send(request, ContentType::Cbor.as_str()).await?;
            self.read(response).await
        })
        .await
    }

    async fn post<T: Serialize, R: DeserializeOwned>(&self, path: &str, body: &T) -> Result<R, RemoteError> {
        let body = ContentType::Cbor.encode(body).map_err(|error| RemoteError::Garbled(error.to_string()))?;
        let request = self.client.post(self.url(path, &[]));
        self.call(request.header(CONTENT_TYPE, ContentType::Cbor.as_str()).body(body)).await
    }
}

impl ApiClient for HttpApi {
    async fn post_actions(&self, request: &UploadRequest) -> Result<UploadResponse, RemoteError> {
        self.post(ACTIONS_PATH, request).await
    }

    async fn get_actions(&self, vault_id: VaultId, since: Seq, limit: usize) -> Result<DownloadResponse, RemoteError> {
        let query = [("vault", vault_id.to_string()), ("since", since.to_string()), ("limit", limit.to_string())];
        let page: DownloadResponse = self.call(self.client.get(self.url(ACTIONS_PATH, &query))).await?;
        if page.min_protocol > PROTOCOL_VERSION {
            return Err(RemoteError::UpgradeRequired);
        }
        Ok(page)
    }

    async fn has_blob(&self, vault_id: VaultId, name: BlobName) -> Result<bool, RemoteError> {
        let url = self.url(&blob_path(vault_id, name), &[]);
        let asked = within(self.limits.whole, self.send(self.client.head(url), BLOB_TYPE)).await;
        there(asked).map(|answer| answer.is_some())
    }

    async fn put_blob(&self, vault_id: VaultId, name: BlobName, sealed: Vec<u8>) -> Result<(), RemoteError> {
        let request = self.client.put(self.url(&blob_path(vault_id, name), &[]));
        let request = request.header(CONTENT_TYPE, BLOB_TYPE).body(sealed);
        within(self.limits.whole, self.send(request, BLOB_TYPE)).await.map(drop)
    }

    async fn get_blob(&self, vault_id: VaultId, name: BlobName) -> Result<Option<Vec<u8>>, RemoteError> {
        let url = self.url(&blob_path(vault_id, name), &[]);
        within(self.limits.whole, async {
            let Some(answer) = there(self.send(self.client.get(url), BLOB_TYPE).await)? else { return Ok(None) };
            let found = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
            if found != BLOB_TYPE {
                return Err(RemoteError::Intercepted(found.chars().take(80).collect()));
            }
            read_capped(answer, BLOB_SEALED_BYTES_MAX, self.limits.idle).await.map(Some)
        })
        .await
    }

    async fn post_state_hash(&self, request: &StateHashRequest) -> Result<StateHashResponse, RemoteError> {
        self.post(STATE_HASH_PATH, request).await
    }
}

/// Makes nothing of "not there". The server says the same of a vault that this token does not reach; the
/// next cycle tells the difference.
fn there(answer: Result<Response, RemoteError>) -> Result<Option<Response>, RemoteError> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(RemoteError::OtherVault) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the header that shows a token; none for one that is no header's value.
pub(crate) fn bearer(token: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[expect(clippy::disallowed_methods, reason = "the name of a real request; nothing is decided by it")]
fn new_request_id() -> String {
    Uuid::new_v4().to_string()
}

fn check_address(server_url: &str) -> Result<Url, NewApiError> {
    let url = Url::parse(server_url).map_err(|_| NewApiError::Address)?;
    let host = url.host_str().unwrap_or_default();
    let has_more = !url.username().is_empty() || url.password().is_some();
    if host.is_empty() || has_more || url.query().is_some() || url.fragment().is_some() {
        return Err(NewApiError::Address);
    }
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    let is_this_computer = host == "localhost" || address.is_ok_and(|address| address.is_loopback());
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_this_computer => Ok(url),
        "http" => Err(NewApiError::NotEncrypted),
        _ => Err(NewApiError::Address),
    }
}

/// Chooses the cipher library of TLS once for the process; another choice made before stays.
fn install_provider() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_goes_to_another_computer() {
        for url in ["https://notes.example", "http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:9/base"] {
            assert!(HttpApi::new(url, "token").is_ok(), "{url}");
        }
        assert_eq!(HttpApi::new("http://192.168.1.2", "t").unwrap_err(), NewApiError::NotEncrypted);
        assert_eq!(HttpApi::new("http://localhost.evil.example", "t").unwrap_err(), NewApiError::NotEncrypted);
        for url in ["", "notes", "ftp://x", "file:///etc", "https://", "https://u:p@h", "https://h?q", "https://h#f"] {
            assert_eq!(HttpApi::new(url, "t").unwrap_err(), NewApiError::Address, "{url}");
        }
        for token in ["", "a b", "a\nb", "a\u{0}"] {
            assert_eq!(HttpApi::new("https://h", token).unwrap_err(), NewApiError::Token, "{token:?}");
        }
    }

    #[test]
    fn a_path_of_the_address_is_kept_and_the_token_is_never_shown() {
        let api = HttpApi::new("http://127.0.0.1:80/base/", "secret-token").unwrap();
        let url = api.url("/sync/actions", &[("since", "3".to_owned())]);
        assert_eq!(url.as_str(), "http://127.0.0.1/base/sync/actions?since=3");
        assert!(!format!("{api:?}").contains("secret-token"));
    }
}
