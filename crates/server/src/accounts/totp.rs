//! The second factor: RFC 6238 with what every authenticator app knows, SHA-1, six digits, 30 seconds. Pure.

use hmac::{Hmac, Mac};
use sha1::Sha1;

/// Length of a step, seconds.
pub const STEP_S: u64 = 30;
const DIGITS: usize = 6;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Returns the code of a step, `0..1_000_000`.
fn code_at(secret: &[u8], step: u64) -> u32 {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else { return u32::MAX };
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = usize::from(hash[19] & 0x0f);
    let word = hash.iter().skip(offset).take(4).fold(0_u32, |word, byte| (word << 8) | u32::from(*byte));
    (word & 0x7fff_ffff) % 1_000_000
}

/// Returns the step that a code is of: this one, the one before or the one after, and later than the last one
/// that was taken; none when the code is not right.
pub fn accepted_step(secret: &[u8], code: &str, now_ms: u64, last_step: u64) -> Option<u64> {
    let is_code = code.len() == DIGITS && code.bytes().all(|b| b.is_ascii_digit());
    let code: u32 = if is_code { code.parse().ok()? } else { return None };
    let now = now_ms / 1000 / STEP_S;
    (now.saturating_sub(1)..=now.saturating_add(1)).find(|step| *step > last_step && code_at(secret, *step) == code)
}

/// Returns the secret as people type it.
pub fn base32(secret: &[u8]) -> String {
    let mut text = String::with_capacity(secret.len().div_ceil(5) * 8);
    for chunk in secret.chunks(5) {
        let mut bytes = [0; 8];
        bytes[3..3 + chunk.len()].copy_from_slice(chunk);
        let word = u64::from_be_bytes(bytes);
        for place in 0..(chunk.len() * 8).div_ceil(5) {
            let index = usize::try_from((word >> (35 - 5 * place)) & 31).unwrap_or(0);
            text.push(char::from(BASE32[index]));
        }
    }
    text
}

/// Returns what a QR code of the secret says. `account` is of characters that need no escape but `@` and `+`.
pub fn uri(secret: &[u8], account: &str) -> String {
    let account = account.replace('@', "%40").replace('+', "%2B");
    format!("otpauth://totp/Driftless:{account}?secret={}&issuer=Driftless", base32(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// The vectors of RFC 6238, appendix B, for SHA-1; the last six of its eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        for (time_s, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(code_at(SECRET, time_s / STEP_S), code);
        }
    }

    /// Row A07 of the list of bad inputs: one step to both sides, none twice.
    #[test]
    fn a07_a_code_is_taken_once_and_near_its_time() {
        let now_ms = 1_111_111_111_000;
        let now = now_ms / 1000 / STEP_S;
        let code = |step| format!("{:06}", code_at(SECRET, step));
        for (step, is_taken) in [(now - 2, false), (now - 1, true), (now, true), (now + 1, true), (now + 2, false)] {
            assert_eq!(accepted_step(SECRET, &code(step), now_ms, 0), is_taken.then_some(step));
        }
        assert_eq!(accepted_step(SECRET, &code(now), now_ms, now), None, "again");
        assert_eq!(accepted_step(SECRET, &code(now - 1), now_ms, now), None, "older than the last one");
        assert_eq!(accepted_step(SECRET, &code(now + 1), now_ms, now), Some(now + 1));
        for text in ["", "12345", "1234567", "12345a", "-12345", "+12345", "１２３４５６", " 12345"] {
            assert_eq!(accepted_step(SECRET, text, now_ms, 0), None, "{text}");
        }
        assert_eq!(accepted_step(SECRET, "000000", 0, 0), None, "a clock at zero");
    }

    #[test]
    fn base32_is_that_of_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }
}
