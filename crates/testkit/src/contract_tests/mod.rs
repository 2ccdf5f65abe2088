//! One suite for every store: what the contracts promise, run on memory and on SQLite.
//!
//! ```ignore
//! driftless_testkit::store_contract!(|| {
//!     let folder = TempDir::new().unwrap();
//!     (create(folder.path()), folder) // a fresh store of contract_tests::IDENTITY, and what it lives in
//! });
//! ```

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a broken promise fails the test that asks for it, with its place"
)]

pub mod account;
pub mod blobs;
pub mod cursor;
pub mod device;
pub mod drafts;
pub mod fixture;
pub mod history;
pub mod jobs;
pub mod notes;
pub mod quarantine;
pub mod review;
pub mod transaction;
pub mod wal;

pub use fixture::{IDENTITY, VAULT_KEY};

/// Makes one test of each promise. The argument gives a fresh store and what must outlive it.
#[macro_export]
macro_rules! store_contract {
    ($fresh:expr) => {
        $crate::store_contract!(@ $fresh;
            transaction: what_fails_leaves_no_trace, what_is_committed_is_read_by_others, a_reader_sees_one_moment,
                a_panic_leaves_no_trace;
            wal: appending_is_idempotent_by_id, other_content_under_a_known_id_is_refused,
                a_download_of_an_own_action_acknowledges_it, pages_go_through_the_log_in_order,
                pending_goes_by_count_and_size, refused_actions_are_not_pending_again,
                an_envelope_is_kept_until_the_ack, withdrawing_takes_pending_actions_only,
                what_is_held_is_found_again, extreme_numbers_come_back, compacting_changes_nothing_that_is_shown,
                compacting_leaves_what_is_pending_held_or_in_quarantine;
            history: what_leaves_the_log_in_steps_is_known_as_before, positions_are_found_by_the_time_of_the_server,
                days_take_the_place_of_what_left_the_log;
            cursor: it_starts_at_nothing_and_only_moves_forward;
            device: names_counters_and_settings_come_back, writer_ids_belong_to_slots;
            notes: states_and_texts_come_back, revisions_are_one_sequence, the_tree_follows_every_save,
                a_restore_from_the_snapshot_forgets_the_rest;
            review: items_are_replaced_entity_by_entity;
            quarantine: the_same_is_kept_once_and_release_removes_it, what_is_being_imported_is_remembered;
            jobs: a_job_is_one_row, the_ring_keeps_the_last_cycles;
            drafts: drafts_are_kept_by_slot_and_note_in_order;
            account: the_account_and_its_session_come_back, a_forgotten_account_leaves_the_keys_of_its_epochs,
                signed_logs_are_kept_in_order, an_alarm_is_raised_once_and_ends, ends_of_batches_are_found_again;
            blobs: bytes_come_back_and_equal_files_are_kept_once, what_waits_is_sent_once_and_failures_go_last,
                what_is_missing_comes_or_is_set_aside;
        );
    };
    (@ $fresh:expr; $($module:ident: $($test:ident),+;)+) => {
        $(mod $module {
            #[allow(unused_imports, reason = "what the argument names")]
            use super::*;
            $(#[test]
            fn $test() {
                let (store, _kept) = $fresh();
                $crate::contract_tests::$module::$test(&store);
            })+
        })+
    };
}
