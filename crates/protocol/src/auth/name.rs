//! Names of accounts, in one form.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use super::limits::ACCOUNT_NAME_BYTES_MAX;

/// A name or an e-mail address, lower case ASCII. What looks alike is alike: no other alphabets, no quotes,
/// no spaces. `ada`, `ada+notes@example.org`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct AccountName(String);

/// A text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a name has 2 to {ACCOUNT_NAME_BYTES_MAX} of the characters a-z 0-9 . _ + - and at most one @ between others, \
     and starts with a letter or digit"
)]
pub struct InvalidName;

impl AccountName {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for AccountName {
    type Err = InvalidName;

    /// Reads a name; capitals become small.
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if !(2..=ACCOUNT_NAME_BYTES_MAX).contains(&text.len()) {
            return Err(InvalidName);
        }
        let text = text.to_ascii_lowercase();
        let is_fit = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._+-@".contains(&b);
        let starts_well = text.bytes().next().is_some_and(|b| b.is_ascii_alphanumeric());
        let parts: Vec<&str> = text.split('@').collect();
        let has_parts = parts.len() <= 2 && parts.iter().all(|part| !part.is_empty());
        if starts_well && has_parts && text.bytes().all(is_fit) { Ok(Self(text)) } else { Err(InvalidName) }
    }
}

impl fmt::Display for AccountName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for AccountName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
