//! A log row between its columns and its types.

use driftless_domain::{ActionId, ActionType, ClientId, DeviceSeq, EntityId, EntityType, Hlc, Seq, VaultId};
use driftless_protocol::{Bytes, Envelope, Flag, Hash, LogRow, QuarantineCode, Withheld};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::ingest::StoredRow;
use crate::storage::StorageError;

/// Bits of `position` that count the seq: a million actions a second for twelve days.
const SEQ_BITS: u32 = 40;

/// Columns in the order that [`stored_row`] reads them, from `log JOIN device USING (device)`.
pub(super) const COLUMNS: &str = "position, client_id, device_seq, id, witnessed_time, flags, chain_hash, quarantine, \
     header_version, entity_id, entity_type, type, logical_time, seen, schema, key_id, payload, associated_data, \
     payload_hash";

/// Returns the place of a row in the table.
pub(super) fn position(vault: i64, seq: Seq) -> Result<i64, StorageError> {
    let full = || StorageError::Database("a log or the number of vaults is at its limit".to_owned());
    let seq = i64::try_from(seq.0).ok().filter(|seq| *seq < 1 << SEQ_BITS).ok_or_else(full)?;
    (vault < 1 << (62 - SEQ_BITS)).then_some((vault << SEQ_BITS) | seq).ok_or_else(full)
}

const FLAGS: [(Flag, i64); 6] = [
    (Flag::ClockSkew, 1),
    (Flag::UnknownEntity, 2),
    (Flag::EditedAfterDelete, 4),
    (Flag::MassDelete, 8),
    (Flag::SeenAhead, 16),
    (Flag::NewerSchema, 32),
];

const QUARANTINE: [(QuarantineCode, i64); 4] = [
    (QuarantineCode::TooLarge, 1),
    (QuarantineCode::OtherContent, 2),
    (QuarantineCode::BadEnvelope, 3),
    (QuarantineCode::Gap, 4),
];

fn bits_of(flags: &[Flag]) -> i64 {
    FLAGS.iter().filter(|(flag, _)| flags.contains(flag)).map(|(_, bit)| bit).sum()
}

/// Reads the flags of a row.
pub(super) fn flags_from(bits: i64) -> Vec<Flag> {
    FLAGS.iter().filter(|(_, bit)| bits & bit != 0).map(|(flag, _)| *flag).collect()
}

/// Appends one row.
pub(super) fn insert(connection: &Connection, vault: i64, device: i64, stored: &StoredRow) -> Result<(), StorageError> {
    let row = &stored.row;
    let envelope = row.envelope.as_ref();
    let withheld = row.withheld.as_ref();
    let code = stored.quarantine.and_then(|code| QUARANTINE.iter().find(|(known, _)| *known == code));
    connection
        .prepare_cached(
            "INSERT INTO log (position, device, device_seq, id, witnessed_time, flags, chain_hash, quarantine, \
             header_version, entity_id, entity_type, type, logical_time, seen, schema, key_id, payload, \
             associated_data, payload_hash) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        )?
        .execute(params![
            position(vault, row.seq)?,
            device,
            stored.device_seq.0.cast_signed(),
            stored.id.as_bytes(),
            row.witnessed_time.0.cast_signed(),
            bits_of(&row.flags),
            stored.chain_hash.0,
            code.map(|(_, number)| number),
            envelope.map(|e| e.v),
            envelope.map(|e| *e.entity_id.as_bytes()),
            envelope.map(|e| e.entity_type.as_str()),
            envelope.map(|e| e.action_type.as_str()),
            envelope.map(|e| e.logical_time.0.cast_signed()),
            envelope.map(|e| e.seen.0.cast_signed()),
            envelope.map(|e| e.schema),
            envelope.map(|e| e.key_id),
            envelope.map(|e| &e.payload.0),
            withheld.map(|w| &w.associated_data.0),
            withheld.map(|w| w.payload_hash.0),
        ])?;
    Ok(())
}

/// Reads a row selected by [`COLUMNS`]. The database is our own writing: what does not read is damage.
pub(super) fn stored_row(row: &Row<'_>, vault_id: VaultId) -> rusqlite::Result<StoredRow> {
    let id = ActionId::from_bytes(row.get(3)?);
    let device_seq = DeviceSeq(row.get::<_, i64>(2)?.cast_unsigned());
    let quarantine = quarantine_from(row.get(7)?)?;
    let (envelope, withheld) = match quarantine {
        None => (Some(envelope(row, vault_id, id, device_seq)?), None),
        Some(_) => (None, Some(Withheld { associated_data: Bytes(row.get(17)?), payload_hash: Hash(row.get(18)?) })),
    };
    let seq = Seq(row.get::<_, i64>(0)?.cast_unsigned() & ((1 << SEQ_BITS) - 1));
    let witnessed_time = Hlc(row.get::<_, i64>(4)?.cast_unsigned());
    let row_out = LogRow { seq, witnessed_time, flags: flags_from(row.get(5)?), envelope, withheld };
    Ok(StoredRow { row: row_out, id, device_seq, quarantine, chain_hash: Hash(row.get(6)?) })
}

fn envelope(row: &Row<'_>, vault_id: VaultId, id: ActionId, device_seq: DeviceSeq) -> rusqlite::Result<Envelope> {
    Ok(Envelope {
        v: row.get(8)?,
        vault_id,
        id,
        client_id: ClientId::from_bytes(row.get(1)?),
        device_seq,
        entity_id: EntityId::from_bytes(row.get(9)?),
        entity_type: row.get_ref(10)?.as_str()?.parse::<EntityType>().map_err(|e| unreadable(10, Type::Text, e))?,
        action_type: row.get_ref(11)?.as_str()?.parse::<ActionType>().map_err(|e| unreadable(11, Type::Text, e))?,
        logical_time: Hlc(row.get::<_, i64>(12)?.cast_unsigned()),
        seen: Seq(row.get::<_, i64>(13)?.cast_unsigned()),
        schema: row.get(14)?,
        key_id: row.get(15)?,
        payload: Bytes(row.get(16)?),
    })
}

/// Reads why a row's payload is withheld.
pub(super) fn quarantine_from(number: Option<i64>) -> rusqlite::Result<Option<QuarantineCode>> {
    number.map(quarantine_code).transpose()
}

fn quarantine_code(number: i64) -> rusqlite::Result<QuarantineCode> {
    let known = QUARANTINE.iter().find(|(_, known)| *known == number);
    known.map(|(code, _)| *code).ok_or(rusqlite::Error::IntegralValueOutOfRange(7, number))
}

fn unreadable(column: usize, kind: Type, error: driftless_domain::action::InvalidName) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(error))
}
