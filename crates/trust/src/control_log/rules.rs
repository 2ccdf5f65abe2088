//! Who may say what: the one place where an entry of a control log is judged.
//!
//! | entry | owner | editor | viewer | invited |
//! |---|---|---|---|---|
//! | invite, role, remove, settings | yes | no | no | no |
//! | re-key for own revoked devices, nobody removed | yes | yes | no | no |
//! | join | no | no | no | yes |

use std::collections::BTreeSet;

use driftless_crypto::Purpose;
use driftless_domain::AccountId;

use crate::control_log::entry::{ControlEntry, ControlFact, CutOff, Role};
use crate::control_log::epoch_key::EpochKey;
use crate::control_log::state::{ControlRefusal, VaultState};

impl VaultState {
    /// Judges an entry behind the last one; changes nothing.
    pub(super) fn check(&self, entry: &ControlEntry) -> Result<(), ControlRefusal> {
        if entry.vault_id != self.vault_id {
            return Err(ControlRefusal::OtherVault);
        }
        let author = self.members.get(&entry.account_id).ok_or(ControlRefusal::NotAMember)?;
        author
            .keys
            .identity
            .verify(Purpose::ControlEntry, &entry.signed, &entry.signature)
            .map_err(|_| ControlRefusal::Signature)?;
        if entry.fact == ControlFact::Join {
            return if author.invited.is_some() { Ok(()) } else { Err(ControlRefusal::NoSuchMember) };
        }
        let role = author.role().ok_or(ControlRefusal::NotAMember)?;
        if self.is_over_cap(&entry.fact) {
            return Err(ControlRefusal::Full);
        }
        match &entry.fact {
            ControlFact::Genesis { .. } | ControlFact::Adopt { .. } => Err(ControlRefusal::SecondBeginning),
            ControlFact::Rekey { epoch, removed, cut_offs, key, .. } => {
                self.check_rekey(entry.account_id, role, *epoch, (removed, cut_offs, key))
            }
            ControlFact::Invite { .. }
            | ControlFact::Join
            | ControlFact::RoleChange { .. }
            | ControlFact::Settings(_)
                if !role.may_administer() =>
            {
                Err(ControlRefusal::NotAllowed)
            }
            ControlFact::Invite { member, .. } => match self.role(member.id()) {
                Some(_) => Err(ControlRefusal::IsMember),
                None => Ok(()),
            },
            ControlFact::RoleChange { account_id, role, cut_offs } => self.check_role(*account_id, *role, cut_offs),
            ControlFact::Settings(settings) if settings.is_empty() => Err(ControlRefusal::Nothing),
            ControlFact::Settings(_) | ControlFact::Join => Ok(()),
        }
    }

    fn check_role(&self, account_id: AccountId, role: Role, cut_offs: &[CutOff]) -> Result<(), ControlRefusal> {
        let before = self.role(account_id).ok_or(ControlRefusal::NoSuchMember)?;
        if before == role {
            return Err(ControlRefusal::Nothing);
        }
        if before == Role::Owner && self.owners() == 1 {
            return Err(ControlRefusal::LastOwner);
        }
        let loses = before.may_write() && !role.may_write();
        let fits = cut_offs.iter().all(|cut_off| loses && cut_off.account_id == account_id);
        if fits { Ok(()) } else { Err(ControlRefusal::CutOff) }
    }

    fn check_rekey(
        &self,
        author: AccountId,
        role: Role,
        epoch: u32,
        (removed, cut_offs, key): (&BTreeSet<AccountId>, &[CutOff], &EpochKey),
    ) -> Result<(), ControlRefusal> {
        let is_own = removed.is_empty() && cut_offs.iter().all(|cut_off| cut_off.account_id == author);
        if !(role.may_administer() || role.may_write() && is_own) {
            return Err(ControlRefusal::NotAllowed);
        }
        if removed.contains(&author) {
            return Err(ControlRefusal::LastOwner);
        }
        let present: BTreeSet<AccountId> =
            self.members.iter().filter(|(_, member)| member.is_present()).map(|(id, _)| *id).collect();
        if !removed.is_subset(&present) {
            return Err(ControlRefusal::NoSuchMember);
        }
        if !cut_offs.iter().all(|cut_off| present.contains(&cut_off.account_id)) {
            return Err(ControlRefusal::CutOff);
        }
        if self.epoch().checked_add(1) != Some(epoch) {
            return Err(ControlRefusal::Epoch);
        }
        let stay = present.difference(removed).copied().collect();
        if key.is_for(&stay) { Ok(()) } else { Err(ControlRefusal::SealedKeys) }
    }

    fn owners(&self) -> usize {
        self.members.values().filter(|member| member.role() == Some(Role::Owner)).count()
    }
}
