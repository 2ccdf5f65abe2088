//! Connecting to a server, and inviting the next device.

use std::sync::PoisonError;

use driftless_crypto::VaultKey;
use driftless_domain::Seq;
use driftless_protocol::connect_code::{ConnectCode, VaultSecret};
use driftless_sync::contract::{ApiClient as _, Connection, Identity, Sealer as _, Store as _, StoreError, StoreTx};
use driftless_sync::coordinator::Trigger;
use driftless_sync::join::{JoinError, join_vault};
use driftless_sync::local::commit;
use zeroize::Zeroizing;

use super::blank::leave_blank_notes;
use super::link::Target;
use super::{ASKED, Order};
use crate::app::Inner;
use crate::devices::introduce;
use crate::materializer::materializer;
use crate::notes::title_draft;
use crate::sealer::VaultSealer;
use crate::view::SyncStatus;
use crate::{App, AppError};

impl App {
    /// Connects to a server with a code. The server is asked before anything is changed.
    ///
    /// A code of a server brings this vault there; a code of another device joins that device's vault, and
    /// what was written here before moves into it, unless this data folder already syncs another vault. Notes that
    /// nobody wrote into stay behind: the blank one that a first start opens is no note of the joined vault.
    ///
    /// # Errors
    /// [`AppError::ConnectCode`], [`AppError::Address`], [`AppError::OtherVault`], [`AppError::Remote`],
    /// [`AppError::Store`]. Nothing was changed then.
    pub fn connect(&self, code: &str) -> Result<SyncStatus, AppError> {
        let inner = self.inner.as_ref();
        let code = ConnectCode::decode(code)?;
        let target = inner.target_of(&code)?;
        inner.ask_server(&target)?;
        inner.flush_all()?;
        inner.join(&target, |_| Ok(()))?;
        inner.sync.order(Order::Trigger(Trigger::Start));
        inner.publish();
        inner.tell_status();
        inner.status()
    }

    /// Returns a code for the next device. It holds the vault key: a secret.
    ///
    /// # Errors
    /// [`AppError::NotConnected`], [`AppError::Store`].
    pub fn connect_code(&self) -> Result<String, AppError> {
        let target = Target::load(&self.inner.store)?.ok_or(AppError::NotConnected)?;
        // An account's vault is opened with the account, by words or by pairing.
        let Connection::Code { server_url, token } = target.connection else { return Err(AppError::NotConnected) };
        let code = ConnectCode {
            server_url,
            token: Zeroizing::new(token),
            vault: Some(VaultSecret { vault_id: target.vault_id, key: Zeroizing::new(*target.key.as_bytes()) }),
        };
        Ok(code.encode()?)
    }
}

impl Inner {
    /// Returns what a code leads to; fails when this data folder cannot go there.
    fn target_of(&self, code: &ConnectCode) -> Result<Target, AppError> {
        let connection = Connection::Code { server_url: code.server_url.clone(), token: code.token.to_string() };
        self.store.read(|tx| {
            let Identity { vault_id: own_id, .. } = tx.identity()?;
            let own_key = VaultKey::from_bytes(tx.vault_key()?);
            let (vault_id, key) = match &code.vault {
                Some(vault) => (vault.vault_id, VaultKey::from_bytes(*vault.key)),
                None => (own_id, own_key.clone()),
            };
            let is_other = vault_id != own_id || key != own_key;
            if matches!(tx.connection()?, Some(Connection::Account { .. })) {
                return Err(AppError::SignedInAlready);
            }
            if is_other && tx.load_cursor()?.seq > Seq::ZERO {
                return Err(AppError::OtherVault);
            }
            Ok(Target { connection, vault_id, key, later: Vec::new() })
        })
    }

    /// Asks the server whether it knows this vault for this token, and the log whether the key is its key.
    fn ask_server(&self, target: &Target) -> Result<(), AppError> {
        let client = target.client(self)?;
        let ask = || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| AppError::Internal(format!("no runtime: {error}")))?;
            Ok::<_, AppError>(runtime.block_on(client.get_actions(target.vault_id, Seq::ZERO, 1))?)
        };
        // A thread of its own: the caller's may belong to an async runtime already.
        let page = std::thread::scope(|scope| scope.spawn(ask).join())
            .unwrap_or_else(|_| Err(AppError::Internal("asking the server panicked".to_owned())))?;
        let sealer = VaultSealer::new(target.vault_id, &target.key);
        let first = page.rows.first().and_then(|row| row.envelope.as_ref());
        if first.is_some_and(|envelope| sealer.open(envelope).is_err()) {
            let what =
                "The key in the connect code does not open this vault. Nothing was changed; copy the code again.";
            return Err(AppError::WrongKey(what.to_owned()));
        }
        Ok(())
    }

    /// Makes this data folder the vault of `target`. `and`: what is kept in the same transaction.
    pub(crate) fn join(
        &self,
        target: &Target,
        and: impl FnOnce(&mut dyn StoreTx) -> Result<(), StoreError>,
    ) -> Result<(), AppError> {
        let name = &self.device_name.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.store.write(|tx| {
            let is_other = tx.identity()?.vault_id != target.vault_id;
            let mut joining = materializer(tx, self.slot.peer(), self.clock.as_ref())?;
            joining.key = target.key.digest_key();
            join_vault(tx, &joining, target.vault_id, target.key.as_bytes(), &target.connection).map_err(|error| {
                match error {
                    JoinError::SyncedElsewhere => AppError::OtherVault,
                    JoinError::Store(error) => error.into(),
                }
            })?;
            let later: Vec<_> = target.later.iter().map(|(epoch, key)| (*epoch, *key.as_bytes())).collect();
            tx.save_epoch_keys(&later)?;
            and(tx)?;
            // The others are to know by name who wrote what.
            let mut intents: Vec<_> = introduce(tx, name)?.into_iter().collect();
            // A title that is still being typed belongs to one of them.
            if is_other && !title_draft::is_left(tx, self.slot.number())? {
                intents.extend(leave_blank_notes(tx)?);
            }
            if !intents.is_empty() {
                commit(tx, &joining, self.clock.as_ref(), intents)?;
            }
            // A process that syncs this data folder is to look at once.
            tx.save_setting(ASKED, Some(&self.clock.new_uuid().to_string()))?;
            Ok::<_, AppError>(())
        })
    }
}
