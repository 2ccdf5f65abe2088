//! Vaults of accounts: who may do what, control logs, wrapped keys. The entries and keys are opaque here: what
//! they mean, the devices decide.

use driftless_domain::VaultId;
use serde::{Deserialize, Serialize};

use super::name::AccountName;
use super::secret::SecretText;
use super::sign_in::UserId;
use crate::bytes::Bytes;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Read.
    Viewer,
    /// Read and write.
    Editor,
    /// Read, write, and say who else may.
    Owner,
}

/// A vault of the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vault {
    /// Which one.
    pub vault_id: VaultId,
    /// What the account may do there, as the server enforces it.
    pub role: Role,
    /// Entries of its control log; 0 for a claimed vault whose control log has not begun.
    pub log_length: u64,
}

/// All vaults of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultList {
    /// The vaults, by id.
    pub vaults: Vec<Vault>,
}

/// Makes a vault; the account becomes its owner. 409 `conflict` when the vault is there already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewVault {
    /// Which one; it certifies itself by its genesis.
    pub vault_id: VaultId,
    /// First entries of its control log, genesis first.
    pub control_log: Vec<Bytes>,
    /// Its first key, for the account itself.
    pub wrapped_keys: Vec<WrappedKey>,
}

/// Takes a vault of a connect code into the account, as an owner. The code keeps working.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimVault {
    /// Which one.
    pub vault_id: VaultId,
    /// The connect code's access token, bound to that vault.
    pub token: SecretText,
    /// First entries of its control log; may be empty and come later.
    pub control_log: Vec<Bytes>,
    /// Its key, for the account itself.
    pub wrapped_keys: Vec<WrappedKey>,
}

/// Appends to the account log. 409 `conflict` when the log has another length: read it, and decide anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogAppend {
    /// Entries that are there already.
    pub after: u64,
    /// 1 to [`super::limits::LOG_ENTRIES_MAX`], each to [`super::limits::LOG_ENTRY_BYTES_MAX`].
    pub entries: Vec<Bytes>,
}

/// Appends to a vault's control log; the server verifies each entry and enforces what the log says. For members, and
/// whom they invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlAppend {
    /// Entries that are there already.
    pub after: u64,
    /// 1 to [`super::limits::LOG_ENTRIES_MAX`], each to [`super::limits::LOG_ENTRY_BYTES_MAX`].
    pub entries: Vec<Bytes>,
    /// What changes by the entries, as a check: empty, or exactly what follows from the log; 400 `malformed` otherwise.
    pub members: Vec<MemberChange>,
    /// Keys that are sealed in the entries, as a check: each has to be one of them; the server keeps all that are.
    pub wrapped_keys: Vec<WrappedKey>,
}

/// A member that comes, changes or goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberChange {
    /// Who.
    pub account: AccountName,
    /// What they may do; none removes them.
    pub role: Option<Role>,
}

/// A vault key for one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrappedKey {
    /// Epoch of the key.
    pub key_epoch: u32,
    /// Who can unwrap it.
    pub account: AccountName,
    /// To [`super::limits::WRAPPED_KEY_BYTES_MAX`].
    pub wrapped: Bytes,
}

/// Entries of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPage {
    /// Entries after `since`, in order, at most [`super::limits::LOG_ENTRIES_MAX`].
    pub entries: Vec<Bytes>,
    /// Entries in all.
    pub length: u64,
}

/// A log after an append.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHead {
    /// Entries in all.
    pub length: u64,
}

/// A vault key for the account that asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKeyRow {
    /// Epoch of the key.
    pub key_epoch: u32,
    /// As it was handed in.
    pub wrapped: Bytes,
}

/// All keys of a vault for the account that asks, oldest epoch first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrappedKeyList {
    /// The keys.
    pub keys: Vec<WrappedKeyRow>,
}

/// A member of a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Names the account for ever.
    pub user_id: UserId,
    /// What it is called.
    pub account: AccountName,
    /// What it may do.
    pub role: Role,
    /// Its identity's public key, as the server says; the devices pin it.
    pub identity_key: Bytes,
    /// Its box's public key.
    pub box_key: Bytes,
}

/// All members of a vault, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberList {
    /// The members.
    pub members: Vec<Member>,
}
