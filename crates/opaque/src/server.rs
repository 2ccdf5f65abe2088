//! The server's side.

use std::fmt;

use opaque_ke::{
    CredentialFinalization, CredentialRequest, RegistrationRequest, RegistrationUpload, ServerLoginParameters,
    ServerRegistration, ServerSetup,
};
use rand_core::OsRng;
use zeroize::Zeroizing;

use crate::client::identifiers;
use crate::error::OpaqueError;
use crate::suite::{
    CONTEXT, LOGIN_REQUEST_BYTES, PROOF_BYTES, RECORD_BYTES, REGISTRATION_REQUEST_BYTES, SERVER_SECRET_BYTES, Suite,
    exactly,
};

/// What makes this server's answers its own, and guessing passwords from a stolen database impossible
/// without it. Lost, nobody can sign in any more; kept with the database, it protects nothing.
pub struct ServerSecret(ServerSetup<Suite>);

/// Somebody is signing in; waits for their proof. Used up by its use.
pub struct ServerLogin(opaque_ke::ServerLogin<Suite>);

impl fmt::Debug for ServerSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerSecret(…)")
    }
}

impl fmt::Debug for ServerLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServerLogin(…)")
    }
}

impl ServerSecret {
    /// Draws a new one.
    pub fn generate() -> Self {
        Self(ServerSetup::new(&mut OsRng))
    }

    /// Reads one from what [`ServerSecret::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`OpaqueError::Malformed`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, OpaqueError> {
        Ok(Self(ServerSetup::deserialize(exactly(bytes, SERVER_SECRET_BYTES)?)?))
    }

    /// Returns its bytes; they go into a file that only the server reads.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.serialize().to_vec())
    }

    /// Answers the request of somebody who signs up as `account`.
    ///
    /// # Errors
    /// [`OpaqueError::Malformed`], [`OpaqueError::Internal`].
    pub fn answer_registration(&self, account: &[u8], request: &[u8]) -> Result<Vec<u8>, OpaqueError> {
        let request = RegistrationRequest::deserialize(exactly(request, REGISTRATION_REQUEST_BYTES)?)?;
        let started = ServerRegistration::<Suite>::start(&self.0, request, account)?;
        Ok(started.message.serialize().to_vec())
    }

    /// Answers the request of somebody who signs in as `account`. `record`: what [`record_of`] gave; none when
    /// there is no such account, and then the answer looks the same and no proof will ever fit.
    ///
    /// # Errors
    /// [`OpaqueError::Malformed`], [`OpaqueError::Internal`].
    pub fn start_login(
        &self,
        account: &[u8],
        record: Option<&[u8]>,
        request: &[u8],
    ) -> Result<(ServerLogin, Vec<u8>), OpaqueError> {
        let request = CredentialRequest::deserialize(exactly(request, LOGIN_REQUEST_BYTES)?)?;
        let record = match record {
            Some(record) => Some(ServerRegistration::<Suite>::deserialize(exactly(record, RECORD_BYTES)?)?),
            None => None,
        };
        let parameters = ServerLoginParameters { context: Some(CONTEXT), identifiers: identifiers(account) };
        let started = opaque_ke::ServerLogin::start(&mut OsRng, &self.0, record, request, account, parameters)?;
        Ok((ServerLogin(started.state), started.message.serialize().to_vec()))
    }
}

impl ServerLogin {
    /// Checks the proof.
    ///
    /// # Errors
    /// [`OpaqueError::Refused`]: wrong password, no such account, or the proof of another attempt;
    /// [`OpaqueError::Malformed`].
    pub fn finish(self, account: &[u8], proof: &[u8]) -> Result<(), OpaqueError> {
        let proof = CredentialFinalization::deserialize(exactly(proof, PROOF_BYTES)?)?;
        let parameters = ServerLoginParameters { context: Some(CONTEXT), identifiers: identifiers(account) };
        self.0.finish(proof, parameters)?;
        Ok(())
    }
}

/// Makes what the server keeps of an account from the upload that ends signing up.
///
/// # Errors
/// [`OpaqueError::Malformed`].
pub fn record_of(upload: &[u8]) -> Result<Vec<u8>, OpaqueError> {
    let upload = RegistrationUpload::<Suite>::deserialize(exactly(upload, RECORD_BYTES)?)?;
    Ok(ServerRegistration::finish(upload).serialize().to_vec())
}
