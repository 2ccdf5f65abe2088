//! The emergency kit: shown, confirmed, drilled.

use driftless_crypto::{AccountKey, WordsError};
use driftless_sync::contract::{AccountRow, Store as _};
use secrecy::{ExposeSecret as _, SecretString};

use crate::view::{EmergencyKit, KitWord, WordsCheck};
use crate::{App, AppError};

/// Words that confirm a kit.
const CONFIRMING_WORDS: usize = 2;

impl App {
    /// Returns the emergency kit of the account that is unlocked here.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Store`].
    pub fn emergency_kit(&self) -> Result<EmergencyKit, AppError> {
        let unlocked = self.inner.unlocked()?;
        Ok(EmergencyKit {
            words: unlocked.key.words().split(' ').map(ToOwned::to_owned).collect(),
            account_id: unlocked.id().to_string(),
            server: unlocked.row.server_url,
            email: unlocked.row.name,
            created_at: unlocked.row.created_ms,
        })
    }

    /// Checks two words by their places; both right, the kit counts as confirmed.
    ///
    /// # Errors
    /// [`AppError::BadInput`] unless these are two different places of 24, [`AppError::NotSignedIn`],
    /// [`AppError::Store`].
    pub fn confirm_kit(&self, words: &[KitWord]) -> Result<bool, AppError> {
        let unlocked = self.inner.unlocked()?;
        let list = unlocked.key.words();
        let list: Vec<&str> = list.split(' ').collect();
        let mut places: Vec<u8> = words.iter().map(|word| word.position).collect();
        places.dedup();
        if words.len() != CONFIRMING_WORDS || places.len() != CONFIRMING_WORDS {
            return Err(AppError::BadInput { field: "words", reason: "must be two, of different places".to_owned() });
        }
        let mut is_right = true;
        for word in words {
            let place = usize::from(word.position).checked_sub(1);
            let expected = place.and_then(|place| list.get(place)).ok_or_else(|| AppError::BadInput {
                field: "position",
                reason: format!("must be from 1 to {}", list.len()),
            })?;
            is_right &= word.word.trim().eq_ignore_ascii_case(expected);
        }
        if is_right {
            self.inner.store.write(|tx| {
                let row = AccountRow { is_kit_confirmed: true, ..unlocked.row.clone() };
                tx.save_account(Some(&row))
            })?;
            self.inner.tell_account();
        }
        Ok(is_right)
    }

    /// Says what typed words are worth, for the recovery drill; changes nothing.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Store`].
    pub fn check_words(&self, words: &SecretString) -> Result<WordsCheck, AppError> {
        let row = self.inner.account_row()?;
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(match AccountKey::from_words(words.expose_secret()) {
            Ok(key) if *key.identity().verifying_key().as_bytes() == row.identity_key => WordsCheck::Right,
            Ok(_) => WordsCheck::OtherAccount,
            Err(WordsError::Count { found }) => WordsCheck::Count { found: count(found) },
            Err(WordsError::Unknown { position, near }) => {
                WordsCheck::Unknown { position: count(position), near: near.map(ToOwned::to_owned) }
            }
            Err(WordsError::OtherLanguage) => WordsCheck::OtherLanguage,
            Err(WordsError::Checksum) => WordsCheck::Checksum,
        })
    }
}
