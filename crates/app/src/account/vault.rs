//! This data folder and a vault of the account: bringing its own there, or becoming one that is there.

use driftless_api_client::{CallError, HttpApi};
use driftless_crypto::VaultKey;
use driftless_domain::{Seq, VaultId};
use driftless_protocol::auth::{ClaimVault, ControlAppend, NewVault, Role, SecretText, Vault, WrappedKey};
use driftless_protocol::{Bytes, ErrorCode};
use driftless_sync::contract::{ApiClient as _, Connection, SignedLog, Store as _};
use driftless_trust::control_log::{ControlEntry, ControlFact};
use driftless_trust::{ControlAuthor, VaultState};

use super::logs::fetch_control_log;
use super::{Unlocked, block_on, random};
use crate::app::Inner;
use crate::sync_runtime::Target;
use crate::view::{SignInStep, VaultChoice};
use crate::{App, AppError};

impl App {
    /// Makes this data folder one of the account's vaults. What was written here before moves into it, unless this
    /// data folder syncs another vault already.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotSignedIn`], [`AppError::OtherVault`], [`AppError::VaultChanged`],
    /// [`AppError::Remote`], [`AppError::Store`].
    pub fn choose_vault(&self, vault_id: &str) -> Result<SignInStep, AppError> {
        let inner = self.inner.as_ref();
        let bad = |error: driftless_domain::id::InvalidId| AppError::BadInput {
            field: "vault_id",
            reason: format!("is {error}"),
        };
        let vault_id: VaultId = vault_id.parse().map_err(bad)?;
        let unlocked = inner.unlocked()?;
        let own = inner.store.read(|tx| tx.identity())?.vault_id;
        let vaults = inner.vaults_of(&unlocked)?;
        if vault_id == own && !vaults.iter().any(|vault| vault.vault_id == own) {
            inner.bring_vault()?;
        } else {
            inner.open_vault(&unlocked, vault_id)?;
        }
        inner.go_on()
    }
}

impl Inner {
    fn vaults_of(&self, unlocked: &Unlocked) -> Result<Vec<Vault>, AppError> {
        let client = self.session_client(&unlocked.row.server_url)?;
        block_on(async { Ok(client.vaults().await?.vaults) })
    }

    /// Goes from an unlocked account to its vault: the one that is here, the only one, a new one, or a question.
    pub(super) fn settle(&self) -> Result<SignInStep, AppError> {
        let unlocked = self.unlocked()?;
        let own = self.store.read(|tx| tx.identity())?.vault_id;
        let vaults = self.vaults_of(&unlocked)?;
        let ids: Vec<VaultId> = vaults.iter().map(|vault| vault.vault_id).collect();
        match ids.as_slice() {
            [] => self.bring_vault()?,
            ids if ids.contains(&own) => self.open_vault(&unlocked, own)?,
            [only] => self.open_vault(&unlocked, *only)?,
            _ => return Ok(SignInStep::NeedsVault { vaults: self.choices(&unlocked, own, &vaults)? }),
        }
        Ok(SignInStep::Ready)
    }

    fn choices(&self, unlocked: &Unlocked, own: VaultId, vaults: &[Vault]) -> Result<Vec<VaultChoice>, AppError> {
        let client = self.session_client(&unlocked.row.server_url)?;
        block_on(async {
            let mut choices = Vec::with_capacity(vaults.len());
            for vault in vaults {
                let head = client.get_actions(vault.vault_id, Seq::ZERO, 1).await?.head;
                let role = match vault.role {
                    Role::Owner => "owner",
                    Role::Editor => "editor",
                    Role::Viewer => "viewer",
                };
                choices.push(VaultChoice {
                    vault_id: vault.vault_id.to_string(),
                    role: role.to_owned(),
                    actions: head.0,
                    is_this: vault.vault_id == own,
                });
            }
            Ok(choices)
        })
    }

    /// Brings this data folder's vault to the account. One that a connect code brought to the same server keeps its
    /// id and is taken over; one that was never anywhere gets an id that certifies itself.
    pub(super) fn bring_vault(&self) -> Result<(), AppError> {
        let unlocked = self.unlocked()?;
        self.check_is_movable(&unlocked.row.server_url)?;
        let (identity, key, connection) =
            self.store.read(|tx| Ok::<_, AppError>((tx.identity()?, tx.vault_key()?, tx.connection()?)))?;
        let key = VaultKey::from_bytes(key);
        let author = ControlAuthor { key: &unlocked.key, client_id: identity.client_id, time_ms: self.clock.now_ms() };
        let client = self.session_client(&unlocked.row.server_url)?;
        let failed = |error| AppError::Internal(format!("a vault's first entry cannot be made: {error}"));
        let wrapped_keys = |entry: &[u8]| wrapped_keys(&unlocked, entry);
        let (vault_id, brought) = match connection {
            Some(Connection::Code { token, .. }) => {
                let entry = author.adopt(identity.vault_id, 0, &key, &random()?).map_err(failed)?;
                let claim = ClaimVault {
                    vault_id: identity.vault_id,
                    token: SecretText::new(token),
                    wrapped_keys: wrapped_keys(&entry),
                    control_log: vec![Bytes(entry)],
                };
                (identity.vault_id, block_on(async { Ok(client.claim_vault(&claim).await) })?)
            }
            Some(Connection::Account { .. }) | None => {
                // The old random id is the nonce: a try whose answer was lost comes to the same vault again.
                let nonce = *identity.vault_id.as_bytes();
                let (vault_id, entry) = author.genesis(nonce, &key, &random()?).map_err(failed)?;
                let vault = NewVault { vault_id, wrapped_keys: wrapped_keys(&entry), control_log: vec![Bytes(entry)] };
                (vault_id, block_on(async { Ok(client.new_vault(&vault).await) })?)
            }
        };
        match brought {
            Ok(()) => {}
            Err(CallError::Refused(ErrorCode::Conflict))
                if self.vaults_of(&unlocked)?.iter().any(|vault| vault.vault_id == vault_id) => {}
            Err(CallError::Refused(ErrorCode::Conflict)) => return Err(AppError::OtherVault),
            Err(error) => return Err(error.into()),
        }
        self.open_vault(&unlocked, vault_id)
    }

    /// Makes this data folder a vault of the account: verifies its control log, opens its keys, joins it.
    pub(super) fn open_vault(&self, unlocked: &Unlocked, vault_id: VaultId) -> Result<(), AppError> {
        let client = self.session_client(&unlocked.row.server_url)?;
        let own = self.store.read(|tx| tx.identity())?.vault_id;
        let known = match own == vault_id {
            true => self.store.read(|tx| tx.signed_log(SignedLog::Vault))?,
            false => Vec::new(),
        };
        let entries = block_on(fetch_control_log(&client, vault_id))?;
        let entries = match entries.is_empty() {
            true => self.begin_control_log(unlocked, &client, vault_id)?,
            false => entries,
        };
        let state = verified(vault_id, &entries, &known)?;
        let (first, later) = keys_of(unlocked, &state)?;
        let connection = Connection::Account { server_url: unlocked.row.server_url.clone() };
        let target = Target { connection, vault_id, key: first, later };
        self.flush_all()?;
        self.join(&target, |tx| tx.save_signed_log(SignedLog::Vault, &entries))
    }

    /// Begins the control log of a vault that was taken over before it had one.
    fn begin_control_log(
        &self,
        unlocked: &Unlocked,
        client: &HttpApi,
        vault_id: VaultId,
    ) -> Result<Vec<Vec<u8>>, AppError> {
        let (identity, key) = self.store.read(|tx| Ok::<_, AppError>((tx.identity()?, tx.vault_key()?)))?;
        if identity.vault_id != vault_id {
            return Err(AppError::VaultChanged);
        }
        let author = ControlAuthor { key: &unlocked.key, client_id: identity.client_id, time_ms: self.clock.now_ms() };
        let failed = |error| AppError::Internal(format!("a vault's first entry cannot be made: {error}"));
        let entry = author.adopt(vault_id, 0, &VaultKey::from_bytes(key), &random()?).map_err(failed)?;
        let append = ControlAppend {
            after: 0,
            entries: vec![Bytes(entry.clone())],
            members: Vec::new(),
            wrapped_keys: wrapped_keys(unlocked, &entry),
        };
        block_on(async { Ok(client.append_control_log(vault_id, &append).await?) })?;
        Ok(vec![entry])
    }
}

/// Returns what a vault's control log comes to, when it is one that goes on where this device knows it.
pub(super) fn verified(vault_id: VaultId, entries: &[Vec<u8>], known: &[Vec<u8>]) -> Result<VaultState, AppError> {
    let state = VaultState::replay(vault_id, entries).state.ok_or(AppError::VaultChanged)?;
    let known_head = VaultState::replay(vault_id, known).state.map(|state| state.head());
    match known_head {
        Some(head) if !state.extends(head) => Err(AppError::VaultChanged),
        Some(_) | None => Ok(state),
    }
}

/// Returns the key of the vault's first epoch, and those of the later ones.
pub(super) fn keys_of(unlocked: &Unlocked, state: &VaultState) -> Result<(VaultKey, Vec<(u32, VaultKey)>), AppError> {
    let failed = |error: driftless_trust::control_log::KeyProblem| AppError::WrongKey(format!("{error}"));
    let newest = state.open_key(unlocked.id(), &unlocked.key.account_box()).map_err(failed)?;
    let mut later = Vec::new();
    for epoch in 1..state.epoch() {
        later.push((epoch, state.earlier_key(epoch, &newest).map_err(failed)?));
    }
    if state.epoch() == 0 {
        return Ok((newest, later));
    }
    let first = state.earlier_key(0, &newest).map_err(failed)?;
    later.push((state.epoch(), newest));
    Ok((first, later))
}

/// Returns the keys in an entry that are sealed to this account, as a server keeps them for it.
pub(super) fn wrapped_keys(unlocked: &Unlocked, entry: &[u8]) -> Vec<WrappedKey> {
    let Ok(account) = unlocked.row.name.parse() else { return Vec::new() };
    let (key_epoch, key) = match ControlEntry::from_bytes(entry).map(|entry| entry.fact) {
        Ok(ControlFact::Genesis { key, .. }) => (0, key),
        Ok(ControlFact::Adopt { epoch, key, .. } | ControlFact::Rekey { epoch, key, .. }) => (epoch, key),
        Ok(
            ControlFact::Invite { .. } | ControlFact::Join | ControlFact::RoleChange { .. } | ControlFact::Settings(_),
        )
        | Err(_) => return Vec::new(),
    };
    let own = key.sealed.get(&unlocked.id());
    own.map(|sealed| WrappedKey { key_epoch, account, wrapped: Bytes(sealed.0.to_vec()) }).into_iter().collect()
}
