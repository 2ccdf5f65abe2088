//! A signed batch: what a device says about a run of its actions when it uploads them.
//!
//! ```text
//! batch = suite:1 vault:16 account:16 client:16 first:8 last:8 chain_before:32 chain_after:32
//!         control_head:32 account_head:32 frontier signature:64
//! ```
//! Signed by the device's key, purpose "batch", over everything before the signature. It travels beside its
//! envelopes, which are bound by the two ends of their chain. `control_head` and `account_head` are the last
//! entries that the device knew: whoever receives the batch and does not know them lacks something. One signature
//! for a batch, and not one for each action: checking a million costs half a second in batches of a hundred.

use driftless_crypto::layout::{LayoutError, Reader};
use driftless_crypto::{Purpose, SIGNATURE_BYTES, SUITE, Signature, SignatureError, SigningKey, VerifyingKey};
use driftless_domain::{AccountId, ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::chain::Link;
use crate::frontier::{Frontier, Tip};
use crate::limits::{BATCH_ACTIONS_MAX, BATCH_BYTES_MAX};

/// What is said of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The vault.
    pub vault_id: VaultId,
    /// The device's account.
    pub account_id: AccountId,
    /// The device.
    pub client_id: ClientId,
    /// Its first action in the batch.
    pub first: DeviceSeq,
    /// Its last action in the batch.
    pub last: DeviceSeq,
    /// Its chain before the first.
    pub chain_before: Hash,
    /// Its chain after the last.
    pub chain_after: Hash,
    /// The last entry of the vault's control log that it knew.
    pub control_head: Hash,
    /// The last entry of its account's log that it knew.
    pub account_head: Hash,
    /// How far it knew the other devices.
    pub frontier: Frontier,
}

/// A batch with its signature; the signature is checked by [`Self::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedBatch {
    /// What is said.
    pub batch: Batch,
    signed: Vec<u8>,
    signature: Signature,
}

impl Batch {
    /// Signs it with the device's key.
    pub fn sign(self, key: &SigningKey) -> SignedBatch {
        let signed = self.signed_part();
        let signature = key.sign(Purpose::Batch, &signed);
        SignedBatch { batch: self, signed, signature }
    }

    /// Returns how many actions it says it has; 0 when its ends are the wrong way round.
    pub fn actions(&self) -> u64 {
        self.last.0.saturating_add(1).saturating_sub(self.first.0)
    }

    /// Returns the end of the chain.
    pub const fn tip(&self) -> Tip {
        Tip { device_seq: self.last, chain: self.chain_after }
    }

    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256 + self.frontier.0.len() * 56);
        bytes.push(SUITE);
        bytes.extend_from_slice(self.vault_id.as_bytes());
        bytes.extend_from_slice(self.account_id.as_bytes());
        bytes.extend_from_slice(self.client_id.as_bytes());
        bytes.extend_from_slice(&self.first.0.to_be_bytes());
        bytes.extend_from_slice(&self.last.0.to_be_bytes());
        for hash in [self.chain_before, self.chain_after, self.control_head, self.account_head] {
            bytes.extend_from_slice(&hash.0);
        }
        self.frontier.write(&mut bytes);
        bytes
    }
}

impl SignedBatch {
    /// Checks the signature.
    ///
    /// # Errors
    /// [`SignatureError::Mismatch`].
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), SignatureError> {
        key.verify(Purpose::Batch, &self.signed, &self.signature)
    }

    /// Returns the bytes that travel.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.signed.as_slice(), &self.signature.0].concat()
    }

    /// Reads a batch; says nothing about its signature.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LayoutError> {
        if bytes.len() > BATCH_BYTES_MAX {
            return Err(LayoutError::Field("size"));
        }
        let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_BYTES>().ok_or(LayoutError::Short)?;
        let mut reader = Reader::of_suite(signed)?;
        let batch = Batch {
            vault_id: VaultId::from_bytes(reader.array()?),
            account_id: AccountId::from_bytes(reader.array()?),
            client_id: ClientId::from_bytes(reader.array()?),
            first: DeviceSeq(reader.u64()?),
            last: DeviceSeq(reader.u64()?),
            chain_before: Hash(reader.array()?),
            chain_after: Hash(reader.array()?),
            control_head: Hash(reader.array()?),
            account_head: Hash(reader.array()?),
            frontier: Frontier::read(&mut reader)?,
        };
        reader.end()?;
        let is_run = batch.first > DeviceSeq::ZERO && batch.first <= batch.last && batch.last.0 < u64::MAX;
        if !is_run || batch.actions() > BATCH_ACTIONS_MAX as u64 {
            return Err(LayoutError::Field("run of actions"));
        }
        Ok(Self { batch, signed: signed.to_vec(), signature: Signature(*signature) })
    }
}

/// Returns the chain after every action of a run, the last one last.
pub fn chain_over(before: Hash, links: &[Link]) -> Vec<Hash> {
    let mut chain = before;
    links
        .iter()
        .map(|link| {
            chain = link.after(chain);
            chain
        })
        .collect()
}
