//! The account: secrets, session, keys by epoch, signed logs, alarms.

use driftless_domain::{ClientId, DeviceSeq};
use driftless_protocol::Hash;
use driftless_sync::contract::{
    AccountRow, AccountStore, AlarmClass, AlarmRow, ChainRow, SessionRow, SessionTokens, SignedLog, StoreError,
    Unlocking,
};

use crate::column::{bytes, from_column, from_json, to_column, to_json};
use crate::tx::Tx;

const NONE: &str = "none";
const LIVE: &str = "live";
const ENDED: &str = "ended";
const REVOKED: &str = "revoked";

impl AccountStore for Tx<'_> {
    fn account(&self) -> Result<Option<AccountRow>, StoreError> {
        self.row(
            "SELECT server_url, name, user_id, created_ms, identity_key, account_key, certificate, device_seed,
                    kit_confirmed, password_may_unlock, has_totp FROM account",
            [],
            |row| {
                let unlocking = match row.get::<_, Option<[u8; 32]>>(5)? {
                    Some(account_key) => {
                        let certificate = row.get::<_, Option<Vec<u8>>>(6)?.unwrap_or_default();
                        Unlocking::Unlocked { account_key, certificate }
                    }
                    None => Unlocking::Locked,
                };
                Ok(AccountRow {
                    server_url: row.get(0)?,
                    name: row.get(1)?,
                    user_id: bytes(row, 2)?,
                    created_ms: from_column(row.get(3)?),
                    identity_key: bytes(row, 4)?,
                    device_seed: bytes(row, 7)?,
                    unlocking,
                    is_kit_confirmed: row.get(8)?,
                    may_password_unlock: row.get(9)?,
                    has_totp: row.get(10)?,
                })
            },
        )
    }

    fn save_account(&mut self, account: Option<&AccountRow>) -> Result<(), StoreError> {
        let Some(account) = account else {
            for table in ["account", "signed_entries", "alarms", "chains", "heard"] {
                self.run(&format!("DELETE FROM {table}"), [])?;
            }
            return Ok(());
        };
        let (account_key, certificate) = match &account.unlocking {
            Unlocking::Locked => (None, None),
            Unlocking::Unlocked { account_key, certificate } => (Some(account_key), Some(certificate)),
        };
        self.run(
            "INSERT INTO account (one, server_url, name, user_id, created_ms, identity_key, account_key, certificate,
                 device_seed, kit_confirmed, password_may_unlock, has_totp, session)
             VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'none')
             ON CONFLICT (one) DO UPDATE SET server_url = excluded.server_url, name = excluded.name,
                 user_id = excluded.user_id, created_ms = excluded.created_ms, identity_key = excluded.identity_key,
                 account_key = excluded.account_key, certificate = excluded.certificate,
                 device_seed = excluded.device_seed,
                 kit_confirmed = excluded.kit_confirmed, password_may_unlock = excluded.password_may_unlock,
                 has_totp = excluded.has_totp",
            rusqlite::params![
                account.server_url,
                account.name,
                account.user_id,
                to_column(account.created_ms),
                account.identity_key,
                account_key,
                certificate,
                account.device_seed,
                account.is_kit_confirmed,
                account.may_password_unlock,
                account.has_totp,
            ],
        )
        .map(drop)
    }

    fn session(&self) -> Result<SessionRow, StoreError> {
        let found =
            self.row("SELECT session, access_token, access_expires_ms, refresh_token FROM account", [], |row| {
                let tokens = SessionTokens {
                    access_token: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                    access_expires_ms: row.get::<_, Option<i64>>(2)?.map_or(0, from_column),
                    refresh_token: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                };
                Ok((row.get::<_, String>(0)?, tokens))
            })?;
        Ok(match found {
            None => SessionRow::None,
            Some((state, tokens)) => match state.as_str() {
                NONE => SessionRow::None,
                LIVE => SessionRow::Live(tokens),
                REVOKED => SessionRow::Revoked,
                // What is not known is no session to go on with.
                _ => SessionRow::Ended,
            },
        })
    }

    fn save_session(&mut self, session: &SessionRow) -> Result<(), StoreError> {
        let (state, tokens) = match session {
            SessionRow::None => (NONE, None),
            SessionRow::Live(tokens) => (LIVE, Some(tokens)),
            SessionRow::Ended => (ENDED, None),
            SessionRow::Revoked => (REVOKED, None),
        };
        self.run(
            "UPDATE account SET session = ?1, access_token = ?2, access_expires_ms = ?3, refresh_token = ?4",
            (
                state,
                tokens.map(|tokens| &tokens.access_token),
                tokens.map(|tokens| to_column(tokens.access_expires_ms)),
                tokens.map(|tokens| &tokens.refresh_token),
            ),
        )
        .map(drop)
    }

    fn epoch_keys(&self) -> Result<Vec<(u32, [u8; 32])>, StoreError> {
        self.rows("SELECT key_epoch, key FROM epoch_keys ORDER BY key_epoch", [], |row| {
            Ok((row.get(0)?, bytes(row, 1)?))
        })
    }

    fn save_epoch_keys(&mut self, keys: &[(u32, [u8; 32])]) -> Result<(), StoreError> {
        self.run("DELETE FROM epoch_keys", [])?;
        for (epoch, key) in keys {
            self.run("INSERT INTO epoch_keys (key_epoch, key) VALUES (?1, ?2)", (epoch, key))?;
        }
        Ok(())
    }

    fn signed_log(&self, log: SignedLog) -> Result<Vec<Vec<u8>>, StoreError> {
        self.rows("SELECT entry FROM signed_entries WHERE log = ?1 ORDER BY number", [log.as_str()], |row| row.get(0))
    }

    fn save_signed_log(&mut self, log: SignedLog, entries: &[Vec<u8>]) -> Result<(), StoreError> {
        self.run("DELETE FROM signed_entries WHERE log = ?1", [log.as_str()])?;
        for (number, entry) in (0_i64..).zip(entries) {
            self.run(
                "INSERT INTO signed_entries (log, number, entry) VALUES (?1, ?2, ?3)",
                (log.as_str(), number, entry),
            )?;
        }
        Ok(())
    }

    fn alarms(&self) -> Result<Vec<AlarmRow>, StoreError> {
        let rows = self.rows("SELECT class, evidence, since_ms FROM alarms ORDER BY since_ms, class", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, from_column(row.get(2)?)))
        })?;
        let mut alarms = Vec::with_capacity(rows.len());
        for (class, evidence, since_ms) in rows {
            // One that a newer version raised is not known here; that version raises it again.
            if let Some(class) = AlarmClass::of(&class) {
                alarms.push(AlarmRow { class, evidence: from_json(&evidence)?, since_ms });
            }
        }
        Ok(alarms)
    }

    fn raise_alarm(&mut self, alarm: &AlarmRow) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO alarms (class, evidence, since_ms) VALUES (?1, ?2, ?3)
             ON CONFLICT (class) DO UPDATE SET evidence = excluded.evidence",
            (alarm.class.as_str(), to_json(&alarm.evidence)?, to_column(alarm.since_ms)),
        )
        .map(drop)
    }

    fn end_alarm(&mut self, class: AlarmClass) -> Result<(), StoreError> {
        self.run("DELETE FROM alarms WHERE class = ?1", [class.as_str()]).map(drop)
    }

    fn chain_tips(&self) -> Result<Vec<ChainRow>, StoreError> {
        self.rows(
            // Of all rows of a group SQLite gives the one that has the maximum.
            "SELECT client_id, max(device_seq), chain, control_head FROM chains GROUP BY client_id ORDER BY client_id",
            [],
            |row| {
                Ok(ChainRow {
                    client_id: ClientId::from_bytes(bytes(row, 0)?),
                    device_seq: DeviceSeq(from_column(row.get(1)?)),
                    chain: Hash(bytes(row, 2)?),
                    control_head: Hash(bytes(row, 3)?),
                })
            },
        )
    }

    fn chain_at(&self, client_id: ClientId, device_seq: DeviceSeq) -> Result<Option<Hash>, StoreError> {
        self.row(
            "SELECT chain FROM chains WHERE client_id = ?1 AND device_seq = ?2",
            (client_id.as_bytes(), to_column(device_seq.0)),
            |row| bytes(row, 0).map(Hash),
        )
    }

    fn save_chain(&mut self, row: &ChainRow) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO chains (client_id, device_seq, chain, control_head) VALUES (?1, ?2, ?3, ?4)",
            (row.client_id.as_bytes(), to_column(row.device_seq.0), &row.chain.0, &row.control_head.0),
        )
        .map(drop)
    }

    fn heard(&self) -> Result<Vec<(ClientId, DeviceSeq, Hash)>, StoreError> {
        self.rows("SELECT client_id, device_seq, chain FROM heard ORDER BY client_id", [], |row| {
            let client_id = ClientId::from_bytes(bytes(row, 0)?);
            Ok((client_id, DeviceSeq(from_column(row.get(1)?)), Hash(bytes(row, 2)?)))
        })
    }

    fn save_heard(&mut self, client_id: ClientId, device_seq: DeviceSeq, chain: Hash) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO heard (client_id, device_seq, chain) VALUES (?1, ?2, ?3)",
            (client_id.as_bytes(), to_column(device_seq.0), &chain.0),
        )
        .map(drop)
    }

    fn last_of_device(&self, client_id: ClientId) -> Result<DeviceSeq, StoreError> {
        self.one(
            "SELECT max(coalesce((SELECT max(device_seq) FROM actions WHERE client_id = ?1), 0),
                        coalesce((SELECT max(device_seq) FROM history WHERE client_id = ?1), 0))",
            [client_id.as_bytes()],
            |row| row.get(0).map(from_column).map(DeviceSeq),
        )
    }

    fn forget_chains(&mut self) -> Result<(), StoreError> {
        self.run("DELETE FROM chains", [])?;
        self.run("DELETE FROM heard", []).map(drop)
    }
}
