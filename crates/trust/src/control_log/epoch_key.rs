//! The key of an epoch: what everybody sees of it, and what each member opens.
//!
//! ```text
//! commitment = BLAKE3-derive("driftless key commitment 1", vault:16 epoch:4 key:32)
//! box        = to the member's account box, purpose "epoch key", context = vault:16 epoch:4 account:16   (81 bytes)
//! earlier    = wrap under HKDF(key, "earlier epoch"), purpose "earlier epoch", ids = vault:16, epoch:4 of the earlier (73 bytes)
//! ```
//! The commitment is in the signed entry: two members cannot be given two keys for one epoch without seeing it.

use std::collections::{BTreeMap, BTreeSet};

use driftless_crypto::layout::{LayoutError, Reader, put_count};
use driftless_crypto::{
    BOX_OVERHEAD_BYTES, BoxError, BoxLabel, BoxPurpose, BoxSecretKey, NONCE_BYTES, VaultKey, WRAPPED_BYTES, WrapLabel,
    WrapPurpose,
};
use driftless_domain::{AccountId, VaultId};

use crate::account_log::AccountPublic;
use crate::limits::MEMBERS_MAX;

/// A vault key sealed to one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SealedKey(pub [u8; 32 + BOX_OVERHEAD_BYTES]);

/// A commitment to a key, and the key for each member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpochKey {
    /// Tells whether a key is the one.
    pub commitment: [u8; 32],
    /// The key, sealed to each member's account box.
    pub sealed: BTreeMap<AccountId, SealedKey>,
}

/// Why this member does not have the key of an epoch. Its data is kept until it has; ask an owner to re-key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyProblem {
    /// The epoch is not known.
    #[error("epoch {0} is not known")]
    NoSuchEpoch(u32),
    /// The key was not sealed to this member.
    #[error("the key of this epoch was not sealed to this account")]
    NotForMe,
    /// What was sealed to this member does not open.
    #[error("the key of this epoch does not open")]
    Unopenable,
    /// It opens, and is another key than the one that was committed to.
    #[error("the key of this epoch is another one than the vault's owner committed to")]
    OtherKey,
}

/// Returns the commitment to a key.
pub fn commitment(vault_id: VaultId, epoch: u32, key: &VaultKey) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key("driftless key commitment 1");
    hasher.update(vault_id.as_bytes()).update(&epoch.to_be_bytes()).update(key.as_bytes());
    *hasher.finalize().as_bytes()
}

fn context(vault_id: VaultId, epoch: u32, account_id: AccountId) -> Vec<u8> {
    [vault_id.as_bytes().as_slice(), &epoch.to_be_bytes(), account_id.as_bytes()].concat()
}

/// Seals a key to one member. `seed`: 32 random bytes; each member's own are drawn out of them.
///
/// # Errors
/// [`BoxError`], which a key that was read by this program does not give.
pub fn seal_to(
    vault_id: VaultId,
    epoch: u32,
    key: &VaultKey,
    member: &AccountPublic,
    seed: &[u8; 32],
) -> Result<SealedKey, BoxError> {
    let account_id = member.id();
    let mut hasher = blake3::Hasher::new_derive_key("driftless epoch seal 1");
    hasher.update(seed).update(account_id.as_bytes());
    let context = context(vault_id, epoch, account_id);
    let label = BoxLabel { purpose: BoxPurpose::EpochKey, context: &context };
    let sealed = member.account_box.seal(hasher.finalize().as_bytes(), label, key.as_bytes())?;
    sealed.try_into().map(SealedKey).map_err(|_| BoxError::Layout)
}

/// Opens a key that was sealed to a member and checks that it is the one that was committed to.
///
/// # Errors
/// [`KeyProblem`].
pub fn open_sealed(
    vault_id: VaultId,
    epoch: u32,
    account_id: AccountId,
    account_box: &BoxSecretKey,
    sealed: &SealedKey,
    committed: &[u8; 32],
) -> Result<VaultKey, KeyProblem> {
    let context = context(vault_id, epoch, account_id);
    let label = BoxLabel { purpose: BoxPurpose::EpochKey, context: &context };
    let opened = account_box.open(label, &sealed.0).map_err(|_| KeyProblem::Unopenable)?;
    let key = <[u8; 32]>::try_from(opened.as_slice()).map(VaultKey::from_bytes).map_err(|_| KeyProblem::Unopenable)?;
    if commitment(vault_id, epoch, &key) == *committed { Ok(key) } else { Err(KeyProblem::OtherKey) }
}

/// Wraps the key of the epoch before under the key of a new one. `nonce`: random.
pub fn wrap_earlier(
    vault_id: VaultId,
    earlier_epoch: u32,
    earlier: &VaultKey,
    key: &VaultKey,
    nonce: &[u8; NONCE_BYTES],
) -> [u8; WRAPPED_BYTES] {
    let epoch = earlier_epoch.to_be_bytes();
    let ids: [&[u8]; 2] = [vault_id.as_bytes(), &epoch];
    let label = WrapLabel { purpose: WrapPurpose::EarlierEpoch, ids: &ids };
    let wrapped = key.earlier_epoch_key().wrap(nonce, label, earlier.as_bytes());
    let mut array = [0; WRAPPED_BYTES];
    array.copy_from_slice(&wrapped);
    array
}

/// Returns the key of the epoch before, checked against its commitment.
///
/// # Errors
/// [`KeyProblem::Unopenable`], [`KeyProblem::OtherKey`].
pub fn unwrap_earlier(
    vault_id: VaultId,
    earlier_epoch: u32,
    key: &VaultKey,
    wrapped: &[u8; WRAPPED_BYTES],
    committed: &[u8; 32],
) -> Result<VaultKey, KeyProblem> {
    let epoch = earlier_epoch.to_be_bytes();
    let ids: [&[u8]; 2] = [vault_id.as_bytes(), &epoch];
    let label = WrapLabel { purpose: WrapPurpose::EarlierEpoch, ids: &ids };
    let earlier = key.earlier_epoch_key().unwrap(label, wrapped).map_err(|_| KeyProblem::Unopenable)?;
    let earlier = VaultKey::from_bytes(*earlier);
    if commitment(vault_id, earlier_epoch, &earlier) == *committed { Ok(earlier) } else { Err(KeyProblem::OtherKey) }
}

impl EpochKey {
    /// Seals a key to every member. `seed`: 32 random bytes.
    ///
    /// # Errors
    /// [`BoxError`], as [`seal_to`].
    pub fn seal<'a>(
        vault_id: VaultId,
        epoch: u32,
        key: &VaultKey,
        members: impl IntoIterator<Item = &'a AccountPublic>,
        seed: &[u8; 32],
    ) -> Result<Self, BoxError> {
        let sealed = members
            .into_iter()
            .map(|member| Ok((member.id(), seal_to(vault_id, epoch, key, member, seed)?)))
            .collect::<Result<_, BoxError>>()?;
        Ok(Self { commitment: commitment(vault_id, epoch, key), sealed })
    }

    /// Returns whether it is sealed to exactly these accounts.
    pub(crate) fn is_for(&self, accounts: &BTreeSet<AccountId>) -> bool {
        self.sealed.keys().eq(accounts)
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.commitment);
        put_count(out, self.sealed.len());
        for (account_id, sealed) in &self.sealed {
            out.extend_from_slice(account_id.as_bytes());
            out.extend_from_slice(&sealed.0);
        }
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LayoutError> {
        let commitment = reader.array()?;
        let count = reader.count(MEMBERS_MAX, "sealed keys")?;
        let mut sealed = BTreeMap::new();
        for _ in 0..count {
            let account_id = AccountId::from_bytes(reader.array()?);
            if sealed.last_key_value().is_some_and(|(last, _)| *last >= account_id) {
                return Err(LayoutError::Field("sealed keys"));
            }
            sealed.insert(account_id, SealedKey(reader.array()?));
        }
        Ok(Self { commitment, sealed })
    }
}
