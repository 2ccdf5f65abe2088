//! Rules that are decided purely, in one place for every caller.

mod names;
mod notebooks;

pub use names::{InvalidText, body_text, tag_name, title};
pub use notebooks::{NotebookTree, Placed, notebook_tree};
