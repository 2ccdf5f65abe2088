//! Keys, signatures, boxes and sealing. Bytes in, bytes out.
//!
//! Invariant: no randomness, no clock, no I/O: nonces, seeds and keys come in as arguments. Nothing here logs,
//! and no secret has a readable `Debug`.
//!
//! Reading order: [`layout`], [`key`], [`mod@seal`], [`blob`]; [`account_key`], [`signing`], [`exchange`],
//! [`mod@wrap`], [`passphrase`], [`pairing`].

pub mod account_key;
pub mod blob;
pub mod exchange;
pub mod key;
pub mod layout;
pub mod pairing;
pub mod passphrase;
pub mod seal;
pub mod signing;
pub mod wrap;

pub use account_key::{ACCOUNT_WORDS, AccountKey, WordsError};
pub use blob::{BLOB_OVERHEAD_BYTES, BlobKey, blob_name};
pub use exchange::{BOX_OVERHEAD_BYTES, BoxError, BoxLabel, BoxPublicKey, BoxPurpose, BoxSecretKey};
pub use key::{ActionKey, VaultKey};
pub use layout::{LayoutError, SUITE};
pub use passphrase::{CostError, PassphraseCost};
pub use seal::{NONCE_BYTES, OpenError, PLAINTEXT_BYTES_MAX, SEAL_OVERHEAD_BYTES, TooLarge, open, seal};
pub use signing::{Purpose, SIGNATURE_BYTES, Signature, SignatureError, SigningKey, VerifyingKey};
pub use wrap::{
    PASSPHRASE_WRAPPED_BYTES, WRAPPED_BYTES, WrapError, WrapKey, WrapLabel, WrapPurpose, unwrap_with_passphrase,
    wrap_with_passphrase,
};
