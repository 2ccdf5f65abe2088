//! A walk over CBOR without building anything: counts the values before any memory is spent on them.
//!
//! A value of one byte becomes one of 32 in memory, so 25 MB of small values would take 800 MB.

use super::PayloadError;
use crate::limits::PAYLOAD_VALUES_MAX;

/// Refuses bytes whose heads run past their end or hold more than [`PAYLOAD_VALUES_MAX`] values. What
/// it lets pass may still be malformed: the decoder says so.
pub(super) fn check(mut bytes: &[u8]) -> Result<(), PayloadError> {
    let mut values = 0;
    while let Some((head, rest)) = bytes.split_first() {
        bytes = rest;
        values += 1;
        if values > PAYLOAD_VALUES_MAX {
            return Err(PayloadError::TooLarge("number of values".to_owned()));
        }
        let (major, short) = (head >> 5, head & 0x1f);
        let argument = match short {
            24..=27 => {
                let (argument, rest) = bytes.split_at_checked(1 << (short - 24)).ok_or(PayloadError::Malformed)?;
                bytes = rest;
                argument.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte))
            }
            // Without length: what follows is counted by itself.
            31 => 0,
            _ => u64::from(short),
        };
        // Bytes and text: the content is no head.
        if matches!(major, 2 | 3) {
            let len = usize::try_from(argument).map_err(|_| PayloadError::Malformed)?;
            bytes = bytes.get(len..).ok_or(PayloadError::Malformed)?;
        }
    }
    Ok(())
}
