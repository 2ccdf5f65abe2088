//! `driftless hash`: what two devices compare.

use clap::Args;
use driftless_app::inspect::StateHash;

use crate::args::Global;
use crate::failure::{Failure, Outcome};
use crate::open;
use crate::output::Output;

/// Print the state hash.
#[derive(Debug, Args)]
pub(crate) struct Hash {
    /// Also print the hash of every note and notebook.
    #[arg(long)]
    tree: bool,
}

impl Hash {
    pub(crate) fn run(self, global: &Global, output: &mut Output) -> Result<Outcome, Failure> {
        let app = open::vault(global)?;
        let hash = if self.tree {
            app.state_hash_tree()?
        } else {
            StateHash { state_hash: app.state_hash()?, entities: None }
        };
        output.answer(&hash, |lines, hash| {
            lines.line(&hash.state_hash)?;
            let entities = hash.entities.iter().flatten();
            entities.map(|entity| (&entity.entity_id, &entity.hash)).try_for_each(|(id, hash)| lines.dim_then(id, hash))
        })?;
        Ok(Outcome::Done)
    }
}
