//! Verifies what is appended to account logs and control logs, from the genesis on, in the append's transaction.
//!
//! A log is replayed once; then its state is kept, so that an append costs its own entries. A kept state counts only
//! while its head is the last row's hash: by the chain it is then the state of all rows, whatever was rolled back.

use std::sync::{Mutex, PoisonError};

use driftless_domain::{AccountId, VaultId};
use driftless_protocol::Bytes;
use driftless_protocol::auth::LogHead;
use driftless_trust::{AccountRefusal, AccountState, ControlRefusal, NotInLine, VaultState, account_log, control_log};
use rusqlite::Connection;

use super::Result;
use super::logs::{self, Log};
use crate::accounts::error::AccountError;
use crate::storage::StorageError;

/// States that are kept of each kind: those of the logs that were appended to last.
const STATES_MAX: usize = 8;

/// States of logs that were verified.
#[derive(Debug, Default)]
pub(in crate::storage::sqlite) struct Verified {
    pub(super) accounts: Kept<AccountState>,
    pub(super) vaults: Kept<VaultState>,
}

/// States of one kind, the newest last.
#[derive(Debug)]
pub(super) struct Kept<S>(Mutex<Vec<(Log, S)>>);

impl<S> Default for Kept<S> {
    fn default() -> Self {
        Self(Mutex::new(Vec::new()))
    }
}

impl<S> Kept<S> {
    fn take(&self, log: Log) -> Option<S> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|(of, _)| *of == log)?;
        Some(kept.remove(place).1)
    }

    fn put(&self, log: Log, state: S) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= STATES_MAX {
            kept.remove(0);
        }
        kept.push((log, state));
    }
}

/// What a log comes to.
pub(super) trait State: Sized {
    /// What the log is of; its genesis has to fit.
    type Id: Copy;

    /// Replays a whole log, of which each entry has to count.
    fn replayed(id: Self::Id, entries: &[&[u8]]) -> std::result::Result<Self, AccountError>;
    /// Takes the next entry; what is refused changes nothing.
    fn take(&mut self, entry: &[u8]) -> std::result::Result<(), AccountError>;
    /// Returns whether this entry is the last one.
    fn ends_with(&self, entry: &[u8]) -> bool;
}

fn refused<R>(reason: NotInLine<R>, named: impl FnOnce(R) -> AccountError) -> AccountError {
    match reason {
        NotInLine::Unreadable(_) => AccountError::BadField("a log entry"),
        NotInLine::Refused(reason) => named(reason),
        NotInLine::LostFork | NotInLine::Detached => AccountError::Conflict,
    }
}

fn of_account(reason: AccountRefusal) -> AccountError {
    match reason {
        AccountRefusal::NotNext => AccountError::Conflict,
        AccountRefusal::Full => AccountError::TooMany,
        reason @ (AccountRefusal::OtherAccount
        | AccountRefusal::SecondGenesis
        | AccountRefusal::NoGenesis
        | AccountRefusal::Signature
        | AccountRefusal::Certificate
        | AccountRefusal::KnownDevice
        | AccountRefusal::NoSuchDevice) => AccountError::AccountEntry(reason),
    }
}

fn of_control(reason: ControlRefusal) -> AccountError {
    match reason {
        ControlRefusal::NotNext => AccountError::Conflict,
        ControlRefusal::LastOwner => AccountError::LastOwner,
        ControlRefusal::Full => AccountError::TooMany,
        reason @ (ControlRefusal::OtherVault
        | ControlRefusal::SecondBeginning
        | ControlRefusal::NoBeginning
        | ControlRefusal::NotAMember
        | ControlRefusal::NotAllowed
        | ControlRefusal::Signature
        | ControlRefusal::NoSuchMember
        | ControlRefusal::IsMember
        | ControlRefusal::Epoch
        | ControlRefusal::SealedKeys
        | ControlRefusal::CutOff
        | ControlRefusal::Nothing) => AccountError::ControlEntry(reason),
    }
}

impl State for AccountState {
    type Id = AccountId;

    fn replayed(id: AccountId, entries: &[&[u8]]) -> std::result::Result<Self, AccountError> {
        let replay = Self::replay(id, entries);
        match replay.outside.into_iter().next() {
            Some((_, reason)) => Err(refused(reason, of_account)),
            None => replay.state.ok_or(AccountError::AccountEntry(AccountRefusal::NoGenesis)),
        }
    }

    fn take(&mut self, entry: &[u8]) -> std::result::Result<(), AccountError> {
        self.append(entry).map(drop).map_err(|reason| refused(reason, of_account))
    }

    fn ends_with(&self, entry: &[u8]) -> bool {
        self.head() == account_log::entry_hash(entry)
    }
}

impl State for VaultState {
    type Id = VaultId;

    fn replayed(id: VaultId, entries: &[&[u8]]) -> std::result::Result<Self, AccountError> {
        let replay = Self::replay(id, entries);
        match replay.outside.into_iter().next() {
            Some((_, reason)) => Err(refused(reason, of_control)),
            None => replay.state.ok_or(AccountError::ControlEntry(ControlRefusal::NoBeginning)),
        }
    }

    fn take(&mut self, entry: &[u8]) -> std::result::Result<(), AccountError> {
        self.append(entry).map(drop).map_err(|reason| refused(reason, of_control))
    }

    fn ends_with(&self, entry: &[u8]) -> bool {
        self.head() == control_log::entry_hash(entry)
    }
}

fn stored<S: State>(connection: &Connection, kept: &Kept<S>, log: Log, id: S::Id) -> Result<Option<S>> {
    let Some(last) = logs::last(connection, log)? else { return Ok(None) };
    if let Some(state) = kept.take(log).filter(|state| state.ends_with(&last)) {
        return Ok(Some(state));
    }
    let entries = logs::all(connection, log)?;
    let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    let broken = |error| StorageError::Database(format!("a signed log does not hold: {error}"));
    S::replayed(id, &entries).map(Some).map_err(broken)
}

/// Verifies entries behind the `after`th and writes them. `each` follows every one, with the state behind it.
pub(super) fn extend<S: State>(
    connection: &Connection,
    kept: &Kept<S>,
    (log, id): (Log, S::Id),
    (after, entries): (u64, &[Bytes]),
    mut each: impl FnMut(&S, &[u8]) -> Result<()>,
) -> Result<LogHead> {
    logs::check_room(connection, log, after, entries)?;
    let mut state = stored(connection, kept, log, id)?;
    let mut outcome = Ok(());
    for entry in entries {
        let entry = entry.0.as_slice();
        let taken = match &mut state {
            Some(state) => state.take(entry),
            None => S::replayed(id, &[entry]).map(|begun| state = Some(begun)),
        };
        outcome = match (taken, &state) {
            (Ok(()), Some(state)) => each(state, entry),
            (Ok(()), None) => Ok(()),
            (Err(error), _) => Err(error.into()),
        };
        if outcome.is_err() {
            break;
        }
    }
    if let Some(state) = state {
        kept.put(log, state);
    }
    outcome?;
    logs::write(connection, log, after, entries)
}
