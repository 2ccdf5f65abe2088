//! Everything that a hostile server can do to a list of batches: nothing of it is taken silently, and nothing that
//! honest devices wrote is lost silently.

use driftless_domain::{ActionId, DeviceSeq, EntityId, Hlc, VaultId};
use driftless_protocol::Hash;
use driftless_trust::account_log::HowAdded;
use driftless_trust::frontier::Offered;
use driftless_trust::{DeviceKeys, Refusal, SignedBatch, Tip, chain};

use crate::model::{Device, Dice, History, Upload, Why, World, batch_of, envelope};
use crate::world::{Person, Vault, client, device, vault_key};

/// Seeds of the histories; each goes through every operator.
const SEEDS: u64 = 200;

type Operator = fn(&World, &History, &mut Dice, &mut Device) -> Vec<Upload>;

/// What is in the list that an operator makes.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    /// Only what honest devices signed: all of it may be taken.
    Honest,
    /// Something that no honest device signed.
    Foreign,
    /// Something that a copy of an honest device signed with its key: which of the two came first nobody can tell.
    Copy,
}

/// What a server tries.
const OPERATORS: &[(&str, Shows, Operator)] = &[
    ("nothing", Shows::Honest, |_, history, _, _| history.uploads.clone()),
    ("drop", Shows::Honest, |_, history, dice, _| without(history, dice.below(history.uploads.len()))),
    ("duplicate", Shows::Honest, |_, history, dice, _| {
        with(history, history.uploads[dice.below(history.uploads.len())].clone(), dice)
    }),
    ("reorder neighbours", Shows::Honest, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let at = dice.below(list.len() - 1);
        list.swap(at, at + 1);
        list
    }),
    ("shuffle", Shows::Honest, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        for at in (1..list.len()).rev() {
            list.swap(at, dice.below(at + 1));
        }
        list
    }),
    ("replay all", Shows::Honest, |_, history, _, _| [history.uploads.clone(), history.uploads.clone()].concat()),
    ("truncate the list", Shows::Honest, |_, history, dice, _| {
        history.uploads[..dice.below(history.uploads.len())].to_vec()
    }),
    ("withhold one device", Shows::Honest, |_, history, dice, _| {
        let hidden = client(u8::try_from(dice.below(3) + 1).unwrap());
        history.uploads.iter().filter(|upload| upload.envelopes[0].client_id != hidden).cloned().collect()
    }),
    ("roll back", Shows::Honest, |world, history, dice, device| {
        // First everything, then as if it had never been.
        device.take_all(&history.uploads);
        let mut rewound = Device::new(world, &history.vault.state);
        rewound.take_all(&history.uploads[..dice.below(history.uploads.len())]);
        device.meet(&history.frontier, &Offered { vault_id: history.vault.id(), tips: rewound.tips() });
        assert!(!device.alarms.is_empty(), "a rewound server is not noticed");
        Vec::new()
    }),
    ("swap the vault", Shows::Foreign, |world, history, dice, _| {
        let other = Vault::new(&world.owner, 12);
        let mut list = other_vault(world, &other, dice);
        list.extend(history.uploads.clone());
        list
    }),
    ("vault of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.vault_id = VaultId::from_bytes([7; 16]))
    }),
    ("entity of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.entity_id = EntityId::from_bytes([77; 16]))
    }),
    ("device of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.client_id = client(9))
    }),
    ("count of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.device_seq = DeviceSeq(envelope.device_seq.0 + 1))
    }),
    ("time of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, dice| envelope.logical_time = Hlc::new(5 + dice.below(900) as u64, 0))
    }),
    ("id of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.id = ActionId::from_bytes([66; 16]))
    }),
    ("epoch of a header", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, _| envelope.key_id = 1 - envelope.key_id)
    }),
    ("bit of a payload", Shows::Foreign, |_, history, dice, _| {
        altered(history, dice, |envelope, dice| {
            let at = dice.below(envelope.payload.0.len() * 8);
            envelope.payload.0[at / 8] ^= 1 << (at % 8);
        })
    }),
    ("swap two payloads", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let (a, b) = (dice.below(6), 6 + dice.below(6));
        let payload = list[a].envelopes[0].payload.clone();
        list[a].envelopes[0].payload = std::mem::replace(&mut list[b].envelopes[0].payload, payload);
        list
    }),
    ("cut a batch", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let at = dice.below(list.len());
        list[at].envelopes.pop();
        list
    }),
    ("reorder in a batch", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let at = (0..list.len()).find(|at| list[*at].envelopes.len() > 1);
        match at {
            Some(at) => list[at].envelopes.reverse(),
            None => list[dice.below(12)].envelopes.clear(),
        }
        list
    }),
    ("bit of a signed batch", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let at = dice.below(list.len());
        let bit = dice.below(list[at].batch.len() * 8);
        list[at].batch[bit / 8] ^= 1 << (bit % 8);
        list
    }),
    ("bytes behind a batch", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let at = dice.below(list.len());
        list[at].batch.push(0);
        list
    }),
    ("envelopes of another batch", Shows::Foreign, |_, history, dice, _| {
        let mut list = history.uploads.clone();
        let (a, b) = (dice.below(6), 6 + dice.below(6));
        list[a].envelopes = list[b].envelopes.clone();
        list
    }),
    ("signed by another device", Shows::Foreign, |world, history, dice, _| {
        let mut upload = world.write(history, 1, 2, dice);
        let batch = SignedBatch::from_bytes(&upload.batch).unwrap().batch;
        upload.batch = batch.sign(&device(2).signing).to_bytes();
        with(history, upload, dice)
    }),
    ("fork by a copied device", Shows::Copy, |world, history, dice, _| {
        let first = Tip { device_seq: DeviceSeq(0), chain: chain::start(history.vault.id(), client(1)) };
        let (vault, epoch) = (&history.vault, history.vault.state.epoch());
        let other = envelope(vault.id(), 1, 1, (epoch, &vault.key), &mut Dice(dice.0 ^ 99));
        let upload = world.sign(history, 1, first, vec![other], vault.state.head());
        with(history, upload, dice)
    }),
    ("forged member", Shows::Foreign, |world, history, dice, device| {
        let stranger = Person::new(9, &[9]);
        if dice.below(2) == 0 {
            device.accounts.insert(stranger.id(), stranger.state.clone());
        }
        with(history, foreign(world, history, &stranger, dice), dice)
    }),
    ("forged device", Shows::Foreign, |world, history, dice, _| {
        let mut upload = world.write(history, 1, 1, dice);
        let batch = SignedBatch::from_bytes(&upload.batch).unwrap().batch;
        upload.batch = batch.sign(&DeviceKeys::from_seed(&[200; 32]).signing).to_bytes();
        with(history, upload, dice)
    }),
    ("uncertified device", Shows::Foreign, |world, history, dice, _| {
        let mut imposter = world.owner.clone();
        imposter.add(9, HowAdded::Paired);
        with(history, foreign(world, history, &imposter, dice), dice)
    }),
    ("viewer writes", Shows::Foreign, |world, history, dice, _| with(history, world.write(history, 4, 1, dice), dice)),
    ("removed member writes on", Shows::Foreign, |world, history, dice, _| {
        with(history, world.write(history, 3, 1, dice), dice)
    }),
    ("backdated", Shows::Foreign, |world, history, dice, _| {
        let tip = history.tip(3);
        let late = envelope(history.vault.id(), 3, tip.device_seq.0 + 1, (0, &vault_key(10)), dice);
        with(history, world.sign(history, 3, tip, vec![late], history.old_head), dice)
    }),
    ("stale epoch", Shows::Foreign, |world, history, dice, _| {
        let tip = history.tip(1);
        let stale = envelope(history.vault.id(), 1, tip.device_seq.0 + 1, (0, &vault_key(10)), dice);
        with(history, world.sign(history, 1, tip, vec![stale], history.vault.state.head()), dice)
    }),
    ("unknown control log", Shows::Foreign, |world, history, dice, _| {
        let tip = history.tip(1);
        let next = envelope(history.vault.id(), 1, tip.device_seq.0 + 1, (1, &vault_key(11)), dice);
        with(history, world.sign(history, 1, tip, vec![next], Hash([5; 32])), dice)
    }),
    ("withheld control log", Shows::Honest, |world, history, _, device| {
        *device = Device::new(world, &world.before.state);
        history.uploads.clone()
    }),
    ("withheld account log", Shows::Honest, |world, history, _, device| {
        let id = world.owner.id();
        let start = driftless_trust::AccountState::replay(id, &world.owner.log[..2]).state.unwrap();
        device.accounts.insert(id, start);
        history.uploads.clone()
    }),
];

fn without(history: &History, at: usize) -> Vec<Upload> {
    let mut list = history.uploads.clone();
    list.remove(at);
    list
}

/// Puts one more anywhere.
fn with(history: &History, upload: Upload, dice: &mut Dice) -> Vec<Upload> {
    let mut list = history.uploads.clone();
    list.insert(dice.below(list.len() + 1), upload);
    list
}

fn altered(
    history: &History,
    dice: &mut Dice,
    alter: impl Fn(&mut driftless_protocol::Envelope, &mut Dice),
) -> Vec<Upload> {
    let mut list = history.uploads.clone();
    let at = dice.below(list.len());
    let of_batch = dice.below(list[at].envelopes.len());
    alter(&mut list[at].envelopes[of_batch], dice);
    list
}

/// A batch of device 9, signed by it, for somebody's account.
fn foreign(_: &World, history: &History, person: &Person, dice: &mut Dice) -> Upload {
    let vault = &history.vault;
    let envelopes = vec![envelope(vault.id(), 9, 1, (vault.state.epoch(), &vault.key), dice)];
    let start = Tip { device_seq: DeviceSeq(0), chain: chain::start(vault.id(), client(9)) };
    let heads = (vault.state.head(), person.state.head());
    let batch = batch_of((person.id(), 9), start, &envelopes, heads, Default::default());
    Upload { batch: batch.sign(&device(9).signing).to_bytes(), envelopes }
}

/// What device 1 wrote, honestly, into another vault of the same owner.
fn other_vault(world: &World, other: &Vault, dice: &mut Dice) -> Vec<Upload> {
    let history = History {
        uploads: Vec::new(),
        vault: other.clone(),
        frontier: Default::default(),
        old_head: other.state.head(),
        plain: Default::default(),
    };
    vec![world.write(&history, 1, 2, dice)]
}

#[test]
fn nothing_is_taken_silently_and_nothing_is_lost_silently() {
    let world = World::new();
    for seed in 1..=SEEDS {
        let history = world.history(seed);
        for (name, shows, operator) in OPERATORS {
            let at = format!("operator {name:?}, seed {seed}");
            let mut dice = Dice(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1);
            let mut device = Device::new(&world, &history.vault.state);
            let offered = operator(&world, &history, &mut dice, &mut device);
            device.take_all(&offered);
            let tips = device.tips();
            device.meet(&history.frontier, &Offered { vault_id: history.vault.id(), tips });

            // What was taken is what honest devices wrote, each action once and in its order.
            for (place, plain) in &device.accepted {
                let is_honest = history.plain.get(place) == Some(plain);
                let is_copy = *shows == Shows::Copy && place.0 == client(1);
                assert!(is_honest || is_copy, "{at}: {place:?} is not what was written");
                let is_next =
                    place.1 == DeviceSeq(1) || device.accepted.contains_key(&(place.0, DeviceSeq(place.1.0 - 1)));
                assert!(is_next, "{at}: {place:?} without the one before");
            }
            // What is not there is missed by name.
            let is_noticed = !device.quarantine.is_empty() || !device.alarms.is_empty();
            assert!(is_noticed || device.accepted == history.plain, "{at}: incomplete, and nobody knows");
            for place in history.plain.keys().filter(|place| !device.accepted.contains_key(place)) {
                let is_named = device.alarms.iter().any(|alarm| format!("{alarm:?}").contains(&place.0.to_string()));
                assert!(is_named, "{at}: {place:?} is missing and no alarm names its device: {:?}", device.alarms);
            }
            // What was added is kept apart, with its bytes.
            let forked = |(_, why): &(Upload, Why)| matches!(why, Why::Refused(Refusal::Forked(_)));
            let is_fork_seen = device.quarantine.iter().any(forked);
            assert!(*shows != Shows::Copy || is_fork_seen, "{at}: the copy is not noticed: {:?}", device.quarantine);
            if *shows == Shows::Foreign {
                let foreign = offered.iter().filter(|upload| !history.uploads.contains(upload)).count();
                assert!(foreign > 0, "{at}: the operator did nothing");
                let kept = device.quarantine.iter().filter(|(upload, _)| !history.uploads.contains(upload)).count();
                assert_eq!(kept, foreign, "{at}: something foreign was taken");
            }
            if *name == "nothing" {
                assert!(!is_noticed, "{at}: a false alarm: {:?} {:?}", device.alarms, device.quarantine);
            }
        }
    }
}

#[test]
fn there_are_enough_operators_and_seeds() {
    assert!(OPERATORS.len() > 20 && SEEDS >= 200);
}
