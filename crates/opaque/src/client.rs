//! The device's side.

use std::fmt;

use opaque_ke::{
    ClientLoginFinishParameters, ClientRegistrationFinishParameters, CredentialResponse, Identifiers,
    RegistrationResponse,
};
use rand_core::OsRng;

use crate::error::OpaqueError;
use crate::suite::{CONTEXT, ExportKey, LOGIN_RESPONSE_BYTES, REGISTRATION_RESPONSE_BYTES, Suite, exactly, export_key};

/// Signing up has begun; waits for the server's response.
pub struct ClientRegistration(opaque_ke::ClientRegistration<Suite>);

/// Signing up, as far as the device is concerned.
pub struct Registered {
    /// Goes to the server, which keeps what [`crate::record_of`] makes of it.
    pub upload: Vec<u8>,
    /// The same that each later sign-in gives.
    pub export_key: ExportKey,
}

/// Signing in has begun; waits for the server's response.
pub struct ClientLogin(opaque_ke::ClientLogin<Suite>);

/// Signing in, as far as the device is concerned: the server has shown that it is the one signed up with.
pub struct SignedIn {
    /// Goes to the server and proves the password.
    pub proof: Vec<u8>,
    /// The same as when signing up.
    pub export_key: ExportKey,
}

/// The account's name is said by both sides: a server that answers for another account is noticed.
pub(crate) fn identifiers(account: &[u8]) -> Identifiers<'_> {
    Identifiers { client: Some(account), server: None }
}

impl ClientRegistration {
    /// Begins; returns the request for the server.
    ///
    /// # Errors
    /// [`OpaqueError::Internal`].
    pub fn start(password: &[u8]) -> Result<(Self, Vec<u8>), OpaqueError> {
        let started = opaque_ke::ClientRegistration::<Suite>::start(&mut OsRng, password)?;
        Ok((Self(started.state), started.message.serialize().to_vec()))
    }

    /// Ends with the server's response. Takes as long as Argon2id does, about a fifth of a second.
    ///
    /// # Errors
    /// [`OpaqueError::Malformed`], [`OpaqueError::Internal`].
    pub fn finish(self, password: &[u8], account: &[u8], response: &[u8]) -> Result<Registered, OpaqueError> {
        let response = RegistrationResponse::deserialize(exactly(response, REGISTRATION_RESPONSE_BYTES)?)?;
        let parameters = ClientRegistrationFinishParameters::new(identifiers(account), None);
        let finished = self.0.finish(&mut OsRng, password, response, parameters)?;
        Ok(Registered { upload: finished.message.serialize().to_vec(), export_key: export_key(&finished.export_key)? })
    }
}

impl ClientLogin {
    /// Begins; returns the request for the server.
    ///
    /// # Errors
    /// [`OpaqueError::Internal`].
    pub fn start(password: &[u8]) -> Result<(Self, Vec<u8>), OpaqueError> {
        let started = opaque_ke::ClientLogin::<Suite>::start(&mut OsRng, password)?;
        Ok((Self(started.state), started.message.serialize().to_vec()))
    }

    /// Ends with the server's response. Takes as long as Argon2id does, about a fifth of a second.
    ///
    /// # Errors
    /// [`OpaqueError::Refused`] when password, account or server is another; [`OpaqueError::Malformed`].
    pub fn finish(self, password: &[u8], account: &[u8], response: &[u8]) -> Result<SignedIn, OpaqueError> {
        let response = CredentialResponse::deserialize(exactly(response, LOGIN_RESPONSE_BYTES)?)?;
        let parameters = ClientLoginFinishParameters::new(Some(CONTEXT), identifiers(account), None);
        let finished = self.0.finish(&mut OsRng, password, response, parameters)?;
        Ok(SignedIn { proof: finished.message.serialize().to_vec(), export_key: export_key(&finished.export_key)? })
    }
}

impl fmt::Debug for ClientRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientRegistration(…)")
    }
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Registered(…)")
    }
}

impl fmt::Debug for ClientLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientLogin(…)")
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignedIn(…)")
    }
}
