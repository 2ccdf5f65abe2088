//! The one suite that both sides speak. A change of anything here makes every kept record unusable, so it
//! would be a second suite beside this one, not another value.

use argon2::{Algorithm, Argon2, Params, Version};
use opaque_ke::errors::InternalError;
use opaque_ke::generic_array::{ArrayLength, GenericArray};
use opaque_ke::ksf::Ksf;
use opaque_ke::{CipherSuite, Ristretto255, TripleDh};
use zeroize::Zeroizing;

/// Said by both sides inside the key exchange: a message of another program or version does not fit.
pub(crate) const CONTEXT: &[u8] = b"driftless opaque 1";

/// Memory of Argon2id on the device, KiB: 64 MiB, the least that the design allows for a password.
pub const KSF_MEMORY_KIB: u32 = 64 * 1024;
/// Passes of Argon2id over that memory.
pub const KSF_PASSES: u32 = 3;
/// Lanes of Argon2id: one, so that every device computes at the same cost.
pub const KSF_LANES: u32 = 1;

/// What only the right password gives the device, 64 bytes: a key for what it keeps at the server.
pub type ExportKey = Zeroizing<[u8; 64]>;

/// Request of who signs up, bytes.
pub const REGISTRATION_REQUEST_BYTES: usize = 32;
/// Answer to it, bytes.
pub const REGISTRATION_RESPONSE_BYTES: usize = 64;
/// What ends signing up, and what the server keeps of it, bytes.
pub const RECORD_BYTES: usize = 192;
/// Request of who signs in, bytes.
pub const LOGIN_REQUEST_BYTES: usize = 96;
/// Answer to it, bytes.
pub const LOGIN_RESPONSE_BYTES: usize = 320;
/// Proof that ends signing in, bytes.
pub const PROOF_BYTES: usize = 64;
/// Secret of a server, bytes.
pub const SERVER_SECRET_BYTES: usize = 128;

/// Refuses bytes of any other length: the library passes over what is behind the end.
pub(crate) fn exactly(bytes: &[u8], length: usize) -> Result<&[u8], crate::OpaqueError> {
    if bytes.len() == length { Ok(bytes) } else { Err(crate::OpaqueError::Malformed) }
}

/// The suite.
pub(crate) struct Suite;

impl CipherSuite for Suite {
    type OprfCs = Ristretto255;
    type KeyExchange = TripleDh<Ristretto255, sha2::Sha512>;
    type Ksf = Stretch;
}

/// Argon2id with the fixed costs, whatever the library's default is. The input is already salted by the
/// server's secret, so it takes no salt of its own.
#[derive(Default)]
pub(crate) struct Stretch;

impl Ksf for Stretch {
    fn hash<L: ArrayLength<u8>>(&self, input: GenericArray<u8, L>) -> Result<GenericArray<u8, L>, InternalError> {
        let failed = |_| InternalError::KsfError;
        let params = Params::new(KSF_MEMORY_KIB, KSF_PASSES, KSF_LANES, None).map_err(failed)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut output = GenericArray::default();
        argon2.hash_password_into(&input, &[0; 16], &mut output).map_err(failed)?;
        Ok(output)
    }
}

/// Copies an export key out of the library's array.
pub(crate) fn export_key(bytes: &[u8]) -> Result<ExportKey, crate::OpaqueError> {
    let mut key = Zeroizing::new([0; 64]);
    if bytes.len() != key.len() {
        return Err(crate::OpaqueError::Internal);
    }
    key.copy_from_slice(bytes);
    Ok(key)
}
