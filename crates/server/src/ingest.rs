//! Decides what becomes of a batch: an outcome for each action, and the rows to append. Pure: it reads
//! the log through [`LogView`] inside the accepting transaction, and the storage carries the plan out
//! in that same transaction.
//!
//! A quarantined action that comes in its device's turn takes a row of the log without its payload
//! ([`Withheld`]): the next action of that device is then no gap, neither here nor for receivers. One
//! that does not come in turn (a gap, a known `device_seq`) takes none. The verdict stays: to try
//! again, a client issues the action anew.

use std::collections::{BTreeMap, BTreeSet};

use driftless_domain::{ActionId, ActionType, ClientId, DeviceSeq, EntityId, Hlc, HlcClock, Seq, VaultId};
use driftless_protocol::{Bytes, Envelope, Flag, Hash, LogRow, Outcome, OutcomeRow, QuarantineCode, Withheld};

use crate::validation::envelope::unfitness;
use crate::validation::flags::{EntityFacts, flags_of, is_mass_delete};

/// The end of a vault's log. A vault without a log has [`VaultHead::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VaultHead {
    /// Highest seq.
    pub seq: Seq,
    /// Chain hash at it.
    pub chain_hash: Hash,
    /// The server's clock at it.
    pub witnessed_time: Hlc,
    /// Entities that are created and not deleted.
    pub live_entities: u64,
}

/// A row as the server holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// What travels.
    pub row: LogRow,
    /// The action's id.
    pub id: ActionId,
    /// Its place among its device's actions.
    pub device_seq: DeviceSeq,
    /// Why its payload is withheld.
    pub quarantine: Option<QuarantineCode>,
    /// Chain hash after it.
    pub chain_hash: Hash,
}

impl StoredRow {
    /// Returns whether this row was made from these very bytes.
    fn is_of(&self, envelope: &Envelope) -> bool {
        match (&self.row.envelope, &self.row.withheld) {
            (Some(stored), _) => stored == envelope,
            (None, Some(stored)) => *stored == withheld(envelope),
            (None, None) => false,
        }
    }
}

/// What a plan needs to know of a vault's log, read inside the accepting transaction.
pub trait LogView {
    /// Why a read fails.
    type Error;
    /// Returns the count of the device's actions in the log.
    fn last_device_seq(&mut self, client_id: ClientId) -> Result<DeviceSeq, Self::Error>;
    /// Returns the device's row at its own count.
    fn row_at(&mut self, client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<StoredRow>, Self::Error>;
    /// Returns whether the device has a row with this id.
    fn has_id(&mut self, client_id: ClientId, id: ActionId) -> Result<bool, Self::Error>;
    /// Returns what is known of an entity.
    fn entity(&mut self, entity_id: EntityId) -> Result<EntityFacts, Self::Error>;
}

/// What to store and what to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Head after the batch.
    pub head: VaultHead,
    /// The device's count after the batch.
    pub last_device_seq: DeviceSeq,
    /// Rows to append, `seq` contiguous from the old head.
    pub rows: Vec<StoredRow>,
    /// Entities whose facts change.
    pub entities: BTreeMap<EntityId, EntityFacts>,
    /// One for each action, in the order of the request.
    pub outcomes: Vec<OutcomeRow>,
}

/// Plans a batch of one device's actions. `now_ms`: wall clock, milliseconds since the Unix epoch; the
/// whole batch gets one witnessed time, never before the last one.
///
/// # Errors
/// Those of the view; nothing is planned then.
pub fn plan_batch<V: LogView>(
    view: &mut V,
    vault_id: VaultId,
    client_id: ClientId,
    head: VaultHead,
    actions: Vec<Envelope>,
    now_ms: u64,
) -> Result<Plan, V::Error> {
    let mut clock = HlcClock::from_last(head.witnessed_time);
    let witnessed_time = clock.tick(now_ms);
    let last_device_seq = view.last_device_seq(client_id)?;
    let mut planner = Planner {
        view,
        vault_id,
        client_id,
        witnessed_time,
        seen_limit: head.seq,
        is_mass_delete: false,
        is_forked: false,
        ids: BTreeSet::new(),
        plan: Plan { head, last_device_seq, rows: Vec::new(), entities: BTreeMap::new(), outcomes: Vec::new() },
    };
    planner.look_for_mass_delete(&actions)?;
    for envelope in actions {
        let id = envelope.id;
        let result = planner.take(envelope)?;
        planner.plan.outcomes.push(OutcomeRow { id, result });
    }
    if !planner.plan.rows.is_empty() {
        planner.plan.head.witnessed_time = witnessed_time;
    }
    Ok(planner.plan)
}

struct Planner<'a, V> {
    view: &'a mut V,
    vault_id: VaultId,
    client_id: ClientId,
    witnessed_time: Hlc,
    /// Head before the batch: nobody can have seen further.
    seen_limit: Seq,
    is_mass_delete: bool,
    /// A clone's later actions would be accepted as if they were the original's next ones.
    is_forked: bool,
    ids: BTreeSet<ActionId>,
    plan: Plan,
}

impl<V: LogView> Planner<'_, V> {
    fn look_for_mass_delete(&mut self, actions: &[Envelope]) -> Result<(), V::Error> {
        let mut deleted = BTreeSet::new();
        for envelope in actions.iter().filter(|envelope| envelope.action_type == ActionType::Delete) {
            if self.view.entity(envelope.entity_id)?.is_live() {
                deleted.insert(envelope.entity_id);
            }
        }
        self.is_mass_delete = is_mass_delete(&deleted, self.plan.head.live_entities);
        Ok(())
    }

    fn take(&mut self, envelope: Envelope) -> Result<Outcome, V::Error> {
        if self.is_forked {
            return Ok(Outcome::Forked);
        }
        if envelope.device_seq == DeviceSeq::ZERO {
            return Ok(Outcome::Quarantined { code: QuarantineCode::BadEnvelope });
        }
        if let Some(known) = self.row_at(envelope.device_seq)? {
            let outcome = outcome_of_known(&known, &envelope);
            self.is_forked = outcome == Outcome::Forked;
            return Ok(outcome);
        }
        if envelope.device_seq != self.plan.last_device_seq.next() {
            return Ok(Outcome::Quarantined { code: QuarantineCode::Gap });
        }
        if let Some(code) = unfitness(&envelope, self.vault_id) {
            return Ok(self.withhold(&envelope, code));
        }
        if self.ids.contains(&envelope.id) || self.view.has_id(self.client_id, envelope.id)? {
            return Ok(self.withhold(&envelope, QuarantineCode::OtherContent));
        }
        self.accept(envelope)
    }

    fn row_at(&mut self, device_seq: DeviceSeq) -> Result<Option<StoredRow>, V::Error> {
        if device_seq > self.plan.last_device_seq {
            return Ok(None);
        }
        match self.plan.rows.iter().find(|row| row.device_seq == device_seq) {
            Some(row) => Ok(Some(row.clone())),
            None => self.view.row_at(self.client_id, device_seq),
        }
    }

    fn accept(&mut self, envelope: Envelope) -> Result<Outcome, V::Error> {
        let facts = match self.plan.entities.get(&envelope.entity_id) {
            Some(facts) => *facts,
            None => self.view.entity(envelope.entity_id)?,
        };
        let flags = flags_of(&envelope, facts, self.seen_limit, self.witnessed_time, self.is_mass_delete);
        let seq = self.plan.head.seq.next();
        let after = facts.after(&envelope, seq);
        if after != facts {
            let live = &mut self.plan.head.live_entities;
            *live = (*live + u64::from(after.is_live())).saturating_sub(u64::from(facts.is_live()));
            self.plan.entities.insert(envelope.entity_id, after);
        }
        self.ids.insert(envelope.id);
        let (id, device_seq) = (envelope.id, envelope.device_seq);
        self.append(id, device_seq, None, self.row(seq, flags.clone(), Some(envelope), None));
        let witnessed_time = self.witnessed_time;
        Ok(if flags.is_empty() {
            Outcome::Accepted { seq, witnessed_time }
        } else {
            Outcome::Flagged { seq, witnessed_time, flags }
        })
    }

    fn withhold(&mut self, envelope: &Envelope, code: QuarantineCode) -> Outcome {
        let row = self.row(self.plan.head.seq.next(), Vec::new(), None, Some(withheld(envelope)));
        self.append(envelope.id, envelope.device_seq, Some(code), row);
        Outcome::Quarantined { code }
    }

    fn row(&self, seq: Seq, flags: Vec<Flag>, envelope: Option<Envelope>, withheld: Option<Withheld>) -> LogRow {
        LogRow { seq, witnessed_time: self.witnessed_time, flags, envelope, withheld }
    }

    fn append(&mut self, id: ActionId, device_seq: DeviceSeq, quarantine: Option<QuarantineCode>, row: LogRow) {
        // Rows made here have an envelope or its withheld form, so the chain always goes on.
        let chain_hash = row.chain(self.plan.head.chain_hash).unwrap_or(self.plan.head.chain_hash);
        self.plan.head.seq = row.seq;
        self.plan.head.chain_hash = chain_hash;
        self.plan.last_device_seq = device_seq;
        self.plan.rows.push(StoredRow { row, id, device_seq, quarantine, chain_hash });
    }
}

fn withheld(envelope: &Envelope) -> Withheld {
    Withheld { associated_data: Bytes(envelope.associated_data()), payload_hash: envelope.payload_hash() }
}

fn outcome_of_known(known: &StoredRow, envelope: &Envelope) -> Outcome {
    if known.id != envelope.id {
        return Outcome::Forked;
    }
    match known.quarantine {
        _ if !known.is_of(envelope) => Outcome::Quarantined { code: QuarantineCode::OtherContent },
        Some(code) => Outcome::Quarantined { code },
        None => Outcome::Duplicate { seq: known.row.seq, witnessed_time: known.row.witnessed_time },
    }
}
