//! An account's log: its first keys, and its devices that came and went.
//!
//! ```text
//! entry          = suite:1 kind:1 account:16 prev:32 time_ms:8 body signature:64
//! kind 1 genesis   body = identity:32 box:32                          prev = zeros
//! kind 2 added     body = how:1 certificate:169                       how: 1 first, 2 paired, 3 with the words
//! kind 3 revoked   body = client:16 count:2 { vault:16 device_seq:8 }
//! kind 4 key change: reserved, refused by this version
//! entry hash     = BLAKE3-derive("driftless account entry 1", entry)
//! account id     = UUID version 8 of BLAKE3-derive("driftless account id 1", suite:1 identity:32 box:32)
//! ```
//! Signed by the account identity, purpose "account entry", over everything before the signature. The id of an
//! account is made out of its keys: who knows the id can check the whole log without trusting who sent it.
//!
//! Invariant: [`AccountState::replay`] depends on the set of entries alone, not on their order.

use std::collections::BTreeMap;

use driftless_crypto::layout::{LayoutError, Reader, put_count};
use driftless_crypto::{
    AccountKey, BoxPublicKey, Purpose, SIGNATURE_BYTES, SUITE, Signature, SigningKey, VerifyingKey,
};
use driftless_domain::{AccountId, ClientId, DeviceSeq, VaultId};
use driftless_protocol::Hash;

use crate::device::{CERTIFICATE_BYTES, DeviceCertificate, read_box_key, read_signing_key};
use crate::limits::{CUT_OFFS_MAX, ENTRY_BYTES_MAX, LOG_ENTRIES_MAX};
use crate::log::{self, NotInLine, uuid_of};

const GENESIS: u8 = 1;
const ADDED: u8 = 2;
const REVOKED: u8 = 3;

/// The public keys of an account. Its id is made out of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountPublic {
    /// Verifies certificates, account entries and control entries.
    pub identity: VerifyingKey,
    /// Where vault keys are sealed to.
    pub account_box: BoxPublicKey,
}

impl AccountPublic {
    /// Returns the public keys of an account key.
    pub fn of(key: &AccountKey) -> Self {
        Self { identity: key.identity().verifying_key(), account_box: key.account_box().public_key() }
    }

    /// Returns the id that belongs to these keys.
    pub fn id(&self) -> AccountId {
        let mut hasher = blake3::Hasher::new_derive_key("driftless account id 1");
        hasher.update(&[SUITE]).update(self.identity.as_bytes()).update(self.account_box.as_bytes());
        AccountId::from_bytes(uuid_of(&hasher.finalize()))
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.identity.as_bytes());
        out.extend_from_slice(self.account_box.as_bytes());
    }

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, LayoutError> {
        Ok(Self { identity: read_signing_key(reader)?, account_box: read_box_key(reader)? })
    }
}

/// How a device came to an account. The other devices tell their people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowAdded {
    /// The account was made on it.
    First,
    /// Another device gave it the account key.
    Paired,
    /// Somebody typed the 24 words.
    Words,
}

impl HowAdded {
    const fn byte(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Paired => 2,
            Self::Words => 3,
        }
    }

    const fn from_byte(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::First),
            2 => Some(Self::Paired),
            3 => Some(Self::Words),
            _ => None,
        }
    }
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountFact {
    /// The account begins, with these keys.
    Genesis(AccountPublic),
    /// A device joins.
    Added {
        /// How it came.
        how: HowAdded,
        /// Its certificate.
        certificate: Box<DeviceCertificate>,
    },
    /// A device ends.
    Revoked {
        /// The device.
        client_id: ClientId,
        /// Its last action that counts, in each vault. In a vault that is not named, only that vault's control
        /// log can say so.
        cut_offs: BTreeMap<VaultId, DeviceSeq>,
    },
}

/// An entry that was read; its signature is checked when it is applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEntry {
    /// Whose log.
    pub account_id: AccountId,
    /// Hash of the entry before; zeros for the first.
    pub prev: Hash,
    /// The author's clock, milliseconds since the Unix epoch. Shown to people, decides nothing.
    pub time_ms: u64,
    /// What it says.
    pub fact: AccountFact,
    signed: Vec<u8>,
    signature: Signature,
}

/// Why an entry is against the rules. Retrying does not help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// The account's id is not made out of these keys.
    #[error("the account's id does not belong to these keys")]
    OtherAccount,
    /// A second beginning.
    #[error("the account has begun already")]
    SecondGenesis,
    /// The first entry is no genesis.
    #[error("the log does not begin with its genesis")]
    NoGenesis,
    /// Not signed by the account's identity.
    #[error("the entry is not signed by the account")]
    Signature,
    /// The certificate in it is not signed by the account, or is of another one.
    #[error("the certificate is not of this account")]
    Certificate,
    /// The device was added before; a revoked one never comes back.
    #[error("the device is known already")]
    KnownDevice,
    /// The device was never added, or is revoked already.
    #[error("there is no such live device")]
    NoSuchDevice,
    /// Follows another entry than the last one (only when entries come one by one).
    #[error("the entry does not follow the last one")]
    NotNext,
    /// The log is full.
    #[error("the log is over {LOG_ENTRIES_MAX} entries")]
    Full,
}

/// A device of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its certificate; verified.
    pub certificate: DeviceCertificate,
    /// How it came.
    pub how: HowAdded,
    /// Whether it is live.
    pub status: DeviceStatus,
}

/// Whether a device is live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeviceStatus {
    /// It is.
    Live,
    /// It was revoked.
    Revoked {
        /// When, by the clock of who did it.
        time_ms: u64,
        /// Its last action that counts, in each vault.
        cut_offs: BTreeMap<VaultId, DeviceSeq>,
    },
}

/// What an account's log comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// The account.
    pub account_id: AccountId,
    /// Its keys.
    pub keys: AccountPublic,
    /// Its devices, revoked ones too.
    pub devices: BTreeMap<ClientId, Device>,
    line: Vec<Hash>,
}

/// An account's state, and what did not become part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountReplay {
    /// None when there is no valid genesis.
    pub state: Option<AccountState>,
    /// Entries outside of the line, by hash, with the reason.
    pub outside: Vec<(Hash, NotInLine<AccountRefusal>)>,
}

impl log::Entry for AccountEntry {
    fn prev(&self) -> Hash {
        self.prev
    }
}

/// Returns the hash that the next entry names.
pub fn entry_hash(entry: &[u8]) -> Hash {
    Hash(*blake3::Hasher::new_derive_key("driftless account entry 1").update(entry).finalize().as_bytes())
}

/// Writes the first entry of an account.
pub fn genesis(key: &AccountKey, time_ms: u64) -> Vec<u8> {
    let keys = AccountPublic::of(key);
    let mut body = Vec::with_capacity(64);
    keys.write(&mut body);
    sign(&key.identity(), GENESIS, keys.id(), Hash::default(), time_ms, &body)
}

impl AccountState {
    /// Writes the entry that adds a device behind the last one.
    pub fn add_device(
        &self,
        key: &AccountKey,
        how: HowAdded,
        certificate: &DeviceCertificate,
        time_ms: u64,
    ) -> Vec<u8> {
        let mut body = vec![how.byte()];
        body.extend_from_slice(&certificate.to_bytes());
        sign(&key.identity(), ADDED, self.account_id, self.head(), time_ms, &body)
    }

    /// Writes the entry that revokes a device behind the last one. At most [`CUT_OFFS_MAX`] vaults.
    pub fn revoke_device(
        &self,
        key: &AccountKey,
        client_id: ClientId,
        cut_offs: &BTreeMap<VaultId, DeviceSeq>,
        time_ms: u64,
    ) -> Vec<u8> {
        let mut body = client_id.as_bytes().to_vec();
        put_count(&mut body, cut_offs.len());
        for (vault_id, device_seq) in cut_offs {
            body.extend_from_slice(vault_id.as_bytes());
            body.extend_from_slice(&device_seq.0.to_be_bytes());
        }
        sign(&key.identity(), REVOKED, self.account_id, self.head(), time_ms, &body)
    }

    /// Replays a log from its genesis. `account_id`: the account that is meant; a log of another one gives none.
    pub fn replay(account_id: AccountId, entries: &[impl AsRef<[u8]>]) -> AccountReplay {
        let mut state: Option<Self> = None;
        let outside = log::walk(entries, entry_hash, AccountEntry::from_bytes, |hash, entry| match &mut state {
            Some(state) => state.apply(hash, entry),
            None => {
                state = Some(Self::begin(account_id, hash, &entry)?);
                Ok(())
            }
        });
        AccountReplay { state, outside }
    }

    /// Takes one entry behind the last one, as a server does. What is refused changes nothing.
    ///
    /// # Errors
    /// [`NotInLine::Unreadable`], [`NotInLine::Refused`].
    pub fn append(&mut self, entry: &[u8]) -> Result<Hash, NotInLine<AccountRefusal>> {
        let hash = entry_hash(entry);
        let read = AccountEntry::from_bytes(entry).map_err(NotInLine::Unreadable)?;
        if read.prev != self.head() {
            return Err(NotInLine::Refused(AccountRefusal::NotNext));
        }
        self.apply(hash, read).map_err(NotInLine::Refused)?;
        Ok(hash)
    }

    /// Returns the hash of the last entry.
    pub fn head(&self) -> Hash {
        self.line.last().copied().unwrap_or_default()
    }

    /// Returns whether an entry that was once the last one is still in the line. When it is not, the log was
    /// forked or rewound behind it: an alarm, never a state to take over.
    pub fn extends(&self, known_head: Hash) -> bool {
        self.line.contains(&known_head)
    }

    /// Returns the certificate of a live device.
    pub fn live_device(&self, client_id: ClientId) -> Option<&DeviceCertificate> {
        let device = self.devices.get(&client_id)?;
        matches!(device.status, DeviceStatus::Live).then_some(&device.certificate)
    }

    fn begin(account_id: AccountId, hash: Hash, entry: &AccountEntry) -> Result<Self, AccountRefusal> {
        let AccountFact::Genesis(keys) = entry.fact else { return Err(AccountRefusal::NoGenesis) };
        if keys.id() != account_id || entry.account_id != account_id {
            return Err(AccountRefusal::OtherAccount);
        }
        entry.verify(&keys.identity)?;
        Ok(Self { account_id, keys, devices: BTreeMap::new(), line: vec![hash] })
    }

    fn apply(&mut self, hash: Hash, entry: AccountEntry) -> Result<(), AccountRefusal> {
        if entry.account_id != self.account_id {
            return Err(AccountRefusal::OtherAccount);
        }
        if self.line.len() >= LOG_ENTRIES_MAX {
            return Err(AccountRefusal::Full);
        }
        entry.verify(&self.keys.identity)?;
        match entry.fact {
            AccountFact::Genesis(_) => return Err(AccountRefusal::SecondGenesis),
            AccountFact::Added { how, certificate } => self.add(how, *certificate)?,
            AccountFact::Revoked { client_id, cut_offs } => {
                let device = self.devices.get_mut(&client_id).ok_or(AccountRefusal::NoSuchDevice)?;
                if device.status != DeviceStatus::Live {
                    return Err(AccountRefusal::NoSuchDevice);
                }
                device.status = DeviceStatus::Revoked { time_ms: entry.time_ms, cut_offs };
            }
        }
        self.line.push(hash);
        Ok(())
    }

    fn add(&mut self, how: HowAdded, certificate: DeviceCertificate) -> Result<(), AccountRefusal> {
        let is_ours = certificate.account_id == self.account_id && certificate.verify(&self.keys.identity).is_ok();
        if !is_ours {
            return Err(AccountRefusal::Certificate);
        }
        if self.devices.contains_key(&certificate.client_id) {
            return Err(AccountRefusal::KnownDevice);
        }
        let device = Device { certificate, how, status: DeviceStatus::Live };
        self.devices.insert(certificate.client_id, device);
        Ok(())
    }
}

impl AccountEntry {
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
        let account_id = AccountId::from_bytes(reader.array()?);
        let prev = Hash(reader.array()?);
        let time_ms = reader.u64()?;
        let fact = match kind {
            GENESIS => AccountFact::Genesis(AccountPublic::read(&mut reader)?),
            ADDED => AccountFact::Added {
                how: HowAdded::from_byte(reader.u8()?).ok_or(LayoutError::Field("how"))?,
                certificate: Box::new(DeviceCertificate::from_bytes(reader.bytes(CERTIFICATE_BYTES)?)?),
            },
            REVOKED => AccountFact::Revoked {
                client_id: ClientId::from_bytes(reader.array()?),
                cut_offs: read_cut_offs(&mut reader)?,
            },
            _ => return Err(LayoutError::Field("kind")),
        };
        reader.end()?;
        if (kind == GENESIS) != (prev == Hash::default()) {
            return Err(LayoutError::Field("prev"));
        }
        Ok(Self { account_id, prev, time_ms, fact, signed: signed.to_vec(), signature: Signature(*signature) })
    }

    fn verify(&self, identity: &VerifyingKey) -> Result<(), AccountRefusal> {
        identity.verify(Purpose::AccountEntry, &self.signed, &self.signature).map_err(|_| AccountRefusal::Signature)
    }
}

fn read_cut_offs(reader: &mut Reader<'_>) -> Result<BTreeMap<VaultId, DeviceSeq>, LayoutError> {
    let count = reader.count(CUT_OFFS_MAX, "cut-offs")?;
    let mut cut_offs = BTreeMap::new();
    for _ in 0..count {
        let vault_id = VaultId::from_bytes(reader.array()?);
        if cut_offs.insert(vault_id, DeviceSeq(reader.u64()?)).is_some() {
            return Err(LayoutError::Field("cut-offs"));
        }
    }
    Ok(cut_offs)
}

fn sign(identity: &SigningKey, kind: u8, account: AccountId, prev: Hash, time_ms: u64, body: &[u8]) -> Vec<u8> {
    let mut bytes = vec![SUITE, kind];
    bytes.extend_from_slice(account.as_bytes());
    bytes.extend_from_slice(&prev.0);
    bytes.extend_from_slice(&time_ms.to_be_bytes());
    bytes.extend_from_slice(body);
    let signature = identity.sign(Purpose::AccountEntry, &bytes);
    bytes.extend_from_slice(&signature.0);
    bytes
}
