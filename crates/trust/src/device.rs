//! A device: its keys, and the certificate by which an account says that they are its own.
//!
//! ```text
//! certificate = suite:1 account:16 client:16 signing_key:32 box_key:32 created_ms:8 signature:64    (169 bytes)
//! ```
//! Signed by the account identity, purpose "device certificate", over everything before the signature. The name
//! of a device is not in it: people change names, and a server does not need to know them.

use std::fmt;

use driftless_crypto::layout::{LayoutError, Reader};
use driftless_crypto::{
    BoxPublicKey, BoxSecretKey, Purpose, SIGNATURE_BYTES, SUITE, Signature, SignatureError, SigningKey, VerifyingKey,
};
use driftless_domain::{AccountId, ClientId};

/// Bytes of a certificate.
pub const CERTIFICATE_BYTES: usize = 169;

/// The secret keys of one device. They never leave it.
#[derive(Clone)]
pub struct DeviceKeys {
    /// Signs batches, and challenges of a server.
    pub signing: SigningKey,
    /// Opens what is meant for this device alone.
    pub device_box: BoxSecretKey,
}

/// The public keys of one device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevicePublic {
    /// Verifies the device's batches.
    pub signing: VerifyingKey,
    /// Where boxes for the device are sealed to.
    pub device_box: BoxPublicKey,
}

/// An account says: these keys are my device's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceCertificate {
    /// The account.
    pub account_id: AccountId,
    /// The device.
    pub client_id: ClientId,
    /// Its keys.
    pub keys: DevicePublic,
    /// When it was made, by the clock of the device that made it, milliseconds since the Unix epoch.
    pub created_ms: u64,
    signature: Signature,
}

impl DeviceKeys {
    /// Makes both keys out of one seed: 32 random bytes, which the device keeps.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self {
            signing: SigningKey::from_seed(&blake3::derive_key("driftless device signing 1", seed)),
            device_box: BoxSecretKey::from_seed(&blake3::derive_key("driftless device box 1", seed)),
        }
    }

    /// Returns the public halves.
    pub fn public(&self) -> DevicePublic {
        DevicePublic { signing: self.signing.verifying_key(), device_box: self.device_box.public_key() }
    }

    /// Answers a server's challenge. The challenge names the server, so that no server can pass it on to another.
    pub fn answer(&self, challenge: &[u8]) -> [u8; SIGNATURE_BYTES] {
        self.signing.sign(Purpose::ServerChallenge, challenge).0
    }
}

impl DeviceCertificate {
    /// Signs a certificate with the account's identity.
    pub fn issue(
        identity: &SigningKey,
        account_id: AccountId,
        client_id: ClientId,
        keys: DevicePublic,
        created_ms: u64,
    ) -> Self {
        let mut certificate = Self { account_id, client_id, keys, created_ms, signature: Signature([0; 64]) };
        certificate.signature = identity.sign(Purpose::DeviceCertificate, &certificate.signed_part());
        certificate
    }

    /// Checks that the account's identity signed it.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify(&self, identity: &VerifyingKey) -> Result<(), SignatureError> {
        identity.verify(Purpose::DeviceCertificate, &self.signed_part(), &self.signature)
    }

    /// Checks that the device itself answered a challenge.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn check_answer(&self, challenge: &[u8], answer: &[u8; SIGNATURE_BYTES]) -> Result<(), SignatureError> {
        self.keys.signing.verify(Purpose::ServerChallenge, challenge, &Signature(*answer))
    }

    /// Returns the [`CERTIFICATE_BYTES`] bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signed_part();
        bytes.extend_from_slice(&self.signature.0);
        bytes
    }

    /// Reads a certificate; says nothing about its signature.
    ///
    /// # Errors
    /// [`LayoutError`]; weak keys are [`LayoutError::Field`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LayoutError> {
        let mut reader = Reader::of_suite(bytes)?;
        let certificate = Self {
            account_id: AccountId::from_bytes(reader.array()?),
            client_id: ClientId::from_bytes(reader.array()?),
            keys: DevicePublic { signing: read_signing_key(&mut reader)?, device_box: read_box_key(&mut reader)? },
            created_ms: reader.u64()?,
            signature: Signature(reader.array()?),
        };
        reader.end()?;
        Ok(certificate)
    }

    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(CERTIFICATE_BYTES);
        bytes.push(SUITE);
        bytes.extend_from_slice(self.account_id.as_bytes());
        bytes.extend_from_slice(self.client_id.as_bytes());
        bytes.extend_from_slice(self.keys.signing.as_bytes());
        bytes.extend_from_slice(self.keys.device_box.as_bytes());
        bytes.extend_from_slice(&self.created_ms.to_be_bytes());
        bytes
    }
}

/// Reads an Ed25519 key; a weak one is not valid.
pub(crate) fn read_signing_key(reader: &mut Reader<'_>) -> Result<VerifyingKey, LayoutError> {
    VerifyingKey::from_bytes(&reader.array()?).map_err(|_| LayoutError::Field("signing key"))
}

/// Reads an X25519 key; a weak one is not valid.
pub(crate) fn read_box_key(reader: &mut Reader<'_>) -> Result<BoxPublicKey, LayoutError> {
    BoxPublicKey::from_bytes(&reader.array()?).map_err(|_| LayoutError::Field("box key"))
}

impl fmt::Debug for DeviceKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKeys(…)")
    }
}
