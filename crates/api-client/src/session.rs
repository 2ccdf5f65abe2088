//! The session of an account: which token goes with a request, and how the next ones are come by.
//!
//! ```text
//! request ── 401 ──▶ renew: one at a time, over all programs on this data folder
//!                      somebody else renewed meanwhile → their token
//!                      else POST /auth/refresh → kept first, used then
//!                      refused → the session has ended: sign in again
//! the same request once more
//! ```
//! A refresh token is good for one use. Killed between the server's answer and the keeping of it, the next try
//! with the token before gives the same answer again, within the server's grace of a minute.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use driftless_domain::ClientId;
use driftless_protocol::ContentType;
use driftless_protocol::auth::paths::REFRESH_PATH;
use driftless_protocol::auth::{Refresh, SecretText, Tokens};
use driftless_sync::contract::{RemoteError, SessionTokens};
use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use tokio::sync::Mutex;
use tokio::time::sleep;

use crate::api::HttpApi;
use crate::deadline::within;

/// How often it is looked whether another program has done with renewing.
const LOOK: Duration = Duration::from_millis(50);

/// Looks before it is given up: twice the time that a request may take to connect and answer.
const LOOKS_MAX: u32 = 1_200;

/// Where the tokens are kept: the database of the data folder.
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// Returns the tokens as they are now, whoever wrote them.
    ///
    /// # Errors
    /// [`RemoteError::SignInAgain`] when there is no session; [`RemoteError::NotKept`].
    fn load(&self) -> Result<SessionTokens, RemoteError>;

    /// Returns the device that the tokens were given to.
    ///
    /// # Errors
    /// [`RemoteError::NotKept`].
    fn client_id(&self) -> Result<ClientId, RemoteError>;

    /// Keeps new tokens, durably.
    ///
    /// # Errors
    /// [`RemoteError::NotKept`]; they are then not used.
    fn save(&self, tokens: &SessionTokens) -> Result<(), RemoteError>;

    /// Takes the turn to renew; none while another program on the data folder has it. Dropping it gives it back.
    ///
    /// # Errors
    /// [`RemoteError::NotKept`].
    fn try_turn(&self) -> Result<Option<Box<dyn Send>>, RemoteError>;

    /// The server refused the refresh token: the session has ended.
    ///
    /// # Errors
    /// [`RemoteError::NotKept`].
    fn end(&self) -> Result<(), RemoteError>;
}

/// The session at work.
#[derive(Debug)]
pub(crate) struct Session {
    tokens: Arc<dyn TokenStore>,
    turn: Mutex<()>,
}

impl Session {
    pub(crate) fn new(tokens: Arc<dyn TokenStore>) -> Self {
        Self { tokens, turn: Mutex::new(()) }
    }

    pub(crate) fn tokens(&self) -> &dyn TokenStore {
        self.tokens.as_ref()
    }

    /// Returns tokens that are others than `refused`.
    pub(crate) async fn renew(&self, api: &HttpApi, refused: &SessionTokens) -> Result<SessionTokens, RemoteError> {
        let _own_turn = self.turn.lock().await;
        let _turn = self.take_turn().await?;
        let held = self.tokens.load()?;
        if held.access_token != refused.access_token {
            return Ok(held);
        }
        let refresh = Refresh {
            refresh_token: SecretText::new(held.refresh_token.as_str()),
            client_id: self.tokens.client_id()?,
        };
        match api.refresh(&refresh).await {
            Ok(tokens) => {
                let tokens = session_tokens(&tokens);
                self.tokens.save(&tokens)?;
                Ok(tokens)
            }
            Err(RemoteError::Unauthorized) => {
                self.tokens.end()?;
                Err(RemoteError::SignInAgain)
            }
            Err(error) => Err(error),
        }
    }

    async fn take_turn(&self) -> Result<Box<dyn Send>, RemoteError> {
        for _ in 0..LOOKS_MAX {
            if let Some(turn) = self.tokens.try_turn()? {
                return Ok(turn);
            }
            sleep(LOOK).await;
        }
        Err(RemoteError::Timeout)
    }
}

/// Returns what is kept of a server's tokens.
pub fn session_tokens(tokens: &Tokens) -> SessionTokens {
    SessionTokens {
        access_token: tokens.access_token.expose().to_owned(),
        access_expires_ms: tokens.access_expires_at_ms,
        refresh_token: tokens.refresh_token.expose().to_owned(),
    }
}

impl HttpApi {
    async fn refresh(&self, refresh: &Refresh) -> Result<Tokens, RemoteError> {
        let body = ContentType::Cbor.encode(refresh).map_err(|error| RemoteError::Garbled(error.to_string()))?;
        let accept = ContentType::Cbor.as_str();
        let request = self.request(Method::POST, self.url(REFRESH_PATH, &[]));
        let request = request.header(CONTENT_TYPE, accept).body(body);
        within(self.limits.whole, async {
            let response = self.send_as(request, accept, None).await.map_err(|refusal| refusal.error)?;
            self.read(response).await
        })
        .await
    }
}
