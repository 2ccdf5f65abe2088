//! Accounts in the database: each call one transaction, its audit entry with it.

pub(super) mod audit;
mod beside;
pub(super) mod devices;
pub(super) mod invitations;
mod logs;
pub(super) mod sessions;
pub(super) mod signed;
pub(super) mod users;
pub(super) mod vaults;

use std::sync::Arc;

use driftless_domain::{ClientId, Seq, VaultId};
use driftless_protocol::ViolationPage;
use driftless_protocol::auth::{
    Account, AccountName, ClaimVault, ControlAppend, Device, LogAppend, LogHead, LogPage, MemberList, NewDevice,
    NewVault, SecurityEvent, SecurityKind, UserId, VaultList, WrappedKeyList,
};

pub use self::beside::{delete_beside, invite_beside, revoke_invitations_beside, set_disabled_beside, users_beside};
pub use self::sessions::{NewSession, Refreshed};
pub use self::users::{Credentials, NewAccount, TotpState, UserRow};
use super::{SqliteStorage, violations};
use crate::accounts::error::AccountError;
use crate::accounts::keys::RefreshClaim;
use crate::authorization::access::{Denial, Need};
use crate::authorization::caller::{Caller, SessionCaller};
use crate::authorization::token::TokenHash;
use crate::storage::StorageError;
use rusqlite::Connection;

type Result<T> = std::result::Result<T, StorageError>;

/// Returns the short name of the session's account.
fn signed_in(connection: &Connection, caller: SessionCaller) -> Result<i64> {
    Ok(sessions::user_of(connection, caller)?.ok_or(Denial::SessionEnded)?)
}

impl SqliteStorage {
    /// Returns whether there is any account: their secrets must not be made anew then.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn has_accounts(&self) -> Result<bool> {
        self.readers.read(users::has_any).await
    }

    /// Returns what is needed to sign in; none when there is no such account or it is disabled.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn credentials(&self, name: AccountName) -> Result<Option<Credentials>> {
        self.readers.read(move |connection| users::credentials(connection, &name)).await
    }

    /// Returns whether an invitation holds.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn has_invitation(&self, hash: TokenHash, now_ms: u64) -> Result<bool> {
        self.readers.read(move |connection| invitations::holds(connection, hash, now_ms)).await
    }

    /// Makes an account, uses up its invitation, and begins its first session.
    ///
    /// # Errors
    /// [`AccountError::Invitation`], [`AccountError::NameTaken`].
    pub async fn register(
        &self,
        account: NewAccount,
        invitation: Option<TokenHash>,
        session: NewSession,
        now_ms: u64,
    ) -> Result<(SessionCaller, Account)> {
        self.writer
            .write(move |connection| {
                if let Some(hash) = invitation {
                    invitations::use_up(connection, hash, now_ms)?;
                }
                let user = users::create(connection, &account, now_ms)?;
                audit::add(connection, user, SecurityKind::Registered, Some(session.device.client_id), now_ms)?;
                let caller = sessions::begin(connection, user, &session, now_ms)?;
                Ok((caller, users::view(connection, user)?))
            })
            .await
    }

    /// Begins a session of a device; earlier ones of that device end.
    ///
    /// # Errors
    /// [`AccountError::DeviceRevoked`], [`AccountError::Refused`] when the account is gone meanwhile.
    pub async fn sign_in(
        &self,
        user_id: UserId,
        session: NewSession,
        totp_step: Option<u64>,
        now_ms: u64,
    ) -> Result<(SessionCaller, Account)> {
        self.writer
            .write(move |connection| {
                let user = users::active(connection, user_id)?.ok_or(AccountError::Refused)?;
                if let Some(step) = totp_step {
                    users::take_totp_step(connection, user, step)?;
                }
                let caller = sessions::begin(connection, user, &session, now_ms)?;
                audit::add(connection, user, SecurityKind::SignedIn, Some(caller.client_id), now_ms)?;
                Ok((caller, users::view(connection, user)?))
            })
            .await
    }

    /// Sets a new password after the account key was proven: ends every other session and the second factor.
    ///
    /// # Errors
    /// As [`SqliteStorage::sign_in`].
    pub async fn recover(
        &self,
        user_id: UserId,
        record: Vec<u8>,
        wrapped_account_key: Option<Vec<u8>>,
        session: NewSession,
        now_ms: u64,
    ) -> Result<(SessionCaller, Account)> {
        self.writer
            .write(move |connection| {
                let user = users::active(connection, user_id)?.ok_or(AccountError::Refused)?;
                users::set_password(connection, user, &record, wrapped_account_key.as_deref())?;
                sessions::end_all(connection, user, now_ms)?;
                let caller = sessions::begin(connection, user, &session, now_ms)?;
                audit::add(connection, user, SecurityKind::Recovered, Some(caller.client_id), now_ms)?;
                Ok((caller, users::view(connection, user)?))
            })
            .await
    }

    /// Uses up a ticket; returns its account and the device as it was added.
    ///
    /// # Errors
    /// [`AccountError::Refused`].
    pub async fn use_ticket(&self, hash: TokenHash, client_id: ClientId, now_ms: u64) -> Result<(UserId, NewDevice)> {
        self.writer.write(move |connection| devices::use_ticket(connection, hash, client_id, now_ms)).await
    }

    /// Judges a refresh token and carries the verdict out. `gave`: whether this server gave it, for the
    /// session's seed.
    ///
    /// # Errors
    /// [`StorageError`]; a token that is refused is an outcome, because what follows from it is stored.
    pub async fn refresh(
        &self,
        claim: RefreshClaim,
        client_id: ClientId,
        now_ms: u64,
        gave: impl Fn(&RefreshClaim, &[u8; 32]) -> bool + Send + 'static,
    ) -> Result<Refreshed> {
        self.writer.write(move |connection| sessions::refresh(connection, &claim, client_id, now_ms, gave)).await
    }

    /// Returns whether the session still holds.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn check_session(&self, caller: SessionCaller) -> Result<()> {
        self.readers.read(move |connection| signed_in(connection, caller).map(drop)).await
    }

    /// Ends the caller's session.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn sign_out(&self, caller: SessionCaller, now_ms: u64) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            sessions::end(connection, caller.session, now_ms)?;
            audit::add(connection, user, SecurityKind::SignedOut, Some(caller.client_id), now_ms)
        })
        .await
    }

    /// Returns the account of the caller.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn account(&self, caller: SessionCaller) -> Result<Account> {
        self.read_as(caller, users::view).await
    }

    /// Returns what is known of the account's second factor.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn totp(&self, caller: SessionCaller) -> Result<TotpState> {
        self.read_as(caller, users::totp).await
    }

    /// Remembers a second factor that is not in force yet.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn begin_totp(&self, caller: SessionCaller, nonce: [u8; 16]) -> Result<()> {
        self.write_as(caller, move |connection, user| users::begin_totp(connection, user, nonce)).await
    }

    /// Puts the remembered second factor in force, or ends the one in force, when `step` is one that was not
    /// taken before.
    ///
    /// # Errors
    /// [`AccountError::Refused`]; [`Denial::SessionEnded`].
    pub async fn change_totp(&self, caller: SessionCaller, change: SecurityKind, step: u64, now_ms: u64) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            users::take_totp_step(connection, user, step)?;
            users::change_totp(connection, user, change)?;
            audit::add(connection, user, change, Some(caller.client_id), now_ms)
        })
        .await
    }

    /// Writes down what happened to an account that nobody may be signed in to.
    ///
    /// # Errors
    /// [`StorageError`]
    pub async fn note(&self, user_id: UserId, kind: SecurityKind, now_ms: u64) -> Result<()> {
        self.writer
            .write(move |connection| match users::active(connection, user_id)? {
                Some(user) => audit::add(connection, user, kind, None, now_ms),
                None => Ok(()),
            })
            .await
    }

    /// Returns events of the caller's account after a number.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn security(&self, caller: SessionCaller, since: u64) -> Result<Vec<SecurityEvent>> {
        self.read_as(caller, move |connection, user| audit::page(connection, user, since)).await
    }

    /// Returns the number of the latest event of the caller's account.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn last_event(&self, caller: SessionCaller) -> Result<u64> {
        self.read_as(caller, audit::last).await
    }

    /// Returns the devices.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn devices(&self, caller: SessionCaller) -> Result<Vec<Device>> {
        self.read_as(caller, move |connection, user| devices::list(connection, user, caller.client_id)).await
    }

    /// Adds a device that another one has certified; it signs in with the ticket.
    ///
    /// # Errors
    /// [`AccountError`]; [`Denial::SessionEnded`].
    pub async fn add_device(
        &self,
        caller: SessionCaller,
        device: NewDevice,
        ticket: TokenHash,
        expires_at_ms: u64,
        now_ms: u64,
    ) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            devices::keep(connection, user, &device, now_ms)?;
            devices::add_ticket(connection, user, device.client_id, ticket, expires_at_ms, now_ms)?;
            audit::add(connection, user, SecurityKind::DeviceAdded, Some(device.client_id), now_ms)
        })
        .await
    }

    /// Keeps the caller's certificate.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn certify(&self, caller: SessionCaller, certificate: Vec<u8>, now_ms: u64) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            devices::certify(connection, user, caller.client_id, &certificate)?;
            audit::add(connection, user, SecurityKind::DeviceCertified, Some(caller.client_id), now_ms)
        })
        .await
    }

    /// Calls a device otherwise.
    ///
    /// # Errors
    /// [`AccountError::NotFound`]; [`Denial::SessionEnded`].
    pub async fn rename_device(
        &self,
        caller: SessionCaller,
        client_id: ClientId,
        name: String,
        now_ms: u64,
    ) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            devices::rename(connection, user, client_id, &name)?;
            audit::add(connection, user, SecurityKind::DeviceRenamed, Some(client_id), now_ms)
        })
        .await
    }

    /// Revokes a device for good and ends its sessions.
    ///
    /// # Errors
    /// [`AccountError::NotFound`]; [`Denial::SessionEnded`].
    pub async fn revoke_device(&self, caller: SessionCaller, client_id: ClientId, now_ms: u64) -> Result<()> {
        self.write_as(caller, move |connection, user| {
            devices::revoke(connection, user, client_id, now_ms)?;
            audit::add(connection, user, SecurityKind::DeviceRevoked, Some(client_id), now_ms)
        })
        .await
    }

    /// Returns a part of the account log.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn account_log(&self, caller: SessionCaller, since: u64) -> Result<LogPage> {
        self.read_as(caller, move |connection, user| logs::page(connection, logs::Log::Account(user), since)).await
    }

    /// Appends to the account log what verifies; a device that it revokes is out.
    ///
    /// # Errors
    /// [`AccountError::Conflict`], [`AccountError::AccountEntry`]; [`Denial::SessionEnded`].
    pub async fn append_account_log(&self, caller: SessionCaller, append: LogAppend, now_ms: u64) -> Result<LogHead> {
        let verified = Arc::clone(&self.verified);
        self.write_as(caller, move |connection, user| {
            let head = devices::extend_log(connection, &verified, user, (append.after, &append.entries), now_ms)?;
            audit::add(connection, user, SecurityKind::AccountLogGrew, Some(caller.client_id), now_ms)?;
            Ok(head)
        })
        .await
    }

    /// Returns the vaults.
    ///
    /// # Errors
    /// [`Denial::SessionEnded`].
    pub async fn vaults(&self, caller: SessionCaller) -> Result<VaultList> {
        self.read_as(caller, vaults::list).await
    }

    /// Makes a vault.
    ///
    /// # Errors
    /// [`AccountError::Conflict`], [`AccountError::TooMany`]; [`Denial::SessionEnded`].
    pub async fn create_vault(&self, caller: SessionCaller, vault: NewVault, now_ms: u64) -> Result<()> {
        let verified = Arc::clone(&self.verified);
        self.write_as(caller, move |connection, user| {
            vaults::create(connection, &verified, user, &vault)?;
            audit::add(connection, user, SecurityKind::VaultAdded, Some(caller.client_id), now_ms)
        })
        .await
    }

    /// Takes a vault of a connect code into the account.
    ///
    /// # Errors
    /// [`AccountError::Refused`], [`AccountError::Conflict`], [`AccountError::TooMany`]; [`Denial::SessionEnded`].
    pub async fn claim_vault(&self, caller: SessionCaller, claim: ClaimVault, now_ms: u64) -> Result<()> {
        let verified = Arc::clone(&self.verified);
        self.write_as(caller, move |connection, user| {
            vaults::claim(connection, &verified, user, &claim)?;
            audit::add(connection, user, SecurityKind::VaultAdded, Some(caller.client_id), now_ms)
        })
        .await
    }

    /// Returns a part of a vault's control log.
    ///
    /// # Errors
    /// [`Denial`]
    pub async fn control_log(&self, caller: SessionCaller, vault_id: VaultId, since: u64) -> Result<LogPage> {
        self.readers
            .read(move |connection| {
                super::tokens::log_access(connection, caller, vault_id)?;
                logs::page(connection, logs::Log::Control(vault_id), since)
            })
            .await
    }

    /// Appends to a vault's control log what verifies, and lets in and out whom it says; returns everybody whom
    /// that concerns. Who may say what follows from the log: who hands an entry in is only somebody in the vault.
    ///
    /// # Errors
    /// [`AccountError`]; [`Denial`].
    pub async fn append_control_log(
        &self,
        caller: SessionCaller,
        vault_id: VaultId,
        append: ControlAppend,
        now_ms: u64,
    ) -> Result<(LogHead, Vec<UserId>)> {
        let verified = Arc::clone(&self.verified);
        self.writer
            .write(move |connection| {
                super::tokens::log_access(connection, caller, vault_id)?;
                let user = signed_in(connection, caller)?;
                let (head, concerned) = vaults::change(connection, &verified, user, vault_id, &append)?;
                for member in concerned.keys() {
                    let author = (*member == user).then_some(caller.client_id);
                    audit::add(connection, *member, SecurityKind::ControlLogGrew, author, now_ms)?;
                }
                Ok((head, concerned.into_values().collect()))
            })
            .await
    }

    /// Returns the keys of a vault for the caller's account.
    ///
    /// # Errors
    /// [`Denial`]
    pub async fn wrapped_keys(&self, caller: SessionCaller, vault_id: VaultId) -> Result<WrappedKeyList> {
        self.read_in(caller, vault_id, Need::Read, move |connection, user| vaults::keys(connection, vault_id, user))
            .await
    }

    /// Returns the members of a vault.
    ///
    /// # Errors
    /// [`Denial`]
    pub async fn members(&self, caller: SessionCaller, vault_id: VaultId) -> Result<MemberList> {
        self.read_in(caller, vault_id, Need::Read, move |connection, _| vaults::members(connection, vault_id)).await
    }

    /// Returns what was remarked about a vault's actions.
    ///
    /// # Errors
    /// [`Denial`]
    pub async fn violations(
        &self,
        caller: Caller,
        vault_id: VaultId,
        since: Seq,
        limit: usize,
    ) -> Result<ViolationPage> {
        self.readers.read(move |connection| violations::page(connection, caller, vault_id, since, limit)).await
    }

    /// Remembers that a person has seen a remark.
    ///
    /// # Errors
    /// [`AccountError::NotFound`]; [`Denial`].
    pub async fn resolve_violation(&self, caller: Caller, vault_id: VaultId, seq: Seq, now_ms: u64) -> Result<()> {
        self.writer.write(move |connection| violations::resolve(connection, caller, vault_id, seq, now_ms)).await
    }

    async fn read_as<T: Send + 'static>(
        &self,
        caller: SessionCaller,
        work: impl FnOnce(&Connection, i64) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.readers.read(move |connection| work(connection, signed_in(connection, caller)?)).await
    }

    async fn write_as<T: Send + 'static>(
        &self,
        caller: SessionCaller,
        work: impl FnOnce(&Connection, i64) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.writer.write(move |connection| work(connection, signed_in(connection, caller)?)).await
    }

    async fn read_in<T: Send + 'static>(
        &self,
        caller: SessionCaller,
        vault_id: VaultId,
        need: Need,
        work: impl FnOnce(&Connection, i64) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.readers
            .read(move |connection| {
                super::tokens::access(connection, Caller::Session(caller), vault_id, need)?;
                work(connection, signed_in(connection, caller)?)
            })
            .await
    }
}
