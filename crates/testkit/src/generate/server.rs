//! The server of a random history: a log without gaps.

use std::collections::BTreeMap;

use driftless_domain::{Action, ActionId, ClientId, HlcClock, LoggedAction, Position, Seq};

/// Gives every action its place, once.
#[derive(Debug, Default)]
pub struct Server {
    /// Position n holds seq n + 1.
    pub log: Vec<LoggedAction>,
    clock: HlcClock,
    known: BTreeMap<(ClientId, ActionId), Position>,
}

impl Server {
    /// Accepts an action at the true time `now_ms`; one that it has answers its first place.
    pub fn accept(&mut self, action: &Action, now_ms: u64) -> Position {
        let key = (action.client_id, action.id);
        if let Some(position) = self.known.get(&key) {
            return *position;
        }
        let seq = Seq(self.log.len() as u64 + 1);
        let position = Position { seq, witnessed_time: self.clock.tick(now_ms) };
        self.known.insert(key, position);
        self.log.push(LoggedAction { action: action.clone(), position: Some(position) });
        position
    }

    /// Returns up to `count` actions after `cursor`.
    pub fn page(&self, cursor: Seq, count: usize) -> &[LoggedAction] {
        let from = usize::try_from(cursor.0).unwrap_or(usize::MAX).min(self.log.len());
        &self.log[from..(from + count).min(self.log.len())]
    }
}
