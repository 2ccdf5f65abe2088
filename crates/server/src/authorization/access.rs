//! The rule that lets a token reach a vault.

use driftless_domain::VaultId;

/// What the storage knows of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenState {
    /// Not one of this server's.
    Unknown,
    /// Minted, not used yet.
    Unbound,
    /// Its first upload went to this vault.
    Bound(VaultId),
}

/// A token may reach a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// The vault is its own.
    Bound,
    /// The vault is nobody's yet; the first upload binds the token to it (trust on first use).
    FirstUse,
}

/// A token may not reach a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The token is not one of this server's.
    #[error("this access token is not one of this server's: connect again with a code of this server")]
    UnknownToken,
    /// The token is bound to another vault.
    #[error(
        "this access token belongs to another vault: join that vault with the code that one of its devices shows, \
         or ask the server's owner for a new code"
    )]
    OtherVault,
    /// The vault belongs to other tokens; looks the same as a vault that is not there.
    #[error("there is no such vault for this access token")]
    NotFound,
}

/// Decides. `has_log`: whether the vault has a log already.
///
/// # Errors
/// [`Denial`]; all variants.
pub fn decide(token: TokenState, vault_id: VaultId, has_log: bool) -> Result<Access, Denial> {
    match token {
        TokenState::Unknown => Err(Denial::UnknownToken),
        TokenState::Bound(own) if own == vault_id => Ok(Access::Bound),
        TokenState::Bound(_) => Err(Denial::OtherVault),
        TokenState::Unbound if has_log => Err(Denial::NotFound),
        TokenState::Unbound => Ok(Access::FirstUse),
    }
}
