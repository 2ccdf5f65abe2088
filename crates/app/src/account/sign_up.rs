//! Signing up: a new account, with this device as its first and this data folder's vault as its own.

use driftless_api_client::HttpApi;
use driftless_crypto::AccountKey;
use driftless_protocol::auth::AccountName;
use driftless_sync::contract::{AccountRow, Connection, SessionRow, SignedLog, Store as _, Unlocking};
use driftless_trust::account_log;
use driftless_trust::{AccountPublic, AccountState, DeviceCertificate, DeviceKeys, HowAdded};
use secrecy::SecretString;

use super::login::{Beginning, register, session_row};
use super::{Unlocked, account_name, block_on, check_password, random};
use crate::app::Inner;
use crate::view::{EmergencyKit, NewAccountFacts};
use crate::{App, AppError};

impl App {
    /// Makes an account on a server and brings this data folder's vault to it. Returns the emergency kit, to be
    /// shown at once: without it, and without another device, nobody can ever read the notes again.
    ///
    /// The account's key is made here and kept before anything is sent; a try whose answer was lost goes on when
    /// it is called again. When only the vault could not be brought there yet, [`App::account_status`] says so.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::Address`], [`AppError::SignedInAlready`], [`AppError::OtherVault`],
    /// [`AppError::Invitation`], [`AppError::NameTaken`], [`AppError::Remote`], [`AppError::Store`].
    pub fn sign_up(&self, facts: &NewAccountFacts, password: &SecretString) -> Result<EmergencyKit, AppError> {
        let inner = self.inner.as_ref();
        check_password(password)?;
        let name = account_name(&facts.email)?;
        let api = HttpApi::anonymous(facts.server.trim())?;
        inner.check_is_movable(api.server())?;
        let (unlocked, entries) = inner.begin_account(api.server(), &name, facts.password_may_unlock)?;
        let beginning = Beginning {
            name: &name,
            invitation: facts.invitation.as_deref().map(str::trim).filter(|text| !text.is_empty()),
            key: &unlocked.key,
            entries,
            device: inner.new_device(&unlocked.row)?,
            may_password_unlock: facts.password_may_unlock,
        };
        let session = block_on(register(&api, beginning, password))?;
        let row = AccountRow {
            user_id: *session.account.user_id.0.as_bytes(),
            created_ms: session.account.created_at_ms,
            ..unlocked.row
        };
        inner.store.write(|tx| {
            tx.save_account(Some(&row))?;
            tx.save_session(&session_row(&session))
        })?;
        if let Err(error) = inner.bring_vault() {
            tracing::warn!(%error, "the account is made; the vault is not at its server yet");
        }
        inner.tell_account();
        self.emergency_kit()
    }
}

impl Inner {
    /// Fails when this data folder's vault cannot go to an account on `server`.
    pub(super) fn check_is_movable(&self, server: &str) -> Result<(), AppError> {
        self.store.read(|tx| match tx.connection()? {
            Some(Connection::Account { .. }) => Err(AppError::SignedInAlready),
            Some(Connection::Code { server_url, .. }) if server_url.trim_end_matches('/') == server => Ok(()),
            // Its log is at another server, or in another account.
            Some(Connection::Code { .. }) | None if tx.load_cursor()?.seq.0 > 0 => Err(AppError::OtherVault),
            Some(Connection::Code { .. }) | None => Ok(()),
        })
    }

    /// Makes an account's keys and first entries, and keeps them before anybody hears of them.
    fn begin_account(
        &self,
        server_url: &str,
        name: &AccountName,
        may_password_unlock: bool,
    ) -> Result<(Unlocked, Vec<Vec<u8>>), AppError> {
        let (key, device_seed) = (AccountKey::from_bytes(random()?), random()?);
        self.store.write(|tx| {
            if !matches!(tx.session()?, SessionRow::None) {
                return Err(AppError::SignedInAlready);
            }
            let is_same = |row: &AccountRow| row.server_url == server_url && row.name == name.as_str();
            if let Some(row) = tx.account()?.filter(is_same) {
                let row = AccountRow { may_password_unlock, ..row };
                if let Some(begun) = Unlocked::of(row) {
                    // A try before this one was cut off.
                    tx.save_account(Some(&begun.row))?;
                    return Ok((begun, tx.signed_log(SignedLog::Account)?));
                }
            }
            let now_ms = self.clock.now_ms();
            let keys = AccountPublic::of(&key);
            let device = DeviceKeys::from_seed(&device_seed).public();
            let client_id = tx.identity()?.client_id;
            let certificate = DeviceCertificate::issue(&key.identity(), keys.id(), client_id, device, now_ms);
            let mut entries = vec![account_log::genesis(&key, now_ms)];
            let state = AccountState::replay(keys.id(), &entries).state;
            let state = state.ok_or_else(|| AppError::Internal("a new account's log does not hold".to_owned()))?;
            entries.push(state.add_device(&key, HowAdded::First, &certificate, now_ms));
            let row = AccountRow {
                server_url: server_url.to_owned(),
                name: name.to_string(),
                user_id: [0; 16],
                created_ms: now_ms,
                identity_key: *keys.identity.as_bytes(),
                device_seed,
                unlocking: Unlocking::Unlocked { account_key: *key.as_bytes(), certificate: certificate.to_bytes() },
                is_kit_confirmed: false,
                may_password_unlock,
                has_totp: false,
            };
            tx.save_account(Some(&row))?;
            tx.save_signed_log(SignedLog::Account, &entries)?;
            tx.save_signed_log(SignedLog::Vault, &[])?;
            Ok((Unlocked { row, key: key.clone() }, entries))
        })
    }
}
