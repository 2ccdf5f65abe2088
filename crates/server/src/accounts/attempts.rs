//! The middle of a sign-in: what the server has to remember between two calls. In memory only, bounded, each
//! for one use: a server that restarts forgets it, and the person tries again.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use driftless_protocol::auth::limits::ATTEMPT_MS_MAX;
use zeroize::Zeroizing;

use crate::authorization::token::{TokenHash, mint_token};

/// Attempts in memory, about a KiB each; beyond them the oldest goes.
const ATTEMPTS_MAX: usize = 10_000;

/// What is remembered between two calls.
#[derive(Debug)]
pub struct Attempts<T> {
    kept: Mutex<Kept<T>>,
}

#[derive(Debug)]
struct Kept<T> {
    by_name: HashMap<TokenHash, (u64, T)>,
    oldest_first: VecDeque<TokenHash>,
}

impl<T> Default for Attempts<T> {
    fn default() -> Self {
        Self { kept: Mutex::new(Kept { by_name: HashMap::new(), oldest_first: VecDeque::new() }) }
    }
}

impl<T> Attempts<T> {
    /// Remembers something; returns its name.
    ///
    /// # Errors
    /// The operating system has no randomness to give.
    pub fn add(&self, attempt: T, now_ms: u64) -> Result<Zeroizing<String>, getrandom::Error> {
        let name = mint_token()?;
        let hash = TokenHash::of(&name);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        while kept.oldest_first.len() >= ATTEMPTS_MAX
            && let Some(oldest) = kept.oldest_first.pop_front()
        {
            kept.by_name.remove(&oldest);
        }
        kept.by_name.insert(hash, (now_ms, attempt));
        kept.oldest_first.push_back(hash);
        Ok(name)
    }

    /// Takes what has this name; there is no second time. None when it was used, is too old or never was.
    pub fn take(&self, name: &str, now_ms: u64) -> Option<T> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let (at_ms, attempt) = kept.by_name.remove(&TokenHash::of(name))?;
        (now_ms.saturating_sub(at_ms) <= ATTEMPT_MS_MAX).then_some(attempt)
    }

    /// Puts back what was taken under a name: for a second factor that may be mistyped.
    pub fn restore(&self, name: &str, attempt: T, now_ms: u64) {
        let hash = TokenHash::of(name);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        // Its place in the queue is still there, unless so many came since that it would be gone anyway.
        if kept.oldest_first.contains(&hash) {
            kept.by_name.insert(hash, (now_ms, attempt));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attempt_is_for_one_use_and_not_for_ever() {
        let attempts = Attempts::default();
        let name = attempts.add(7, 1_000).unwrap();
        assert_eq!(attempts.take("another", 1_000), None);
        assert_eq!(attempts.take(&name, 1_000 + ATTEMPT_MS_MAX), Some(7));
        assert_eq!(attempts.take(&name, 1_000), None);
        let name = attempts.add(8, 1_000).unwrap();
        assert_eq!(attempts.take(&name, 1_001 + ATTEMPT_MS_MAX), None);
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        let first = attempts.add(0, 0).unwrap();
        let names: Vec<_> = (0..ATTEMPTS_MAX + 100).map(|n| attempts.add(n, 0).unwrap()).collect();
        assert_eq!(attempts.take(&first, 0), None);
        assert_eq!(names.iter().filter(|name| attempts.take(name, 0).is_some()).count(), ATTEMPTS_MAX);
    }
}
