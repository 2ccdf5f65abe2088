//! The text of a note: editing, merging, and what an editor is told.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod convergence;
mod editing;

use driftless_domain::body::{LoroText, TextBody};

/// A text by `peer` with `text` in it.
fn text_with(peer: u64, text: &str) -> LoroText {
    let mut body = LoroText::empty(peer);
    body.replace(text).unwrap();
    body
}
