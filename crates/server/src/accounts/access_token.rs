//! Access tokens: JWTs of one form. The header is one fixed text, so no token chooses its own algorithm; there
//! is no role inside, because what an account may do is looked up with each request.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use driftless_domain::ClientId;
use driftless_protocol::auth::UserId;
use driftless_protocol::auth::limits::{ACCESS_MS_MAX, SESSION_TOKEN_BYTES_MAX};
use ed25519_dalek::{Signature, Signer};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::keys::Keys;
use crate::authorization::caller::{SessionCaller, SessionId};

/// `{"alg":"EdDSA","typ":"JWT"}`
const HEADER: &str = "eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9";
/// How far ahead of this clock a token's begin may lie, seconds: another process of the same server.
const AHEAD_S_MAX: u64 = 60;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    /// The account.
    sub: Uuid,
    /// The device.
    dev: Uuid,
    /// The session.
    sid: Uuid,
    /// Begin, seconds since the Unix epoch.
    iat: u64,
    /// End, seconds since the Unix epoch.
    exp: u64,
}

/// Returns a token for a session and when it ends, milliseconds since the Unix epoch.
pub fn mint(keys: &Keys, caller: SessionCaller, now_ms: u64) -> (Zeroizing<String>, u64) {
    let (iat, exp) = (now_ms / 1000, (now_ms + ACCESS_MS_MAX) / 1000);
    let claims = Claims {
        sub: caller.user_id.0,
        dev: caller.client_id.as_uuid(),
        sid: Uuid::from_bytes(caller.session.0),
        iat,
        exp,
    };
    // Three ids and two integers always have a form.
    let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&claims).unwrap_or_default());
    let signed = format!("{HEADER}.{body}");
    let signature = URL_SAFE_NO_PAD.encode(keys.signing().sign(signed.as_bytes()).to_bytes());
    (Zeroizing::new(format!("{signed}.{signature}")), exp * 1000)
}

/// Returns whom a token names; none when it is not one of this server's or has ended.
pub fn read(keys: &Keys, token: &str, now_ms: u64) -> Option<SessionCaller> {
    if token.len() > SESSION_TOKEN_BYTES_MAX {
        return None;
    }
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, body) = signed.split_once('.')?;
    if header != HEADER {
        return None;
    }
    let signature = Signature::from_slice(&URL_SAFE_NO_PAD.decode(signature).ok()?).ok()?;
    keys.signing().verifying_key().verify_strict(signed.as_bytes(), &signature).ok()?;
    let claims: Claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()?;
    let now_s = now_ms / 1000;
    let is_now = claims.iat <= now_s.saturating_add(AHEAD_S_MAX) && now_s < claims.exp;
    is_now.then(|| SessionCaller {
        session: SessionId(*claims.sid.as_bytes()),
        user_id: UserId(claims.sub),
        client_id: ClientId::from_uuid(claims.dev),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_795_000_000_000;

    fn caller() -> SessionCaller {
        SessionCaller {
            session: SessionId([1; 16]),
            user_id: UserId(Uuid::from_bytes([2; 16])),
            client_id: ClientId::from_bytes([3; 16]),
        }
    }

    #[test]
    fn the_header_is_what_it_says() {
        assert_eq!(URL_SAFE_NO_PAD.decode(HEADER).unwrap(), br#"{"alg":"EdDSA","typ":"JWT"}"#);
    }

    #[test]
    fn a_token_holds_for_ten_minutes() {
        let keys = Keys::new(&[1; 32]);
        let (token, expires_at_ms) = mint(&keys, caller(), NOW_MS);
        assert_eq!(expires_at_ms, NOW_MS + 600_000);
        for (at_ms, holds) in [(0, true), (599_999, true), (600_000, false), (900_000, false)] {
            assert_eq!(read(&keys, &token, NOW_MS + at_ms), holds.then(caller), "{at_ms}");
        }
        assert_eq!(read(&keys, &token, NOW_MS - 61_000), None, "from the future");
        assert_eq!(read(&Keys::new(&[2; 32]), &token, NOW_MS), None, "of another server");
    }

    /// Another algorithm, none, a changed claim, a cut: whatever is not the one form is nothing.
    #[test]
    fn only_one_form_is_read() {
        let keys = Keys::new(&[1; 32]);
        let (token, _) = mint(&keys, caller(), NOW_MS);
        let parts: Vec<&str> = token.split('.').collect();
        let header = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let mut forged = vec![
            String::new(),
            ".".to_owned(),
            "..".to_owned(),
            format!("{}.{}.", header(r#"{"alg":"none"}"#), parts[1]),
            format!("{}.{}.{}", header(r#"{"alg":"HS256","typ":"JWT"}"#), parts[1], parts[2]),
            format!("{}.{}.{}", header(r#"{"typ":"JWT","alg":"EdDSA"}"#), parts[1], parts[2]),
            format!("{}.{}.{}.", parts[0], parts[1], parts[2]),
            format!("{}.{}.{}", parts[0], header("{}"), parts[2]),
            "x".repeat(SESSION_TOKEN_BYTES_MAX + 1),
        ];
        for at in 0..token.len() {
            let mut bytes = token.as_bytes().to_vec();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            // The last character of a part carries bits that no byte needs: other texts of the same bytes are refused, too.
            forged.push(String::from_utf8(bytes).unwrap());
        }
        for text in forged {
            assert_eq!(read(&keys, &text, NOW_MS), None, "{text}");
        }
    }
}
