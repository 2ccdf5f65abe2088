//! `driftless attachment`: files of notes.

use std::io::Read as _;
use std::path::PathBuf;

use clap::Subcommand;
use driftless_app::view::{AddedAttachment, AttachmentState, AttachmentStatus};

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// Bytes that are read of a file: one more than the limit tells that it is over it.
const READ_MAX: u64 = 10 * 1024 * 1024 + 1;

/// Images and files of notes.
#[derive(Debug, Subcommand)]
pub(crate) enum Attachment {
    /// Add a file to a note, at the end of its text.
    Add {
        /// Note id.
        note: String,
        /// The file, at most 10 MiB.
        file: PathBuf,
    },
    /// List the attachments of a note.
    List {
        /// Note id.
        note: String,
    },
    /// Write an attachment into a file.
    Save {
        /// Name of the attachment.
        name: String,
        /// The file to write.
        to: PathBuf,
    },
}

impl Attachment {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        match self {
            Self::Add { note, file } => {
                let unreadable = |error| Failure::Io(format!("{} cannot be read: {error}.", file.display()));
                let mut bytes = Vec::new();
                let opened = std::fs::File::open(&file).map_err(unreadable)?;
                opened.take(READ_MAX).read_to_end(&mut bytes).map_err(unreadable)?;
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let added = app.attachment_add(&note, &name, bytes)?;
                app.append_body(&note, &added.markdown)?;
                output.answer(&added, added_text)?;
            }
            Self::List { note } => {
                for attachment in app.attachments_of(&note)? {
                    output.answer(&attachment, status_text)?;
                }
            }
            Self::Save { name, to } => app.attachment_save(&name, &to)?,
        }
        Ok(Outcome::Done)
    }
}

fn added_text(lines: &mut Lines<'_>, added: &AddedAttachment) -> std::io::Result<()> {
    lines.dim_then(&added.name, &added.markdown)
}

fn status_text(lines: &mut Lines<'_>, status: &AttachmentStatus) -> std::io::Result<()> {
    let state = match status.state {
        AttachmentState::Missing => "not on this device yet",
        AttachmentState::Waiting => "waits to be sent",
        AttachmentState::Stored => "stored",
        AttachmentState::Damaged => "damaged, set aside",
    };
    lines.dim_then(&status.name, &format!("{:>10} bytes  {state}", status.size_bytes))?;
    status.trouble.as_deref().map_or(Ok(()), |trouble| lines.line(&format!("  {trouble}")))
}
