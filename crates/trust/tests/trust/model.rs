//! A vault with honest devices, a list of batches as a server keeps it, and a device that receives such a list.

use std::collections::BTreeMap;

use driftless_crypto::{VaultKey, open, seal};
use driftless_domain::{ActionId, ActionType, ClientId, DeviceSeq, EntityId, EntityType, Hlc, Seq, VaultId};
use driftless_protocol::{Bytes, Envelope, HEADER_VERSION, Hash};
use driftless_trust::control_log::{CutOff, Role};
use driftless_trust::frontier::{Alarm, Known, Offered, check};
use driftless_trust::receive::hear;
use driftless_trust::{
    AccountState, Batch, Frontier, Knowledge, LastBatch, Link, Refusal, Tip, VaultState, chain, receive,
};

use crate::world::{Person, Vault, accounts, client, device, vault_key};

/// Random enough to pick things, and the same for a seed everywhere.
#[derive(Clone)]
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33).unwrap() % end.max(1)
    }
}

/// A batch with its envelopes, as it travels.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Upload {
    pub(crate) batch: Vec<u8>,
    pub(crate) envelopes: Vec<Envelope>,
}

/// The parts of the vault that do not depend on a seed.
#[derive(Clone)]
pub(crate) struct World {
    /// Devices 1, 2 and 5; 5 receives.
    pub(crate) owner: Person,
    /// Device 3; an editor, who is removed.
    pub(crate) guest: Person,
    /// Device 4; a viewer.
    pub(crate) viewer: Person,
    /// Before the guest is removed.
    pub(crate) before: Vault,
}

/// What the devices wrote, and what everybody knows in the end.
#[derive(Clone)]
pub(crate) struct History {
    pub(crate) uploads: Vec<Upload>,
    pub(crate) vault: Vault,
    pub(crate) frontier: Frontier,
    /// The control-log head while the guest was a member.
    pub(crate) old_head: Hash,
    /// What every action says.
    pub(crate) plain: BTreeMap<(ClientId, DeviceSeq), Vec<u8>>,
}

impl World {
    pub(crate) fn new() -> Self {
        let owner = Person::new(1, &[1, 2, 5]);
        let (guest, viewer) = (Person::new(2, &[3]), Person::new(3, &[4]));
        let mut before = Vault::new(&owner, 10);
        before.add(&owner, &guest, Role::Editor);
        before.add(&owner, &viewer, Role::Viewer);
        Self { owner, guest, viewer, before }
    }

    /// Twelve batches of devices 1, 2 and 3; in the middle the guest is removed and the vault gets a new key.
    pub(crate) fn history(&self, seed: u64) -> History {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut history = History {
            uploads: Vec::new(),
            vault: self.before.clone(),
            frontier: Frontier::default(),
            old_head: self.before.state.head(),
            plain: BTreeMap::new(),
        };
        for round in 0..12 {
            if round == 6 {
                let cut = CutOff {
                    account_id: self.guest.id(),
                    client_id: client(3),
                    device_seq: history.frontier.device_seq(client(3)),
                };
                history.vault.rekey(&self.owner, &[self.guest.id()], &[cut], 11);
            }
            let number = match round {
                // Each device has something to lose.
                0..3 => u8::try_from(round + 1).unwrap(),
                3..6 => u8::try_from(dice.below(3) + 1).unwrap(),
                _ => u8::try_from(dice.below(2) + 1).unwrap(),
            };
            let count = dice.below(4) + 1;
            let upload = self.write(&history, number, count, &mut dice);
            history.take(&upload);
        }
        history
    }

    fn person(&self, number: u8) -> &Person {
        match number {
            1 | 2 | 5 => &self.owner,
            3 => &self.guest,
            _ => &self.viewer,
        }
    }

    /// A device's next batch, by the rules.
    pub(crate) fn write(&self, history: &History, number: u8, count: usize, dice: &mut Dice) -> Upload {
        let tip = history.tip(number);
        let epoch = history.vault.state.epoch();
        let envelopes = (0..count)
            .map(|at| {
                let seq = tip.device_seq.0 + 1 + at as u64;
                envelope(history.vault.id(), number, seq, (epoch, &history.vault.key), dice)
            })
            .collect();
        self.sign(history, number, tip, envelopes, history.vault.state.head())
    }

    /// Signs envelopes behind a tip, by the device's own key.
    pub(crate) fn sign(
        &self,
        history: &History,
        number: u8,
        behind: Tip,
        envelopes: Vec<Envelope>,
        control_head: Hash,
    ) -> Upload {
        let person = self.person(number);
        let batch = batch_of(
            (person.id(), number),
            behind,
            &envelopes,
            (control_head, person.state.head()),
            history.frontier.clone(),
        );
        Upload { batch: batch.sign(&device(number).signing).to_bytes(), envelopes }
    }
}

/// Says what there is to say of envelopes.
pub(crate) fn batch_of(
    (account_id, number): (driftless_domain::AccountId, u8),
    behind: Tip,
    envelopes: &[Envelope],
    (control_head, account_head): (Hash, Hash),
    frontier: Frontier,
) -> Batch {
    let chain_after = envelopes.iter().fold(behind.chain, |chain, envelope| Link::from(envelope).after(chain));
    Batch {
        vault_id: envelopes[0].vault_id,
        account_id,
        client_id: client(number),
        first: behind.device_seq.next(),
        last: DeviceSeq(behind.device_seq.0 + envelopes.len() as u64),
        chain_before: behind.chain,
        chain_after,
        control_head,
        account_head,
        frontier,
    }
}

/// Seals one action.
pub(crate) fn envelope(
    vault_id: VaultId,
    number: u8,
    seq: u64,
    (epoch, key): (u32, &VaultKey),
    dice: &mut Dice,
) -> Envelope {
    let mut id = [number; 16];
    id[8..].copy_from_slice(&seq.to_be_bytes());
    let mut envelope = Envelope {
        v: HEADER_VERSION,
        vault_id,
        id: ActionId::from_bytes(id),
        client_id: client(number),
        device_seq: DeviceSeq(seq),
        entity_id: EntityId::from_bytes([u8::try_from(dice.below(4)).unwrap(); 16]),
        entity_type: EntityType::Note,
        action_type: ActionType::Update,
        logical_time: Hlc::new(1_000 + seq, 0),
        seen: Seq(0),
        schema: 1,
        key_id: epoch,
        payload: Bytes::default(),
    };
    let nonce = std::array::from_fn(|_| u8::try_from(dice.below(256)).unwrap());
    let plain = plain(&envelope);
    envelope.payload = Bytes(seal(&key.action_key(), &nonce, &envelope.associated_data(), &plain).unwrap());
    envelope
}

/// What an action of a device says: nothing that another one says.
fn plain(envelope: &Envelope) -> Vec<u8> {
    format!("{} {} {}", envelope.client_id, envelope.device_seq, envelope.entity_id).into_bytes()
}

impl History {
    fn take(&mut self, upload: &Upload) {
        let signed = driftless_trust::SignedBatch::from_bytes(&upload.batch).unwrap();
        self.frontier.0.insert(signed.batch.client_id, signed.batch.tip());
        for envelope in &upload.envelopes {
            self.plain.insert((envelope.client_id, envelope.device_seq), plain(envelope));
        }
        self.uploads.push(upload.clone());
    }

    /// The end of a device's chain.
    pub(crate) fn tip(&self, number: u8) -> Tip {
        let start = Tip { device_seq: DeviceSeq(0), chain: chain::start(self.vault.id(), client(number)) };
        self.frontier.0.get(&client(number)).copied().unwrap_or(start)
    }
}

/// Why something is in quarantine.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    Refused(Refusal),
    Unopened,
}

/// A device that takes what a server gives it.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) vault: VaultState,
    pub(crate) accounts: BTreeMap<driftless_domain::AccountId, AccountState>,
    keys: Vec<VaultKey>,
    chains: BTreeMap<ClientId, Vec<Hash>>,
    last: BTreeMap<ClientId, LastBatch>,
    pub(crate) heard: Frontier,
    pub(crate) accepted: BTreeMap<(ClientId, DeviceSeq), Vec<u8>>,
    pub(crate) quarantine: Vec<(Upload, Why)>,
    pub(crate) alarms: Vec<Alarm>,
}

impl Device {
    pub(crate) fn new(world: &World, vault: &VaultState) -> Self {
        Self {
            vault: vault.clone(),
            accounts: accounts(&[&world.owner, &world.guest, &world.viewer]),
            keys: vec![vault_key(10), vault_key(11)],
            chains: BTreeMap::new(),
            last: BTreeMap::new(),
            heard: Frontier::default(),
            accepted: BTreeMap::new(),
            quarantine: Vec::new(),
            alarms: Vec::new(),
        }
    }

    /// Takes a list; what waits for something is tried again as long as that helps.
    pub(crate) fn take_all(&mut self, uploads: &[Upload]) {
        for upload in uploads {
            if let Err(why) = self.take(upload) {
                self.quarantine.push((upload.clone(), why));
            }
        }
        loop {
            let waiting = std::mem::take(&mut self.quarantine);
            let count = waiting.len();
            for (upload, why) in waiting {
                let is_waiting = matches!(why, Why::Refused(refusal) if refusal.is_waiting());
                let again = if is_waiting { self.take(&upload) } else { Err(why) };
                if let Err(why) = again {
                    self.quarantine.push((upload, why));
                }
            }
            if self.quarantine.len() == count {
                break;
            }
        }
    }

    fn take(&mut self, upload: &Upload) -> Result<(), Why> {
        let links: Vec<Link> = upload.envelopes.iter().map(Link::from).collect();
        let chains = &self.chains;
        let chain_at = |client_id, at: DeviceSeq| {
            let at = usize::try_from(at.0).ok()?.checked_sub(1)?;
            chains.get(&client_id).and_then(|chain: &Vec<Hash>| chain.get(at)).copied()
        };
        let last_of = |client_id| self.last.get(&client_id).copied();
        let knowledge =
            Knowledge { vault: &self.vault, accounts: &self.accounts, last_of: &last_of, chain_at: &chain_at };
        let received = receive(knowledge, &upload.batch, &links).map_err(Why::Refused)?;
        let mut opened = Vec::new();
        for envelope in &upload.envelopes[received.known..] {
            let key = self.keys[usize::try_from(envelope.key_id).unwrap()].action_key();
            let plain = open(&key, &envelope.associated_data(), &envelope.payload.0).map_err(|_| Why::Unopened)?;
            opened.push(((envelope.client_id, envelope.device_seq), plain));
        }
        let batch = &received.batch;
        let mut heard = self.heard.clone();
        self.alarms.extend(hear(&mut heard, &batch.frontier, &chain_at));
        self.heard = heard;
        if !received.chains.is_empty() {
            self.last.insert(batch.client_id, LastBatch { tip: batch.tip(), control_head: batch.control_head });
            self.chains.entry(batch.client_id).or_default().extend(&received.chains);
        }
        for (place, plain) in opened {
            assert_eq!(self.accepted.insert(place, plain), None, "{place:?} was applied twice");
        }
        Ok(())
    }

    /// How far every chain is here.
    pub(crate) fn tips(&self) -> Frontier {
        Frontier(self.last.iter().map(|(client_id, last)| (*client_id, last.tip)).collect())
    }

    /// Meets a device that knows this, and compares with what a server offers.
    pub(crate) fn meet(&mut self, said: &Frontier, offered: &Offered) {
        let mut heard = self.heard.clone();
        let chains = &self.chains;
        let chain_at = |client_id: ClientId, at: DeviceSeq| {
            let at = usize::try_from(at.0).ok()?.checked_sub(1)?;
            chains.get(&client_id).and_then(|chain: &Vec<Hash>| chain.get(at)).copied()
        };
        let mut alarms = hear(&mut heard, said, &chain_at);
        let known = Known { vault_id: self.vault.vault_id, seen: self.tips(), heard: heard.clone() };
        alarms.extend(check(&known, offered, &chain_at));
        self.heard = heard;
        self.alarms.extend(alarms);
    }
}
