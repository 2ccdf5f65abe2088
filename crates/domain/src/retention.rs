//! How long the past is kept whole: which actions may leave the log, and which make room for one state a day.
//!
//! Both answers go by the time of the server's log, never by this device's clock alone: a clock that is a year
//! ahead must not thin out what was written yesterday. Actions without a place in the server's log are never among them.

use crate::action::LoggedAction;
use crate::hlc::Hlc;
use crate::limits::{LOG_DAYS, LOG_ENTRIES_MAX};

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// Returns the day of a time: days since the Unix epoch, UTC, the same on every device.
pub const fn day_of(at: Hlc) -> u64 {
    at.ms() / DAY_MS
}

/// Returns now, as far as both clocks agree: this device's (milliseconds since the epoch) and the newest word of
/// the server's. None when no server has ever accepted anything: then nothing is past.
pub fn agreed_now(now_ms: u64, newest_witnessed: Option<Hlc>) -> Option<Hlc> {
    newest_witnessed.map(|witnessed| witnessed.min(Hlc::new(now_ms, u16::MAX)))
}

/// Returns the moment before which what the server accepted leaves the log. `entries`: how many the log has;
/// above [`LOG_ENTRIES_MAX`] everything accepted may go.
pub const fn log_horizon(now: Hlc, entries: u64) -> Hlc {
    if entries > LOG_ENTRIES_MAX { now } else { Hlc::new(now.ms().saturating_sub(LOG_DAYS * DAY_MS), 0) }
}

/// Where the past begins of which one state a day is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon(Hlc);

impl Horizon {
    /// The start of the day that lies `days` before the one of `now`; none for 0, which keeps everything.
    pub const fn new(now: Hlc, days: u32) -> Option<Self> {
        if days == 0 { None } else { Some(Self(Hlc::new(day_of(now).saturating_sub(days as u64) * DAY_MS, 0))) }
    }

    /// Returns its first moment: what is earlier is past.
    pub const fn start(&self) -> Hlc {
        self.0
    }

    /// Returns whether an action makes room. What came late stays whole for its time, however old it says it is;
    /// what the server does not have yet stays.
    pub fn is_past(&self, logged: &LoggedAction) -> bool {
        let is_accepted = logged.position.is_some_and(|position| position.witnessed_time < self.0);
        is_accepted && logged.stamp().effective_time < self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Action, ActionType, EntityType, Position, SCHEMA};
    use crate::id::{ActionId, ClientId, DeviceSeq, EntityId, Seq};

    const TODAY: u64 = 20_000 * DAY_MS + 5_000;

    fn written(at_ms: u64, witnessed_ms: Option<u64>) -> LoggedAction {
        let action = Action {
            id: ActionId::from_bytes([1; 16]),
            entity_id: EntityId::from_bytes([2; 16]),
            entity_type: EntityType::Note,
            action_type: ActionType::Update,
            payload: Vec::new(),
            client_id: ClientId::from_bytes([3; 16]),
            device_seq: DeviceSeq(1),
            logical_time: Hlc::new(at_ms, 0),
            seen: Seq::ZERO,
            schema: SCHEMA,
        };
        let position = witnessed_ms.map(|ms| Position { seq: Seq(1), witnessed_time: Hlc::new(ms, 0) });
        LoggedAction { action, position }
    }

    #[test]
    fn only_what_was_written_and_accepted_before_the_day_is_past() {
        let horizon = Horizon::new(Hlc::new(TODAY, 0), 90).unwrap();
        let first_kept = (20_000 - 90) * DAY_MS;
        assert_eq!(day_of(horizon.start()), 20_000 - 90);
        assert!(horizon.is_past(&written(first_kept - 1, Some(first_kept - 1))));
        assert!(!horizon.is_past(&written(first_kept, Some(first_kept))));
        assert!(!horizon.is_past(&written(first_kept - 1, Some(TODAY))), "it came late");
        assert!(!horizon.is_past(&written(first_kept - 1, None)), "no server has it");
        assert_eq!(Horizon::new(Hlc::new(TODAY, 0), 0), None);
    }

    #[test]
    fn a_clock_a_year_ahead_makes_nothing_past() {
        let witnessed = Hlc::new(TODAY, 7);
        assert_eq!(agreed_now(TODAY + 365 * DAY_MS, Some(witnessed)), Some(witnessed));
        assert_eq!(agreed_now(TODAY - DAY_MS, Some(witnessed)), Some(Hlc::new(TODAY - DAY_MS, u16::MAX)));
        assert_eq!(agreed_now(TODAY, None), None);
    }

    #[test]
    fn a_long_log_is_folded_whatever_its_age() {
        let now = Hlc::new(TODAY, 0);
        assert_eq!(log_horizon(now, LOG_ENTRIES_MAX), Hlc::new(TODAY - LOG_DAYS * DAY_MS, 0));
        assert_eq!(log_horizon(now, LOG_ENTRIES_MAX + 1), now);
    }
}
