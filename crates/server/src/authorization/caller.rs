//! Who asks: the holder of a connect code, or a device that is signed in to an account.

use driftless_domain::ClientId;
use driftless_protocol::auth::UserId;

use super::token::TokenHash;

/// Names a session of a device, with all the tokens that follow each other in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub [u8; 16]);

/// A device of an account, as its access token says. Whether the session still holds, the storage knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SessionCaller {
    /// The session.
    pub session: SessionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The device.
    pub client_id: ClientId,
}

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Caller {
    /// The holder of a connect code's token.
    Code(TokenHash),
    /// A device that is signed in.
    Session(SessionCaller),
}

impl From<TokenHash> for Caller {
    fn from(token: TokenHash) -> Self {
        Self::Code(token)
    }
}

impl From<SessionCaller> for Caller {
    fn from(session: SessionCaller) -> Self {
        Self::Session(session)
    }
}
