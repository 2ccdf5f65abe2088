//! Keys and sealing. Bytes in, bytes out.
//!
//! Invariant: no randomness, no clock, no I/O: nonces and keys come in as arguments. Nothing here logs,
//! and no secret has a readable `Debug`.
//!
//! Reading order: [`key`], [`mod@seal`], [`blob`].

pub mod blob;
pub mod key;
pub mod seal;

pub use blob::{BLOB_OVERHEAD_BYTES, BlobKey, blob_name};
pub use key::{ActionKey, VaultKey};
pub use seal::{NONCE_BYTES, OpenError, PLAINTEXT_BYTES_MAX, SEAL_OVERHEAD_BYTES, TooLarge, open, seal};
