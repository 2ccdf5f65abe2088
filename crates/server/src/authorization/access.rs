//! The rules that let a caller reach a vault, and do there what they ask to do.

use driftless_domain::VaultId;
use driftless_protocol::auth::Role;

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
    /// The caller's account is a member.
    Member(Role),
}

/// What a call does with a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Reads it, or tells where a device stands.
    Read,
    /// Writes to it.
    Write,
}

impl Access {
    /// Checks that this is enough. A connect code is its holder's own vault.
    ///
    /// # Errors
    /// [`Denial::Forbidden`].
    pub fn allow(self, need: Need) -> Result<Self, Denial> {
        let is_allowed = match (self, need) {
            (Self::Bound | Self::FirstUse, Need::Read | Need::Write) => true,
            (Self::Member(role), Need::Read) => role >= Role::Viewer,
            (Self::Member(role), Need::Write) => role >= Role::Editor,
        };
        if is_allowed { Ok(self) } else { Err(Denial::Forbidden) }
    }
}

/// A token may not reach a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The token is not one of this server's.
    #[error("this access token is not one of this server's: connect again with a code of this server")]
    UnknownToken,
    /// The session has ended: signed out, revoked, its account disabled or deleted.
    #[error("this session has ended: sign in again; what you wrote stays on this device")]
    SessionEnded,
    /// The role in this vault is too small for it.
    #[error("your role in this vault does not allow this")]
    Forbidden,
    /// The token is bound to another vault.
    #[error(
        "this access token belongs to another vault: join that vault with the code that one of its devices shows, \
         or ask the server's owner for a new code"
    )]
    OtherVault,
    /// The vault belongs to others; looks the same as a vault that is not there.
    #[error("there is no such vault for this access token")]
    NotFound,
}

/// Decides for a connect code. `is_taken`: whether the vault has a log or members already.
///
/// # Errors
/// [`Denial`]; all variants.
pub fn decide(token: TokenState, vault_id: VaultId, is_taken: bool) -> Result<Access, Denial> {
    match token {
        TokenState::Unknown => Err(Denial::UnknownToken),
        TokenState::Bound(own) if own == vault_id => Ok(Access::Bound),
        TokenState::Bound(_) => Err(Denial::OtherVault),
        TokenState::Unbound if is_taken => Err(Denial::NotFound),
        TokenState::Unbound => Ok(Access::FirstUse),
    }
}

/// Decides for a session. `role`: that of its account in the vault; none when it is no member.
///
/// # Errors
/// [`Denial::NotFound`]: not a member and not there look alike.
pub fn decide_member(role: Option<Role>) -> Result<Access, Denial> {
    role.map(Access::Member).ok_or(Denial::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_do_what_they_say_and_no_more() {
        use {Access as A, Need as N, Role as R};
        for (access, allowed) in [
            (A::Bound, [true, true]),
            (A::FirstUse, [true, true]),
            (A::Member(R::Viewer), [true, false]),
            (A::Member(R::Editor), [true, true]),
            (A::Member(R::Owner), [true, true]),
        ] {
            let answers = [N::Read, N::Write].map(|need| access.allow(need).is_ok());
            assert_eq!(answers, allowed, "{access:?}");
        }
    }
}
