//! Progress of long work, on stderr of a terminal only.

use std::io::{self, IsTerminal};

use driftless_app::markdown::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Returns a bar; it draws nothing when stderr is a file or pipe.
pub(crate) fn bar(what: &'static str) -> ProgressBar {
    let target = if io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(Some(0), target).with_message(what);
    match ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Moves a bar.
pub(crate) fn show(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}
