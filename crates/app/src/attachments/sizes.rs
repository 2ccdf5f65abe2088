//! How large images are: read once from their bytes and kept on this device, so that asking costs no file.

use driftless_domain::blob::BlobName;
use driftless_domain::image_size::image_size;
use driftless_sync::contract::{Store as _, StoreError, StoreTx};

use crate::app::Inner;

/// Images of one question whose bytes are read; the others are known the next time.
const READ_AT_ONCE: usize = 32;

/// What is kept for an attachment that is no image whose size can be told.
const NONE: &str = "-";

type Size = Option<(u32, u32)>;

/// Returns what is kept; the outer none when nobody looked yet.
pub(super) fn known(tx: &dyn StoreTx, name: BlobName) -> Result<Option<Size>, StoreError> {
    Ok(tx.setting(&key(name))?.map(|kept| {
        let (width, height) = kept.split_once('x')?;
        Some((width.parse().ok()?, height.parse().ok()?))
    }))
}

/// Keeps the size of bytes that are at hand.
pub(super) fn keep(tx: &mut dyn StoreTx, name: BlobName, bytes: &[u8]) -> Result<(), StoreError> {
    let size = image_size(bytes).map_or_else(|| NONE.to_owned(), |(width, height)| format!("{width}x{height}"));
    tx.save_setting(&key(name), Some(&size))
}

impl Inner {
    /// Reads the sizes of images that came without a look at their bytes.
    pub(super) fn look_at_sizes(&self, names: &[BlobName]) -> Result<(), StoreError> {
        let unknown = self.store.read(|tx| {
            let mut unknown = Vec::new();
            for name in names {
                let is_here = tx.blob(*name)?.is_some_and(|row| row.size_bytes > 0);
                if is_here && unknown.len() < READ_AT_ONCE && known(tx, *name)?.is_none() {
                    unknown.push(*name);
                }
            }
            Ok::<_, StoreError>(unknown)
        })?;
        for name in unknown {
            let Some(blob) = self.store.read(|tx| tx.load_blob(name))? else { continue };
            self.store.write(|tx| keep(tx, name, &blob.bytes))?;
        }
        Ok(())
    }
}

fn key(name: BlobName) -> String {
    format!("image_size.{name}")
}
