//! The second factor of signing in.

use driftless_api_client::HttpApi;
use driftless_protocol::auth::{SecretText, TotpCode};
use driftless_sync::contract::{AccountRow, Store as _};
use secrecy::{ExposeSecret as _, SecretString};

use super::block_on;
use crate::view::{AccountView, TotpEnrolment};
use crate::{App, AppError};

impl App {
    /// Makes a second factor; it is in force once [`App::totp_confirm`] was told one of its codes.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Remote`].
    pub fn totp_start(&self) -> Result<TotpEnrolment, AppError> {
        let (client, _) = self.account_client()?;
        let made = block_on(async { Ok(client.totp_start().await?) })?;
        Ok(TotpEnrolment { secret: made.secret.expose().to_owned(), uri: made.uri.expose().to_owned() })
    }

    /// Puts the second factor in force.
    ///
    /// # Errors
    /// [`AppError::WrongPassword`] for a wrong code, [`AppError::NotSignedIn`], [`AppError::Remote`].
    pub fn totp_confirm(&self, code: &SecretString) -> Result<AccountView, AppError> {
        let (client, row) = self.account_client()?;
        let code = TotpCode { code: SecretText::new(code.expose_secret().trim()) };
        block_on(async { Ok(client.totp_confirm(&code).await?) })?;
        self.keep_totp(&AccountRow { has_totp: true, ..row })
    }

    /// Ends the second factor.
    ///
    /// # Errors
    /// As [`App::totp_confirm`].
    pub fn totp_disable(&self, code: &SecretString) -> Result<AccountView, AppError> {
        let (client, row) = self.account_client()?;
        let code = TotpCode { code: SecretText::new(code.expose_secret().trim()) };
        block_on(async { Ok(client.totp_disable(&code).await?) })?;
        self.keep_totp(&AccountRow { has_totp: false, ..row })
    }

    /// Returns a client of the account's server with its session.
    pub(super) fn account_client(&self) -> Result<(HttpApi, AccountRow), AppError> {
        let row = self.inner.account_row()?;
        Ok((self.inner.session_client(&row.server_url)?, row))
    }

    fn keep_totp(&self, row: &AccountRow) -> Result<AccountView, AppError> {
        self.inner.store.write(|tx| tx.save_account(Some(row)))?;
        self.inner.tell_account();
        self.account_status()
    }
}
