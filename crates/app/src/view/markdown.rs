//! What an import or export of a Markdown folder tells the window.

use serde::{Deserialize, Serialize};

use crate::markdown::{ExportReport, ImportReport, ReportLine};

/// Lines of one list that a window gets; the counts say how many there are.
const LINES_MAX: usize = 2_000;

/// One file or folder and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderLine {
    /// Path inside the folder.
    pub path: String,
    /// What and why; empty when there is nothing to be said.
    pub reason: String,
}

/// Some lines of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderLines {
    /// The first 2,000.
    pub lines: Vec<FolderLine>,
    /// How many there are.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub total: u64,
}

/// What an import did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderImport {
    /// Nothing was written: this is what would happen.
    pub dry_run: bool,
    /// Notes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub notes: u64,
    /// Notebooks that are new.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub notebooks: u64,
    /// Tags that the notes carry.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub tags: u64,
    /// Files that became attachments of these notes.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub attachments: u64,
    /// Files that became notes.
    pub taken: FolderLines,
    /// Files that became notes, but for the part named.
    pub remarks: FolderLines,
    /// Files and folders that were left alone, and why.
    pub not_taken: FolderLines,
    /// Files that it did not come to.
    pub not_imported: FolderLines,
    /// Why it ended early by itself, in words.
    pub stopped: Option<String>,
    /// The user ended it early.
    pub cancelled: bool,
    /// Names the import, so that it can be undone as a whole.
    pub group: Option<String>,
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderExport {
    /// Where it is.
    pub folder: String,
    /// Notes written.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub notes: u64,
    /// Folders written for notebooks.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub notebooks: u64,
    /// Notes left out because they are in the trash.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub trashed: u64,
    /// Bytes written.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub bytes: u64,
    /// Notes that were written, but for the part named.
    pub remarks: FolderLines,
}

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderProgress {
    /// Notes done.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub done: u64,
    /// Notes in all.
    #[cfg_attr(feature = "specta", specta(type = specta_typescript::Number))]
    pub total: u64,
}

fn lines(all: Vec<ReportLine>) -> FolderLines {
    let total = all.len() as u64;
    let line = |line: ReportLine| FolderLine { path: line.path, reason: line.reason };
    FolderLines { lines: all.into_iter().take(LINES_MAX).map(line).collect(), total }
}

fn paths(all: Vec<String>) -> FolderLines {
    lines(all.into_iter().map(|path| ReportLine { path, reason: String::new() }).collect())
}

impl From<ImportReport> for FolderImport {
    fn from(report: ImportReport) -> Self {
        Self {
            dry_run: report.dry_run,
            notes: report.notes,
            notebooks: report.notebooks,
            tags: report.tags,
            attachments: report.attachments,
            taken: paths(report.taken),
            remarks: lines(report.remarks),
            not_taken: lines(report.not_taken),
            not_imported: paths(report.not_imported),
            stopped: report.stopped,
            cancelled: report.cancelled,
            group: report.group,
        }
    }
}

impl FolderExport {
    /// Tells what an export into a folder did.
    pub fn new(folder: String, report: ExportReport) -> Self {
        let ExportReport { notes, notebooks, trashed, bytes, remarks, .. } = report;
        Self { folder, notes, notebooks, trashed, bytes, remarks: lines(remarks) }
    }
}
