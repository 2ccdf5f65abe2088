//! The session's tokens in the database, behind the contract of the client.

use std::sync::{Arc, Weak};

use driftless_api_client::{HttpApi, HttpLimits, TokenStore};
use driftless_domain::ClientId;
use driftless_store::{RenewalTurn, SqliteStore};
use driftless_sync::contract::{RemoteError, SessionRow, SessionTokens, Store as _, StoreError};

use crate::AppError;
use crate::app::Inner;

/// Reads and writes the tokens of one data folder, as long as its vault is open.
#[derive(Debug)]
struct StoredTokens(Weak<SqliteStore>);

impl StoredTokens {
    fn with<R>(&self, work: impl FnOnce(&SqliteStore) -> Result<R, StoreError>) -> Result<R, RemoteError> {
        let store = self.0.upgrade().ok_or_else(|| RemoteError::NotKept("the vault is closed".to_owned()))?;
        work(&store).map_err(|error| RemoteError::NotKept(error.to_string()))
    }
}

impl TokenStore for StoredTokens {
    fn load(&self) -> Result<SessionTokens, RemoteError> {
        match self.with(|store| store.read(|tx| tx.session()))? {
            SessionRow::Live(tokens) => Ok(tokens),
            SessionRow::None | SessionRow::Ended | SessionRow::Revoked => Err(RemoteError::SignInAgain),
        }
    }

    fn client_id(&self) -> Result<ClientId, RemoteError> {
        self.with(|store| store.read(|tx| tx.identity())).map(|identity| identity.client_id)
    }

    fn save(&self, tokens: &SessionTokens) -> Result<(), RemoteError> {
        self.with(|store| store.write(|tx| tx.save_session(&SessionRow::Live(tokens.clone()))))
    }

    fn try_turn(&self) -> Result<Option<Box<dyn Send>>, RemoteError> {
        let turn = self.with(|store| RenewalTurn::try_take(store.folder()))?;
        Ok(turn.map(|turn| Box::new(turn) as Box<dyn Send>))
    }

    fn end(&self) -> Result<(), RemoteError> {
        self.with(|store| store.write(|tx| tx.save_session(&SessionRow::Ended)))
    }
}

impl Inner {
    /// Returns a client with the account's session.
    pub(crate) fn session_client(&self, server_url: &str) -> Result<HttpApi, AppError> {
        let tokens = Arc::new(StoredTokens(Arc::downgrade(&self.store)));
        Ok(HttpApi::with_session(server_url, tokens, HttpLimits::default())?)
    }
}
