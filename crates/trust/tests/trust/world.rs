//! People, devices and a vault for tests: everything out of fixed seeds.

use std::collections::{BTreeMap, BTreeSet};

use driftless_crypto::{AccountKey, VaultKey};
use driftless_domain::{AccountId, ClientId, VaultId};
use driftless_trust::account_log::{AccountPublic, AccountState, HowAdded, genesis};
use driftless_trust::control_log::author::NewEpoch;
use driftless_trust::control_log::{ControlAuthor, CutOff, Role, VaultState};
use driftless_trust::{DeviceCertificate, DeviceKeys};

/// An account with its devices.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) key: AccountKey,
    pub(crate) log: Vec<Vec<u8>>,
    pub(crate) state: AccountState,
}

/// Returns the id of a device: `number` names it.
pub(crate) fn client(number: u8) -> ClientId {
    ClientId::from_bytes([number; 16])
}

/// Returns the keys of a device.
pub(crate) fn device(number: u8) -> DeviceKeys {
    DeviceKeys::from_seed(&[number; 32])
}

/// Returns a vault key.
pub(crate) fn vault_key(number: u8) -> VaultKey {
    VaultKey::from_bytes([number; 32])
}

impl Person {
    /// An account with these devices.
    pub(crate) fn new(number: u8, devices: &[u8]) -> Self {
        let key = AccountKey::from_bytes([number; 32]);
        let first = genesis(&key, 1_000);
        let state = AccountState::replay(AccountPublic::of(&key).id(), &[&first]).state.unwrap();
        let mut person = Self { key, log: vec![first], state };
        for (at, number) in devices.iter().enumerate() {
            person.add(*number, if at == 0 { HowAdded::First } else { HowAdded::Paired });
        }
        person
    }

    pub(crate) fn id(&self) -> AccountId {
        self.state.account_id
    }

    pub(crate) fn public(&self) -> AccountPublic {
        self.state.keys
    }

    pub(crate) fn certificate(&self, number: u8) -> DeviceCertificate {
        let keys = device(number).public();
        DeviceCertificate::issue(&self.key.identity(), self.id(), client(number), keys, 2_000)
    }

    /// Adds a device.
    pub(crate) fn add(&mut self, number: u8, how: HowAdded) {
        let entry = self.state.add_device(&self.key, how, &self.certificate(number), 3_000);
        self.state.append(&entry).unwrap();
        self.log.push(entry);
    }

    /// Revokes a device.
    pub(crate) fn revoke(&mut self, number: u8, cut_offs: &[(VaultId, u64)]) {
        let cut_offs = cut_offs.iter().map(|(vault, seq)| (*vault, driftless_domain::DeviceSeq(*seq))).collect();
        let entry = self.state.revoke_device(&self.key, client(number), &cut_offs, 4_000);
        self.state.append(&entry).unwrap();
        self.log.push(entry);
    }

    /// Writes control entries on a device.
    pub(crate) fn author(&self, number: u8) -> ControlAuthor<'_> {
        ControlAuthor { key: &self.key, client_id: client(number), time_ms: 5_000 }
    }
}

/// A vault with its control log.
#[derive(Clone)]
pub(crate) struct Vault {
    pub(crate) log: Vec<Vec<u8>>,
    pub(crate) state: VaultState,
    pub(crate) key: VaultKey,
}

impl Vault {
    /// A vault of one owner.
    pub(crate) fn new(owner: &Person, number: u8) -> Self {
        let key = vault_key(number);
        let (id, entry) = owner.author(1).genesis([number; 16], &key, &[3; 32]).unwrap();
        let state = VaultState::replay(id, &[&entry]).state.unwrap();
        Self { log: vec![entry], state, key }
    }

    pub(crate) fn id(&self) -> VaultId {
        self.state.vault_id
    }

    /// Takes an entry that is within the rules.
    pub(crate) fn take(&mut self, entry: Vec<u8>) {
        self.state.append(&entry).unwrap();
        self.log.push(entry);
    }

    /// Invites a person and lets it join.
    pub(crate) fn add(&mut self, owner: &Person, person: &Person, role: Role) {
        self.take(owner.author(1).invite(&self.state, &person.public(), role, &self.key, &[4; 32]).unwrap());
        self.take(person.author(1).join(&self.state));
    }

    /// Writes a re-key.
    pub(crate) fn rekey_entry(
        &self,
        author: &Person,
        removed: &[AccountId],
        cut_offs: &[CutOff],
        number: u8,
    ) -> Vec<u8> {
        let key = vault_key(number);
        let new = NewEpoch { earlier: &self.key, key: &key, seed: &[5; 32], nonce: &[6; 24] };
        let removed: BTreeSet<AccountId> = removed.iter().copied().collect();
        let cut_offs: BTreeSet<CutOff> = cut_offs.iter().copied().collect();
        author.author(1).rekey(&self.state, removed, &cut_offs, new).unwrap()
    }

    /// Removes, cuts off and re-keys.
    pub(crate) fn rekey(&mut self, author: &Person, removed: &[AccountId], cut_offs: &[CutOff], number: u8) {
        let entry = self.rekey_entry(author, removed, cut_offs, number);
        self.take(entry);
        self.key = vault_key(number);
    }
}

/// The accounts' states by id.
pub(crate) fn accounts(people: &[&Person]) -> BTreeMap<AccountId, AccountState> {
    people.iter().map(|person| (person.id(), person.state.clone())).collect()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns every order of a few things.
pub(crate) fn orders<T: Clone>(things: &[T]) -> Vec<Vec<T>> {
    if things.is_empty() {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for at in 0..things.len() {
        let mut rest = things.to_vec();
        let first = rest.remove(at);
        for mut order in orders(&rest) {
            order.insert(0, first.clone());
            all.push(order);
        }
    }
    all
}
