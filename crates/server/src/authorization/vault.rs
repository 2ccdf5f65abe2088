//! The one way to a vault in a route: [`VaultAccess`], read from the path (`{vault}`) or the query (`vault=`)
//! together with who asks. What the caller may do there, the storage decides in the transaction that does it;
//! a route has no vault id that did not come through here, and a test holds the sources to that.

use axum::extract::{FromRequestParts, Query, RawPathParams};
use axum::http::request::Parts;
use driftless_domain::VaultId;
use driftless_protocol::StateHashRequest;
use driftless_protocol::UploadRequest;

use super::bearer::caller_of;
use super::caller::{Caller, SessionCaller};
use crate::authorization::access::Denial;
use crate::config::Shared;
use crate::failure::Failure;

/// Who asks, and for which vault.
#[derive(Debug, Clone, Copy)]
pub struct VaultAccess {
    caller: Caller,
    vault_id: VaultId,
}

/// A device that is signed in to an account.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn(pub SessionCaller);

impl VaultAccess {
    /// Names the vault that an upload is for.
    pub const fn of_upload(caller: Caller, request: &UploadRequest) -> Self {
        Self { caller, vault_id: request.vault_id }
    }

    /// Names the vault that a report is about.
    pub const fn of_report(caller: Caller, request: &StateHashRequest) -> Self {
        Self { caller, vault_id: request.vault_id }
    }

    /// Returns who asks.
    pub const fn caller(&self) -> Caller {
        self.caller
    }

    /// Returns the vault.
    pub const fn vault_id(&self) -> VaultId {
        self.vault_id
    }

    /// Returns the session of the caller.
    ///
    /// # Errors
    /// [`Denial::NotFound`] for the holder of a connect code: codes have no members, keys or control logs.
    pub fn session(&self) -> Result<SessionCaller, Denial> {
        match self.caller {
            Caller::Session(session) => Ok(session),
            Caller::Code(_) => Err(Denial::NotFound),
        }
    }
}

/// Reads who asks, and takes one request from what they may send.
///
/// # Errors
/// 400, 401, 429.
pub fn caller_in(shared: &Shared, parts: &Parts) -> Result<Caller, Failure> {
    let now_ms = (shared.now_ms)();
    let caller = caller_of(&parts.headers, &shared.accounts.keys, now_ms)?;
    shared.accounts.requests.take(&caller, 1, now_ms)?;
    Ok(caller)
}

impl FromRequestParts<Shared> for VaultAccess {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        let caller = caller_in(shared, parts)?;
        let vault_id = vault_of(parts).await?;
        Ok(Self { caller, vault_id })
    }
}

impl FromRequestParts<Shared> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, shared: &Shared) -> Result<Self, Failure> {
        match caller_in(shared, parts)? {
            Caller::Session(session) => {
                // Asked here too, so that no route can forget to: what happens next asks again in its transaction.
                shared.accounts.database.check_session(session).await?;
                Ok(Self(session))
            }
            Caller::Code(_) => Err(Denial::UnknownToken.into()),
        }
    }
}

async fn vault_of(parts: &mut Parts) -> Result<VaultId, Failure> {
    let path = RawPathParams::from_request_parts(parts, &()).await;
    let in_path = path.iter().flat_map(RawPathParams::iter).find(|(name, _)| *name == "vault");
    let text = match in_path {
        Some((_, text)) => text.to_owned(),
        None => vault_in_query(parts)?,
    };
    let vault_id: VaultId = text.parse().map_err(|_| Failure::malformed("the vault is not an id"))?;
    // One vault has one text, so that a path says what it means.
    if vault_id.to_string() == text {
        Ok(vault_id)
    } else {
        Err(Failure::malformed("the vault is not an id in its usual form"))
    }
}

fn vault_in_query(parts: &Parts) -> Result<String, Failure> {
    let Ok(Query(pairs)) = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri) else {
        return Err(Failure::malformed("the query cannot be read"));
    };
    let mut vaults = pairs.into_iter().filter(|(name, _)| name == "vault").map(|(_, value)| value);
    match (vaults.next(), vaults.next()) {
        (Some(vault), None) => Ok(vault),
        (None, _) | (Some(_), Some(_)) => Err(Failure::malformed("the query names one vault: vault=ID")),
    }
}
