//! Why a step does not succeed.

use opaque_ke::errors::{InternalError, ProtocolError};

/// A step of signing up or in does not succeed. No variant holds any of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpaqueError {
    /// Wrong length, no point of the group, or its identity: never sent by a device or server of ours.
    /// Trying again does not help.
    #[error("a message of the sign-in has not the right form")]
    Malformed,
    /// Wrong password, unknown account, or a message of another attempt. Which of them, nobody can tell.
    #[error("the name or the password is not right")]
    Refused,
    /// The library failed in a way that no input should reach.
    #[error("the sign-in could not be computed")]
    Internal,
}

impl From<ProtocolError> for OpaqueError {
    fn from(error: ProtocolError) -> Self {
        match error {
            ProtocolError::SerializationError
            | ProtocolError::SizeError { .. }
            | ProtocolError::ReflectedValueError
            | ProtocolError::LibraryError(InternalError::OprfError(_)) => Self::Malformed,
            ProtocolError::InvalidLoginError => Self::Refused,
            ProtocolError::LibraryError(_) => Self::Internal,
            ProtocolError::Custom(never) => match never {},
        }
    }
}
