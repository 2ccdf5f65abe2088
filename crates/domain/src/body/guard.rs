//! A look at foreign bytes before the text library sees them.
//!
//! The library's decoder has aborted on forged input, so what reaches it is authenticated first; this
//! is the second fence: size, header, checksum, mode, and section lengths that add up. It also refuses
//! shallow snapshots, into which old edits cannot be merged. It cannot judge what lies compressed inside
//! the sections: against bytes forged by someone who has the vault key, only the caller's marker "importing
//! action X" helps at the next start.
//!
//! ```text
//! "loro" | 12 × 0 | xxh32 of the rest, seed "LORO", LE | mode, 2 bytes BE | body
//! body of a snapshot (3): history, state, shallow root; each a u32 LE length and its bytes
//! body of updates (4): blocks; each a LEB128 length and its bytes
//! ```

use super::BodyError;
use crate::limits::BODY_UPDATE_BYTES_MAX;

const MAGIC: &[u8; 4] = b"loro";
const SEED: u32 = u32::from_le_bytes(*b"LORO");
const SNAPSHOT: u16 = 3;
const UPDATES: u16 = 4;

/// Refuses bytes that cannot be an export of the library.
pub(super) fn check(bytes: &[u8]) -> Result<(), BodyError> {
    if bytes.len() > BODY_UPDATE_BYTES_MAX {
        return Err(BodyError::TooLarge(BODY_UPDATE_BYTES_MAX));
    }
    let (magic, rest) = bytes.split_first_chunk::<4>().ok_or_else(|| malformed("no header"))?;
    let (reserved, rest) = rest.split_first_chunk::<12>().ok_or_else(|| malformed("no header"))?;
    let (checksum, checked) = rest.split_first_chunk::<4>().ok_or_else(|| malformed("no header"))?;
    let (mode, body) = checked.split_first_chunk::<2>().ok_or_else(|| malformed("no header"))?;
    if magic != MAGIC || *reserved != [0; 12] {
        return Err(malformed("no header"));
    }
    if u32::from_le_bytes(*checksum) != xxh32(checked, SEED) {
        return Err(malformed("the checksum does not match"));
    }
    let is_plausible = match u16::from_be_bytes(*mode) {
        SNAPSHOT => is_full_snapshot(body),
        UPDATES => are_blocks(body),
        mode => return Err(malformed(&format!("unknown mode {mode}"))),
    };
    is_plausible.ok_or_else(|| malformed("its lengths do not add up"))
}

fn is_full_snapshot(body: &[u8]) -> Option<()> {
    let rest = skip_section(skip_section(body)?)?;
    (rest == [0; 4]).then_some(())
}

fn skip_section(bytes: &[u8]) -> Option<&[u8]> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.get(usize::try_from(u32::from_le_bytes(*len)).ok()?..)
}

fn are_blocks(mut body: &[u8]) -> Option<()> {
    while !body.is_empty() {
        let mut len = 0_usize;
        for shift in (0..).step_by(7) {
            let (byte, rest) = body.split_first()?;
            body = rest;
            // Longer than any length within the size limit.
            len |= usize::from(byte & 0x7f).checked_shl(shift).filter(|_| shift < 28)?;
            if byte & 0x80 == 0 {
                break;
            }
        }
        body = body.get(len..).filter(|_| len > 0)?;
    }
    Some(())
}

fn malformed(why: &str) -> BodyError {
    BodyError::Malformed(why.to_owned())
}

/// xxHash, 32 bits. Source: Yann Collet, the xxHash specification, version 0.1.1.
fn xxh32(bytes: &[u8], seed: u32) -> u32 {
    const P: [u32; 5] = [0x9e37_79b1, 0x85eb_ca77, 0xc2b2_ae3d, 0x27d4_eb2f, 0x1656_67b1];
    let (stripes, rest) = bytes.as_chunks::<16>();
    let mut lanes =
        [seed.wrapping_add(P[0]).wrapping_add(P[1]), seed.wrapping_add(P[1]), seed, seed.wrapping_sub(P[0])];
    for stripe in stripes {
        for (lane, word) in lanes.iter_mut().zip(stripe.as_chunks::<4>().0) {
            let sum = lane.wrapping_add(u32::from_le_bytes(*word).wrapping_mul(P[1]));
            *lane = sum.rotate_left(13).wrapping_mul(P[0]);
        }
    }
    let [a, b, c, d] = lanes;
    let mixed =
        a.rotate_left(1).wrapping_add(b.rotate_left(7)).wrapping_add(c.rotate_left(12)).wrapping_add(d.rotate_left(18));
    let start = if stripes.is_empty() { seed.wrapping_add(P[4]) } else { mixed };
    #[expect(clippy::cast_possible_truncation, reason = "the algorithm takes the length modulo 2^32")]
    let mut hash = start.wrapping_add(bytes.len() as u32);
    let (words, rest) = rest.as_chunks::<4>();
    for word in words {
        let sum = hash.wrapping_add(u32::from_le_bytes(*word).wrapping_mul(P[2]));
        hash = sum.rotate_left(17).wrapping_mul(P[3]);
    }
    for byte in rest {
        hash = hash.wrapping_add(u32::from(*byte).wrapping_mul(P[4])).rotate_left(11).wrapping_mul(P[0]);
    }
    hash = (hash ^ (hash >> 15)).wrapping_mul(P[1]);
    hash = (hash ^ (hash >> 13)).wrapping_mul(P[2]);
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use loro::{ExportMode, LoroDoc};

    use super::super::{LoroText, TextBody};
    use super::*;

    /// As `check` wants it: with a checksum that matches.
    fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
        let checksum = xxh32(&bytes[20..], SEED);
        bytes[16..20].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    #[test]
    fn what_the_library_writes_passes() {
        let mut text = LoroText::empty(7);
        for insert in ["", "a", "長雨😀", &"long ".repeat(40_000)] {
            let (_, update) = text.replace(insert).unwrap();
            assert_eq!(check(&update), Ok(()));
            assert_eq!(check(&text.snapshot().unwrap()), Ok(()));
            assert_eq!(check(&text.updates_since(&[]).unwrap()), Ok(()));
        }
        assert_eq!(xxh32(b"", 0), 0x02cc_5d05);
        assert_eq!(xxh32(b"Nobody inspects the spammish repetition", 0), 0xe229_3b2f);
    }

    /// A year-old edit could not be merged into it.
    #[test]
    fn a_shallow_snapshot_is_refused() {
        let doc = LoroDoc::new();
        let text = doc.get_text("body");
        text.insert(0, "old").unwrap();
        doc.commit();
        text.insert(3, " new").unwrap();
        doc.commit();
        let shallow = doc.export(ExportMode::shallow_snapshot(&doc.oplog_frontiers())).unwrap();
        assert!(matches!(check(&shallow), Err(BodyError::Malformed(_))));
    }

    /// Bit flips, cuts and splices, with and without a checksum that was made to match: an error or a text,
    /// and a document that was fine stays so.
    #[test]
    fn damaged_updates_never_harm() {
        let mut writer = LoroText::empty(7);
        let mut updates = Vec::new();
        for n in 0..30 {
            let text = writer.text().unwrap();
            updates.push(writer.replace(&format!("{text}line {n} 長雨😀\n")).unwrap().1);
        }
        updates.push(writer.snapshot().unwrap());
        updates.push(writer.updates_since(&[]).unwrap());
        let mut random = 0x2545_f491_4f6c_dd1d_u64;
        let mut below = |end: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % end as u64).unwrap()
        };
        let mut reader = LoroText::empty(8);
        reader.import(&[&updates[0]]).unwrap();
        let mut accepted = 0;
        for round in 0..5_000 {
            let mut bytes = updates[below(updates.len())].clone();
            for _ in 0..=below(3) {
                let at = below(bytes.len());
                match below(4) {
                    0 => bytes.truncate(at.max(23)),
                    1 => bytes[at] ^= 1 << below(8),
                    2 => bytes[at] = u8::try_from(below(256)).unwrap(),
                    _ => bytes.insert(at, 0xff),
                }
            }
            // Every other one as a forger would send it, to a reader of its own.
            let result =
                if round % 2 == 0 { reader.import(&[&bytes]) } else { LoroText::empty(9).import(&[&sealed(bytes)]) };
            accepted += usize::from(result.is_ok());
        }
        assert!(accepted < 2_500, "{accepted}");
        reader.import(&[&updates[31]]).unwrap();
        assert_eq!(reader.text().unwrap(), writer.text().unwrap());
    }
}
