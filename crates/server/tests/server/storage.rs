//! One suite for every storage: what `Storage` promises holds in memory and in SQLite.

use std::future::Future;
use std::sync::Arc;

use driftless_domain::limits::{BATCH_BYTES_MAX, PAYLOAD_BYTES_MAX};
use driftless_domain::{ActionType, Epoch, Hlc, Seq, VaultId};
use driftless_protocol::{Envelope, Flag, Hash, Outcome, QuarantineCode, StateHashRequest, UploadRequest};
use driftless_server::authorization::access::{Access, Denial};
use driftless_server::authorization::caller::Caller;
use driftless_server::authorization::token::TokenHash;
use driftless_server::storage::memory::MemoryStorage;
use driftless_server::storage::sqlite::SqliteStorage;
use driftless_server::storage::{Page, PageLimit, STATE_REPORTS_MAX, Storage, StorageError};
use driftless_server::validation::batch::BatchError;
use tempfile::TempDir;

use crate::given::{NOW_MS, action, action_on, batch, check_chain, client, run_of, vault};

pub(crate) const WHOLE: PageLimit = PageLimit { rows: 1_000, bytes: BATCH_BYTES_MAX };

/// A storage with a token that is free for the first vault.
pub(crate) struct Given {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) token: Caller,
    _dir: Option<TempDir>,
}

impl Given {
    pub(crate) async fn memory() -> Self {
        Self::with(Arc::new(MemoryStorage::new(Epoch(7))), None).await
    }

    pub(crate) async fn sqlite() -> Self {
        let dir = TempDir::new().unwrap();
        Self::with(Arc::new(SqliteStorage::open(dir.path(), None, NOW_MS).unwrap()), Some(dir)).await
    }

    async fn with(storage: Arc<dyn Storage>, dir: Option<TempDir>) -> Self {
        let token = TokenHash::of("first");
        assert!(!storage.has_tokens().await.unwrap());
        storage.add_token(token, None, NOW_MS).await.unwrap();
        Self { storage, token: token.into(), _dir: dir }
    }

    pub(crate) async fn upload(&self, request: UploadRequest) -> Vec<Outcome> {
        self.upload_at(request, NOW_MS).await
    }

    async fn upload_at(&self, request: UploadRequest, now_ms: u64) -> Vec<Outcome> {
        let uploaded = self.storage.upload(self.token, request, now_ms).await.unwrap();
        uploaded.outcomes.into_iter().map(|row| row.result).collect()
    }

    pub(crate) async fn page(&self, vault_id: VaultId, since: u64, limit: PageLimit) -> Page {
        self.storage.page(self.token, vault_id, Seq(since), limit).await.unwrap()
    }
}

/// A runtime with threads of its own, so that writers and readers really meet.
pub(crate) fn block_on(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(test);
}

macro_rules! on_every_storage {
    ($($name:ident),+ $(,)?) => {
        mod memory {
            $(#[test] fn $name() { super::block_on(async { super::$name(super::Given::memory().await).await }); })+
        }
        mod sqlite {
            $(#[test] fn $name() { super::block_on(async { super::$name(super::Given::sqlite().await).await }); })+
        }
    };
}

on_every_storage!(
    seqs_are_gapless_in_order_of_the_request,
    a_batch_sent_again_is_stored_once,
    other_bytes_under_a_known_id_are_quarantined,
    a_gap_takes_no_row_and_blocks_nobody,
    a_cloned_device_is_told_and_nothing_of_it_is_stored,
    what_is_too_large_leaves_a_row_without_payload,
    envelopes_that_do_not_fit_are_withheld,
    remarkable_actions_are_flagged,
    a_mass_delete_is_flagged,
    a_small_delete_is_not,
    the_witnessed_time_never_runs_back,
    pages_of_every_size_give_the_same_log,
    a_position_beyond_the_head_is_no_error,
    a_token_belongs_to_the_first_vault,
    a_batch_without_a_row_binds_nothing,
    bad_batches_are_refused_whole,
    readers_beside_writers_miss_nothing,
    state_hashes_are_compared_at_equal_positions,
    a_closed_storage_refuses,
);

fn seqs(outcomes: &[Outcome]) -> Vec<Option<u64>> {
    outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Accepted { seq, .. } | Outcome::Duplicate { seq, .. } | Outcome::Flagged { seq, .. } => {
                Some(seq.0)
            }
            Outcome::Quarantined { .. } | Outcome::Forked | Outcome::RetryLater { .. } => None,
        })
        .collect()
}

async fn seqs_are_gapless_in_order_of_the_request(given: Given) {
    assert_eq!(seqs(&given.upload(run_of(vault(1), 1, 1, 3)).await), [Some(1), Some(2), Some(3)]);
    assert_eq!(seqs(&given.upload(run_of(vault(1), 2, 1, 2)).await), [Some(4), Some(5)]);
    let page = given.page(vault(1), 0, WHOLE).await;
    assert_eq!((page.head, page.new_cursor), (Seq(5), Seq(5)));
    assert_eq!(check_chain(&page.rows, 0, Hash::default()), page.chain_hash);
    assert_eq!(page.rows[3].envelope, Some(action(vault(1), 2, 1)));
}

async fn a_batch_sent_again_is_stored_once(given: Given) {
    let first = given.upload(run_of(vault(1), 1, 1, 3)).await;
    let again = given.upload_at(run_of(vault(1), 1, 1, 4), NOW_MS + 1_000).await;
    for (first, again) in first.iter().zip(&again) {
        let Outcome::Accepted { seq, witnessed_time } = *first else { panic!("{first:?}") };
        assert_eq!(*again, Outcome::Duplicate { seq, witnessed_time });
    }
    assert_eq!(seqs(&again)[3], Some(4));
    let twice = batch(vec![action(vault(1), 1, 5), action(vault(1), 1, 5)]);
    assert!(matches!(
        given.upload(twice).await[..],
        [Outcome::Accepted { .. }, Outcome::Duplicate { seq: Seq(5), .. }]
    ));
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq(5));
}

async fn other_bytes_under_a_known_id_are_quarantined(given: Given) {
    given.upload(run_of(vault(1), 1, 1, 1)).await;
    let other = Outcome::Quarantined { code: QuarantineCode::OtherContent };
    let mut changed = action(vault(1), 1, 1);
    changed.payload.0.push(0);
    assert_eq!(given.upload(batch(vec![changed.clone()])).await, std::slice::from_ref(&other));
    changed = Envelope { seen: Seq(1), ..action(vault(1), 1, 1) };
    assert_eq!(given.upload(batch(vec![changed])).await, std::slice::from_ref(&other));
    assert_eq!(given.page(vault(1), 0, WHOLE).await.rows[0].envelope, Some(action(vault(1), 1, 1)));

    // In its device's turn it takes a row without payload, and the next one is no gap.
    let reused = Envelope { id: action(vault(1), 1, 1).id, ..action(vault(1), 1, 2) };
    let outcomes = given.upload(batch(vec![reused.clone(), action(vault(1), 1, 3)])).await;
    assert_eq!(outcomes[0], other);
    assert_eq!(seqs(&outcomes)[1], Some(3));
    assert_eq!(given.upload(batch(vec![reused])).await, [other]);
    let page = given.page(vault(1), 0, WHOLE).await;
    assert!(page.rows[1].withheld.is_some());
    assert_eq!(check_chain(&page.rows, 0, Hash::default()), page.chain_hash);
}

async fn a_gap_takes_no_row_and_blocks_nobody(given: Given) {
    given.upload(run_of(vault(1), 1, 1, 2)).await;
    let gap = Outcome::Quarantined { code: QuarantineCode::Gap };
    assert_eq!(given.upload(run_of(vault(1), 1, 4, 5)).await, [gap.clone(), gap]);
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq(2));
    assert_eq!(seqs(&given.upload(run_of(vault(1), 2, 1, 1)).await), [Some(3)]);
    assert_eq!(seqs(&given.upload(run_of(vault(1), 1, 3, 5)).await), [Some(4), Some(5), Some(6)]);
}

async fn a_cloned_device_is_told_and_nothing_of_it_is_stored(given: Given) {
    given.upload(run_of(vault(1), 1, 1, 3)).await;
    let of_clone = |n| Envelope { id: action(vault(1), 9, n).id, ..action(vault(1), 1, n) };
    // The fourth would be the original's next one.
    let outcomes = given.upload(batch(vec![of_clone(2), of_clone(3), of_clone(4)])).await;
    assert_eq!(outcomes, [Outcome::Forked, Outcome::Forked, Outcome::Forked]);
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq(3));
    assert_eq!(seqs(&given.upload(run_of(vault(1), 1, 4, 4)).await), [Some(4)]);
}

async fn what_is_too_large_leaves_a_row_without_payload(given: Given) {
    let mut large = action(vault(1), 1, 1);
    large.payload.0 = vec![7; PAYLOAD_BYTES_MAX + 41];
    let too_large = Outcome::Quarantined { code: QuarantineCode::TooLarge };
    assert_eq!(given.upload(batch(vec![large.clone()])).await, std::slice::from_ref(&too_large));
    assert_eq!(seqs(&given.upload(run_of(vault(1), 1, 2, 2)).await), [Some(2)]);
    let page = given.page(vault(1), 0, WHOLE).await;
    assert_eq!(page.rows[0].withheld.as_ref().unwrap().payload_hash, large.payload_hash());
    assert_eq!(check_chain(&page.rows, 0, Hash::default()), page.chain_hash);
    assert_eq!(given.upload(batch(vec![large])).await, [too_large]);
}

async fn envelopes_that_do_not_fit_are_withheld(given: Given) {
    let bad = Outcome::Quarantined { code: QuarantineCode::BadEnvelope };
    let newer = Envelope { v: 2, ..action(vault(1), 1, 1) };
    let elsewhere = Envelope { vault_id: vault(2), ..action(vault(1), 1, 2) };
    let outcomes = given.upload(batch(vec![newer, elsewhere, action(vault(1), 1, 3)])).await;
    assert_eq!(outcomes[..2], [bad.clone(), bad.clone()]);
    assert_eq!(seqs(&outcomes)[2], Some(3));
    assert_eq!(given.upload(batch(vec![action(vault(1), 1, 0)])).await, [bad]);
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq(3));
}

async fn flags_after(given: &Given, action: Envelope) -> Vec<Flag> {
    match given.upload(batch(vec![action])).await.remove(0) {
        Outcome::Accepted { .. } => Vec::new(),
        Outcome::Flagged { flags, seq, .. } => {
            let vault_id = vault(1);
            assert_eq!(given.page(vault_id, seq.0 - 1, WHOLE).await.rows[0].flags, flags);
            flags
        }
        other => panic!("{other:?}"),
    }
}

async fn remarkable_actions_are_flagged(given: Given) {
    use ActionType::{Create, Delete, Restore, Update};
    let v = vault(1);
    let on = |device, n, on, kind: &ActionType, seen| action_on(v, device, n, on, kind.clone(), seen);
    assert_eq!(flags_after(&given, on(1, 1, 1, &Update, 0)).await, [Flag::UnknownEntity]);
    assert_eq!(flags_after(&given, on(1, 2, 1, &Create, 0)).await, []);
    assert_eq!(flags_after(&given, on(1, 3, 1, &Update, 2)).await, []);
    assert_eq!(flags_after(&given, on(1, 4, 1, &Delete, 2)).await, []);
    assert_eq!(flags_after(&given, on(2, 1, 1, &Update, 3)).await, [Flag::EditedAfterDelete]);
    assert_eq!(flags_after(&given, on(2, 2, 1, &Update, 4)).await, []);
    assert_eq!(flags_after(&given, on(1, 5, 1, &Update, 0)).await, []);
    // A restore that has not seen the delete does not undo it; one that has does.
    assert_eq!(flags_after(&given, on(3, 1, 1, &Restore, 3)).await, []);
    assert_eq!(flags_after(&given, on(4, 1, 1, &Update, 0)).await, [Flag::EditedAfterDelete]);
    assert_eq!(flags_after(&given, on(3, 2, 1, &Restore, 4)).await, []);
    assert_eq!(flags_after(&given, on(4, 2, 1, &Update, 0)).await, []);
    let ahead = Envelope { seen: Seq(1_000), ..action(v, 5, 1) };
    assert_eq!(flags_after(&given, ahead).await, [Flag::SeenAhead]);
    let skewed = Envelope { logical_time: Hlc::new(NOW_MS + 300_000, 0), ..action(v, 5, 2) };
    assert_eq!(flags_after(&given, skewed).await, []);
    let skewed = Envelope { logical_time: Hlc::MAX, schema: 9, ..action(v, 5, 3) };
    assert_eq!(flags_after(&given, skewed.clone()).await, [Flag::ClockSkew, Flag::NewerSchema]);
    let last = given.page(v, 0, WHOLE).await.rows.pop().unwrap();
    assert_eq!(last.envelope, Some(skewed), "the largest numbers come back as they were");
    let unknown =
        Envelope { action_type: "merge".parse().unwrap(), entity_type: "canvas".parse().unwrap(), ..action(v, 5, 4) };
    assert_eq!(flags_after(&given, unknown).await, []);
}

async fn delete_share(given: &Given, entities: u64, deleted: u64) -> Vec<Outcome> {
    let v = vault(1);
    given.upload(run_of(v, 1, 1, entities)).await;
    let deletes = (1..=deleted).map(|n| {
        let of = action(v, 1, n).entity_id;
        Envelope { entity_id: of, action_type: ActionType::Delete, seen: Seq(entities), ..action(v, 2, n) }
    });
    given.upload(batch(deletes.collect())).await
}

async fn a_mass_delete_is_flagged(given: Given) {
    let outcomes = delete_share(&given, 160, 51).await;
    let is_flagged =
        |outcome: &Outcome| matches!(outcome, Outcome::Flagged { flags, .. } if flags == &[Flag::MassDelete]);
    assert!(outcomes.iter().all(is_flagged));
    // 109 are left; the same again is no delete of anything that lives.
    let again = given.upload(batch(vec![action_on(vault(1), 2, 52, 1_000_001, ActionType::Delete, 0)])).await;
    assert!(matches!(again[..], [Outcome::Accepted { .. }]));
}

async fn a_small_delete_is_not(given: Given) {
    let outcomes = delete_share(&given, 171, 51).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "51 of 171 are 29.8 %");
}

async fn the_witnessed_time_never_runs_back(given: Given) {
    let mut last = Hlc::ZERO;
    for (n, now_ms) in [(1, NOW_MS), (2, NOW_MS - 1_000_000), (3, 0), (4, NOW_MS + 1)] {
        let outcomes = given.upload_at(run_of(vault(1), 1, n, n), now_ms).await;
        let (Outcome::Accepted { witnessed_time, .. } | Outcome::Flagged { witnessed_time, .. }) = outcomes[0] else {
            panic!("{outcomes:?}")
        };
        assert!(witnessed_time > last);
        last = witnessed_time;
    }
    assert_eq!(last, Hlc::new(NOW_MS + 1, 0));
}

async fn pages_of_every_size_give_the_same_log(given: Given) {
    for n in 1..=30 {
        let mut action = action(vault(1), 1, n);
        action.payload.0 = vec![n as u8; (n as usize % 4) * 400];
        given.upload(batch(vec![action])).await;
    }
    let whole = given.page(vault(1), 0, WHOLE).await;
    for limit in [(1, 1), (7, 1_000_000), (1_000, 1), (1_000, 1_500), (1_000, 5_000)] {
        let limit = PageLimit { rows: limit.0, bytes: limit.1 };
        let (mut rows, mut chain, mut cursor) = (Vec::new(), Hash::default(), 0);
        while cursor < 30 {
            let page = given.page(vault(1), cursor, limit).await;
            assert!(!page.rows.is_empty() && page.rows.len() <= limit.rows, "a page always goes on");
            let payloads: usize = page.rows.iter().map(|row| row.envelope.as_ref().unwrap().payload.0.len()).sum();
            assert!(page.rows.len() == 1 || payloads <= limit.bytes);
            chain = check_chain(&page.rows, cursor, chain);
            assert_eq!(chain, page.chain_hash, "the hash is that of the cursor, not of the head");
            cursor = page.new_cursor.0;
            rows.extend(page.rows);
        }
        assert_eq!(rows, whole.rows);
    }
    let end = given.page(vault(1), 30, WHOLE).await;
    assert_eq!((end.rows.len(), end.new_cursor, end.chain_hash), (0, Seq(30), whole.chain_hash));
}

async fn a_position_beyond_the_head_is_no_error(given: Given) {
    given.upload(run_of(vault(1), 1, 1, 2)).await;
    for since in [3, 1 << 41, u64::MAX] {
        let page = given.page(vault(1), since, WHOLE).await;
        assert_eq!((page.rows.len(), page.new_cursor, page.head), (0, Seq(since), Seq(2)));
    }
}

async fn a_token_belongs_to_the_first_vault(given: Given) {
    let storage = &given.storage;
    let head = |token: TokenHash, v| storage.head(token.into(), v);
    let (second, stranger) = (TokenHash::of("second"), TokenHash::of("stranger"));
    storage.add_token(second, None, NOW_MS).await.unwrap();
    assert_eq!(storage.head(given.token, vault(1)).await.unwrap().access, Access::FirstUse);
    given.upload(run_of(vault(1), 1, 1, 1)).await;
    assert_eq!(storage.head(given.token, vault(1)).await.unwrap().access, Access::Bound);
    let denied = |denial: Denial| Err(StorageError::Denied(denial));
    assert_eq!(storage.head(given.token, vault(2)).await, denied(Denial::OtherVault));
    assert_eq!(head(second, vault(1)).await, denied(Denial::NotFound));
    assert_eq!(head(stranger, vault(1)).await, denied(Denial::UnknownToken));
    assert_eq!(head(stranger, vault(3)).await, denied(Denial::UnknownToken));
    for (token, denial) in [(given.token, Denial::OtherVault), (stranger.into(), Denial::UnknownToken)] {
        let result = storage.upload(token, run_of(vault(2), 1, 1, 1), NOW_MS).await;
        assert_eq!(result, Err(StorageError::Denied(denial)));
        assert_eq!(storage.page(token, vault(2), Seq::ZERO, WHOLE).await, Err(StorageError::Denied(denial)));
        assert_eq!(storage.report_state(token, report(2, 1, 0, 0), 0).await, Err(StorageError::Denied(denial)));
    }
    // A code for a vault that is there already is bound from the start.
    let third = TokenHash::of("third");
    storage.add_token(third, Some(vault(1)), NOW_MS).await.unwrap();
    assert_eq!(head(third, vault(1)).await.unwrap().head, Seq(1));
    assert!(storage.knows(third.into()).await.unwrap() && !storage.knows(stranger.into()).await.unwrap());
}

async fn a_batch_without_a_row_binds_nothing(given: Given) {
    given.upload(run_of(vault(1), 1, 5, 5)).await;
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq::ZERO);
    assert_eq!(seqs(&given.upload(run_of(vault(2), 1, 1, 1)).await), [Some(1)]);
}

async fn bad_batches_are_refused_whole(given: Given) {
    let refused = async |request| given.storage.upload(given.token, request, NOW_MS).await.unwrap_err();
    let empty = UploadRequest { vault_id: vault(1), actions: Vec::new() };
    assert_eq!(refused(empty).await, StorageError::Batch(BatchError::Empty));
    assert_eq!(refused(run_of(vault(1), 1, 1, 1_001)).await, StorageError::Batch(BatchError::TooManyActions(1_001)));
    let mixed = batch(vec![action(vault(1), 1, 1), action(vault(1), 2, 1)]);
    assert_eq!(refused(mixed).await, StorageError::Batch(BatchError::SeveralDevices));
    let mut large = run_of(vault(1), 1, 1, 2);
    large.actions[0].payload.0 = vec![0; BATCH_BYTES_MAX];
    assert!(matches!(refused(large).await, StorageError::Batch(BatchError::TooManyBytes(_))));
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq::ZERO);
}

/// The tutorial's cursor loses rows to writers that commit late; a counter row cannot.
async fn readers_beside_writers_miss_nothing(given: Given) {
    const WRITERS: u64 = 8;
    const BATCHES: u64 = 25;
    const EACH: u64 = 3;
    given.upload(run_of(vault(1), 1_000, 1, 1)).await;
    let (storage, token) = (Arc::clone(&given.storage), given.token);
    let reader = tokio::spawn(async move {
        let (mut cursor, mut chain) = (0, Hash::default());
        while cursor < 1 + WRITERS * BATCHES * EACH {
            let limit = PageLimit { rows: 7, bytes: BATCH_BYTES_MAX };
            let page = storage.page(token, vault(1), Seq(cursor), limit).await.unwrap();
            chain = check_chain(&page.rows, cursor, chain);
            assert_eq!(page.chain_hash, chain);
            cursor = page.new_cursor.0;
            tokio::task::yield_now().await;
        }
    });
    let writers = (0..WRITERS).map(|writer| {
        let (storage, token) = (Arc::clone(&given.storage), given.token);
        tokio::spawn(async move {
            for n in 0..BATCHES {
                let request = run_of(vault(1), writer, n * EACH + 1, (n + 1) * EACH);
                let uploaded = storage.upload(token, request, NOW_MS).await.unwrap();
                let seqs: Vec<_> = uploaded
                    .outcomes
                    .iter()
                    .map(|row| match row.result {
                        Outcome::Accepted { seq, .. } => seq.0,
                        ref other => panic!("{other:?}"),
                    })
                    .collect();
                assert!(seqs.windows(2).all(|pair| pair[1] == pair[0] + 1), "a batch is one run");
                // Somebody else's bad request in the same group commit harms nobody.
                let denied = storage.upload(TokenHash::of("x").into(), run_of(vault(1), writer, 1, 1), NOW_MS).await;
                assert_eq!(denied, Err(StorageError::Denied(Denial::UnknownToken)));
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    reader.await.unwrap();
}

fn report(v: u64, device: u64, seq: u64, root: u8) -> StateHashRequest {
    StateHashRequest {
        vault_id: vault(v),
        client_id: client(device),
        epoch: Epoch(7),
        seq: Seq(seq),
        reducer_version: 1,
        root: Hash([root; 32]),
    }
}

async fn state_hashes_are_compared_at_equal_positions(given: Given) {
    let tell = async |request, now_ms| {
        let peers = given.storage.report_state(given.token, request, now_ms).await.unwrap();
        peers.iter().map(|peer| (peer.client_id, peer.reported_at_ms, peer.is_equal)).collect::<Vec<_>>()
    };
    assert_eq!(tell(report(1, 1, 0, 1), 1).await, [], "nothing to compare before there is a log");
    given.upload(run_of(vault(1), 1, 1, 2)).await;
    assert_eq!(tell(report(1, 1, 2, 5), 10).await, []);
    assert_eq!(tell(report(1, 2, 2, 5), 11).await, [(client(1), 10, Some(true))]);
    assert_eq!(tell(report(1, 3, 1, 5), 12).await, [(client(2), 11, None), (client(1), 10, None)]);
    let other_rules = StateHashRequest { reducer_version: 2, ..report(1, 4, 2, 5) };
    assert_eq!(tell(other_rules, 13).await.iter().filter(|peer| peer.2.is_some()).count(), 0);
    let again = tell(report(1, 1, 2, 6), 14).await;
    assert_eq!(again.iter().find(|peer| peer.0 == client(2)).unwrap().2, Some(false));
    for device in 0..STATE_REPORTS_MAX as u64 + 10 {
        assert!(tell(report(1, 100 + device, 2, 1), 20 + device).await.len() < STATE_REPORTS_MAX);
    }
}

async fn a_closed_storage_refuses(given: Given) {
    given.upload(run_of(vault(1), 1, 1, 1)).await;
    given.storage.close().await;
    let refused = given.storage.upload(given.token, run_of(vault(1), 1, 2, 2), NOW_MS).await;
    assert_eq!(refused, Err(StorageError::Busy));
    assert_eq!(given.storage.check_ready().await, Err(StorageError::Busy));
    assert_eq!(given.page(vault(1), 0, WHOLE).await.head, Seq(1));
}
