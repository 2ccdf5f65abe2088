//! What a control log comes to.

use std::collections::BTreeMap;

use driftless_crypto::{BoxSecretKey, LayoutError, Purpose, VaultKey, WRAPPED_BYTES};
use driftless_domain::{AccountId, ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::account_log::AccountPublic;
use crate::control_log::entry::{ControlEntry, ControlFact, CutOff, Role, entry_hash, vault_id_of};
use crate::control_log::epoch_key::{EpochKey, KeyProblem, open_sealed, unwrap_earlier};
use crate::limits::{LOG_ENTRIES_MAX, MEMBERS_MAX, SETTINGS_MAX};
use crate::log::{self, NotInLine};

/// Why an entry is against the rules. Retrying does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ControlRefusal {
    /// The entry names another vault, or the vault's id is not made out of this genesis.
    #[error("the entry belongs to another vault")]
    OtherVault,
    /// The vault has begun already.
    #[error("the vault has begun already")]
    SecondBeginning,
    /// The first entry neither begins nor adopts the vault.
    #[error("the log does not begin with a genesis")]
    NoBeginning,
    /// The author is not in the vault, or not any more, or not yet.
    #[error("the author is not a member")]
    NotAMember,
    /// The author's role does not allow it.
    #[error("the author's role does not allow it")]
    NotAllowed,
    /// Not signed by who it says.
    #[error("the entry is not signed by its author")]
    Signature,
    /// Names an account that has no such part in the vault.
    #[error("the account has no such part in the vault")]
    NoSuchMember,
    /// Invites who is a member.
    #[error("the account is a member already")]
    IsMember,
    /// Would leave the vault without an owner, or the author would remove itself.
    #[error("the vault would lose its owner")]
    LastOwner,
    /// The epoch is not the one after the one in use.
    #[error("the epoch is not the next one")]
    Epoch,
    /// The key is not sealed to exactly the members that stay.
    #[error("the key is not sealed to exactly the members that stay")]
    SealedKeys,
    /// A cut-off for a device of somebody whom the entry does not concern.
    #[error("a cut-off does not belong to this entry")]
    CutOff,
    /// Changes nothing.
    #[error("the entry changes nothing")]
    Nothing,
    /// Over a cap.
    #[error("the vault has no room for it")]
    Full,
    /// Follows another entry than the last one (only when entries come one by one).
    #[error("the entry does not follow the last one")]
    NotNext,
}

/// Why a batch does not count, as far as the control log goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteRefusal {
    /// The control-log head is not known here: fetch the control log, then try again.
    #[error("the batch was written under a control log that is not known here")]
    UnknownHead,
    /// The account was no member at that head.
    #[error("the account was no member then")]
    NotAMember,
    /// It was, and might not write.
    #[error("the account's role did not allow writing then")]
    NotAWriter(Role),
    /// The device was cut off before.
    #[error("the device was cut off after its action {0}")]
    CutOff(DeviceSeq),
}

/// The part of an account in a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its keys.
    pub keys: AccountPublic,
    pub(crate) invited: Option<Role>,
    /// From which place of the line on it has which role; none: it is not a member.
    pub(crate) periods: Vec<(usize, Option<Role>)>,
    /// From which place of the line on it may not write, and what of its devices counts that says it was before.
    pub(crate) losses: Vec<(usize, BTreeMap<ClientId, DeviceSeq>)>,
    /// Revoked devices.
    pub(crate) revoked: BTreeMap<ClientId, DeviceSeq>,
}

/// A key of the vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Epoch {
    pub(crate) key: EpochKey,
    pub(crate) earlier: Option<[u8; WRAPPED_BYTES]>,
}

/// What a vault's control log comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultState {
    /// The vault.
    pub vault_id: VaultId,
    /// Accounts that are, were, or may become members.
    pub members: BTreeMap<AccountId, Member>,
    /// Its settings.
    pub settings: BTreeMap<String, Vec<u8>>,
    pub(crate) epochs: BTreeMap<u32, Epoch>,
    /// Every entry of the line, with the epoch in use after it.
    pub(crate) line: Vec<(Hash, u32)>,
}

/// A vault's state, and what did not become part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VaultReplay {
    /// None when there is no valid beginning.
    pub state: Option<VaultState>,
    /// Entries outside of the line, by hash, with the reason.
    pub outside: Vec<(Hash, NotInLine<ControlRefusal>)>,
}

impl Member {
    /// Returns its role now; none when it is invited only, or was removed.
    pub fn role(&self) -> Option<Role> {
        self.periods.last().and_then(|(_, role)| *role)
    }

    /// Returns the role that it was offered and has not accepted.
    pub const fn invited_as(&self) -> Option<Role> {
        self.invited
    }

    /// Returns whether keys are sealed to it: it is a member, or invited.
    pub fn is_present(&self) -> bool {
        self.role().is_some() || self.invited.is_some()
    }

    fn role_at(&self, place: usize) -> Option<Role> {
        self.periods.iter().rev().find(|(from, _)| *from <= place).and_then(|(_, role)| *role)
    }
}

impl VaultState {
    /// Replays a log from its genesis. `vault_id`: the vault that is meant; a log of another one gives none.
    pub fn replay(vault_id: VaultId, entries: &[impl AsRef<[u8]>]) -> VaultReplay {
        let mut state: Option<Self> = None;
        let outside = log::walk(entries, entry_hash, ControlEntry::from_bytes, |hash, entry| match &mut state {
            Some(state) => state.apply(hash, entry),
            None => {
                state = Some(Self::begin(vault_id, hash, entry)?);
                Ok(())
            }
        });
        VaultReplay { state, outside }
    }

    /// Takes one entry behind the last one, as a server does. What is refused changes nothing.
    ///
    /// # Errors
    /// [`NotInLine::Unreadable`], [`NotInLine::Refused`].
    pub fn append(&mut self, entry: &[u8]) -> Result<Hash, NotInLine<ControlRefusal>> {
        let hash = entry_hash(entry);
        let read: Result<ControlEntry, LayoutError> = ControlEntry::from_bytes(entry);
        let read = read.map_err(NotInLine::Unreadable)?;
        if read.prev != self.head() {
            return Err(NotInLine::Refused(ControlRefusal::NotNext));
        }
        self.apply(hash, read).map_err(NotInLine::Refused)?;
        Ok(hash)
    }

    /// Returns the hash of the last entry: the control-log head.
    pub fn head(&self) -> Hash {
        self.line.last().map(|(hash, _)| *hash).unwrap_or_default()
    }

    /// Returns the epoch in use.
    pub fn epoch(&self) -> u32 {
        self.line.last().map_or(0, |(_, epoch)| *epoch)
    }

    /// Returns whether an entry that was once the last one is still in the line. When it is not, the log was
    /// forked or rewound behind it: an alarm, never a state to take over.
    pub fn extends(&self, known_head: Hash) -> bool {
        self.place(known_head).is_some()
    }

    /// Returns the place of a control-log head in the line; later ones are higher.
    pub fn place(&self, head: Hash) -> Option<usize> {
        self.line.iter().rposition(|(hash, _)| *hash == head)
    }

    /// Returns the epoch that was in use at a control-log head.
    pub fn epoch_at(&self, head: Hash) -> Option<u32> {
        self.place(head).and_then(|place| self.line.get(place)).map(|(_, epoch)| *epoch)
    }

    /// Returns the role of an account now.
    pub fn role(&self, account_id: AccountId) -> Option<Role> {
        self.members.get(&account_id).and_then(Member::role)
    }

    /// Returns the role that an account had at a control-log head; none as well when the head is not known.
    pub fn role_at(&self, account_id: AccountId, head: Hash) -> Option<Role> {
        self.members.get(&account_id)?.role_at(self.place(head)?)
    }

    /// Decides whether an action counts that a device wrote, and that says it was written at `head`. A member that
    /// lost its right cannot claim an earlier head for what its cut-off does not cover.
    ///
    /// # Errors
    /// [`WriteRefusal`].
    pub fn may_write(
        &self,
        account_id: AccountId,
        client_id: ClientId,
        device_seq: DeviceSeq,
        head: Hash,
    ) -> Result<(), WriteRefusal> {
        let place = self.place(head).ok_or(WriteRefusal::UnknownHead)?;
        let member = self.members.get(&account_id).ok_or(WriteRefusal::NotAMember)?;
        let role = member.role_at(place).ok_or(WriteRefusal::NotAMember)?;
        if !role.may_write() {
            return Err(WriteRefusal::NotAWriter(role));
        }
        let later_losses = member.losses.iter().filter(|(from, _)| *from > place);
        let of_losses = later_losses.map(|(_, cut_offs)| cut_offs.get(&client_id).copied().unwrap_or_default());
        let of_device = member.revoked.get(&client_id).copied();
        match of_losses.chain(of_device).min() {
            Some(cut_off) if device_seq > cut_off => Err(WriteRefusal::CutOff(cut_off)),
            _ => Ok(()),
        }
    }

    /// Returns whether the log says what of a device counts.
    pub fn is_cut_off(&self, account_id: AccountId, client_id: ClientId) -> bool {
        self.members.get(&account_id).is_some_and(|member| {
            let in_loss = member.losses.iter().any(|(_, cut_offs)| cut_offs.contains_key(&client_id));
            in_loss || member.revoked.contains_key(&client_id)
        })
    }

    /// Opens the key of the epoch in use.
    ///
    /// # Errors
    /// [`KeyProblem`].
    pub fn open_key(&self, account_id: AccountId, account_box: &BoxSecretKey) -> Result<VaultKey, KeyProblem> {
        let number = self.epoch();
        let epoch = self.epochs.get(&number).ok_or(KeyProblem::NoSuchEpoch(number))?;
        let sealed = epoch.key.sealed.get(&account_id).ok_or(KeyProblem::NotForMe)?;
        open_sealed(self.vault_id, number, account_id, account_box, sealed, &epoch.key.commitment)
    }

    /// Returns whether a key is the one of an epoch.
    pub fn is_key(&self, epoch: u32, key: &VaultKey) -> bool {
        let committed = self.epochs.get(&epoch).map(|epoch| epoch.key.commitment);
        committed == Some(super::epoch_key::commitment(self.vault_id, epoch, key))
    }

    /// Returns the key of an earlier epoch, unwrapped step by step from the one in use.
    ///
    /// # Errors
    /// [`KeyProblem::NoSuchEpoch`], [`KeyProblem::Unopenable`], [`KeyProblem::OtherKey`].
    pub fn earlier_key(&self, epoch: u32, key: &VaultKey) -> Result<VaultKey, KeyProblem> {
        let mut number = self.epoch();
        if !self.is_key(number, key) {
            return Err(KeyProblem::OtherKey);
        }
        let mut key = key.clone();
        while number > epoch {
            let missing = KeyProblem::NoSuchEpoch(number - 1);
            let wrapped = self.epochs.get(&number).and_then(|it| it.earlier.as_ref()).ok_or(missing)?;
            let committed = &self.epochs.get(&(number - 1)).ok_or(missing)?.key.commitment;
            key = unwrap_earlier(self.vault_id, number - 1, &key, wrapped, committed)?;
            number -= 1;
        }
        if number == epoch { Ok(key) } else { Err(KeyProblem::NoSuchEpoch(epoch)) }
    }

    fn begin(vault_id: VaultId, hash: Hash, entry: ControlEntry) -> Result<Self, ControlRefusal> {
        let (epoch, owner, key) = match entry.fact {
            ControlFact::Genesis { nonce, owner, key } if vault_id_of(&nonce, &owner) == vault_id => (0, owner, key),
            ControlFact::Adopt { epoch, owner, key } if vault_id.as_uuid().get_version_num() != 8 => {
                (epoch, owner, key)
            }
            ControlFact::Genesis { .. } | ControlFact::Adopt { .. } => return Err(ControlRefusal::OtherVault),
            ControlFact::Invite { .. }
            | ControlFact::Join
            | ControlFact::RoleChange { .. }
            | ControlFact::Rekey { .. }
            | ControlFact::Settings(_) => return Err(ControlRefusal::NoBeginning),
        };
        if entry.vault_id != vault_id {
            return Err(ControlRefusal::OtherVault);
        }
        if owner.id() != entry.account_id {
            return Err(ControlRefusal::NotAMember);
        }
        owner
            .identity
            .verify(Purpose::ControlEntry, &entry.signed, &entry.signature)
            .map_err(|_| ControlRefusal::Signature)?;
        if !key.is_for(&[entry.account_id].into()) {
            return Err(ControlRefusal::SealedKeys);
        }
        let member = Member::joined(owner, 0, Role::Owner);
        Ok(Self {
            vault_id,
            members: [(entry.account_id, member)].into(),
            settings: BTreeMap::new(),
            epochs: [(epoch, Epoch { key, earlier: None })].into(),
            line: vec![(hash, epoch)],
        })
    }

    fn apply(&mut self, hash: Hash, entry: ControlEntry) -> Result<(), ControlRefusal> {
        self.check(&entry)?;
        let place = self.line.len();
        let mut epoch = self.epoch();
        match entry.fact {
            // Refused by the check.
            ControlFact::Genesis { .. } | ControlFact::Adopt { .. } => {}
            ControlFact::Invite { member, role, sealed } => {
                let id = member.id();
                self.members.entry(id).or_insert_with(|| Member::unknown(member)).invited = Some(role);
                if let Some(epoch) = self.epochs.get_mut(&epoch) {
                    epoch.key.sealed.insert(id, sealed);
                }
            }
            ControlFact::Join => {
                if let Some(member) = self.members.get_mut(&entry.account_id) {
                    let role = member.invited.take();
                    member.periods.push((place, role));
                }
            }
            ControlFact::RoleChange { account_id, role, cut_offs } => {
                if let Some(member) = self.members.get_mut(&account_id) {
                    if member.role().is_some_and(Role::may_write) && !role.may_write() {
                        member.losses.push((place, of_account(&cut_offs, account_id)));
                    }
                    member.periods.push((place, Some(role)));
                }
            }
            ControlFact::Rekey { epoch: next, removed, cut_offs, key, earlier } => {
                for (id, member) in &mut self.members {
                    let own = of_account(&cut_offs, *id);
                    if removed.contains(id) {
                        member.invited = None;
                        member.periods.push((place, None));
                        member.losses.push((place, own));
                    } else {
                        for (client_id, device_seq) in own {
                            let cut_off = member.revoked.entry(client_id).or_insert(device_seq);
                            *cut_off = device_seq.min(*cut_off);
                        }
                    }
                }
                self.epochs.insert(next, Epoch { key, earlier: Some(earlier) });
                epoch = next;
            }
            ControlFact::Settings(settings) => self.settings.extend(settings),
        }
        self.line.push((hash, epoch));
        Ok(())
    }

    pub(crate) fn is_over_cap(&self, fact: &ControlFact) -> bool {
        let over_members = matches!(fact, ControlFact::Invite { .. }) && self.members.len() >= MEMBERS_MAX;
        let over_settings = match fact {
            ControlFact::Settings(new) => {
                let added = new.keys().filter(|name| !self.settings.contains_key(*name)).count();
                self.settings.len() + added > SETTINGS_MAX
            }
            ControlFact::Genesis { .. }
            | ControlFact::Adopt { .. }
            | ControlFact::Invite { .. }
            | ControlFact::Join
            | ControlFact::RoleChange { .. }
            | ControlFact::Rekey { .. } => false,
        };
        self.line.len() >= LOG_ENTRIES_MAX || over_members || over_settings
    }
}

impl Member {
    fn unknown(keys: AccountPublic) -> Self {
        Self { keys, invited: None, periods: Vec::new(), losses: Vec::new(), revoked: BTreeMap::new() }
    }

    fn joined(keys: AccountPublic, place: usize, role: Role) -> Self {
        Self { periods: vec![(place, Some(role))], ..Self::unknown(keys) }
    }
}

fn of_account(cut_offs: &[CutOff], account_id: AccountId) -> BTreeMap<ClientId, DeviceSeq> {
    let own = cut_offs.iter().filter(|cut_off| cut_off.account_id == account_id);
    own.map(|cut_off| (cut_off.client_id, cut_off.device_seq)).collect()
}
