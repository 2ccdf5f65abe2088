//! A vault's control log: who is a member, with which role, and which key is in use.
//!
//! ```text
//! entry      = suite:1 kind:1 vault:16 prev:32 time_ms:8 account:16 client:16 body signature:64
//! kind 1 genesis   body = nonce:16 member key                               prev = zeros
//! kind 2 adopt     body = epoch:4 member key                                prev = zeros
//! kind 3 invite    body = member role:1 box:81
//! kind 4 join      body = (nothing)
//! kind 5 role      body = account:16 role:1 cut_offs
//! kind 6 re-key    body = epoch:4 removed_count:2 { account:16 } cut_offs key earlier:73
//! kind 7 settings  body = count:2 { name_len:2 name value_len:2 value }
//! member     = identity:32 box:32                    its account id is made out of them
//! role       = 1 owner, 2 editor, 3 viewer
//! key        = commitment:32 count:2 { account:16 box:81 }
//! cut_offs   = count:2 { account:16 client:16 device_seq:8 }
//! entry hash = BLAKE3-derive("driftless control entry 1", entry)
//! vault id   = UUID version 8 of BLAKE3-derive("driftless vault id 1", suite:1 nonce:16 identity:32 box:32)
//! ```
//! Signed by the identity of `account`, purpose "control entry", over everything before the signature. `client`
//! names the device on which it was done, for people.
//!
//! The id of a vault is made out of its genesis, so that nobody else can begin it. A vault of today has a random id (version 4 or 7) and no genesis: its first owner *adopts* it. Whoever holds
//! the vault's key sees by the commitment that the adopter held it, too; no id of version 8 can be adopted.
//!
//! Invariant: [`VaultState::replay`] depends on the set of entries alone, so that every honest device and server
//! comes to the same members, roles, epochs and cut-offs.
//!
//! Reading order: [`entry`], [`author`], [`epoch_key`], [`state`].

pub mod author;
pub mod entry;
pub mod epoch_key;
mod rules;
pub mod state;

pub use author::ControlAuthor;
pub use entry::{ControlEntry, ControlFact, CutOff, Role, entry_hash};
pub use epoch_key::{EpochKey, KeyProblem};
pub use state::{ControlRefusal, Member, VaultReplay, VaultState, WriteRefusal};
