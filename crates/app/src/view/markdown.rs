//! What an import or export of a Markdown folder tells the window.

use serde::{Deserialize, Serialize};

use crate::markdown::{ExportReport, ImportReport, Reason, ReportLine};

/// Lines of one list that a window gets; the counts say how many there are.
const LINES_MAX: usize = 2_000;

/// Why something was not taken as it stands; what else is to be known is in [`FolderReason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum FolderReasonKind {
    /// A link of the file system.
    Link,
    /// A pipe, socket or device.
    Special,
    /// A folder that file browsers hide.
    HiddenFolder,
    /// A file that file browsers hide.
    HiddenFile,
    /// Deeper than folders are looked into.
    TooDeep,
    /// `detail`: what the system says.
    Unreadable,
    /// Neither a note nor named by one.
    NotMarkdown,
    /// No regular file any more when it was opened.
    Replaced,
    /// Of `number` bytes, too large for a note.
    TooLarge,
    /// Of `number` bytes, too large for an attachment.
    AttachmentTooLarge,
    /// In UTF-16.
    Utf16,
    /// Not UTF-8 from byte `number` on.
    NotUtf8,
    /// Holds a NUL at byte `number`.
    Nul,
    /// A file that shall name a notebook and has no title.
    NoTitle,
    /// Front matter that begins and never ends.
    FrontMatterOpen,
    /// Front matter that stays in the text. `detail`: why.
    FrontMatter,
    /// The key `detail` of the front matter has a value that it cannot have.
    FrontMatterKey,
    /// The vault does not take it. `detail`: why.
    Refused,
    /// A notebook deeper than folders are written.
    WrittenBeside,
    /// The bytes of the attachment `detail` are elsewhere.
    NotHere,
}

/// Why something was not taken as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderReason {
    /// Which reason.
    pub kind: FolderReasonKind,
    /// The file named by the note that it is about; null when it is about the line's own path.
    pub file: Option<String>,
    /// A size or a place, bytes.
    #[cfg_attr(feature = "specta", specta(type = Option<specta_typescript::Number>))]
    pub number: Option<u64>,
    /// Words that are not translated: what the system says, a key, a name.
    pub detail: Option<String>,
}

impl From<Reason> for FolderReason {
    fn from(reason: Reason) -> Self {
        use FolderReasonKind as Kind;
        let (kind, number, detail) = match reason {
            Reason::Of { file, reason } => return Self { file: Some(file), ..Self::from(*reason) },
            Reason::Link => (Kind::Link, None, None),
            Reason::Special => (Kind::Special, None, None),
            Reason::HiddenFolder => (Kind::HiddenFolder, None, None),
            Reason::HiddenFile => (Kind::HiddenFile, None, None),
            Reason::TooDeep => (Kind::TooDeep, None, None),
            Reason::Unreadable(why) => (Kind::Unreadable, None, Some(why)),
            Reason::NotMarkdown => (Kind::NotMarkdown, None, None),
            Reason::Replaced => (Kind::Replaced, None, None),
            Reason::TooLarge { bytes } => (Kind::TooLarge, Some(bytes), None),
            Reason::AttachmentTooLarge { bytes } => (Kind::AttachmentTooLarge, Some(bytes), None),
            Reason::Utf16 => (Kind::Utf16, None, None),
            Reason::NotUtf8 { at } => (Kind::NotUtf8, Some(at), None),
            Reason::Nul { at } => (Kind::Nul, Some(at), None),
            Reason::NoTitle => (Kind::NoTitle, None, None),
            Reason::FrontMatterOpen => (Kind::FrontMatterOpen, None, None),
            Reason::FrontMatter(why) => (Kind::FrontMatter, None, Some(why)),
            Reason::FrontMatterKey { key, .. } => (Kind::FrontMatterKey, None, Some(key)),
            Reason::Refused(why) => (Kind::Refused, None, Some(why)),
            Reason::WrittenBeside => (Kind::WrittenBeside, None, None),
            Reason::NotHere { name } => (Kind::NotHere, None, Some(name)),
        };
        Self { kind, file: None, number, detail }
    }
}

/// One file or folder and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct FolderLine {
    /// Path inside the folder.
    pub path: String,
    /// What and why; null when there is nothing to be said.
    pub reason: Option<FolderReason>,
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
    let line = |line: ReportLine| FolderLine { path: line.path, reason: Some(line.reason.into()) };
    FolderLines { lines: all.into_iter().take(LINES_MAX).map(line).collect(), total }
}

fn paths(all: Vec<String>) -> FolderLines {
    let total = all.len() as u64;
    let line = |path| FolderLine { path, reason: None };
    FolderLines { lines: all.into_iter().take(LINES_MAX).map(line).collect(), total }
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
