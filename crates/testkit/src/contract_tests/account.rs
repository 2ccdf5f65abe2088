//! The account, its session, keys by epoch, signed logs, alarms.

use driftless_domain::{ClientId, DeviceSeq};
use driftless_protocol::Hash;
use driftless_sync::contract::{
    AccountRow, AlarmClass, AlarmRow, ChainRow, SessionRow, SessionTokens, SignedLog, Store, Unlocking,
};

use super::fixture::{read, write};

fn account() -> AccountRow {
    AccountRow {
        server_url: "https://notes.example".into(),
        name: "ada@example.org".into(),
        user_id: [1; 16],
        created_ms: 2,
        identity_key: [3; 32],
        device_seed: [4; 32],
        unlocking: Unlocking::Locked,
        is_kit_confirmed: false,
        may_password_unlock: true,
        has_totp: false,
    }
}

fn tokens(refresh: &str) -> SessionRow {
    SessionRow::Live(SessionTokens {
        access_token: "access".into(),
        access_expires_ms: u64::MAX,
        refresh_token: refresh.into(),
    })
}

/// Everything comes back; a changed account keeps its session.
pub fn the_account_and_its_session_come_back(store: &impl Store) {
    assert_eq!(read(store, |tx| tx.account()), None);
    assert_eq!(read(store, |tx| tx.session()), SessionRow::None);
    write(store, |tx| tx.save_account(Some(&account())));
    assert_eq!(read(store, |tx| tx.account()), Some(account()));
    assert_eq!(read(store, |tx| tx.session()), SessionRow::None);
    for session in [tokens("first"), tokens("second"), SessionRow::Ended, SessionRow::Revoked, tokens("third")] {
        write(store, |tx| tx.save_session(&session));
        assert_eq!(read(store, |tx| tx.session()), session);
    }
    let unlocking = Unlocking::Unlocked { account_key: [6; 32], certificate: vec![7; 99] };
    let unlocked = AccountRow { unlocking, is_kit_confirmed: true, has_totp: true, ..account() };
    write(store, |tx| tx.save_account(Some(&unlocked)));
    assert_eq!(read(store, |tx| tx.account()), Some(unlocked));
    assert_eq!(read(store, |tx| tx.session()), tokens("third"));
}

/// Signing out forgets the account whole, and keeps the keys that notes are read with.
pub fn a_forgotten_account_leaves_the_keys_of_its_epochs(store: &impl Store) {
    let alarm = AlarmRow { class: AlarmClass::WentBack, evidence: vec![], since_ms: 1 };
    write(store, |tx| {
        tx.save_account(Some(&account()))?;
        tx.save_session(&tokens("first"))?;
        tx.save_epoch_keys(&[(2, [2; 32]), (1, [1; 32])])?;
        tx.save_signed_log(SignedLog::Account, &[vec![1], vec![2, 2]])?;
        tx.raise_alarm(&alarm)
    });
    write(store, |tx| tx.save_account(None));
    assert_eq!(read(store, |tx| tx.account()), None);
    assert_eq!(read(store, |tx| tx.session()), SessionRow::None);
    assert_eq!(read(store, |tx| tx.signed_log(SignedLog::Account)), Vec::<Vec<u8>>::new());
    assert_eq!(read(store, |tx| tx.alarms()), []);
    assert_eq!(read(store, |tx| tx.epoch_keys()), [(1, [1; 32]), (2, [2; 32])]);
}

/// Each log is its own, in its order.
pub fn signed_logs_are_kept_in_order(store: &impl Store) {
    let long: Vec<Vec<u8>> = (0..300_u16).map(|at| at.to_be_bytes().to_vec()).collect();
    write(store, |tx| {
        tx.save_signed_log(SignedLog::Vault, &long)?;
        tx.save_signed_log(SignedLog::Account, &[vec![]])
    });
    assert_eq!(read(store, |tx| tx.signed_log(SignedLog::Vault)), long);
    assert_eq!(read(store, |tx| tx.signed_log(SignedLog::Account)), [Vec::<u8>::new()]);
    write(store, |tx| tx.save_signed_log(SignedLog::Vault, &long[..2]));
    assert_eq!(read(store, |tx| tx.signed_log(SignedLog::Vault)), long[..2]);
}

/// One of a class; the first time stays.
pub fn an_alarm_is_raised_once_and_ends(store: &impl Store) {
    let alarm = |class, line: &str, since_ms| AlarmRow {
        class,
        evidence: vec![line.into(), "second \"line\"".into()],
        since_ms,
    };
    write(store, |tx| {
        tx.raise_alarm(&alarm(AlarmClass::Missing, "a", 5))?;
        tx.raise_alarm(&alarm(AlarmClass::Forked, "b", 4))?;
        tx.raise_alarm(&alarm(AlarmClass::Missing, "c", 9))
    });
    assert_eq!(read(store, |tx| tx.alarms()), [alarm(AlarmClass::Forked, "b", 4), alarm(AlarmClass::Missing, "c", 5)]);
    write(store, |tx| tx.end_alarm(AlarmClass::Missing));
    assert_eq!(read(store, |tx| tx.alarms()), [alarm(AlarmClass::Forked, "b", 4)]);
}

/// The last of each device is its tip; ends before it are found by their place.
pub fn ends_of_batches_are_found_again(store: &impl Store) {
    let row = |client: u8, device_seq: u64, chain: u8| ChainRow {
        client_id: ClientId::from_bytes([client; 16]),
        device_seq: DeviceSeq(device_seq),
        chain: Hash([chain; 32]),
        control_head: Hash([chain + 1; 32]),
    };
    let (a, b) = (ClientId::from_bytes([1; 16]), ClientId::from_bytes([2; 16]));
    write(store, |tx| {
        for row in [row(2, 4, 10), row(1, 9, 20), row(1, 300, 30), row(1, 12, 40)] {
            tx.save_chain(&row)?;
        }
        tx.save_heard(b, DeviceSeq(7), Hash([7; 32]))?;
        tx.save_heard(b, DeviceSeq(8), Hash([8; 32]))
    });
    assert_eq!(read(store, |tx| tx.chain_tips()), [row(1, 300, 30), row(2, 4, 10)]);
    assert_eq!(read(store, |tx| tx.chain_at(a, DeviceSeq(12))), Some(Hash([40; 32])));
    assert_eq!(read(store, |tx| tx.chain_at(a, DeviceSeq(13))), None);
    assert_eq!(read(store, |tx| tx.heard()), [(b, DeviceSeq(8), Hash([8; 32]))]);
    write(store, |tx| tx.forget_chains());
    assert_eq!(read(store, |tx| tx.chain_tips()), []);
    assert_eq!(read(store, |tx| tx.heard()), []);
}
