//! Attachments in memory.

use std::sync::Arc;

use driftless_domain::blob::BlobName;

use super::tables::Tables;
use crate::contract::{Blob, BlobCounts, BlobRow, BlobState, BlobStore, StoreError};

/// One attachment.
#[derive(Debug, Clone)]
pub(super) struct BlobEntry {
    order: u64,
    row: BlobRow,
    blob: Option<Arc<Blob>>,
    /// What was set aside.
    _aside: Option<Arc<Vec<u8>>>,
}

impl Tables {
    fn blob_entry(&mut self, name: BlobName) -> &mut BlobEntry {
        let order = self.blobs.len() as u64;
        self.blobs.entry(name).or_insert_with(|| BlobEntry {
            order,
            row: BlobRow { name, state: BlobState::Missing, size_bytes: 0, tries: 0, trouble: None },
            blob: None,
            _aside: None,
        })
    }

    fn keep_blob(&mut self, blob: &Blob, state: BlobState) -> bool {
        let entry = self.blob_entry(blob.name);
        let is_new = entry.blob.is_none();
        if is_new {
            let size_bytes = blob.bytes.len() as u64;
            entry.row = BlobRow { name: blob.name, state, size_bytes, tries: 0, trouble: None };
            entry.blob = Some(Arc::new(blob.clone()));
        }
        is_new
    }
}

impl BlobStore for Tables {
    fn add_blob(&mut self, blob: &Blob) -> Result<bool, StoreError> {
        Ok(self.keep_blob(blob, BlobState::Waiting))
    }

    fn receive_blob(&mut self, blob: &Blob) -> Result<(), StoreError> {
        self.keep_blob(blob, BlobState::Stored);
        Ok(())
    }

    fn want_blob(&mut self, name: BlobName) -> Result<(), StoreError> {
        let row = &mut self.blob_entry(name).row;
        if row.state == BlobState::SetAside {
            *row = BlobRow { state: BlobState::Missing, tries: 0, trouble: None, ..row.clone() };
        }
        Ok(())
    }

    fn load_blob(&self, name: BlobName) -> Result<Option<Blob>, StoreError> {
        Ok(self.blobs.get(&name).and_then(|entry| entry.blob.as_deref().cloned()))
    }

    fn blob(&self, name: BlobName) -> Result<Option<BlobRow>, StoreError> {
        Ok(self.blobs.get(&name).map(|entry| entry.row.clone()))
    }

    fn blobs(&self, state: BlobState, limit: usize) -> Result<Vec<BlobRow>, StoreError> {
        let mut found: Vec<&BlobEntry> = self.blobs.values().filter(|entry| entry.row.state == state).collect();
        found.sort_by_key(|entry| (entry.row.tries, entry.order));
        Ok(found.into_iter().take(limit).map(|entry| entry.row.clone()).collect())
    }

    fn blob_counts(&self) -> Result<BlobCounts, StoreError> {
        let mut counts = BlobCounts::default();
        let mut entries: Vec<&BlobEntry> = self.blobs.values().collect();
        entries.sort_by_key(|entry| (std::cmp::Reverse(entry.row.tries), entry.order));
        for BlobEntry { row, .. } in entries {
            match row.state {
                BlobState::Missing => counts.missing += 1,
                BlobState::Waiting => {
                    counts.waiting += 1;
                    counts.waiting_bytes += row.size_bytes;
                    counts.trouble = counts.trouble.or_else(|| row.trouble.clone());
                }
                BlobState::Stored => {}
                BlobState::SetAside => counts.set_aside += 1,
            }
        }
        Ok(counts)
    }

    fn blob_sent(&mut self, name: BlobName) -> Result<(), StoreError> {
        if let Some(entry) = self.blobs.get_mut(&name).filter(|entry| entry.row.state == BlobState::Waiting) {
            (entry.row.state, entry.row.tries, entry.row.trouble) = (BlobState::Stored, 0, None);
        }
        Ok(())
    }

    fn blobs_unsent(&mut self) -> Result<(), StoreError> {
        for entry in self.blobs.values_mut().filter(|entry| entry.row.state == BlobState::Stored) {
            entry.row.state = BlobState::Waiting;
        }
        Ok(())
    }

    fn blob_failed(&mut self, name: BlobName, trouble: &str) -> Result<(), StoreError> {
        if let Some(entry) = self.blobs.get_mut(&name) {
            entry.row.tries = entry.row.tries.saturating_add(1);
            entry.row.trouble = Some(trouble.to_owned());
        }
        Ok(())
    }

    fn set_blob_aside(&mut self, name: BlobName, raw: &[u8], trouble: &str) -> Result<(), StoreError> {
        let entry = self.blob_entry(name);
        if entry.blob.is_none() {
            entry.row.state = BlobState::SetAside;
            entry.row.trouble = Some(trouble.to_owned());
            entry._aside = Some(Arc::new(raw.to_vec()));
        }
        Ok(())
    }
}
