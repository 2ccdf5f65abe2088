//! TLS with a certificate that is given in files. The certificate is read at each start.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::accounts::secret_file::{SecretFileError, read_given};

/// Files of certificates and keys, bytes; chains have a few KiB.
const FILE_BYTES_MAX: usize = 256 * 1024;

/// TLS cannot be offered. Each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The key's file cannot be used.
    #[error(transparent)]
    KeyFile(#[from] SecretFileError),
    /// A file holds no PEM of its kind.
    #[error("{} holds no {what} in PEM form", path.display())]
    NoPem {
        /// The file.
        path: PathBuf,
        /// What it should hold.
        what: &'static str,
    },
    /// The certificate and the key do not belong together, or are of a kind that is not spoken.
    #[error("the TLS certificate and key cannot be used: {0}")]
    Unusable(rustls::Error),
}

/// Reads a certificate chain and its key.
///
/// # Errors
/// [`TlsError`]; a key that others may read is refused.
pub fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, TlsError> {
    let no_pem = |path: &Path, what| TlsError::NoPem { path: path.to_owned(), what };
    let pem = fs::read(certificate).map_err(|_| no_pem(certificate, "certificate"))?;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|_| no_pem(certificate, "certificate"))?;
    if chain.is_empty() {
        return Err(no_pem(certificate, "certificate"));
    }
    let pem = read_given(key, FILE_BYTES_MAX)?;
    let key = PrivateKeyDer::from_pem_slice(&pem).map_err(|_| no_pem(key, "private key"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Unusable)?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(TlsError::Unusable)?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
