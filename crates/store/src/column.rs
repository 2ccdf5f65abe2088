//! How values stand in columns: ids as 16 bytes, 64-bit numbers bit for bit, shapes as CBOR, long bytes packed.

use std::cell::RefCell;

use driftless_protocol::ContentType;
use driftless_sync::contract::StoreError;
use rusqlite::Row;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Shorter values are not worth compressing.
const PACK_FROM_BYTES: usize = 200;

/// Largest value that a packed column may unfold to: nothing legal is larger than the largest text with
/// its history, and a damaged length must not take the memory.
const UNPACKED_BYTES_MAX: usize = 256 * 1024 * 1024;

const AS_IT_IS: u8 = 0;
const ZSTD: u8 = 1;

/// Keeps the bits of a number above 2^63 in SQLite's signed integers.
pub(crate) const fn to_column(number: u64) -> i64 {
    number.cast_signed()
}

/// A bound to compare a column with: the largest number stands for everything.
pub(crate) fn to_bound(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The reverse of [`to_column`].
pub(crate) const fn from_column(number: i64) -> u64 {
    number.cast_unsigned()
}

/// Reads fixed bytes.
pub(crate) fn bytes<const N: usize>(row: &Row<'_>, column: usize) -> rusqlite::Result<[u8; N]> {
    row.get(column)
}

/// Writes a shape as CBOR.
pub(crate) fn to_cbor<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    ContentType::Cbor.encode(value).map_err(|error| StoreError::Engine(error.to_string()))
}

/// Reads a shape from CBOR.
pub(crate) fn from_cbor<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    ContentType::Cbor.decode(bytes).map_err(|error| StoreError::Damaged(error.to_string()))
}

/// Writes a shape as JSON.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Engine(error.to_string()))
}

/// Reads a shape from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged(error.to_string()))
}

thread_local! {
    // Building a compressor costs more than compressing a note.
    static COMPRESSOR: RefCell<Option<zstd::bulk::Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<zstd::bulk::Decompressor<'static>>> = const { RefCell::new(None) };
}

/// Packs bytes: compressed when that makes them smaller.
pub(crate) fn pack(bytes: &[u8]) -> Vec<u8> {
    if bytes.len() >= PACK_FROM_BYTES
        && let Some(small) = compress(bytes)
        && small.len() + 4 < bytes.len()
    {
        let mut packed = Vec::with_capacity(small.len() + 5);
        packed.push(ZSTD);
        packed.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        packed.extend_from_slice(&small);
        return packed;
    }
    let mut packed = Vec::with_capacity(bytes.len() + 1);
    packed.push(AS_IT_IS);
    packed.extend_from_slice(bytes);
    packed
}

fn compress(bytes: &[u8]) -> Option<Vec<u8>> {
    if u32::try_from(bytes.len()).is_err() {
        return None;
    }
    COMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = zstd::bulk::Compressor::new(1).ok();
        }
        slot.as_mut()?.compress(bytes).ok()
    })
}

/// Unpacks what [`pack`] made.
pub(crate) fn unpack(packed: &[u8]) -> Result<Vec<u8>, StoreError> {
    let damaged = || StoreError::Damaged("a packed value cannot be read".to_owned());
    let (form, rest) = packed.split_first().ok_or_else(damaged)?;
    if *form == AS_IT_IS {
        return Ok(rest.to_vec());
    }
    let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
    let length = u32::from_be_bytes(*length) as usize;
    if *form != ZSTD || length > UNPACKED_BYTES_MAX {
        return Err(damaged());
    }
    DECOMPRESSOR.with_borrow_mut(|slot| {
        if slot.is_none() {
            *slot = zstd::bulk::Decompressor::new().ok();
        }
        let decompressor = slot.as_mut().ok_or_else(damaged)?;
        let bytes = decompressor.decompress(rest, length).map_err(|_| damaged())?;
        if bytes.len() == length { Ok(bytes) } else { Err(damaged()) }
    })
}

/// Unpacks a text.
pub(crate) fn unpack_text(packed: &[u8]) -> Result<String, StoreError> {
    String::from_utf8(unpack(packed)?).map_err(|_| StoreError::Damaged("a text is not UTF-8".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_bytes_come_back_and_damage_is_an_error() {
        for bytes in [Vec::new(), vec![7; 10], vec![7; 10_000], (0..=255).cycle().take(5000).collect::<Vec<u8>>()] {
            assert_eq!(unpack(&pack(&bytes)).unwrap(), bytes);
        }
        let packed = pack(&vec![7; 10_000]);
        assert!(packed.len() < 100);
        assert!(unpack(&[]).is_err());
        assert!(unpack(&packed[..20]).is_err());
        assert!(unpack(&[1, 255, 255, 255, 255, 0]).is_err());
        assert!(unpack(&[9, 0, 0, 0, 0]).is_err());
    }

    #[test]
    fn numbers_above_two_to_the_63_come_back() {
        for number in [0, 1, u64::MAX, 1 << 63] {
            assert_eq!(from_column(to_column(number)), number);
        }
    }
}
