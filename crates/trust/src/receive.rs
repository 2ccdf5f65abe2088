//! The receiver's order for a batch that came from a server: caps, certificate, role, signature, chain. Opening and
//! applying the payloads is the caller's, after this, in one transaction.
//!
//! What is refused goes to quarantine with its raw bytes and the reason; it is never dropped and never half applied.

use std::collections::BTreeMap;

use driftless_crypto::LayoutError;
use driftless_domain::{AccountId, ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::account_log::{AccountState, DeviceStatus};
use crate::batch::{Batch, SignedBatch, chain_over};
use crate::chain::{self, Header, Link};
use crate::control_log::{VaultState, WriteRefusal};
use crate::frontier::{Alarm, Frontier, Tip};
use crate::limits::BATCH_ACTIONS_MAX;

/// What this device knows when a batch arrives.
#[derive(Clone, Copy)]
pub struct Knowledge<'a> {
    /// The vault's control log.
    pub vault: &'a VaultState,
    /// The logs of its members' accounts.
    pub accounts: &'a BTreeMap<AccountId, AccountState>,
    /// Gives the last batch that was taken from a device; none before its first.
    pub last_of: &'a dyn Fn(ClientId) -> Option<LastBatch>,
    /// Gives the chain after an action of a device that this device has.
    pub chain_at: &'a dyn Fn(ClientId, DeviceSeq) -> Option<Hash>,
}

/// The last batch that was taken from a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastBatch {
    /// The end of its chain.
    pub tip: Tip,
    /// The control-log head that it named.
    pub control_head: Hash,
}

/// A batch that may be opened and applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// What the device said.
    pub batch: Batch,
    /// How many actions at its start are here already.
    pub known: usize,
    /// The chain after each of the others, in order.
    pub chains: Vec<Hash>,
}

/// Why a batch is not taken. Its bytes are kept with the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Cannot be read, or is over a cap.
    #[error("the batch cannot be read")]
    Unreadable(#[source] LayoutError),
    /// Does not have the number of actions that it says.
    #[error("the batch has {found} actions and says {said}")]
    Count {
        /// What it says.
        said: u64,
        /// How many came with it.
        found: usize,
    },
    /// Of another vault.
    #[error("the batch belongs to the vault {0}")]
    OtherVault(VaultId),
    /// The log of this account is not here: fetch it, then try again.
    #[error("the log of the account {0} is not here")]
    UnknownAccount(AccountId),
    /// The account never certified this device.
    #[error("the device {0} is not certified by its account")]
    NotCertified(ClientId),
    /// The device is revoked, and what counts of it in this vault is not known (yet).
    #[error("the device {0} is revoked")]
    Revoked(ClientId),
    /// The control log does not let it count.
    #[error(transparent)]
    Write(#[from] WriteRefusal),
    /// Names an earlier control-log head than the device named before.
    #[error("the device went back to an earlier control log")]
    WentBack,
    /// Not signed by the device.
    #[error("the batch is not signed by its device")]
    Signature,
    /// The device knew an entry of its account's log that is not here: fetch it, then try again.
    #[error("an entry of the account's log is missing here")]
    UnknownAccountHead,
    /// A header cannot be read, or says another vault, device or place than the batch.
    #[error("action {0} of the batch does not belong into it")]
    Header(usize),
    /// Sealed with the key of another epoch than the one in use at its control-log head.
    #[error("sealed under epoch {found}, in use was {expected}")]
    Epoch {
        /// In use at the head that the batch names.
        expected: u32,
        /// What an action says.
        found: u32,
    },
    /// The actions are not those that the device signed.
    #[error("the actions are not those that the device signed")]
    Chain,
    /// Earlier actions of the device are missing: try again when they have come.
    #[error("the actions of the device after {known} are missing")]
    Gap {
        /// Its last action that is here.
        known: DeviceSeq,
    },
    /// The device signed two histories, or a copy of it did.
    #[error("the device has two histories from its action {0} on")]
    Forked(DeviceSeq),
}

impl Refusal {
    /// Returns whether the batch may well be taken later, when what is missing has come.
    pub const fn is_waiting(self) -> bool {
        match self {
            Self::UnknownAccount(_) | Self::UnknownAccountHead | Self::Gap { .. } | Self::Revoked(_) => true,
            Self::Write(refusal) => matches!(refusal, WriteRefusal::UnknownHead),
            Self::Unreadable(_)
            | Self::Count { .. }
            | Self::OtherVault(_)
            | Self::NotCertified(_)
            | Self::WentBack
            | Self::Signature
            | Self::Header(_)
            | Self::Epoch { .. }
            | Self::Chain
            | Self::Forked(_) => false,
        }
    }
}

/// Decides about a batch and the actions that came with it. Changes nothing; the caller keeps what follows.
///
/// # Errors
/// [`Refusal`]: quarantine the raw bytes.
pub fn receive(knowledge: Knowledge<'_>, batch: &[u8], links: &[Link]) -> Result<Received, Refusal> {
    if links.len() > BATCH_ACTIONS_MAX {
        return Err(Refusal::Unreadable(LayoutError::Field("run of actions")));
    }
    let signed = SignedBatch::from_bytes(batch).map_err(Refusal::Unreadable)?;
    let batch = &signed.batch;
    if batch.actions() != links.len() as u64 {
        return Err(Refusal::Count { said: batch.actions(), found: links.len() });
    }
    if batch.vault_id != knowledge.vault.vault_id {
        return Err(Refusal::OtherVault(batch.vault_id));
    }
    let account = knowledge.accounts.get(&batch.account_id).ok_or(Refusal::UnknownAccount(batch.account_id))?;
    let device = account.devices.get(&batch.client_id).ok_or(Refusal::NotCertified(batch.client_id))?;
    check_revoked(knowledge.vault, batch, &device.status)?;
    knowledge.vault.may_write(batch.account_id, batch.client_id, batch.last, batch.control_head)?;
    signed.verify(&device.certificate.keys.signing).map_err(|_| Refusal::Signature)?;
    if !account.extends(batch.account_head) {
        return Err(Refusal::UnknownAccountHead);
    }
    check_headers(knowledge.vault, batch, links)?;
    let chains = chain_over(batch.chain_before, links);
    if chains.last() != Some(&batch.chain_after) {
        return Err(Refusal::Chain);
    }
    check_place(knowledge, batch, &chains)
}

/// A revoked device's actions count up to its cut-off, which either log may say.
fn check_revoked(vault: &VaultState, batch: &Batch, status: &DeviceStatus) -> Result<(), Refusal> {
    let DeviceStatus::Revoked { cut_offs, .. } = status else { return Ok(()) };
    match cut_offs.get(&batch.vault_id) {
        Some(cut_off) if batch.last > *cut_off => Err(WriteRefusal::CutOff(*cut_off).into()),
        Some(_) => Ok(()),
        None if vault.is_cut_off(batch.account_id, batch.client_id) => Ok(()),
        None => Err(Refusal::Revoked(batch.client_id)),
    }
}

fn check_headers(vault: &VaultState, batch: &Batch, links: &[Link]) -> Result<(), Refusal> {
    let expected = vault.epoch_at(batch.control_head).ok_or(WriteRefusal::UnknownHead)?;
    for (at, (link, device_seq)) in links.iter().zip(batch.first.0..).enumerate() {
        let header = Header::from_bytes(&link.header).map_err(|_| Refusal::Header(at))?;
        let belongs = header.vault_id == batch.vault_id
            && header.client_id == batch.client_id
            && header.device_seq == DeviceSeq(device_seq);
        if !belongs {
            return Err(Refusal::Header(at));
        }
        if header.epoch != expected {
            return Err(Refusal::Epoch { expected, found: header.epoch });
        }
    }
    Ok(())
}

/// Decides how the run lies to what is here of the device.
fn check_place(knowledge: Knowledge<'_>, batch: &Batch, chains: &[Hash]) -> Result<Received, Refusal> {
    let client_id = batch.client_id;
    let start = Tip { device_seq: DeviceSeq::ZERO, chain: chain::start(batch.vault_id, client_id) };
    let last = (knowledge.last_of)(client_id);
    let tip = last.map_or(start, |last| last.tip);
    if batch.first > tip.device_seq.next() {
        return Err(Refusal::Gap { known: tip.device_seq });
    }
    let chain_at = |device_seq: DeviceSeq| match device_seq {
        DeviceSeq::ZERO => Some(start.chain),
        at if at == tip.device_seq => Some(tip.chain),
        at => (knowledge.chain_at)(client_id, at),
    };
    if chain_at(DeviceSeq(batch.first.0 - 1)) != Some(batch.chain_before) {
        return Err(Refusal::Forked(DeviceSeq(batch.first.0 - 1)));
    }
    let mut known = 0;
    for (chain, device_seq) in chains.iter().zip((batch.first.0..).map(DeviceSeq)) {
        if device_seq > tip.device_seq {
            break;
        }
        if chain_at(device_seq) != Some(*chain) {
            return Err(Refusal::Forked(device_seq));
        }
        known += 1;
    }
    let place = |head| knowledge.vault.place(head);
    if known < chains.len() && last.is_some_and(|last| place(batch.control_head) < place(last.control_head)) {
        return Err(Refusal::WentBack);
    }
    Ok(Received { batch: batch.clone(), known, chains: chains[known..].to_vec() })
}

/// Takes in what a received batch says of the other devices; returns where it differs from what is here.
pub fn hear(
    heard: &mut Frontier,
    said: &Frontier,
    chain_at: &dyn Fn(ClientId, DeviceSeq) -> Option<Hash>,
) -> Vec<Alarm> {
    let differs = |(client_id, tip): &(&ClientId, &Tip)| {
        chain_at(**client_id, tip.device_seq).is_some_and(|chain| chain != tip.chain)
    };
    let forked = said.0.iter().filter(differs);
    let mut alarms: Vec<Alarm> =
        forked.map(|(client_id, tip)| Alarm::Forked { client_id: *client_id, device_seq: tip.device_seq }).collect();
    alarms.extend(heard.merge(said));
    alarms.sort_unstable();
    alarms.dedup();
    alarms
}
