//! One entry of a control log, as bytes and as what it says.

use std::collections::{BTreeMap, BTreeSet};

use driftless_crypto::layout::{LayoutError, Reader, put_count, put_sized};
use driftless_crypto::{SIGNATURE_BYTES, SUITE, Signature, WRAPPED_BYTES};
use driftless_domain::limits::NAME_BYTES_MAX;
use driftless_domain::{AccountId, ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::account_log::AccountPublic;
use crate::control_log::epoch_key::{EpochKey, SealedKey};
use crate::limits::{CUT_OFFS_MAX, ENTRY_BYTES_MAX, MEMBERS_MAX, SETTING_BYTES_MAX, SETTINGS_MAX};
use crate::log::{self, uuid_of};

pub(crate) const GENESIS: u8 = 1;
pub(crate) const ADOPT: u8 = 2;
pub(crate) const INVITE: u8 = 3;
pub(crate) const JOIN: u8 = 4;
pub(crate) const ROLE: u8 = 5;
pub(crate) const REKEY: u8 = 6;
pub(crate) const SETTINGS: u8 = 7;

/// What a member may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads and writes.
    Editor,
    /// Reads, writes, and decides who else does.
    Owner,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 3] = [Self::Viewer, Self::Editor, Self::Owner];

    /// Returns whether actions of a member with this role count.
    pub const fn may_write(self) -> bool {
        matches!(self, Self::Editor | Self::Owner)
    }

    /// Returns whether a member with this role decides who else is one.
    pub const fn may_administer(self) -> bool {
        matches!(self, Self::Owner)
    }

    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::Owner => 1,
            Self::Editor => 2,
            Self::Viewer => 3,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Owner),
            2 => Some(Self::Editor),
            3 => Some(Self::Viewer),
            _ => None,
        }
    }
}

/// The last action of a device that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CutOff {
    /// Whose device.
    pub account_id: AccountId,
    /// The device.
    pub client_id: ClientId,
    /// Its last action that counts; 0 when none does.
    pub device_seq: DeviceSeq,
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ControlFact {
    /// The vault begins; its author is its owner.
    Genesis {
        /// Makes the id of the vault its own.
        nonce: [u8; 16],
        /// The owner.
        owner: AccountPublic,
        /// The key of epoch 0.
        key: EpochKey,
    },
    /// A vault that began without a control log goes on with one; its author is its owner.
    Adopt {
        /// The epoch (`key_id`) in use.
        epoch: u32,
        /// The owner.
        owner: AccountPublic,
        /// Its key.
        key: EpochKey,
    },
    /// An account may join.
    Invite {
        /// The account.
        member: AccountPublic,
        /// The role that it will have.
        role: Role,
        /// The key of the epoch in use, for it.
        sealed: SealedKey,
    },
    /// The author accepts an invitation.
    Join,
    /// A member gets another role.
    RoleChange {
        /// The member.
        account_id: AccountId,
        /// Its role from here on.
        role: Role,
        /// When it may not write any more: what of its devices counts.
        cut_offs: Vec<CutOff>,
    },
    /// A new epoch begins, without the removed ones.
    Rekey {
        /// The new epoch: the one after the one in use.
        epoch: u32,
        /// Accounts that are not members any more.
        removed: BTreeSet<AccountId>,
        /// What counts of the removed ones' devices, and of revoked devices of members.
        cut_offs: Vec<CutOff>,
        /// The new key, for every member that stays.
        key: EpochKey,
        /// The key before, under the new one.
        earlier: [u8; WRAPPED_BYTES],
    },
    /// Settings of the vault; each replaces the earlier value of its name.
    Settings(BTreeMap<String, Vec<u8>>),
}

/// An entry that was read; its signature is checked when it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlEntry {
    /// The vault.
    pub vault_id: VaultId,
    /// Hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// The author's clock, milliseconds since the Unix epoch. Shown to people, decides nothing.
    pub time_ms: u64,
    /// Who says it.
    pub account_id: AccountId,
    /// On which device, for people.
    pub client_id: ClientId,
    /// What it says.
    pub fact: ControlFact,
    pub(crate) signed: Vec<u8>,
    pub(crate) signature: Signature,
}

impl log::Entry for ControlEntry {
    fn prev(&self) -> Hash {
        self.prev
    }
}

/// Returns the hash that the next entry names: the control-log head.
pub fn entry_hash(entry: &[u8]) -> Hash {
    Hash(*blake3::Hasher::new_derive_key("driftless control entry 1").update(entry).finalize().as_bytes())
}

impl ControlEntry {
    /// Reads an entry; says nothing about its signature.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LayoutError> {
        if bytes.len() > ENTRY_BYTES_MAX {
            return Err(LayoutError::Field("size"));
        }
        let (signed, signature) = bytes.split_last_chunk::<SIGNATURE_BYTES>().ok_or(LayoutError::Short)?;
        let mut reader = Reader::of_suite(signed)?;
        let kind = reader.u8()?;
        let vault_id = VaultId::from_bytes(reader.array()?);
        let prev = Hash(reader.array()?);
        let time_ms = reader.u64()?;
        let account_id = AccountId::from_bytes(reader.array()?);
        let client_id = ClientId::from_bytes(reader.array()?);
        let fact = read_fact(kind, &mut reader)?;
        reader.end()?;
        let is_first = matches!(kind, GENESIS | ADOPT);
        if is_first != (prev == Hash::default()) {
            return Err(LayoutError::Field("prev"));
        }
        let (signed, signature) = (signed.to_vec(), Signature(*signature));
        Ok(Self { vault_id, prev, time_ms, account_id, client_id, fact, signed, signature })
    }
}

/// Returns the id of the vault that this owner begins with this nonce.
pub fn vault_id_of(nonce: &[u8; 16], owner: &AccountPublic) -> VaultId {
    let mut hasher = blake3::Hasher::new_derive_key("driftless vault id 1");
    hasher.update(&[SUITE]).update(nonce).update(owner.identity.as_bytes()).update(owner.account_box.as_bytes());
    VaultId::from_bytes(uuid_of(&hasher.finalize()))
}

/// Writes an entry without its signature.
pub(crate) fn unsigned(
    kind: u8,
    vault_id: VaultId,
    prev: Hash,
    time_ms: u64,
    (account_id, client_id): (AccountId, ClientId),
    body: &[u8],
) -> Vec<u8> {
    let mut bytes = vec![SUITE, kind];
    bytes.extend_from_slice(vault_id.as_bytes());
    bytes.extend_from_slice(&prev.0);
    bytes.extend_from_slice(&time_ms.to_be_bytes());
    bytes.extend_from_slice(account_id.as_bytes());
    bytes.extend_from_slice(client_id.as_bytes());
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) fn body_of(fact: &ControlFact) -> (u8, Vec<u8>) {
    let mut body = Vec::new();
    let kind = match fact {
        ControlFact::Genesis { nonce, owner, key } => {
            body.extend_from_slice(nonce);
            owner.write(&mut body);
            key.write(&mut body);
            GENESIS
        }
        ControlFact::Adopt { epoch, owner, key } => {
            body.extend_from_slice(&epoch.to_be_bytes());
            owner.write(&mut body);
            key.write(&mut body);
            ADOPT
        }
        ControlFact::Invite { member, role, sealed } => {
            member.write(&mut body);
            body.push(role.byte());
            body.extend_from_slice(&sealed.0);
            INVITE
        }
        ControlFact::Join => JOIN,
        ControlFact::RoleChange { account_id, role, cut_offs } => {
            body.extend_from_slice(account_id.as_bytes());
            body.push(role.byte());
            write_cut_offs(&mut body, cut_offs);
            ROLE
        }
        ControlFact::Rekey { epoch, removed, cut_offs, key, earlier } => {
            body.extend_from_slice(&epoch.to_be_bytes());
            put_count(&mut body, removed.len());
            removed.iter().for_each(|account| body.extend_from_slice(account.as_bytes()));
            write_cut_offs(&mut body, cut_offs);
            key.write(&mut body);
            body.extend_from_slice(earlier);
            REKEY
        }
        ControlFact::Settings(settings) => {
            put_count(&mut body, settings.len());
            for (name, value) in settings {
                put_sized(&mut body, name.as_bytes());
                put_sized(&mut body, value);
            }
            SETTINGS
        }
    };
    (kind, body)
}

fn read_fact(kind: u8, reader: &mut Reader<'_>) -> Result<ControlFact, LayoutError> {
    Ok(match kind {
        GENESIS => ControlFact::Genesis {
            nonce: reader.array()?,
            owner: AccountPublic::read(reader)?,
            key: EpochKey::read(reader)?,
        },
        ADOPT => ControlFact::Adopt {
            epoch: reader.u32()?,
            owner: AccountPublic::read(reader)?,
            key: EpochKey::read(reader)?,
        },
        INVITE => ControlFact::Invite {
            member: AccountPublic::read(reader)?,
            role: read_role(reader)?,
            sealed: SealedKey(reader.array()?),
        },
        JOIN => ControlFact::Join,
        ROLE => ControlFact::RoleChange {
            account_id: AccountId::from_bytes(reader.array()?),
            role: read_role(reader)?,
            cut_offs: read_cut_offs(reader)?,
        },
        REKEY => ControlFact::Rekey {
            epoch: reader.u32()?,
            removed: read_accounts(reader)?,
            cut_offs: read_cut_offs(reader)?,
            key: EpochKey::read(reader)?,
            earlier: reader.array()?,
        },
        SETTINGS => ControlFact::Settings(read_settings(reader)?),
        _ => return Err(LayoutError::Field("kind")),
    })
}

fn read_role(reader: &mut Reader<'_>) -> Result<Role, LayoutError> {
    Role::from_byte(reader.u8()?).ok_or(LayoutError::Field("role"))
}

fn read_accounts(reader: &mut Reader<'_>) -> Result<BTreeSet<AccountId>, LayoutError> {
    let count = reader.count(MEMBERS_MAX, "removed")?;
    let mut accounts = BTreeSet::new();
    for _ in 0..count {
        let account = AccountId::from_bytes(reader.array()?);
        // Ascending, so that one meaning has one form.
        if accounts.last().is_some_and(|last| *last >= account) {
            return Err(LayoutError::Field("removed"));
        }
        accounts.insert(account);
    }
    Ok(accounts)
}

fn write_cut_offs(body: &mut Vec<u8>, cut_offs: &[CutOff]) {
    put_count(body, cut_offs.len());
    for cut_off in cut_offs {
        body.extend_from_slice(cut_off.account_id.as_bytes());
        body.extend_from_slice(cut_off.client_id.as_bytes());
        body.extend_from_slice(&cut_off.device_seq.0.to_be_bytes());
    }
}

fn read_cut_offs(reader: &mut Reader<'_>) -> Result<Vec<CutOff>, LayoutError> {
    let count = reader.count(CUT_OFFS_MAX, "cut-offs")?;
    let mut cut_offs: Vec<CutOff> = Vec::new();
    for _ in 0..count {
        let cut_off = CutOff {
            account_id: AccountId::from_bytes(reader.array()?),
            client_id: ClientId::from_bytes(reader.array()?),
            device_seq: DeviceSeq(reader.u64()?),
        };
        let device = |it: &CutOff| (it.account_id, it.client_id);
        if cut_offs.last().is_some_and(|last| device(last) >= device(&cut_off)) {
            return Err(LayoutError::Field("cut-offs"));
        }
        cut_offs.push(cut_off);
    }
    Ok(cut_offs)
}

fn read_settings(reader: &mut Reader<'_>) -> Result<BTreeMap<String, Vec<u8>>, LayoutError> {
    let count = reader.count(SETTINGS_MAX, "settings")?;
    let mut settings = BTreeMap::new();
    for _ in 0..count {
        let len = reader.count(NAME_BYTES_MAX, "setting name")?;
        let name = std::str::from_utf8(reader.bytes(len)?).map_err(|_| LayoutError::Field("setting name"))?.to_owned();
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        if !is_name || settings.last_key_value().is_some_and(|(last, _)| *last >= name) {
            return Err(LayoutError::Field("setting name"));
        }
        let len = reader.count(SETTING_BYTES_MAX, "setting")?;
        settings.insert(name, reader.bytes(len)?.to_vec());
    }
    Ok(settings)
}
