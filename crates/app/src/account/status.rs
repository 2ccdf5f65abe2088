//! The account as windows and scripts see it.

use driftless_domain::AccountId;
use driftless_sync::contract::{Connection, SessionRow, SignedLog, Store as _, Unlocking};

use super::Unlocked;
use super::alarms::alarm_view;
use crate::app::Inner;
use crate::view::{AccountState, AccountView};
use crate::{App, AppError, AppEvent};

impl App {
    /// Returns the account of this data folder. The server is not asked.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn account_status(&self) -> Result<AccountView, AppError> {
        self.inner.account_view()
    }
}

impl Inner {
    fn account_view(&self) -> Result<AccountView, AppError> {
        let (row, session, connection, alarms) =
            self.store.read(|tx| Ok::<_, AppError>((tx.account()?, tx.session()?, tx.connection()?, tx.alarms()?)))?;
        let alarms = alarms.into_iter().map(alarm_view).collect();
        let Some(row) = row.filter(|_| session != SessionRow::None) else {
            return Ok(AccountView {
                state: AccountState::None,
                server: None,
                email: None,
                account_id: None,
                created_at: None,
                kit_confirmed: false,
                password_may_unlock: false,
                has_totp: false,
                alarms,
            });
        };
        let has_vault = matches!(connection, Some(Connection::Account { .. }));
        let state = match (&session, &row.unlocking) {
            (SessionRow::None, _) => AccountState::None,
            (SessionRow::Revoked, _) => AccountState::Revoked,
            (SessionRow::Ended, _) => AccountState::SignInAgain,
            (SessionRow::Live(_), Unlocking::Locked) => AccountState::NeedsKey,
            (SessionRow::Live(_), Unlocking::Unlocked { .. }) if has_vault => AccountState::Ready,
            (SessionRow::Live(_), Unlocking::Unlocked { .. }) => AccountState::NeedsVault,
        };
        let account_id = Unlocked::of(row.clone()).map(|unlocked: Unlocked| unlocked.id());
        Ok(AccountView {
            state,
            account_id: account_id.as_ref().map(AccountId::to_string),
            server: Some(row.server_url),
            email: Some(row.name),
            created_at: Some(row.created_ms),
            kit_confirmed: row.is_kit_confirmed,
            password_may_unlock: row.may_password_unlock,
            has_totp: row.has_totp,
            alarms,
        })
    }

    /// Tells the account if it is another than the one told last.
    pub(crate) fn tell_account(&self) {
        let view = match self.account_view() {
            Ok(view) => view,
            Err(error) => {
                tracing::warn!(%error, "the account cannot be read for now");
                return;
            }
        };
        if self.sync.is_news(&view) {
            self.events.tell(&AppEvent::Account(Box::new(view)));
        }
    }

    pub(super) fn account_log_is_empty(&self) -> Result<bool, AppError> {
        Ok(self.store.read(|tx| tx.signed_log(SignedLog::Account))?.is_empty())
    }
}
