//! Notes as a folder of Markdown files, in and out.
//!
//! Invariant: nothing is lost without a line in the report, and no file outside the folder is read or written.
//!
//! Reading order: `front_matter` (one file's head), `scan` (a folder as it is), `plan` (what would
//! become of it), `read` (one file as a note), `import`; `file_name`, `target`, `export`.

pub(crate) mod date;
mod export;
mod file_name;
mod files;
mod front_matter;
mod import;
mod plan;
mod read;
mod reason;
mod report;
mod scan;
mod target;
mod yaml_text;

pub(crate) use date::{format_ms, parse_ms};
pub(crate) use file_name::safe_file_name;
pub use reason::Reason;
pub use report::{ExportReport, ImportReport, Progress, ReportLine};
pub use target::IntoFolder;
pub(crate) use target::replace;
