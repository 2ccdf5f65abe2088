//! Why a call of an account does not succeed.

/// A call of an account does not succeed. Nothing of it is stored then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// Wrong name, password, code, ticket, token or signature; which of them is not told.
    #[error("the name, the password or the code is not right")]
    Refused,
    /// No invitation, or one that is unknown, expired, used up or revoked.
    #[error("registration on this server needs an invitation that holds: ask its owner for one")]
    Invitation,
    /// The device was revoked.
    #[error("this device was revoked: it may not sign in again; your notes on it are untouched")]
    DeviceRevoked,
    /// The name is taken.
    #[error("an account of this name is there already")]
    NameTaken,
    /// Something else is there already, or a log has another length.
    #[error("another device was first: read what is there now, and decide anew")]
    Conflict,
    /// Not there, or not this account's; both look alike.
    #[error("there is no such thing in this account")]
    NotFound,
    /// The last owner of a vault would go.
    #[error("a vault needs an owner: make somebody else owner first")]
    LastOwner,
    /// Over a limit of the account.
    #[error("there are too many of these in this account: remove some first")]
    TooMany,
    /// A part of the request is over its limit or has not the right form.
    #[error("{0} has not the right form or size")]
    BadField(&'static str),
    /// A signed entry is against the rules of an account's log.
    #[error("the account log does not take this entry: {0}")]
    AccountEntry(driftless_trust::AccountRefusal),
    /// A signed entry is against the rules of a vault's control log.
    #[error("the control log does not take this entry: {0}")]
    ControlEntry(driftless_trust::ControlRefusal),
}
