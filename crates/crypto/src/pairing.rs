//! Pairing: an old device gives a new one what it needs, through a server that may be hostile.
//!
//! ```text
//! new device                              old device
//! NewDevice::start      ── code ───────▶  OldDevice::start         scanned or pasted, not through the server
//! take_offer            ◀─ offer ───────
//!                       ── reveal ─────▶  take_reveal
//! digits                  compared by a person on both screens     digits
//! open                  ◀─ bundle ──────  seal
//! ```
//! Bytes (integers big endian):
//!
//! ```text
//! code       = "driftless-pair1-" base64url( code body:n checksum:6 )
//! code body  = suite:1 id:16 new_key:32 commitment:32 url_len:2 url
//! checksum   = first 6 bytes of BLAKE3-derive("driftless pairing checksum 1", code body)
//! offer      = suite:1 kind:1=1 id:16 old_key:32 old_random:32          (82 bytes)
//! reveal     = suite:1 kind:1=2 id:16 new_random:32                     (50 bytes)
//! bundle     = suite:1 kind:1=3 id:16 box                               (box from old_key to new_key, context = transcript)
//! commitment = BLAKE3-derive("driftless pairing commitment 1", id new_key new_random)
//! transcript = BLAKE3-derive("driftless pairing transcript 1", code_len:4 code body, offer, reveal)
//! digits     = first 8 bytes of BLAKE3-derive("driftless pairing digits 1", transcript), as a number, mod 1,000,000
//! ```
//! The code commits to `new_random` before the offer is seen, and one offer is taken for each code: whoever sits
//! in the middle has one guess in a million, not as many as it can compute. The bundle is sealed by the key of
//! the offer whose digits were compared, so that only that device can have made it.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use driftless_domain::limits::SERVER_URL_BYTES_MAX;
use zeroize::{Zeroize as _, Zeroizing};

use crate::exchange::{BOX_BYTES_MAX, BOX_OVERHEAD_BYTES, BoxError, BoxLabel, BoxPublicKey, BoxPurpose, BoxSecretKey};
use crate::layout::{LayoutError, Reader, SUITE, put_sized};

/// Start of every code.
const NAME: &str = "driftless-pair1-";
const CHECKSUM_BYTES: usize = 6;
/// Twice the longest code there is.
const CODE_TEXT_BYTES_MAX: usize = 2 * (SERVER_URL_BYTES_MAX + 256);
const OFFER: u8 = 1;
const REVEAL: u8 = 2;
const BUNDLE: u8 = 3;

/// Largest content of a bundle, bytes.
pub const BUNDLE_BYTES_MAX: usize = BOX_BYTES_MAX;

/// Pairing cannot go on. Begin again with a new code; nothing was given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PairingError {
    /// The text is not a pairing code, or not all of it.
    #[error("not a pairing code, or not all of it: copy it again")]
    NotACode,
    /// A message does not have its layout.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// A message of another pairing.
    #[error("this message belongs to another pairing")]
    OtherPairing,
    /// A key of small order.
    #[error("the other device's key is not one that can be trusted")]
    WeakKey,
    /// What was revealed is not what the code committed to: somebody is in the middle.
    #[error("the new device is not the one that showed the code")]
    Commitment,
    /// The bundle is not from the device whose digits were compared, or was altered.
    #[error("the bundle is not from the device whose digits were compared")]
    Unauthentic,
    /// The server's address is empty, not printable or too long; or the bundle is too large.
    #[error("too long for a pairing")]
    TooLong,
}

/// Six digits, which a person compares on both screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits(u32);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// A new device that shows its code and waits for an offer.
pub struct NewDevice {
    key: BoxSecretKey,
    random: Zeroizing<[u8; 32]>,
    code: Code,
}

/// A new device that shows its digits and waits for the bundle.
pub struct NewDeviceComparing {
    key: BoxSecretKey,
    old_key: BoxPublicKey,
    id: [u8; 16],
    transcript: [u8; 32],
}

/// An old device that sent its offer and waits for the reveal.
pub struct OldDevice {
    key: BoxSecretKey,
    code: Code,
    offer: Vec<u8>,
}

/// An old device that shows its digits and waits for its person.
pub struct OldDeviceComparing {
    key: BoxSecretKey,
    new_key: BoxPublicKey,
    id: [u8; 16],
    transcript: [u8; 32],
}

/// What a pairing code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// Names the pairing at the server.
    pub id: [u8; 16],
    /// Where both devices meet.
    pub server_url: String,
    new_key: BoxPublicKey,
    commitment: [u8; 32],
}

impl Code {
    /// Reads a code as a person pasted it; white space does not matter.
    ///
    /// # Errors
    /// [`PairingError::NotACode`], [`PairingError::WeakKey`], [`PairingError::Layout`].
    pub fn parse(text: &str) -> Result<Self, PairingError> {
        if text.len() > CODE_TEXT_BYTES_MAX {
            return Err(PairingError::NotACode);
        }
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let body = text.strip_prefix(NAME).ok_or(PairingError::NotACode)?;
        let bytes = URL_SAFE_NO_PAD.decode(body).map_err(|_| PairingError::NotACode)?;
        let (body, sum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(PairingError::NotACode)?;
        if checksum(body) != *sum {
            return Err(PairingError::NotACode);
        }
        let mut reader = Reader::of_suite(body)?;
        let id = reader.array()?;
        let new_key = BoxPublicKey::from_bytes(&reader.array()?).map_err(|_| PairingError::WeakKey)?;
        let commitment = reader.array()?;
        let url_len = reader.count(SERVER_URL_BYTES_MAX, "server address")?;
        let url = reader.bytes(url_len)?;
        reader.end()?;
        let server_url = std::str::from_utf8(url).map_err(|_| LayoutError::Field("server address"))?.to_owned();
        check_url(&server_url)?;
        Ok(Self { id, server_url, new_key, commitment })
    }

    fn body(&self) -> Vec<u8> {
        let mut body = vec![SUITE];
        body.extend_from_slice(&self.id);
        body.extend_from_slice(self.new_key.as_bytes());
        body.extend_from_slice(&self.commitment);
        put_sized(&mut body, self.server_url.as_bytes());
        body
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.body();
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum);
        write!(f, "{NAME}{}", URL_SAFE_NO_PAD.encode(bytes))
    }
}

impl NewDevice {
    /// Begins. `id`, `seed` and `random`: random, for this pairing only.
    ///
    /// # Errors
    /// [`PairingError::TooLong`].
    pub fn start(id: [u8; 16], seed: &[u8; 32], random: [u8; 32], server_url: &str) -> Result<Self, PairingError> {
        check_url(server_url)?;
        let key = BoxSecretKey::from_seed(seed);
        let new_key = key.public_key();
        let commitment = commitment(&id, &new_key, &random);
        let code = Code { id, server_url: server_url.to_owned(), new_key, commitment };
        Ok(Self { key, random: Zeroizing::new(random), code })
    }

    /// Returns the code to show.
    pub const fn code(&self) -> &Code {
        &self.code
    }

    /// Takes the one offer of this pairing; returns the reveal for the old device. Whatever comes of it, this
    /// code is used up.
    ///
    /// # Errors
    /// [`PairingError::Layout`], [`PairingError::OtherPairing`], [`PairingError::WeakKey`].
    pub fn take_offer(self, offer: &[u8]) -> Result<(NewDeviceComparing, Vec<u8>), PairingError> {
        let mut reader = message(offer, OFFER, &self.code.id)?;
        let old_key = BoxPublicKey::from_bytes(&reader.array()?).map_err(|_| PairingError::WeakKey)?;
        reader.array::<32>()?;
        reader.end()?;
        let mut reveal = start_message(REVEAL, &self.code.id);
        reveal.extend_from_slice(self.random.as_slice());
        let transcript = transcript(&self.code, offer, &reveal);
        Ok((NewDeviceComparing { key: self.key, old_key, id: self.code.id, transcript }, reveal))
    }
}

impl NewDeviceComparing {
    /// Returns the digits to show.
    pub fn digits(&self) -> Digits {
        digits(&self.transcript)
    }

    /// Opens the bundle. Call it only after the person said that the digits are the same.
    ///
    /// # Errors
    /// [`PairingError::Layout`], [`PairingError::OtherPairing`], [`PairingError::Unauthentic`].
    pub fn open(self, bundle: &[u8]) -> Result<Zeroizing<Vec<u8>>, PairingError> {
        let mut reader = message(bundle, BUNDLE, &self.id)?;
        let sealed = reader.bytes(reader.left())?;
        let label = BoxLabel { purpose: BoxPurpose::Pairing, context: &self.transcript };
        self.key.open_from(&self.old_key, label, sealed).map_err(|_| PairingError::Unauthentic)
    }
}

impl OldDevice {
    /// Answers a code with an offer for the new device. `seed` and `random`: random, for this pairing only.
    pub fn start(code: Code, seed: &[u8; 32], mut random: [u8; 32]) -> (Self, Vec<u8>) {
        let key = BoxSecretKey::from_seed(seed);
        let mut offer = start_message(OFFER, &code.id);
        offer.extend_from_slice(key.public_key().as_bytes());
        offer.extend_from_slice(&random);
        random.zeroize();
        (Self { key, code, offer: offer.clone() }, offer)
    }

    /// Takes the reveal and checks that it is what the code committed to.
    ///
    /// # Errors
    /// [`PairingError::Layout`], [`PairingError::OtherPairing`], [`PairingError::Commitment`].
    pub fn take_reveal(self, reveal: &[u8]) -> Result<OldDeviceComparing, PairingError> {
        let mut reader = message(reveal, REVEAL, &self.code.id)?;
        let random = reader.array()?;
        reader.end()?;
        if commitment(&self.code.id, &self.code.new_key, &random) != self.code.commitment {
            return Err(PairingError::Commitment);
        }
        let transcript = transcript(&self.code, &self.offer, reveal);
        Ok(OldDeviceComparing { key: self.key, new_key: self.code.new_key, id: self.code.id, transcript })
    }
}

impl OldDeviceComparing {
    /// Returns the digits to show.
    pub fn digits(&self) -> Digits {
        digits(&self.transcript)
    }

    /// Seals the bundle. Call it only after the person said that the digits are the same. `seed`: random.
    ///
    /// # Errors
    /// [`PairingError::TooLong`] over [`BUNDLE_BYTES_MAX`].
    pub fn seal(self, seed: &[u8; 32], content: &[u8]) -> Result<Vec<u8>, PairingError> {
        let label = BoxLabel { purpose: BoxPurpose::Pairing, context: &self.transcript };
        let sealed = self.new_key.seal_from(&self.key, seed, label, content).map_err(|error| match error {
            BoxError::Layout => PairingError::TooLong,
            BoxError::WeakKey | BoxError::Unauthentic => PairingError::WeakKey,
        })?;
        let mut bundle = start_message(BUNDLE, &self.id);
        bundle.extend_from_slice(&sealed);
        Ok(bundle)
    }
}

/// Largest message of a pairing, bytes: what a server keeps for the other device.
pub const MESSAGE_BYTES_MAX: usize = 18 + BOX_OVERHEAD_BYTES + BUNDLE_BYTES_MAX;

fn start_message(kind: u8, id: &[u8; 16]) -> Vec<u8> {
    let mut message = vec![SUITE, kind];
    message.extend_from_slice(id);
    message
}

fn message<'a>(bytes: &'a [u8], kind: u8, id: &[u8; 16]) -> Result<Reader<'a>, PairingError> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(LayoutError::Field("size").into());
    }
    let mut reader = Reader::of_suite(bytes)?;
    if reader.u8()? != kind {
        return Err(LayoutError::Field("kind").into());
    }
    if reader.array::<16>()? != *id {
        return Err(PairingError::OtherPairing);
    }
    Ok(reader)
}

fn commitment(id: &[u8; 16], new_key: &BoxPublicKey, random: &[u8; 32]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("driftless pairing commitment 1");
    hasher.update(id).update(new_key.as_bytes()).update(random);
    *hasher.finalize().as_bytes()
}

fn transcript(code: &Code, offer: &[u8], reveal: &[u8]) -> [u8; 32] {
    let body = code.body();
    let mut hasher = blake3::Hasher::new_derive_key("driftless pairing transcript 1");
    hasher.update(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes()).update(&body);
    // Both have one size only.
    hasher.update(offer).update(reveal);
    *hasher.finalize().as_bytes()
}

fn digits(transcript: &[u8; 32]) -> Digits {
    let hash = blake3::Hasher::new_derive_key("driftless pairing digits 1").update(transcript).finalize();
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    let number = u64::from_be_bytes(first) % 1_000_000;
    // Below a million.
    Digits(u32::try_from(number).unwrap_or(0))
}

fn checksum(body: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut sum = [0; CHECKSUM_BYTES];
    blake3::Hasher::new_derive_key("driftless pairing checksum 1").update(body).finalize_xof().fill(&mut sum);
    sum
}

fn check_url(url: &str) -> Result<(), PairingError> {
    let is_fit = (1..=SERVER_URL_BYTES_MAX).contains(&url.len()) && url.bytes().all(|b| b.is_ascii_graphic());
    if is_fit { Ok(()) } else { Err(PairingError::TooLong) }
}

macro_rules! secret_debug {
    ($($name:ident),*) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        })*
    };
}

secret_debug!(NewDevice, NewDeviceComparing, OldDevice, OldDeviceComparing);
