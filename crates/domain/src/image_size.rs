//! How large an image is, read from the head of its bytes, so that a page can keep its place before it is drawn.
//!
//! Total: any bytes have a size or none; nothing is decoded.

/// Largest side that is believed, pixels.
const SIDE_MAX: u32 = 65_535;

/// Segments of a JPEG that are looked through for its frame.
const SEGMENTS_MAX: usize = 1_000;

/// Returns width and height of a PNG, JPEG, GIF, WebP or BMP as it is shown (a JPEG that is to be turned is turned);
/// none of anything else.
pub fn image_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = match bytes {
        _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some((be32(bytes, 16)?, be32(bytes, 20)?)),
        _ if bytes.starts_with(b"GIF8") => Some((le16(bytes, 6)?, le16(bytes, 8)?)),
        _ if bytes.starts_with(b"\xff\xd8") => jpeg(bytes),
        _ if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") => webp(bytes),
        // A negative height means that the rows go down.
        _ if bytes.starts_with(b"BM") => Some((le32(bytes, 18)?, le32(bytes, 22)?.cast_signed().unsigned_abs())),
        _ => None,
    };
    size.filter(|(width, height)| (1..=SIDE_MAX).contains(width) && (1..=SIDE_MAX).contains(height))
}

fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let (mut at, mut is_turned) = (2, false);
    for _ in 0..SEGMENTS_MAX {
        // Any number of fill bytes may stand before a marker.
        while bytes.get(at) == Some(&0xff) && bytes.get(at + 1) == Some(&0xff) {
            at += 1;
        }
        if bytes.get(at) != Some(&0xff) {
            return None;
        }
        let marker = *bytes.get(at + 1)?;
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            at += 2;
            continue;
        }
        let length = be16(bytes, at + 2)? as usize;
        match marker {
            // Frames of every kind of coding; the others of this range are tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let (height, width) = (be16(bytes, at + 5)?, be16(bytes, at + 7)?);
                return Some(if is_turned { (height, width) } else { (width, height) });
            }
            0xe1 => is_turned |= bytes.get(at + 4..at + 2 + length).is_some_and(is_turned_exif),
            0xd9 | 0xda => return None,
            _ => {}
        }
        at += 2 + length.max(2);
    }
    None
}

/// Whether Exif data says that the picture lies on its side.
fn is_turned_exif(segment: &[u8]) -> bool {
    let Some(tiff) = segment.strip_prefix(b"Exif\0\0") else { return false };
    let is_little = tiff.starts_with(b"II");
    let read16 = |at: usize| if is_little { le16(tiff, at) } else { be16(tiff, at) };
    let read32 = |at: usize| if is_little { le32(tiff, at) } else { be32(tiff, at) };
    let Some(start) = read32(4).and_then(|start| usize::try_from(start).ok()) else { return false };
    let entries = read16(start).unwrap_or_default() as usize;
    (0..entries.min(200)).any(|entry| {
        let at = start.saturating_add(2 + entry * 12);
        read16(at) == Some(0x0112) && read16(at + 8).is_some_and(|orientation| (5..=8).contains(&orientation))
    })
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((le16(bytes, 26)? & 0x3fff, le16(bytes, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = le32(bytes, 21)?;
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((le24(bytes, 24)? + 1, le24(bytes, 27)? + 1)),
        _ => None,
    }
}

fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(|taken| u32::from(u16::from_be_bytes(taken)))
}

fn le16(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(|taken| u32::from(u16::from_le_bytes(taken)))
}

fn le24(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(|[a, b, c]: [u8; 3]| u32::from_le_bytes([a, b, c, 0]))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u32::from_be_bytes)
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    take(bytes, at).map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    fn jpeg(orientation: u8) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
        bytes.push(orientation);
        bytes.extend(b"\0\0\0\0\0\0");
        // A table, then the frame: 300 high, 400 wide.
        bytes.extend(b"\xff\xdb\0\x03\0\xff\xff\xc2\0\x11\x08\x01\x2c\x01\x90\x03");
        bytes
    }

    #[test]
    fn every_kind_tells_its_size() {
        assert_eq!(image_size(&png(640, 480)), Some((640, 480)));
        assert_eq!(image_size(b"GIF89a\x40\x01\xf0\0"), Some((320, 240)));
        assert_eq!(image_size(&jpeg(1)), Some((400, 300)));
        assert_eq!(image_size(&jpeg(6)), Some((300, 400)), "a photo on its side");
        assert_eq!(image_size(b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0"), Some((640, 480)));
        assert_eq!(image_size(b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0"), Some((640, 480)));
        assert_eq!(image_size(b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01"), Some((640, 480)));
        let bmp = [&b"BM"[..], &[0; 16], &8_u32.to_le_bytes(), &(-4_i32).to_le_bytes()].concat();
        assert_eq!(image_size(&bmp), Some((8, 4)));
    }

    #[test]
    fn what_is_cut_off_or_none_has_no_size_and_harms_nothing() {
        for whole in [png(1, 1), jpeg(6), b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0".to_vec()] {
            for length in 0..whole.len() - 2 {
                let _ = image_size(&whole[..length]);
            }
        }
        assert_eq!(image_size(&png(0, 10)), None);
        assert_eq!(image_size(&png(u32::MAX, 10)), None);
        assert_eq!(image_size(b"<svg width='10' height='10'/>"), None);
        let bomb = [&b"\xff\xd8"[..], &b"\xff\xfe\0\x02".repeat(100_000)].concat();
        assert_eq!(image_size(&bomb), None);
        assert_eq!(image_size(&[&b"\xff\xd8"[..], &[0xff; 1_000_000]].concat()), None);
    }
}
