//! `driftless links`: where a note's links lead, and which notes lead to it.

use clap::Args;
use driftless_app::view::{IncomingLinks, LinkState, LinkedNoteView, LinksView, MentionsView};

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::{Lines, Output};

/// List the links of a note in both directions.
#[derive(Debug, Args)]
pub(crate) struct Links {
    /// Note id.
    note: String,
    /// List where other notes name its title without a link.
    #[arg(long)]
    mentions: bool,
}

impl Links {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        if self.mentions {
            output.answer(&app.mentions(&self.note)?, mentions)?;
        } else {
            output.answer(&app.links_of(&self.note)?, links)?;
        }
        Ok(Outcome::Done)
    }
}

fn links(lines: &mut Lines<'_>, view: &LinksView) -> std::io::Result<()> {
    for link in &view.outgoing {
        lines.dim_then("to  ", &format!("{}  {}", id(&link.to), named(&link.to)))?;
    }
    view.backlinks.iter().try_for_each(|from| incoming(lines, from))
}

fn mentions(lines: &mut Lines<'_>, view: &MentionsView) -> std::io::Result<()> {
    view.notes.iter().try_for_each(|from| incoming(lines, from))
}

fn incoming(lines: &mut Lines<'_>, incoming: &IncomingLinks) -> std::io::Result<()> {
    lines.dim_then("from", &format!("{}  {}", id(&incoming.from), named(&incoming.from)))?;
    incoming.places.iter().try_for_each(|place| lines.line(&format!("      {}", place.sentence)))
}

fn id(note: &LinkedNoteView) -> &str {
    note.id.as_deref().unwrap_or("-")
}

fn named(note: &LinkedNoteView) -> String {
    let title = if note.title.is_empty() { "Untitled" } else { &note.title };
    let state = match note.state {
        LinkState::Listed => "",
        LinkState::Archived => " (archived)",
        LinkState::Trashed => " (in the trash)",
        LinkState::Missing => " (not here)",
    };
    format!("{title}{state}")
}
