//! Writes entries of a control log. What is written is checked by [`super::VaultState`] like anybody else's.

use std::collections::{BTreeMap, BTreeSet};

use driftless_crypto::{AccountKey, BoxError, NONCE_BYTES, Purpose, VaultKey};
use driftless_domain::{AccountId, ClientId, VaultId};
use driftless_protocol::Hash;

use crate::account_log::AccountPublic;
use crate::control_log::entry::{ControlFact, CutOff, Role, body_of, unsigned, vault_id_of};
use crate::control_log::epoch_key::{EpochKey, seal_to, wrap_earlier};
use crate::control_log::state::VaultState;

/// Who writes, and when.
#[derive(Debug, Clone, Copy)]
pub struct ControlAuthor<'a> {
    /// The author's account.
    pub key: &'a AccountKey,
    /// The device on which it is done.
    pub client_id: ClientId,
    /// Its clock, milliseconds since the Unix epoch.
    pub time_ms: u64,
}

/// A vault key for the epoch that begins, and the randomness of sealing it.
#[derive(Debug, Clone, Copy)]
pub struct NewEpoch<'a> {
    /// The key of the epoch in use.
    pub earlier: &'a VaultKey,
    /// The new key: 32 random bytes.
    pub key: &'a VaultKey,
    /// 32 random bytes.
    pub seed: &'a [u8; 32],
    /// Random.
    pub nonce: &'a [u8; NONCE_BYTES],
}

impl ControlAuthor<'_> {
    /// Begins a vault; returns its id and its genesis. `nonce` and `seed`: random.
    ///
    /// # Errors
    /// [`BoxError`], which keys of this program do not give.
    pub fn genesis(&self, nonce: [u8; 16], key: &VaultKey, seed: &[u8; 32]) -> Result<(VaultId, Vec<u8>), BoxError> {
        let owner = AccountPublic::of(self.key);
        let vault_id = vault_id_of(&nonce, &owner);
        let key = EpochKey::seal(vault_id, 0, key, [&owner], seed)?;
        Ok((vault_id, self.after(vault_id, Hash::default(), &ControlFact::Genesis { nonce, owner, key })))
    }

    /// Adopts a vault that has no control log, with the key and epoch (`key_id`) in use. `seed`: random.
    ///
    /// # Errors
    /// [`BoxError`], which keys of this program do not give.
    pub fn adopt(&self, vault_id: VaultId, epoch: u32, key: &VaultKey, seed: &[u8; 32]) -> Result<Vec<u8>, BoxError> {
        let owner = AccountPublic::of(self.key);
        let key = EpochKey::seal(vault_id, epoch, key, [&owner], seed)?;
        Ok(self.after(vault_id, Hash::default(), &ControlFact::Adopt { epoch, owner, key }))
    }

    /// Invites an account. `key`: the one of the epoch in use. `seed`: random.
    ///
    /// # Errors
    /// [`BoxError`].
    pub fn invite(
        &self,
        vault: &VaultState,
        member: &AccountPublic,
        role: Role,
        key: &VaultKey,
        seed: &[u8; 32],
    ) -> Result<Vec<u8>, BoxError> {
        let sealed = seal_to(vault.vault_id, vault.epoch(), key, member, seed)?;
        Ok(self.next(vault, &ControlFact::Invite { member: *member, role, sealed }))
    }

    /// Accepts an invitation.
    pub fn join(&self, vault: &VaultState) -> Vec<u8> {
        self.next(vault, &ControlFact::Join)
    }

    /// Gives a member another role. `cut_offs`: when it could write and cannot any more, what of its devices counts.
    pub fn change_role(
        &self,
        vault: &VaultState,
        account_id: AccountId,
        role: Role,
        cut_offs: &BTreeSet<CutOff>,
    ) -> Vec<u8> {
        let cut_offs = cut_offs.iter().copied().collect();
        self.next(vault, &ControlFact::RoleChange { account_id, role, cut_offs })
    }

    /// Removes accounts, cuts devices off, and begins a new epoch, all in one.
    ///
    /// # Errors
    /// [`BoxError`].
    pub fn rekey(
        &self,
        vault: &VaultState,
        removed: BTreeSet<AccountId>,
        cut_offs: &BTreeSet<CutOff>,
        new: NewEpoch<'_>,
    ) -> Result<Vec<u8>, BoxError> {
        let epoch = vault.epoch().saturating_add(1);
        let context = vault.vault_id;
        let stay = vault.members.iter().filter(|(id, member)| member.is_present() && !removed.contains(id));
        let key = EpochKey::seal(context, epoch, new.key, stay.map(|(_, member)| &member.keys), new.seed)?;
        let earlier = wrap_earlier(context, vault.epoch(), new.earlier, new.key, new.nonce);
        let cut_offs = cut_offs.iter().copied().collect();
        Ok(self.next(vault, &ControlFact::Rekey { epoch, removed, cut_offs, key, earlier }))
    }

    /// Changes settings.
    pub fn settings(&self, vault: &VaultState, settings: BTreeMap<String, Vec<u8>>) -> Vec<u8> {
        self.next(vault, &ControlFact::Settings(settings))
    }

    fn next(&self, vault: &VaultState, fact: &ControlFact) -> Vec<u8> {
        self.after(vault.vault_id, vault.head(), fact)
    }

    /// Writes any entry behind any other. Whether it is one that counts is for [`VaultState`] to say.
    pub fn after(&self, vault_id: VaultId, prev: Hash, fact: &ControlFact) -> Vec<u8> {
        let (kind, body) = body_of(fact);
        let author = (AccountPublic::of(self.key).id(), self.client_id);
        let mut entry = unsigned(kind, vault_id, prev, self.time_ms, author, &body);
        let signature = self.key.identity().sign(Purpose::ControlEntry, &entry);
        entry.extend_from_slice(&signature.0);
        entry
    }
}
