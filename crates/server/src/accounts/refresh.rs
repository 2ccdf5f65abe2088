//! What becomes of a refresh token that is presented. Pure.

use driftless_domain::ClientId;
use driftless_protocol::auth::limits::{REFRESH_GRACE_MS, REFRESH_MS_MAX};

/// What the storage knows of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionState {
    /// The one device that may use it.
    pub client_id: ClientId,
    /// How many times it was refreshed.
    pub generation: u64,
    /// When the last time was, milliseconds since the Unix epoch.
    pub rotated_at_ms: u64,
    /// Whether it has ended.
    pub is_ended: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The latest one: a new generation begins.
    Rotate,
    /// The one before, within the grace: the answer was lost on the way, and is given again.
    Repeat,
    /// Used again, or by another device: two have it. The session ends, and every device is told.
    Reused,
    /// The session has ended, or is older than a session gets, or knows more than this server (which was
    /// restored from a backup): sign in again.
    Ended,
}

/// Judges a token that this server really gave.
pub fn judge(state: SessionState, generation: u64, client_id: ClientId, now_ms: u64) -> Verdict {
    let age_ms = now_ms.saturating_sub(state.rotated_at_ms);
    if state.is_ended || age_ms > REFRESH_MS_MAX || generation > state.generation {
        return Verdict::Ended;
    }
    if client_id != state.client_id {
        return Verdict::Reused;
    }
    match state.generation - generation {
        0 => Verdict::Rotate,
        1 if age_ms <= REFRESH_GRACE_MS => Verdict::Repeat,
        _ => Verdict::Reused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROTATED_MS: u64 = 1_795_000_000_000;

    fn verdict(generation: u64, client: u8, after_ms: u64, is_ended: bool) -> Verdict {
        let own = ClientId::from_bytes([1; 16]);
        let state = SessionState { client_id: own, generation: 5, rotated_at_ms: ROTATED_MS, is_ended };
        judge(state, generation, ClientId::from_bytes([client; 16]), ROTATED_MS + after_ms)
    }

    /// Row A05 of the list of bad inputs.
    #[test]
    fn a05_a_refresh_token_is_judged() {
        use Verdict as V;
        for (generation, client, after_ms, is_ended, expected) in [
            (5, 1, 0, false, V::Rotate),
            (5, 1, REFRESH_MS_MAX, false, V::Rotate),
            (5, 1, REFRESH_MS_MAX + 1, false, V::Ended),
            (4, 1, 0, false, V::Repeat),
            (4, 1, REFRESH_GRACE_MS, false, V::Repeat),
            (4, 1, REFRESH_GRACE_MS + 1, false, V::Reused),
            (3, 1, 0, false, V::Reused),
            (0, 1, 1, false, V::Reused),
            (5, 2, 0, false, V::Reused),
            (4, 2, 0, false, V::Reused),
            (6, 1, 0, false, V::Ended),
            (u64::MAX, 1, 0, false, V::Ended),
            (5, 1, 0, true, V::Ended),
            (3, 1, 0, true, V::Ended),
        ] {
            assert_eq!(verdict(generation, client, after_ms, is_ended), expected, "{generation} {client} {after_ms}");
        }
    }

    /// A clock that was set back does not make a token good again or bad too soon.
    #[test]
    fn a_clock_that_runs_back_is_no_age() {
        let own = ClientId::from_bytes([1; 16]);
        let state = SessionState { client_id: own, generation: 5, rotated_at_ms: ROTATED_MS, is_ended: false };
        assert_eq!(judge(state, 5, own, 0), Verdict::Rotate);
        assert_eq!(judge(state, 4, own, 0), Verdict::Repeat);
        assert_eq!(judge(state, 3, own, 0), Verdict::Reused);
    }
}
