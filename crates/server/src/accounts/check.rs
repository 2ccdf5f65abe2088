//! Whether the parts of a request have their form and size. Pure.

use driftless_crypto::BoxPublicKey;
use driftless_crypto::signing::VerifyingKey;
use driftless_protocol::Bytes;
use driftless_protocol::auth::NewDevice;
use driftless_protocol::auth::limits::{
    CERTIFICATE_BYTES_MAX, DEVICE_KEYS_BYTES_MAX, DEVICE_NAME_BYTES_MAX, WRAPPED_KEY_BYTES_MAX,
};

use super::error::AccountError;

fn sized(bytes: &Bytes, bytes_max: usize, what: &'static str) -> Result<(), AccountError> {
    if (1..=bytes_max).contains(&bytes.0.len()) { Ok(()) } else { Err(AccountError::BadField(what)) }
}

/// Checks a device's name: something to read, on one line.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn check_name(name: &str) -> Result<(), AccountError> {
    let is_fit = (1..=DEVICE_NAME_BYTES_MAX).contains(&name.len())
        && !name.trim().is_empty()
        && !name.chars().any(char::is_control);
    if is_fit { Ok(()) } else { Err(AccountError::BadField("the device's name")) }
}

/// Checks a certificate's size.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn check_certificate(certificate: &Bytes) -> Result<(), AccountError> {
    sized(certificate, CERTIFICATE_BYTES_MAX, "the certificate")
}

/// Checks a device.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn check_device(device: &NewDevice) -> Result<(), AccountError> {
    if device.client_id.as_bytes() == &[0; 16] {
        return Err(AccountError::BadField("the device's id"));
    }
    check_name(&device.name)?;
    sized(&device.public_keys, DEVICE_KEYS_BYTES_MAX, "the device's keys")?;
    device.certificate.as_ref().map_or(Ok(()), check_certificate)
}

/// Checks a wrapped account key's size.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn check_wrapped(wrapped: Option<&Bytes>) -> Result<(), AccountError> {
    wrapped.map_or(Ok(()), |wrapped| sized(wrapped, WRAPPED_KEY_BYTES_MAX, "the wrapped account key"))
}

/// Reads an Ed25519 public key; weak ones, which many signatures fit, are refused.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn identity_key(bytes: &Bytes) -> Result<VerifyingKey, AccountError> {
    let bad = AccountError::BadField("the identity key");
    let bytes: [u8; 32] = bytes.0.as_slice().try_into().map_err(|_| bad)?;
    VerifyingKey::from_bytes(&bytes).map_err(|_| bad)
}

/// Reads an X25519 public key; weak ones are refused.
///
/// # Errors
/// [`AccountError::BadField`].
pub fn box_key(bytes: &Bytes) -> Result<[u8; 32], AccountError> {
    let bad = AccountError::BadField("the box key");
    let bytes: [u8; 32] = bytes.0.as_slice().try_into().map_err(|_| bad)?;
    BoxPublicKey::from_bytes(&bytes).map(|_| bytes).map_err(|_| bad)
}
