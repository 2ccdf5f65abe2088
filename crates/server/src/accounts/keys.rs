//! The server's own keys: what access tokens are signed with, and what refresh tokens and second factors are
//! derived from. All of them come from one secret file, so a stolen database holds none of them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use driftless_protocol::auth::UserId;
use ed25519_dalek::{SigningKey, VerifyingKey};
use zeroize::Zeroizing;

use crate::authorization::caller::SessionId;

/// Bytes of the secret file.
pub const SECRET_BYTES: usize = 32;
/// Bytes of a second factor's secret: as long as the output of its hash, as RFC 4226 asks for.
pub const TOTP_SECRET_BYTES: usize = 20;

const SESSION_BYTES: usize = 16;
const GENERATION_BYTES: usize = 8;
const MAC_BYTES: usize = 32;

/// The keys.
pub struct Keys {
    signing: SigningKey,
    refresh: Zeroizing<[u8; 32]>,
    totp: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// What a refresh token says of itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RefreshClaim {
    /// Its session.
    pub session: SessionId,
    /// How many were given before it.
    pub generation: u64,
    mac: [u8; MAC_BYTES],
}

impl fmt::Debug for RefreshClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshClaim").field("generation", &self.generation).finish_non_exhaustive()
    }
}

impl RefreshClaim {
    /// Reads a token's text; none when it has not the form of one.
    pub fn parse(token: &str) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(token).ok()?);
        let (session, rest) = bytes.split_first_chunk::<SESSION_BYTES>()?;
        let (generation, mac) = rest.split_first_chunk::<GENERATION_BYTES>()?;
        let mac = mac.try_into().ok()?;
        Some(Self { session: SessionId(*session), generation: u64::from_be_bytes(*generation), mac })
    }
}

impl Keys {
    /// Derives the keys from the secret.
    pub fn new(secret: &[u8; SECRET_BYTES]) -> Self {
        let derived = |context| Zeroizing::new(blake3::derive_key(context, secret));
        Self {
            signing: SigningKey::from_bytes(&derived("driftless-server 1 access tokens")),
            refresh: derived("driftless-server 1 refresh tokens"),
            totp: derived("driftless-server 1 second factors"),
        }
    }

    /// Returns the public half of the key that signs access tokens.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.signing.verifying_key()
    }

    /// The key that signs access tokens.
    pub(super) fn signing(&self) -> &SigningKey {
        &self.signing
    }

    fn mac(&self, session: SessionId, seed: &[u8; 32], generation: u64) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.refresh);
        hasher.update(&session.0).update(seed).update(&generation.to_be_bytes());
        hasher.finalize()
    }

    /// Returns the refresh token of a generation: as random as its seed and this key are secret, and the same
    /// each time, so that an answer that was lost can be given again though no token is kept.
    pub fn refresh_token(&self, session: SessionId, seed: &[u8; 32], generation: u64) -> Zeroizing<String> {
        let mac = self.mac(session, seed, generation);
        let bytes = Zeroizing::new([session.0.as_slice(), &generation.to_be_bytes(), mac.as_bytes()].concat());
        Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
    }

    /// Returns whether a refresh token was really given by this server for this session.
    pub fn gave(&self, claim: &RefreshClaim, seed: &[u8; 32]) -> bool {
        // Compares in constant time.
        self.mac(claim.session, seed, claim.generation) == claim.mac
    }

    /// Returns the second factor's secret of an account.
    pub fn totp_secret(&self, user_id: UserId, nonce: &[u8; 16]) -> Zeroizing<[u8; TOTP_SECRET_BYTES]> {
        let mut hasher = blake3::Hasher::new_keyed(&self.totp);
        hasher.update(user_id.0.as_bytes()).update(nonce);
        let mut secret = Zeroizing::new([0; TOTP_SECRET_BYTES]);
        hasher.finalize_xof().fill(secret.as_mut_slice());
        secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_token_is_known_again_and_no_other_is() {
        let (keys, other) = (Keys::new(&[1; 32]), Keys::new(&[2; 32]));
        let (session, seed) = (SessionId([3; 16]), [4; 32]);
        let token = keys.refresh_token(session, &seed, 7);
        assert_eq!(token, keys.refresh_token(session, &seed, 7));
        let claim = RefreshClaim::parse(&token).unwrap();
        assert_eq!((claim.session, claim.generation), (session, 7));
        assert!(keys.gave(&claim, &seed));
        assert!(!other.gave(&claim, &seed) && !keys.gave(&claim, &[5; 32]));
        assert!(!keys.gave(&RefreshClaim { generation: 8, ..claim }, &seed));
        for text in ["", "x", "é", &token[1..], &format!("{}A", &*token)] {
            assert!(RefreshClaim::parse(text).is_none_or(|claim| !keys.gave(&claim, &seed)), "{text}");
        }
    }
}
