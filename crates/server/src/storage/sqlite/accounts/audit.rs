//! What happened to accounts. Rows are only added: the database refuses anything else.

use driftless_domain::ClientId;
use driftless_protocol::auth::{SecurityEvent, SecurityKind};
use rusqlite::{Connection, params};

use super::Result;
use crate::storage::StorageError;

/// Events of one page.
const PAGE_MAX: u32 = 100;

/// Every word, as on the wire.
const WORDS: [(SecurityKind, &str); 16] = [
    (SecurityKind::Registered, "registered"),
    (SecurityKind::SignedIn, "signed_in"),
    (SecurityKind::SignedOut, "signed_out"),
    (SecurityKind::SignInRefused, "sign_in_refused"),
    (SecurityKind::Recovered, "recovered"),
    (SecurityKind::DeviceAdded, "device_added"),
    (SecurityKind::DeviceRenamed, "device_renamed"),
    (SecurityKind::DeviceCertified, "device_certified"),
    (SecurityKind::DeviceRevoked, "device_revoked"),
    (SecurityKind::RefreshReused, "refresh_reused"),
    (SecurityKind::TotpEnabled, "totp_enabled"),
    (SecurityKind::TotpDisabled, "totp_disabled"),
    (SecurityKind::AccountLogGrew, "account_log_grew"),
    (SecurityKind::VaultAdded, "vault_added"),
    (SecurityKind::ControlLogGrew, "control_log_grew"),
    (SecurityKind::Disabled, "disabled"),
];

/// Adds an event.
pub(in crate::storage::sqlite) fn add(
    connection: &Connection,
    user: i64,
    kind: SecurityKind,
    client_id: Option<ClientId>,
    now_ms: u64,
) -> Result<()> {
    let word = WORDS.iter().find(|(known, _)| *known == kind).map_or("", |(_, word)| word);
    connection
        .prepare_cached("INSERT INTO audit (user, kind, at_ms, client_id) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![user, word, now_ms.cast_signed(), client_id.map(|id| *id.as_bytes())])?;
    Ok(())
}

/// Returns the events of an account after a number.
pub(super) fn page(connection: &Connection, user: i64, since: u64) -> Result<Vec<SecurityEvent>> {
    let since = i64::try_from(since).unwrap_or(i64::MAX);
    let mut statement = connection.prepare_cached(
        "SELECT number, kind, at_ms, client_id FROM audit WHERE user = ?1 AND number > ?2 ORDER BY number LIMIT ?3",
    )?;
    let rows = statement.query_map(params![user, since, PAGE_MAX], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?, row.get::<_, Option<[u8; 16]>>(3)?))
    })?;
    let mut events = Vec::new();
    for row in rows {
        let (number, word, at_ms, client_id) = row?;
        let kind = WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind);
        let kind = kind.ok_or_else(|| StorageError::Database(format!("the audit log has the word {word}")))?;
        events.push(SecurityEvent {
            number: number.cast_unsigned(),
            kind,
            at_ms: at_ms.cast_unsigned(),
            client_id: client_id.map(ClientId::from_bytes),
        });
    }
    Ok(events)
}

/// Returns the number of the latest event; 0 when there is none.
pub(super) fn last(connection: &Connection, user: i64) -> Result<u64> {
    let number: i64 = connection
        .prepare_cached("SELECT coalesce(max(number), 0) FROM audit WHERE user = ?1")?
        .query_row([user], |row| row.get(0))?;
    Ok(number.cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_that_of_the_wire() {
        for (kind, word) in WORDS {
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
        }
    }
}
