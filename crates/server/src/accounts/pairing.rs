//! Mailboxes of pairings: in memory, small, short-lived, each message put once. Whoever has a slot's name may
//! use it; what is in it is sealed by the devices. A restart ends them, and the people begin again.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use driftless_protocol::auth::limits::{PAIRING_MESSAGE_BYTES_MAX, PAIRING_MESSAGES_MAX, PAIRING_MS_MAX};
use tokio::sync::watch;

use super::error::AccountError;
use crate::authorization::token::TokenHash;

/// Bytes of a name: 32 bytes as base64url.
const NAME_BYTES: usize = 43;

/// Slots at once; at most 64 KiB each.
const SLOTS_MAX: usize = 1_000;

#[derive(Debug)]
struct Slot {
    expires_at_ms: u64,
    messages: BTreeMap<u8, Vec<u8>>,
    news: watch::Sender<()>,
}

/// All mailboxes.
#[derive(Debug, Default)]
pub struct Mailboxes {
    slots: Mutex<HashMap<TokenHash, Slot>>,
}

/// What a read finds.
#[derive(Debug)]
pub enum Found {
    /// The message.
    Message(Vec<u8>),
    /// Not yet; changes when something is put there, and ends when the slot does.
    NotYet(watch::Receiver<()>),
}

impl Mailboxes {
    /// Opens the mailbox of a name that two devices have from a pairing code; returns when it is thrown away. The
    /// same again is the same mailbox.
    ///
    /// # Errors
    /// [`AccountError::TooMany`] when there are too many on this server; [`AccountError::BadField`] for a name
    /// that could be guessed.
    pub fn open(&self, name: &str, now_ms: u64) -> Result<u64, AccountError> {
        let is_fit = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.len() != NAME_BYTES || !name.bytes().all(is_fit) {
            return Err(AccountError::BadField("the name of the mailbox"));
        }
        let expires_at_ms = now_ms.saturating_add(PAIRING_MS_MAX);
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        slots.retain(|_, slot| slot.expires_at_ms > now_ms);
        if let Some(slot) = slots.get(&TokenHash::of(name)) {
            return Ok(slot.expires_at_ms);
        }
        if slots.len() >= SLOTS_MAX {
            return Err(AccountError::TooMany);
        }
        let slot = Slot { expires_at_ms, messages: BTreeMap::new(), news: watch::Sender::new(()) };
        slots.insert(TokenHash::of(name), slot);
        Ok(expires_at_ms)
    }

    /// Puts a message. The same bytes again change nothing: an answer may have been lost.
    ///
    /// # Errors
    /// [`AccountError::NotFound`], [`AccountError::BadField`], [`AccountError::Conflict`].
    pub fn put(&self, name: &str, number: u8, message: Vec<u8>, now_ms: u64) -> Result<(), AccountError> {
        if number >= PAIRING_MESSAGES_MAX || message.len() > PAIRING_MESSAGE_BYTES_MAX || message.is_empty() {
            return Err(AccountError::BadField("the message"));
        }
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slot_of(&mut slots, name, now_ms)?;
        match slot.messages.get(&number) {
            Some(there) if *there == message => Ok(()),
            Some(_) => Err(AccountError::Conflict),
            None => {
                slot.messages.insert(number, message);
                slot.news.send_replace(());
                Ok(())
            }
        }
    }

    /// Looks for a message.
    ///
    /// # Errors
    /// [`AccountError::NotFound`].
    pub fn get(&self, name: &str, number: u8, now_ms: u64) -> Result<Found, AccountError> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = slot_of(&mut slots, name, now_ms)?;
        Ok(match slot.messages.get(&number) {
            Some(message) => Found::Message(message.clone()),
            None => Found::NotYet(slot.news.subscribe()),
        })
    }
}

fn slot_of<'s>(slots: &'s mut HashMap<TokenHash, Slot>, name: &str, now_ms: u64) -> Result<&'s mut Slot, AccountError> {
    slots.get_mut(&TokenHash::of(name)).filter(|slot| slot.expires_at_ms > now_ms).ok_or(AccountError::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(number: usize) -> String {
        format!("{number:0>43}")
    }

    fn message(mailboxes: &Mailboxes, name: &str, number: u8, now_ms: u64) -> Option<Vec<u8>> {
        match mailboxes.get(name, number, now_ms) {
            Ok(Found::Message(message)) => Some(message),
            Ok(Found::NotYet(_)) | Err(_) => None,
        }
    }

    #[test]
    fn a_message_is_put_once_and_read_until_the_end() {
        let mailboxes = Mailboxes::default();
        let name = name(1);
        let expires_at_ms = mailboxes.open(&name, 5).unwrap();
        assert_eq!(mailboxes.open(&name, 6), Ok(expires_at_ms), "the same again is the same");
        assert_eq!(mailboxes.put(&name, 0, vec![1], 5), Ok(()));
        assert_eq!(mailboxes.put(&name, 0, vec![1], 5), Ok(()));
        assert_eq!(mailboxes.put(&name, 0, vec![2], 5), Err(AccountError::Conflict));
        assert_eq!(message(&mailboxes, &name, 0, expires_at_ms - 1), Some(vec![1]));
        assert_eq!(message(&mailboxes, &name, 1, 5), None);
        assert_eq!(message(&mailboxes, &name, 0, expires_at_ms), None);
        assert_eq!(mailboxes.put("another", 0, vec![1], 5), Err(AccountError::NotFound));
    }

    #[test]
    fn it_is_small() {
        let mailboxes = Mailboxes::default();
        let first = name(0);
        mailboxes.open(&first, 0).unwrap();
        let bad = Err(AccountError::BadField("the message"));
        assert_eq!(mailboxes.put(&first, PAIRING_MESSAGES_MAX, vec![1], 0), bad);
        assert_eq!(mailboxes.put(&first, 0, vec![0; PAIRING_MESSAGE_BYTES_MAX + 1], 0), bad);
        for number in 1..SLOTS_MAX {
            mailboxes.open(&name(number), 0).unwrap();
        }
        assert_eq!(mailboxes.open(&name(SLOTS_MAX), 0), Err(AccountError::TooMany));
        assert!(mailboxes.open(&name(SLOTS_MAX), PAIRING_MS_MAX).is_ok(), "old ones make room");
    }
}
