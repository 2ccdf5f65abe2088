//! Version 1 of every format, for ever: what is written here lies on servers and in logs. A change of one of these
//! values is a new suite, not a fix.

use driftless_protocol::Hash;
use driftless_trust::account_log::{entry_hash as account_hash, genesis};
use driftless_trust::control_log::entry::vault_id_of;
use driftless_trust::control_log::{Role, entry_hash};
use driftless_trust::{AccountPublic, chain};

use crate::model::{Dice, World};
use crate::world::{Person, Vault, client, hex};

/// BLAKE3 of bytes that are too long to be read here; docs/security.md says how they are made.
fn digest(bytes: &[u8]) -> String {
    format!("{} bytes, {}", bytes.len(), hex(&blake3::hash(bytes).as_bytes()[..16]))
}

#[test]
fn accounts() {
    let person = Person::new(1, &[1]);
    assert_eq!(person.id().to_string(), ACCOUNT_ID);
    assert_eq!(hex(&genesis(&person.key, 1_000)), ACCOUNT_GENESIS);
    assert_eq!(account_hash(&person.log[0]).to_string(), ACCOUNT_GENESIS_HASH);
    assert_eq!(hex(&person.certificate(1).to_bytes()), CERTIFICATE);
    assert_eq!(digest(&person.log[1]), DEVICE_ADDED);
}

#[test]
fn vaults() {
    let (owner, guest) = (Person::new(1, &[1]), Person::new(2, &[3]));
    let mut vault = Vault::new(&owner, 10);
    assert_eq!(vault_id_of(&[10; 16], &AccountPublic::of(&owner.key)), vault.id());
    assert_eq!(vault.id().to_string(), VAULT_ID);
    assert_eq!(hex(&vault.log[0]), VAULT_GENESIS);
    assert_eq!(entry_hash(&vault.log[0]).to_string(), VAULT_GENESIS_HASH);
    vault.add(&owner, &guest, Role::Editor);
    assert_eq!(hex(&vault.log[2]), VAULT_JOIN);
    vault.rekey(&owner, &[guest.id()], &[], 11);
    assert_eq!(digest(&vault.log[3]), VAULT_REKEY);
}

#[test]
fn batches() {
    let world = World::new();
    let history = world.history(1);
    assert_eq!(chain::start(history.vault.id(), client(1)).to_string(), CHAIN_START);
    let upload = world.write(&history, 1, 1, &mut Dice(3));
    assert_eq!(digest(&upload.batch), BATCH);
    let after = driftless_trust::Link::from(&upload.envelopes[0]).after(Hash([0; 32]));
    assert_eq!(after.to_string(), CHAIN_AFTER);
}

const ACCOUNT_ID: &str = "751481e5-2771-8c05-b58c-6b03232674b5";
const ACCOUNT_GENESIS: &str = "0101751481e527718c05b58c6b03232674b5000000000000000000000000000000000000000000000000000000000000000000000000000003e8c6c59d74fd0e489cc6a37f800665fb4b87ed0458fc15d74d8b381d1c60a80581e5ff9536f540da8d09f8dfb9d1d47e70f912a263e8beeb44894abdd4a3c3be649205e0b05f26712323507431b7cec19115169b1047153a95c005d96257aba7fd034450c3c73fe72a4ae401885660e46f6fdc31de1d666e00ba8657f3b17e9d0e";
const ACCOUNT_GENESIS_HASH: &str = "e14ea418148acc5bc112f55a2f499111cd5683e1aacd76b207ee6ea88f4089f2";
const CERTIFICATE: &str = "01751481e527718c05b58c6b03232674b501010101010101010101010101010101f8a8f0cfb0b81e74c8348a66c1e109c9bea8b5e9e37e20938d0c436c98c7cc36de161d891ee63c74c97eabf51e531d113f342fe24ad7a7cc39baeaf01bc11b6e00000000000007d08a64b5767266d3f9d75ee2f79738215ff498a1071adfeee5d18b613614a7e2ba7d751cdbdb47acbf012ebc7b4a36d5bb4be9a25f1c330c442608f0ae8f1d0608";
const DEVICE_ADDED: &str = "292 bytes, d734699b7dd168f945d1673014173548";
const VAULT_ID: &str = "58e75a04-f91c-80ec-8777-792ffe125d13";
const VAULT_GENESIS: &str = "010158e75a04f91c80ec8777792ffe125d1300000000000000000000000000000000000000000000000000000000000000000000000000001388751481e527718c05b58c6b03232674b5010101010101010101010101010101010a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0ac6c59d74fd0e489cc6a37f800665fb4b87ed0458fc15d74d8b381d1c60a80581e5ff9536f540da8d09f8dfb9d1d47e70f912a263e8beeb44894abdd4a3c3be648861450ab4a3d92ac145e4934106be0377273b406febb91e86c942c145b395580001751481e527718c05b58c6b03232674b501cd233969dd6e25e4911111cbcd816635b3cdad3e621c4741c0232707e372e027ea81d9f8690dffebbfd0e6ba9f20c19831c732c8e3025a5c6713f87da2de274c38d7e83f0b65c04be3f467e34de394b34625a00a713c74a121a86f665a4e85471886b9320752a04a0f50a8360cb95dec02510683677551d839fcbf712306217b9d06a5d05aaa786a4ca924ff1c06a307";
const VAULT_GENESIS_HASH: &str = "7ef8ac28c4ea2cf56b15e6c142e9a574b3cd1bea80b9fc7a9d05823b36d8fdab";
const VAULT_JOIN: &str = "010458e75a04f91c80ec8777792ffe125d13f6f86ab28117ae2130f330cbc4c8ca08242141cda39a30e318b53f34704a7e7c0000000000001388ceda86c773f083a782f6a41793e9bfec0101010101010101010101010101010133d8c0a394971e73b74d2150c52a7c6d5d433f012c697964b267e7de37b2d3f76536ffce92c9bcffc55c030ff0af13a6ee46a5675c28740bcd5e70c9af089304";
const VAULT_REKEY: &str = "382 bytes, 48775c0e616b3d1859c4aa8baab6f940";
const CHAIN_START: &str = "078146505de79ed865b61a692443f94da910d88fe35be92c2c5e0c1628bf0119";
const BATCH: &str = "427 bytes, 269e5f3a304cd1e06a42ce402ab80480";
const CHAIN_AFTER: &str = "e69ea2536a737e70b7528116bd074f3cc0e3745f1d193ed090a5db1c2526226c";
