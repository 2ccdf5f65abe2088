//! A register: the writes of one field that no other write of it has seen.
//!
//! Shown is the one with the highest order; the others are siblings and wait for review. Applying is
//! commutative and idempotent whatever the histories claim, because what supersedes is kept as
//! maxima ("floors"), not as the outcome of comparing pairs:
//! a write X is superseded when some other write Y of the field saw it and does not keep it, that is
//! when `X.seq ≤ max(Y.seen)` or `X.device_seq < max(Y.device_seq of X's device)`.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::hlc::Hlc;
use crate::id::{ActionId, ClientId, DeviceSeq, Seq};
use crate::payload::Value;

/// Who wrote, when, and what they had seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Time by which it is ordered.
    pub effective_time: Hlc,
    /// Time by the writer's own clock.
    pub logical_time: Hlc,
    /// The writer.
    pub client_id: ClientId,
    /// The action.
    pub id: ActionId,
    /// The writer's count.
    pub device_seq: DeviceSeq,
    /// The writer's cursor then.
    pub seen: Seq,
    /// Place in the server's log, once known.
    pub seq: Option<Seq>,
}

impl Stamp {
    /// Returns whether the author of this write had seen `other`.
    pub fn saw(&self, other: &Self) -> bool {
        other.seq.is_some_and(|seq| seq <= self.seen)
            || (other.client_id == self.client_id && other.device_seq < self.device_seq)
    }

    /// Returns whether neither author had seen the other's write.
    pub fn is_concurrent_with(&self, other: &Self) -> bool {
        self.id != other.id && !self.saw(other) && !other.saw(self)
    }
}

impl PartialOrd for Stamp {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The total order of the domain: `(effective_time, logical_time, client_id, id)`, bytewise.
impl Ord for Stamp {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |s: &Self| (s.effective_time, s.logical_time, s.client_id, s.id);
        key(self).cmp(&key(other)).then_with(|| {
            // Only a stamp and its own acknowledged self get here; keeps `Ord` true to `Eq`.
            let rest = |s: &Self| (s.device_seq, s.seen, s.seq);
            rest(self).cmp(&rest(other))
        })
    }
}

/// A value and its stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// Who and when.
    pub stamp: Stamp,
    /// What.
    pub value: Value,
}

impl Write {
    /// Whether `other` is this write, acknowledged or not. More than the id is compared: what a broken
    /// client calls by one name twice is two writes, on every replica.
    fn is_same_fact(&self, other: &Self) -> bool {
        let key = |s: &Stamp| (s.id, s.client_id, s.device_seq, s.logical_time);
        let has_one_place = match (self.stamp.seq, other.stamp.seq) {
            (Some(_), Some(_)) => self.stamp == other.stamp,
            (None, _) | (_, None) => true,
        };
        key(&self.stamp) == key(&other.stamp) && has_one_place && self.value == other.value
    }
}

/// A write that kept siblings alive: it supersedes what it saw but for those.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Keeper {
    id: ActionId,
    client_id: ClientId,
    device_seq: DeviceSeq,
    seen: Seq,
    keeps: BTreeSet<ActionId>,
}

impl Keeper {
    fn supersedes(&self, stamp: &Stamp) -> bool {
        let saw = stamp.seq.is_some_and(|seq| seq <= self.seen)
            || (stamp.client_id == self.client_id && stamp.device_seq < self.device_seq);
        saw && !self.keeps.contains(&stamp.id)
    }

    /// Whether everything this one supersedes `other` supersedes too.
    fn is_within(&self, other: &Self) -> bool {
        self.client_id == other.client_id
            && self.seen <= other.seen
            && self.device_seq < other.device_seq
            && other.keeps.is_subset(&self.keeps)
    }
}

/// The maximal writes of one field.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Register {
    /// Sorted, so that equal sets are equal bytes.
    writes: Vec<Write>,
    seen_floor: Seq,
    device_floor: BTreeMap<ClientId, DeviceSeq>,
    /// Sorted, without those that floors or other keepers cover.
    keepers: Vec<Keeper>,
}

impl Register {
    /// Takes in a write. Applying it again changes nothing; applying it with its position after it was
    /// applied without completes its stamp. `keeps`: writes that the author saw and left alive.
    ///
    /// Acknowledged writes may claim anything. What a write without position claims to have seen must be
    /// true: only this replica's own writes are without, and they are never applied again without once they have one.
    pub fn apply(&mut self, stamp: Stamp, value: Value, keeps: &[ActionId]) {
        if keeps.is_empty() {
            self.raise_floor(stamp.seen, stamp.client_id, stamp.device_seq);
        } else {
            let keeper = Keeper {
                id: stamp.id,
                client_id: stamp.client_id,
                device_seq: stamp.device_seq,
                seen: stamp.seen,
                keeps: keeps.iter().copied().collect(),
            };
            self.add_keeper(keeper);
        }
        self.add_write(Write { stamp, value });
        self.settle();
    }

    /// Takes in everything that `other` has taken in: the register of the union of both histories.
    pub fn merge(&mut self, other: &Self) {
        self.seen_floor = self.seen_floor.max(other.seen_floor);
        for (client_id, device_seq) in &other.device_floor {
            self.raise_floor(Seq::ZERO, *client_id, *device_seq);
        }
        for keeper in &other.keepers {
            self.add_keeper(keeper.clone());
        }
        for write in &other.writes {
            self.add_write(write.clone());
        }
        self.settle();
    }

    /// Returns the write that is shown: the highest in order.
    pub fn shown(&self) -> Option<&Write> {
        self.writes.iter().max_by_key(|write| write.stamp)
    }

    /// Returns the writes that lost to the shown one and differ from it, highest order first. This is
    /// what waits for review.
    pub fn siblings(&self) -> Vec<&Write> {
        let Some(shown) = self.shown() else { return Vec::new() };
        let mut siblings: Vec<&Write> = self.writes.iter().filter(|w| w.value != shown.value).collect();
        siblings.sort_by_key(|write| std::cmp::Reverse(write.stamp));
        siblings
    }

    /// Returns every maximal write, by action id.
    pub fn writes(&self) -> &[Write] {
        &self.writes
    }

    /// Returns the ids that an edit of this field must name in `keeps` so that no unreviewed sibling
    /// is overwritten unseen; empty when there is nothing to review.
    pub fn unreviewed(&self) -> Vec<ActionId> {
        self.siblings().iter().map(|write| write.stamp.id).collect()
    }

    fn raise_floor(&mut self, seen: Seq, client_id: ClientId, device_seq: DeviceSeq) {
        self.seen_floor = self.seen_floor.max(seen);
        let floor = self.device_floor.entry(client_id).or_default();
        *floor = (*floor).max(device_seq);
    }

    fn add_keeper(&mut self, keeper: Keeper) {
        if !self.keepers.contains(&keeper) {
            self.keepers.push(keeper);
        }
    }

    fn add_write(&mut self, write: Write) {
        if let Some(known) = self.writes.iter_mut().find(|known| known.is_same_fact(&write)) {
            if known.stamp.seq.is_none() {
                known.stamp = write.stamp;
            }
        } else {
            self.writes.push(write);
        }
    }

    /// Drops what is superseded, and keepers that no longer matter.
    fn settle(&mut self) {
        let (seen_floor, device_floor) = (self.seen_floor, &self.device_floor);
        let floor_of = |client_id: &ClientId| device_floor.get(client_id).copied().unwrap_or_default();
        self.keepers.sort_unstable();
        self.keepers.retain(|k| k.seen > seen_floor || k.device_seq > floor_of(&k.client_id));
        let all = self.keepers.clone();
        self.keepers.retain(|k| !all.iter().any(|other| k.is_within(other)));
        let keepers = &self.keepers;
        self.writes.retain(|write| {
            let stamp = &write.stamp;
            let is_below_floor =
                stamp.seq.is_some_and(|seq| seq <= seen_floor) || stamp.device_seq < floor_of(&stamp.client_id);
            !is_below_floor && !keepers.iter().any(|keeper| keeper.supersedes(stamp))
        });
        self.writes.sort_unstable_by(|a, b| (a.stamp.id, &a.stamp, &a.value).cmp(&(b.stamp.id, &b.stamp, &b.value)));
    }
}
