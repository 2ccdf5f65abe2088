//! Signing in on this device, by password, by the 24 words, or both.

use driftless_api_client::HttpApi;
use driftless_crypto::AccountKey;
use driftless_domain::AccountId;
use driftless_protocol::auth::{Account, AccountName, Session};
use driftless_sync::contract::{AccountRow, SessionRow, Store as _, Unlocking};
use driftless_sync::coordinator::{SYNC_JOB, Trigger};
use driftless_trust::{AccountPublic, HowAdded};
use secrecy::{ExposeSecret as _, SecretString};

use super::login::{LoggedIn, login, recover, session_row, unwrap_account_key};
use super::{account_name, block_on, check_password, random};
use crate::app::Inner;
use crate::view::{AccountView, SignInStep};
use crate::{App, AppError};

impl App {
    /// Signs in. `code`: the six digits, once [`SignInStep::NeedsCode`] asked for them. On an account that is
    /// signed in here already, or was, it only begins a new session.
    ///
    /// # Errors
    /// [`AppError::WrongPassword`], [`AppError::SignedInAlready`] for another account than the one that is here,
    /// [`AppError::AccountChanged`], [`AppError::BadInput`], [`AppError::Address`], [`AppError::Remote`],
    /// [`AppError::Store`].
    pub fn sign_in(
        &self,
        server: &str,
        email: &str,
        password: &SecretString,
        code: Option<&SecretString>,
    ) -> Result<SignInStep, AppError> {
        let inner = self.inner.as_ref();
        let name = account_name(email)?;
        let api = HttpApi::anonymous(server.trim())?;
        let row = inner.row_for(api.server(), &name)?;
        let device = inner.new_device(&row)?;
        let (session, export) = match block_on(login(&api, &name, password, device, code))? {
            LoggedIn::NeedsCode => return Ok(SignInStep::NeedsCode),
            LoggedIn::Session(session, export) => (session, export),
        };
        let row = inner.keep_session(row, &session)?;
        if row.unlocking == Unlocking::Locked
            && let Some(wrapped) = &session.account.wrapped_account_key
            && let Some(account_id) = account_id_of(&session.account)
            && let Some(key) = unwrap_account_key(&export, &wrapped.0, account_id)
        {
            inner.enrol(&key, HowAdded::Words)?;
        }
        inner.certify_again()?;
        inner.go_on()
    }

    /// Unlocks the account that is signed in here with its 24 words: this device becomes one of its devices.
    ///
    /// # Errors
    /// [`AppError::WrongWords`], [`AppError::OtherAccount`], [`AppError::NotSignedIn`], [`AppError::Revoked`],
    /// [`AppError::AccountChanged`], [`AppError::Remote`], [`AppError::Store`].
    pub fn unlock_with_words(&self, words: &SecretString) -> Result<SignInStep, AppError> {
        let key = AccountKey::from_words(words.expose_secret()).map_err(AppError::WrongWords)?;
        self.inner.enrol(&key, HowAdded::Words)?;
        self.inner.go_on()
    }

    /// Signs in with the 24 words alone and sets a new password; all other sessions and the second factor end.
    ///
    /// # Errors
    /// As [`App::sign_in`] and [`App::unlock_with_words`]; [`AppError::WrongPassword`] when there is no such
    /// account or the words are another's.
    pub fn recover(
        &self,
        server: &str,
        email: &str,
        words: &SecretString,
        new_password: &SecretString,
        may_password_unlock: bool,
    ) -> Result<SignInStep, AppError> {
        let inner = self.inner.as_ref();
        check_password(new_password)?;
        let key = AccountKey::from_words(words.expose_secret()).map_err(AppError::WrongWords)?;
        let name = account_name(email)?;
        let api = HttpApi::anonymous(server.trim())?;
        let row = inner.row_for(api.server(), &name)?;
        let device = inner.new_device(&row)?;
        let session = block_on(recover(&api, &name, &key, new_password, device, may_password_unlock))?;
        let row = inner.keep_session(row, &session)?;
        if row.unlocking == Unlocking::Locked {
            inner.enrol(&key, HowAdded::Words)?;
        }
        inner.go_on()
    }

    /// Ends the session at the server and forgets the account key. Notes stay on this device and can be written;
    /// nothing is synced until somebody signs in again.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Store`]. A server that cannot be reached is no error.
    pub fn sign_out(&self) -> Result<AccountView, AppError> {
        let inner = self.inner.as_ref();
        let row = inner.account_row()?;
        let client = inner.session_client(&row.server_url)?;
        if let Err(error) = block_on(async { Ok(client.logout().await?) }) {
            tracing::info!(%error, "the server does not know of the sign-out; the session ends there by itself");
        }
        inner.store.write(|tx| {
            tx.save_session(&SessionRow::None)?;
            // The device's own keys stay: signing in again makes it the same device.
            tx.save_account(Some(&AccountRow { unlocking: Unlocking::Locked, ..row }))?;
            tx.save_connection(None)
        })?;
        inner.sync.trigger(Trigger::Start);
        inner.tell_account();
        inner.tell_status();
        self.account_status()
    }
}

impl Inner {
    /// Returns the row that signing in to an account goes on with: the one that is here, or a new one.
    pub(super) fn row_for(&self, server_url: &str, name: &AccountName) -> Result<AccountRow, AppError> {
        let device_seed = random()?;
        let (known, session) = self.store.read(|tx| Ok::<_, AppError>((tx.account()?, tx.session()?)))?;
        if let Some(row) = known {
            if row.server_url == server_url && row.name == name.as_str() {
                return Ok(row);
            }
            if !matches!(session, SessionRow::None) {
                return Err(AppError::SignedInAlready);
            }
        }
        Ok(AccountRow {
            server_url: server_url.to_owned(),
            name: name.to_string(),
            user_id: [0; 16],
            created_ms: self.clock.now_ms(),
            identity_key: [0; 32],
            device_seed,
            unlocking: Unlocking::Locked,
            is_kit_confirmed: true,
            may_password_unlock: false,
            has_totp: false,
        })
    }

    /// Keeps a new session. An account that was here with other keys is not the same account.
    pub(super) fn keep_session(&self, row: AccountRow, session: &Session) -> Result<AccountRow, AppError> {
        let account = &session.account;
        let user_id = *account.user_id.0.as_bytes();
        let identity_key = <[u8; 32]>::try_from(account.identity_key.0.as_slice()).unwrap_or_default();
        let is_pinned = row.unlocking != Unlocking::Locked || !self.account_log_is_empty()?;
        if is_pinned && row.identity_key != identity_key {
            return Err(AppError::AccountChanged);
        }
        let row = AccountRow {
            user_id,
            identity_key,
            created_ms: account.created_at_ms,
            may_password_unlock: account.wrapped_account_key.is_some(),
            has_totp: account.has_totp,
            ..row
        };
        self.store.write(|tx| {
            let is_other = tx.account()?.is_some_and(|known| known.identity_key != identity_key);
            if is_other {
                tx.save_account(None)?;
            }
            tx.save_account(Some(&row))?;
            tx.save_session(&session_row(session))?;
            // What waited for the password need not wait any more.
            tx.remove_job(SYNC_JOB)
        })?;
        Ok(row)
    }

    /// A data folder that took a new name, as a copy does, becomes a device of its own.
    fn certify_again(&self) -> Result<(), AppError> {
        let Ok(unlocked) = self.unlocked() else { return Ok(()) };
        let client_id = self.store.read(|tx| tx.identity())?.client_id;
        if unlocked.is_certified_as(client_id) {
            return Ok(());
        }
        self.enrol(&unlocked.key, HowAdded::Words)
    }

    /// Goes from a session to the notes, as far as it is possible now.
    pub(super) fn go_on(&self) -> Result<SignInStep, AppError> {
        let step = match self.unlocked() {
            Err(AppError::NotSignedIn) => SignInStep::NeedsKey,
            Err(error) => return Err(error),
            Ok(_) => self.settle()?,
        };
        self.sync.trigger(Trigger::Start);
        self.publish();
        self.tell_account();
        self.tell_status();
        Ok(step)
    }
}

/// Returns the id that belongs to the keys that a server names.
pub(super) fn account_id_of(account: &Account) -> Option<AccountId> {
    let identity = account.identity_key.0.as_slice().try_into().ok()?;
    let account_box = account.box_key.0.as_slice().try_into().ok()?;
    let keys = AccountPublic {
        identity: driftless_crypto::VerifyingKey::from_bytes(&identity).ok()?,
        account_box: driftless_crypto::BoxPublicKey::from_bytes(&account_box).ok()?,
    };
    Some(keys.id())
}
