//! Random uploads: the database answers what the memory twin answers, batch by batch.

use driftless_domain::{ActionType, DeviceSeq, Seq};
use driftless_protocol::Envelope;
use proptest::prelude::*;

use crate::given::{action, action_on, batch, entity, vault};
use crate::storage::{Given, WHOLE, block_on};

/// Mostly what an honest device sends; sometimes a gap, a clone, a changed or misplaced action.
fn any_action() -> impl Strategy<Value = (u64, u64, u64, u8, u64)> {
    (1..4_u64, 0..4_u64, 1..6_u64, 0..20_u8, 0..12_u64)
}

fn build(device: u64, step: u64, on: u64, kind: u8, seen: u64, next: &mut [u64; 4]) -> Envelope {
    let expected = &mut next[usize::try_from(device).unwrap()];
    let device_seq = if step == 3 { expected.saturating_sub(1) } else { *expected };
    *expected += u64::from(step != 3);
    let kinds = [ActionType::Create, ActionType::Update, ActionType::Delete, ActionType::Restore];
    let mut built = action_on(vault(1), device, device_seq, on, kinds[usize::from(kind % 4)].clone(), seen);
    match kind {
        16 => built.id = action(vault(1), device + 50, device_seq).id,
        17 => built.payload.0.push(1),
        18 => built.vault_id = vault(2),
        19 => built.device_seq = DeviceSeq(device_seq + 2),
        _ => {}
    }
    if kind == 15 {
        built.id = action(vault(1), device, 1).id;
        built.entity_id = entity(77);
    }
    built
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sqlite_answers_as_memory_does(batches in prop::collection::vec((1..4_u64, prop::collection::vec(any_action(), 1..8)), 1..12)) {
        block_on(async {
            let (memory, sqlite) = (Given::memory().await, Given::sqlite().await);
            let mut next = [1; 4];
            for (at, (device, actions)) in batches.into_iter().enumerate() {
                let actions = actions.into_iter().map(|(_, step, on, kind, seen)| build(device, step, on, kind, seen, &mut next));
                let mut request = batch(actions.collect());
                request.vault_id = vault(1);
                assert_eq!(memory.upload(request.clone()).await, sqlite.upload(request).await, "batch {at}");
            }
            let (expected, found) = (memory.page(vault(1), 0, WHOLE).await, sqlite.page(vault(1), 0, WHOLE).await);
            assert_eq!(expected.rows, found.rows);
            assert_eq!((expected.head, expected.chain_hash), (found.head, found.chain_hash));
            assert!(found.new_cursor == found.head || found.head == Seq::ZERO);
        });
    }
}
