//! What an import or export tells: counts, and a line for everything that was not taken as it stands.

use serde::Serialize;

use super::reason::Reason;

/// One file or folder and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportLine {
    /// Path inside the folder; bytes that are no UTF-8 are shown as `�`.
    pub path: String,
    /// What and why.
    pub reason: Reason,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct ImportReport {
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// Notes imported.
    pub notes: u64,
    /// Notebooks created.
    pub notebooks: u64,
    /// Tags that these notes carry, each counted once.
    pub tags: u64,
    /// Files that notes name and that became attachments, each counted once.
    pub attachments: u64,
    /// Names the import, so that it can be undone as a whole; none for a dry run.
    pub group: Option<String>,
    /// Files that became, or would become, notes.
    #[serde(skip)]
    pub taken: Vec<String>,
    /// The user ended it early; everything counted above is kept.
    pub cancelled: bool,
    /// Files and folders that were not taken. A folder stands for everything in it.
    pub not_taken: Vec<ReportLine>,
    /// Files that were taken, but for the part named.
    pub remarks: Vec<ReportLine>,
    /// Why the import ended early; everything counted above is kept.
    pub stopped: Option<String>,
    /// Files that it did not come to.
    pub not_imported: Vec<String>,
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct ExportReport {
    /// Notes written.
    pub notes: u64,
    /// Folders written for notebooks.
    pub notebooks: u64,
    /// Notes left out because they are in the trash.
    pub trashed: u64,
    /// Attachments written.
    pub attachments: u64,
    /// Bytes written.
    pub bytes: u64,
    /// Notes that were written, but for the part named.
    pub remarks: Vec<ReportLine>,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Notes done.
    pub done: u64,
    /// Notes in all.
    pub total: u64,
}
