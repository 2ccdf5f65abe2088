//! The connect code: one text that carries a server's address, an access token and, between the
//! devices of a vault, the vault's key.
//!
//! ```text
//! "driftless" version "-" base64url( version:1 body_len:2 body checksum:6 )
//! body = url_len:2 url  token_len:2 token  0:1 | 1:1 vault_id:16 key:32
//! checksum = first 6 bytes of BLAKE3("driftless connect code", version .. body)
//! ```
//! Integers are big endian. White space in the text is passed over: codes are pasted from wrapped mails.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use driftless_domain::VaultId;
use driftless_domain::limits::{ACCESS_TOKEN_BYTES_MAX, SERVER_URL_BYTES_MAX};
use zeroize::Zeroizing;

/// Version of the code that this program writes and reads.
pub const CONNECT_CODE_VERSION: u8 = 1;

const NAME: &str = "driftless";
const CHECKSUM_BYTES: usize = 6;
const CHECKSUM_CONTEXT: &[u8] = b"driftless connect code";
/// Twice the longest code there is: what is longer was never one, and costs nothing to refuse.
const TEXT_BYTES_MAX: usize = 2 * (SERVER_URL_BYTES_MAX + ACCESS_TOKEN_BYTES_MAX + 256);

/// Trailing bits are allowed while reading, so that a code cut in the middle of a group counts as
/// truncated; [`ConnectCode::decode`] compares with the canonical text afterwards.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// What a device needs to read and write a vault. Whoever has it can read everything in the vault.
#[derive(Clone, PartialEq, Eq)]
pub struct VaultSecret {
    /// The vault.
    pub vault_id: VaultId,
    /// Its key, 32 bytes.
    pub key: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for VaultSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultSecret").field("vault_id", &self.vault_id).field("key", &"…").finish()
    }
}

/// Where a device connects, and as whom. `vault` is absent in the code of a server, which never knows
/// a vault key: the first device brings its own vault there. It is present in the code that one device
/// shows to the next.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectCode {
    /// `http://` or `https://`, printable ASCII, at most [`SERVER_URL_BYTES_MAX`]. The reader decides
    /// whether it talks to such an address at all.
    pub server_url: String,
    /// Access token; secret; printable ASCII, 1 to [`ACCESS_TOKEN_BYTES_MAX`].
    pub token: Zeroizing<String>,
    /// The vault to join.
    pub vault: Option<VaultSecret>,
}

impl fmt::Debug for ConnectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectCode")
            .field("server_url", &self.server_url)
            .field("token", &"…")
            .field("vault", &self.vault)
            .finish()
    }
}

/// A text cannot be read as a connect code, or a code cannot be written. Retrying does not help: the
/// person has to bring the code again. No variant holds any of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConnectCodeError {
    /// It starts like a code, then stops.
    #[error("the connect code is not complete: copy it again, to its end")]
    Truncated,
    /// The checksum does not fit.
    #[error("the connect code was changed on the way: copy it again")]
    Altered,
    /// Made by another version of the program.
    #[error(
        "the connect code has version {0}, this program reads version {CONNECT_CODE_VERSION}: update the older one"
    )]
    OtherVersion(u32),
    /// Something else altogether.
    #[error("not a connect code: one starts with driftless{CONNECT_CODE_VERSION}-")]
    NotACode,
    /// The address is not an http or https URL, or is over [`SERVER_URL_BYTES_MAX`].
    #[error(
        "the connect code's server address is not an http or https address of at most {SERVER_URL_BYTES_MAX} bytes"
    )]
    BadAddress,
    /// The token is empty, over [`ACCESS_TOKEN_BYTES_MAX`] or not printable ASCII.
    #[error("the connect code's access token is not 1 to {ACCESS_TOKEN_BYTES_MAX} printable characters")]
    BadToken,
}

impl ConnectCode {
    /// Returns the code as text; a secret.
    ///
    /// # Errors
    /// [`ConnectCodeError::BadAddress`] and [`ConnectCodeError::BadToken`].
    pub fn encode(&self) -> Result<String, ConnectCodeError> {
        check_address(&self.server_url)?;
        check_token(&self.token)?;
        let mut body = Zeroizing::new(Vec::with_capacity(512));
        write_text(&mut body, &self.server_url, ConnectCodeError::BadAddress)?;
        write_text(&mut body, &self.token, ConnectCodeError::BadToken)?;
        body.push(u8::from(self.vault.is_some()));
        if let Some(vault) = &self.vault {
            body.extend_from_slice(vault.vault_id.as_bytes());
            body.extend_from_slice(vault.key.as_slice());
        }
        let mut bytes = Zeroizing::new(Vec::with_capacity(body.len() + 16));
        bytes.push(CONNECT_CODE_VERSION);
        bytes.extend_from_slice(&u16::try_from(body.len()).unwrap_or(u16::MAX).to_be_bytes());
        bytes.extend_from_slice(&body);
        let checksum = checksum(&bytes);
        bytes.extend_from_slice(&checksum);
        Ok(format!("{NAME}{CONNECT_CODE_VERSION}-{}", BASE64.encode(bytes.as_slice())))
    }

    /// Reads a code from what a person pasted.
    ///
    /// # Errors
    /// [`ConnectCodeError`]; all variants.
    pub fn decode(text: &str) -> Result<Self, ConnectCodeError> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(ConnectCodeError::NotACode);
        }
        let text: Zeroizing<String> = Zeroizing::new(text.chars().filter(|c| !c.is_ascii_whitespace()).collect());
        let chunk = chunk_of(&text)?;
        if chunk.bytes().any(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))) {
            return Err(ConnectCodeError::Altered);
        }
        // A length of 4n + 1 is six bits too many or a cut: what stands before them tells which.
        let whole = if chunk.len() % 4 == 1 { &chunk[..chunk.len() - 1] } else { chunk };
        let bytes = Zeroizing::new(BASE64.decode(whole).map_err(|_| ConnectCodeError::Altered)?);
        let body = body_of(&bytes)?;
        if *Zeroizing::new(BASE64.encode(bytes.as_slice())) != chunk {
            return Err(ConnectCodeError::Altered);
        }
        read_body(body)
    }
}

/// Returns what stands behind `driftless1-`.
fn chunk_of(text: &str) -> Result<&str, ConnectCodeError> {
    let Some(rest) = text.strip_prefix(NAME) else {
        let is_start = !text.is_empty() && NAME.starts_with(text);
        return Err(if is_start { ConnectCodeError::Truncated } else { ConnectCodeError::NotACode });
    };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (version, rest) = rest.split_at(digits);
    let Some(chunk) = rest.strip_prefix('-') else {
        return Err(if rest.is_empty() { ConnectCodeError::Truncated } else { ConnectCodeError::NotACode });
    };
    match version.parse::<u32>() {
        Ok(version) if version == u32::from(CONNECT_CODE_VERSION) => Ok(chunk),
        Ok(version) => Err(ConnectCodeError::OtherVersion(version)),
        Err(_) => Err(ConnectCodeError::NotACode),
    }
}

/// Checks version, length and checksum; returns the body.
fn body_of(bytes: &[u8]) -> Result<&[u8], ConnectCodeError> {
    let Some(([version, high, low], rest)) = bytes.split_first_chunk::<3>() else {
        return Err(ConnectCodeError::Truncated);
    };
    let body_len = usize::from(u16::from_be_bytes([*high, *low]));
    if rest.len() < body_len + CHECKSUM_BYTES {
        return Err(ConnectCodeError::Truncated);
    }
    let (signed, sum) = bytes.split_at(3 + body_len);
    if checksum(signed) != sum {
        return Err(ConnectCodeError::Altered);
    }
    if *version != CONNECT_CODE_VERSION {
        return Err(ConnectCodeError::OtherVersion(u32::from(*version)));
    }
    Ok(&signed[3..])
}

/// Reads a body whose checksum fits.
fn read_body(mut body: &[u8]) -> Result<ConnectCode, ConnectCodeError> {
    let server_url = read_text(&mut body)?;
    let token = Zeroizing::new(read_text(&mut body)?);
    let vault = match body.split_first() {
        Some((0, [])) => None,
        Some((1, rest)) => {
            let (vault_id, key) = rest.split_first_chunk::<16>().ok_or(ConnectCodeError::Altered)?;
            let key = <[u8; 32]>::try_from(key).map_err(|_| ConnectCodeError::Altered)?;
            Some(VaultSecret { vault_id: VaultId::from_bytes(*vault_id), key: Zeroizing::new(key) })
        }
        _ => return Err(ConnectCodeError::Altered),
    };
    check_address(&server_url)?;
    check_token(&token)?;
    Ok(ConnectCode { server_url, token, vault })
}

fn write_text(body: &mut Vec<u8>, text: &str, over: ConnectCodeError) -> Result<(), ConnectCodeError> {
    let len = u16::try_from(text.len()).map_err(|_| over)?;
    body.extend_from_slice(&len.to_be_bytes());
    body.extend_from_slice(text.as_bytes());
    Ok(())
}

fn read_text(body: &mut &[u8]) -> Result<String, ConnectCodeError> {
    let (len, rest) = body.split_first_chunk::<2>().ok_or(ConnectCodeError::Altered)?;
    let (text, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*len))).ok_or(ConnectCodeError::Altered)?;
    *body = rest;
    std::str::from_utf8(text).map(str::to_owned).map_err(|_| ConnectCodeError::Altered)
}

fn checksum(bytes: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut hasher = blake3::Hasher::new();
    hasher.update(CHECKSUM_CONTEXT);
    hasher.update(bytes);
    let mut sum = [0; CHECKSUM_BYTES];
    hasher.finalize_xof().fill(&mut sum);
    sum
}

fn check_address(url: &str) -> Result<(), ConnectCodeError> {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    let has_host = host.bytes().next().is_some_and(|first| !matches!(first, b'/' | b'?' | b'#' | b':'));
    let is_fit = has_host && url.len() <= SERVER_URL_BYTES_MAX && url.bytes().all(|b| b.is_ascii_graphic());
    if is_fit { Ok(()) } else { Err(ConnectCodeError::BadAddress) }
}

fn check_token(token: &str) -> Result<(), ConnectCodeError> {
    let is_fit = (1..=ACCESS_TOKEN_BYTES_MAX).contains(&token.len()) && token.bytes().all(|b| b.is_ascii_graphic());
    if is_fit { Ok(()) } else { Err(ConnectCodeError::BadToken) }
}
