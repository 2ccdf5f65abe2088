//! The receiver's order, and the reason for each refusal.

use std::collections::BTreeMap;

use driftless_domain::{AccountId, DeviceSeq, VaultId};
use driftless_protocol::Hash;
use driftless_trust::account_log::HowAdded;
use driftless_trust::control_log::{CutOff, Role, WriteRefusal};
use driftless_trust::{
    AccountState, Knowledge, LastBatch, Link, Received, Refusal, SignedBatch, Tip, VaultState, receive,
};

use crate::model::{Dice, History, Upload, World};
use crate::world::{accounts, client, device};

struct Scene {
    world: World,
    history: History,
    accounts: BTreeMap<AccountId, AccountState>,
}

impl Scene {
    fn new() -> Self {
        let world = World::new();
        let history = world.history(7);
        let accounts = accounts(&[&world.owner, &world.guest, &world.viewer]);
        Self { world, history, accounts }
    }

    /// Device 1's next batch.
    fn next(&self) -> Upload {
        self.world.write(&self.history, 1, 3, &mut Dice(5))
    }

    fn receive(&self, upload: &Upload) -> Result<Received, Refusal> {
        self.receive_at(upload, &self.history.vault.state, self.history.vault.state.head())
    }

    fn receive_at(&self, upload: &Upload, vault: &VaultState, last_head: Hash) -> Result<Received, Refusal> {
        let last = |client_id| {
            let tip = self.history.frontier.0.get(&client_id).copied();
            tip.map(|tip| LastBatch { tip, control_head: last_head })
        };
        let mut chains = BTreeMap::new();
        for upload in &self.history.uploads {
            let batch = SignedBatch::from_bytes(&upload.batch).unwrap().batch;
            let mut chain = batch.chain_before;
            for (envelope, at) in upload.envelopes.iter().zip(batch.first.0..) {
                chain = Link::from(envelope).after(chain);
                chains.insert((batch.client_id, DeviceSeq(at)), chain);
            }
        }
        let chain_at = |client_id, at| chains.get(&(client_id, at)).copied();
        let knowledge = Knowledge { vault, accounts: &self.accounts, last_of: &last, chain_at: &chain_at };
        let links: Vec<Link> = upload.envelopes.iter().map(Link::from).collect();
        receive(knowledge, &upload.batch, &links)
    }

    /// The next batch with other words in it, signed again by `signer`.
    fn says(&self, signer: u8, alter: impl Fn(&mut driftless_trust::Batch)) -> Upload {
        let mut upload = self.next();
        let mut batch = SignedBatch::from_bytes(&upload.batch).unwrap().batch;
        alter(&mut batch);
        upload.batch = batch.sign(&device(signer).signing).to_bytes();
        upload
    }
}

#[test]
fn an_honest_batch_is_taken_and_again_is_nothing_new() {
    let mut scene = Scene::new();
    let upload = scene.next();
    let received = scene.receive(&upload).unwrap();
    assert_eq!((received.known, received.chains.len()), (0, 3));
    assert_eq!(received.chains.last(), Some(&received.batch.chain_after));
    scene.history.frontier.0.insert(client(1), received.batch.tip());
    scene.history.uploads.push(upload.clone());
    let again = scene.receive(&upload).unwrap();
    assert_eq!((again.known, again.chains.len()), (3, 0));
}

/// A batch that was refused as too large travels again in parts, signed anew: what is here already counts once.
#[test]
fn a_batch_that_overlaps_brings_only_what_is_new() {
    let mut scene = Scene::new();
    let upload = scene.next();
    let batch = SignedBatch::from_bytes(&upload.batch).unwrap().batch;
    let behind = Tip { device_seq: DeviceSeq(batch.first.0 - 1), chain: batch.chain_before };
    let first = upload.envelopes[..1].to_vec();
    let part = scene.world.sign(&scene.history, 1, behind, first, scene.history.vault.state.head());
    let received = scene.receive(&part).unwrap();
    scene.history.frontier.0.insert(client(1), received.batch.tip());
    scene.history.uploads.push(part);
    let rest = scene.receive(&upload).unwrap();
    assert_eq!((rest.known, rest.chains.len()), (1, 2));
}

#[test]
fn s02_signatures_of_others_are_refused() {
    let scene = Scene::new();
    assert_eq!(scene.receive(&scene.says(2, |_| {})), Err(Refusal::Signature));
    assert_eq!(scene.receive(&scene.says(99, |_| {})), Err(Refusal::Signature));
    // In the name of another device.
    assert_eq!(scene.receive(&scene.says(1, |batch| batch.client_id = client(2))), Err(Refusal::Signature));
    let nobody = scene.says(1, |batch| batch.client_id = client(77));
    assert_eq!(scene.receive(&nobody), Err(Refusal::NotCertified(client(77))));
    let unknown = AccountId::from_bytes([77; 16]);
    let upload = scene.says(1, |batch| batch.account_id = unknown);
    assert_eq!(scene.receive(&upload), Err(Refusal::UnknownAccount(unknown)));
    assert!(Refusal::UnknownAccount(unknown).is_waiting() && !Refusal::Signature.is_waiting());
}

#[test]
fn s04_a_wrong_chain_and_another_order_are_refused() {
    let scene = Scene::new();
    assert_eq!(scene.receive(&scene.says(1, |batch| batch.chain_after = Hash([1; 32]))), Err(Refusal::Chain));
    let mut reordered = scene.next();
    reordered.envelopes.swap(0, 1);
    assert_eq!(scene.receive(&reordered), Err(Refusal::Header(0)));
    let tip = scene.history.tip(1).device_seq;
    let upload = scene.next();
    let behind = Tip { device_seq: tip, chain: Hash([1; 32]) };
    let other = scene.world.sign(&scene.history, 1, behind, upload.envelopes, scene.history.vault.state.head());
    assert_eq!(scene.receive(&other), Err(Refusal::Forked(tip)));
}

#[test]
fn s05_counts_that_lie_and_bytes_too_many_are_refused() {
    let scene = Scene::new();
    let mut fewer = scene.next();
    fewer.envelopes.pop();
    assert_eq!(scene.receive(&fewer), Err(Refusal::Count { said: 3, found: 2 }));
    let mut longer = scene.next();
    longer.batch.push(0);
    assert!(matches!(scene.receive(&longer), Err(Refusal::Unreadable(_) | Refusal::Signature)));
    let mut huge = scene.next();
    huge.envelopes = vec![huge.envelopes[0].clone(); 1_001];
    assert!(matches!(scene.receive(&huge), Err(Refusal::Unreadable(_))));
    let backwards = scene.says(1, |batch| batch.last = DeviceSeq(batch.first.0 - 1));
    assert!(matches!(scene.receive(&backwards), Err(Refusal::Unreadable(_))));
    let endless = scene.says(1, |batch| (batch.first, batch.last) = (DeviceSeq(1), DeviceSeq(u64::MAX)));
    assert!(matches!(scene.receive(&endless), Err(Refusal::Unreadable(_))));
}

#[test]
fn a_gap_waits_for_what_is_missing() {
    let mut scene = Scene::new();
    let tip = scene.history.tip(1).device_seq;
    let upload = scene.next();
    scene.history.frontier.0.remove(&client(1));
    assert_eq!(scene.receive(&upload), Err(Refusal::Gap { known: DeviceSeq(0) }));
    assert!(Refusal::Gap { known: tip }.is_waiting());
}

#[test]
fn another_vault_an_unknown_control_log_and_an_earlier_one_are_refused() {
    let scene = Scene::new();
    let other = VaultId::from_bytes([3; 16]);
    assert_eq!(scene.receive(&scene.says(1, |batch| batch.vault_id = other)), Err(Refusal::OtherVault(other)));
    let unknown = Refusal::Write(WriteRefusal::UnknownHead);
    assert_eq!(scene.receive(&scene.says(1, |batch| batch.control_head = Hash([4; 32]))), Err(unknown));
    assert!(unknown.is_waiting());
    let ahead = Refusal::UnknownAccountHead;
    assert_eq!(scene.receive(&scene.says(1, |batch| batch.account_head = Hash([4; 32]))), Err(ahead));

    // Under an earlier head, with the key that was in use then, after it had named a later one.
    let mut vault = scene.history.vault.clone();
    let before = vault.state.head();
    vault.take(scene.world.owner.author(1).settings(&vault.state, BTreeMap::from([("a".to_owned(), vec![1])])));
    let upload = scene.says(1, |batch| batch.control_head = before);
    assert_eq!(scene.receive_at(&upload, &vault.state, vault.state.head()), Err(Refusal::WentBack));
    assert!(scene.receive_at(&upload, &vault.state, before).is_ok());
}

#[test]
fn s10_another_epoch_than_the_one_in_use_is_refused() {
    let scene = Scene::new();
    let mut upload = scene.next();
    upload.envelopes[1].key_id = 0;
    assert_eq!(scene.receive(&upload), Err(Refusal::Epoch { expected: 1, found: 0 }));
    upload.envelopes[1].key_id = 9;
    assert_eq!(scene.receive(&upload), Err(Refusal::Epoch { expected: 1, found: 9 }));
}

/// Every bit of the clear header is bound: by its place in the batch, or by the chain that was signed.
#[test]
fn s10_every_flipped_bit_of_a_header_is_refused() {
    let scene = Scene::new();
    let upload = scene.next();
    let links: Vec<Link> = upload.envelopes.iter().map(Link::from).collect();
    let last_of = |id| {
        let tip = scene.history.frontier.0.get(&id).copied();
        tip.map(|tip| LastBatch { tip, control_head: scene.history.vault.state.head() })
    };
    let vault = &scene.history.vault.state;
    let knowledge = Knowledge { vault, accounts: &scene.accounts, last_of: &last_of, chain_at: &|_, _| None };
    assert!(receive(knowledge, &upload.batch, &links).is_ok());
    for bit in 0..links[1].header.len() * 8 {
        let mut links = links.clone();
        links[1].header[bit / 8] ^= 1 << (bit % 8);
        assert!(receive(knowledge, &upload.batch, &links).is_err(), "bit {bit}");
    }
    for bit in 0..256 {
        let mut links = links.clone();
        links[2].payload_hash.0[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(receive(knowledge, &upload.batch, &links), Err(Refusal::Chain), "bit {bit}");
    }
}

#[test]
fn every_flipped_bit_of_a_signed_batch_is_refused() {
    let scene = Scene::new();
    let upload = scene.next();
    for bit in 0..upload.batch.len() * 8 {
        let mut altered = upload.clone();
        altered.batch[bit / 8] ^= 1 << (bit % 8);
        assert!(scene.receive(&altered).is_err(), "bit {bit}");
    }
}

#[test]
fn a_revoked_device_counts_up_to_its_cut_off() {
    let mut scene = Scene::new();
    let upload = scene.next();
    let tip = scene.history.tip(1).device_seq;
    let (id, vault_id) = (scene.world.owner.id(), scene.history.vault.id());
    let owner = scene.world.owner.clone();
    let with_cut_offs = |cut_offs: &[(VaultId, u64)]| {
        let mut owner = owner.clone();
        owner.revoke(1, cut_offs);
        owner.state
    };
    // The account's log names this vault.
    scene.accounts.insert(id, with_cut_offs(&[(vault_id, tip.0)]));
    assert_eq!(scene.receive(&upload), Err(Refusal::Write(WriteRefusal::CutOff(tip))));
    scene.accounts.insert(id, with_cut_offs(&[(vault_id, tip.0 + 3)]));
    assert!(scene.receive(&upload).is_ok());
    // It does not: then the vault's control log says it, and until it does, the batch waits.
    scene.accounts.insert(id, with_cut_offs(&[]));
    let waits = Refusal::Revoked(client(1));
    assert_eq!(scene.receive(&upload), Err(waits));
    assert!(waits.is_waiting());
    let mut vault = scene.history.vault.clone();
    let cut = CutOff { account_id: id, client_id: client(1), device_seq: DeviceSeq(tip.0 + 3) };
    vault.rekey(&scene.world.owner, &[], &[cut], 12);
    assert!(scene.receive_at(&upload, &vault.state, scene.history.vault.state.head()).is_ok());
}

#[test]
fn who_may_not_write_is_refused_before_its_signature_is_looked_at() {
    let scene = Scene::new();
    let viewer = scene.world.write(&scene.history, 4, 1, &mut Dice(5));
    assert_eq!(scene.receive(&viewer), Err(Refusal::Write(WriteRefusal::NotAWriter(Role::Viewer))));
    let removed = scene.world.write(&scene.history, 3, 1, &mut Dice(5));
    assert_eq!(scene.receive(&removed), Err(Refusal::Write(WriteRefusal::NotAMember)));
}

#[test]
fn a_device_that_was_added_later_is_known_when_the_log_comes() {
    let mut scene = Scene::new();
    scene.world.owner.add(6, HowAdded::Words);
    let upload = scene.says(1, |batch| batch.account_head = scene.world.owner.state.head());
    assert_eq!(scene.receive(&upload), Err(Refusal::UnknownAccountHead));
    scene.accounts.insert(scene.world.owner.id(), scene.world.owner.state.clone());
    assert!(scene.receive(&upload).is_ok());
}
