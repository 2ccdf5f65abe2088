//! The account's devices: list, rename, revoke.

use driftless_domain::ClientId;
use driftless_protocol::auth::{Device, Rename};
use driftless_sync::contract::{RemoteError, SignedLog, Store as _};
use driftless_trust::AccountState;

use super::{Unlocked, block_on};
use crate::view::AccountDevice;
use crate::{App, AppError};

impl App {
    /// Returns the account's devices, the one that was seen last first.
    ///
    /// # Errors
    /// [`AppError::NotSignedIn`], [`AppError::Remote`], [`AppError::Store`].
    pub fn account_devices(&self) -> Result<Vec<AccountDevice>, AppError> {
        let (client, row) = self.account_client()?;
        let (entries, own) = self
            .inner
            .store
            .read(|tx| Ok::<_, AppError>((tx.signed_log(SignedLog::Account)?, tx.identity()?.client_id)))?;
        let state = Unlocked::of(row).and_then(|it| AccountState::replay(it.id(), &entries).state);
        let devices = block_on(async { Ok(client.devices().await?.devices) })?;
        Ok(devices.into_iter().map(|device| shown(device, own, state.as_ref())).collect())
    }

    /// Calls a device otherwise.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::NotSignedIn`], [`AppError::Remote`].
    pub fn rename_account_device(&self, id: &str, name: &str) -> Result<Vec<AccountDevice>, AppError> {
        let client_id = device_id(id)?;
        let name = crate::input::title("name", name)?.trim().to_owned();
        if client_id == self.inner.store.read(|tx| tx.identity())?.client_id {
            self.rename_device(&name)?;
        }
        let (client, _) = self.account_client()?;
        block_on(async { Ok(client.rename_device(client_id, &Rename { name }).await?) })
            .map_err(|error| no_such_device(error, id))?;
        self.account_devices()
    }

    /// Revokes a device: the server ends its sessions at once, the account's log says so to every other device, and
    /// the vault goes on with a new key that it does not get. What it wrote until now stays.
    ///
    /// # Errors
    /// [`AppError::BadInput`] for this device itself, [`AppError::NotFound`], [`AppError::NotSignedIn`],
    /// [`AppError::AccountChanged`], [`AppError::VaultChanged`], [`AppError::Remote`], [`AppError::Store`].
    pub fn revoke_device(&self, id: &str) -> Result<Vec<AccountDevice>, AppError> {
        let client_id = device_id(id)?;
        if client_id == self.inner.store.read(|tx| tx.identity())?.client_id {
            let reason = "is this device: sign out instead".to_owned();
            return Err(AppError::BadInput { field: "id", reason });
        }
        self.inner.revoke(client_id).map_err(|error| no_such_device(error, id))?;
        self.account_devices()
    }
}

fn shown(device: Device, own: ClientId, state: Option<&AccountState>) -> AccountDevice {
    AccountDevice {
        id: device.client_id.to_string(),
        name: device.name,
        created_at: device.created_at_ms,
        seen_at: device.seen_at_ms,
        revoked_at: device.revoked_at_ms,
        is_this: device.client_id == own,
        is_certified: state.is_some_and(|state| state.live_device(device.client_id).is_some()),
    }
}

fn device_id(id: &str) -> Result<ClientId, AppError> {
    id.parse().map_err(|error: driftless_domain::id::InvalidId| AppError::BadInput {
        field: "id",
        reason: format!("is {error}"),
    })
}

fn no_such_device(error: AppError, id: &str) -> AppError {
    if matches!(error, AppError::Remote(RemoteError::OtherVault)) {
        return AppError::NotFound { what: "device", id: id.to_owned() };
    }
    error
}
