//! The account key: 256 random bits, which a person keeps as 24 words, and the keys that come from it.
//!
//! ```text
//! sub-key = HKDF-SHA256(salt "driftless account key 1", account key, info = purpose)
//! purposes: "account identity" (Ed25519 seed), "account box" (X25519 secret), "account wrap" (XChaCha20-Poly1305)
//! ```
//! The words are BIP-39's English list (2,048 words): 24 × 11 bits are the key and eight bits of its SHA-256.
//! The key is the number that the words spell, not BIP-39's stretched seed.

use std::fmt;

use bip39::{Language, Mnemonic};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::exchange::BoxSecretKey;
use crate::signing::SigningKey;
use crate::wrap::WrapKey;

/// Words of an account key.
pub const ACCOUNT_WORDS: usize = 24;

/// What is longer was never 24 words, and costs nothing to refuse, bytes.
const TEXT_BYTES_MAX: usize = 4 * 1024;

const SALT: &[u8] = b"driftless account key 1";

/// The key to everything of an account. Cleared when dropped.
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct AccountKey([u8; 32]);

/// Why words are not an account key, precisely enough to find the slip. Ask again; nothing is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WordsError {
    /// Another number of words.
    #[error("{found} words, an account key has {ACCOUNT_WORDS}")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// One word is not in the list.
    #[error("word {position} is not in the list")]
    Unknown {
        /// Which one, counted from 1.
        position: usize,
        /// The nearest word of the list, when one is near enough to be meant.
        near: Option<&'static str>,
    },
    /// None of the words is in the English list: words of another language, or other text.
    #[error("these are not words of the English list")]
    OtherLanguage,
    /// Every word is in the list, but they do not belong together: one is wrong, or two are swapped.
    #[error("the words do not belong together: one is another word of the list, or two are swapped")]
    Checksum,
}

impl AccountKey {
    /// Wraps 32 bytes that came from the system's random source, a keychain, or another device.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, for the keychain and for another device only.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Returns the 24 words, with one space between them.
    pub fn words(&self) -> Zeroizing<String> {
        #[expect(clippy::expect_used, reason = "BIP-39 takes 32 bytes")]
        let mnemonic = Mnemonic::from_entropy_in(Language::English, &self.0)
            .expect("32 bytes are an entropy of BIP-39 because it takes 16, 20, 24, 28 and 32");
        let mut text = Zeroizing::new(String::with_capacity(ACCOUNT_WORDS * 9));
        for word in mnemonic.words() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
        text
    }

    /// Reads words as a person types or pastes them: capitals, numbers, commas and line breaks do not matter.
    ///
    /// # Errors
    /// [`WordsError`].
    pub fn from_words(text: &str) -> Result<Self, WordsError> {
        let lower = Zeroizing::new(text[..text.floor_char_boundary(TEXT_BYTES_MAX)].to_lowercase());
        let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
        let is_known = |word: &&str| Language::English.find_word(word).is_some();
        if !words.is_empty() && !words.iter().any(is_known) {
            return Err(WordsError::OtherLanguage);
        }
        if words.len() != ACCOUNT_WORDS || text.len() > TEXT_BYTES_MAX {
            return Err(WordsError::Count { found: words.len() });
        }
        if let Some(at) = words.iter().position(|word| !is_known(word)) {
            return Err(WordsError::Unknown { position: at + 1, near: nearest(words[at]) });
        }
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, &Zeroizing::new(words.join(" ")))
            .map_err(|_| WordsError::Checksum)?;
        let (mut entropy, len) = mnemonic.to_entropy_array();
        let key = entropy.first_chunk::<32>().filter(|_| len == 32).copied().map(Self);
        entropy.zeroize();
        key.ok_or(WordsError::Checksum)
    }

    /// Returns the key that signs device certificates and the account's log.
    pub fn identity(&self) -> SigningKey {
        SigningKey::from_seed(&self.derive(b"account identity"))
    }

    /// Returns the key that vault keys are sealed to.
    pub fn account_box(&self) -> BoxSecretKey {
        BoxSecretKey::from_seed(&self.derive(b"account box"))
    }

    /// Returns the key under which this account keeps things on a server.
    pub fn wrap_key(&self) -> WrapKey {
        WrapKey::from_bytes(*self.derive(b"account wrap"))
    }

    fn derive(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut sub_key = Zeroizing::new([0; 32]);
        #[expect(clippy::expect_used, reason = "HKDF-SHA256 gives up to 255 × 32 bytes")]
        Hkdf::<Sha256>::new(Some(SALT), &self.0)
            .expand(purpose, sub_key.as_mut_slice())
            .expect("32 bytes are within the limit because it is 8,160");
        sub_key
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountKey(…)")
    }
}

/// The word of the list that a slip of the finger is nearest to: at most two letters away. The first four
/// letters name a word of the list, so a word that is right up to there is meant.
fn nearest(word: &str) -> Option<&'static str> {
    const LETTERS_MAX: usize = 16;
    if word.chars().count() > LETTERS_MAX {
        return None;
    }
    if let Some(start) = word.get(..4) {
        let mut same_start = Language::English.words_by_prefix_iter(start);
        if let (Some(only), None) = (same_start.next(), same_start.next()) {
            return Some(only);
        }
    }
    let list = Language::English.word_list().iter();
    let (steps, nearest) = list.map(|known| (steps_between(word, known), *known)).min_by_key(|(steps, _)| *steps)?;
    (steps <= 2 && steps * 2 < word.chars().count()).then_some(nearest)
}

/// Levenshtein's distance, with a swap of two neighbours counted as one step.
fn steps_between(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let above = &rows[i - 1];
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut steps = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                steps = steps.min(rows[i - 2][j - 2] + 1);
            }
            row.push(steps);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const ZERO_WORDS: &str = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";

    fn key() -> AccountKey {
        AccountKey::from_bytes(std::array::from_fn(|at| u8::try_from(at * 7).unwrap()))
    }

    /// The vectors of BIP-39 for 256 bits.
    #[test]
    fn the_words_are_those_of_the_standard() {
        assert_eq!(*AccountKey::from_bytes([0; 32]).words(), ZERO_WORDS);
        assert!(AccountKey::from_bytes([0xff; 32]).words().ends_with("zoo zoo zoo vote"));
        assert_eq!(AccountKey::from_words(ZERO_WORDS), Ok(AccountKey::from_bytes([0; 32])));
    }

    #[test]
    fn a10_capitals_spaces_and_numbers_do_not_matter() {
        let words = key().words();
        let numbered: String =
            words.split(' ').enumerate().map(|(at, word)| format!("{}. {word},\r\n", at + 1)).collect();
        for text in [words.to_uppercase(), words.replace(' ', "  \t\n "), numbered, format!("\u{a0}{}\n", *words)] {
            assert_eq!(AccountKey::from_words(&text), Ok(key()), "{text}");
        }
    }

    #[test]
    fn a10_each_slip_is_named() {
        let words = key().words();
        let list: Vec<&str> = words.split(' ').collect();
        assert_eq!(AccountKey::from_words(&list[..23].join(" ")), Err(WordsError::Count { found: 23 }));
        assert_eq!(AccountKey::from_words(""), Err(WordsError::Count { found: 0 }));
        assert_eq!(AccountKey::from_words(&"word ".repeat(100_000)), Err(WordsError::Count { found: 820 }));

        let with = |at: usize, word: &str| {
            let mut list = list.clone();
            list[at] = word;
            AccountKey::from_words(&list.join(" "))
        };
        assert_eq!(with(6, "abandom"), Err(WordsError::Unknown { position: 7, near: Some("abandon") }));
        assert_eq!(with(0, "qqqqqqq"), Err(WordsError::Unknown { position: 1, near: None }));
        assert_eq!(with(23, "vitnage"), Err(WordsError::Unknown { position: 24, near: Some("vintage") }));
        let other = if list[3] == "zoo" { "zone" } else { "zoo" };
        assert_eq!(with(3, other), Err(WordsError::Checksum));
        let german = "Apfel Birne Kirsche Pflaume ".repeat(6);
        assert_eq!(AccountKey::from_words(&german), Err(WordsError::OtherLanguage));
    }

    #[test]
    fn no_cut_and_no_language_makes_it_panic() {
        let long = "ä".repeat(3 * 1024);
        assert!(AccountKey::from_words(&long).is_err());
        assert!(AccountKey::from_words(&format!("a{long}")).is_err());
        assert!(nearest("日本語の").is_none());
    }

    /// Known answers: a change would lock every account out.
    #[test]
    fn the_sub_keys_are_the_ones_of_version_1() {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let key = AccountKey::from_bytes([1; 32]);
        assert_eq!(hex(key.identity().verifying_key().as_bytes()), IDENTITY_OF_ONES);
        assert_eq!(hex(key.account_box().public_key().as_bytes()), BOX_OF_ONES);
        assert_eq!(hex(key.wrap_key().as_bytes()), WRAP_KEY_OF_ONES);
    }

    const IDENTITY_OF_ONES: &str = "c6c59d74fd0e489cc6a37f800665fb4b87ed0458fc15d74d8b381d1c60a80581";
    const BOX_OF_ONES: &str = "e5ff9536f540da8d09f8dfb9d1d47e70f912a263e8beeb44894abdd4a3c3be64";
    const WRAP_KEY_OF_ONES: &str = "aadd033841aad89fdaeaa2de38cd6bfcfb1bdb856ce19511cb841d73660690c3";
}
