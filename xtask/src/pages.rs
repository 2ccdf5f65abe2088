//! The pages of the window: npm scripts of `ui/`.

use anyhow::{Context, Result};

use crate::place::{root, ui};
use crate::shell::{run, tool_in};

/// Builds `ui/dist`.
///
/// # Errors
/// The build fails.
pub(crate) fn build() -> Result<()> {
    script("build")
}

/// Keeps a picture of every page in both themes at three sizes, and fails on what axe or the content policy finds.
///
/// # Errors
/// A page does not build, does not show, or has a problem.
pub(crate) fn screens() -> Result<()> {
    let kept = root().join("docs/screens/pages");
    run(tool_in("npm", &ui()).args(["run", "--silent", "look", "--", "--keep"]).arg(&kept))
        .context("a page has a problem; the lines above name it")
}

/// Looks at the main pages in both themes.
///
/// # Errors
/// A page writes an error into the console, breaks the content policy, or axe finds something.
pub(crate) fn main_pages() -> Result<()> {
    run(tool_in("npm", &ui()).args(["run", "--silent", "look", "--", "--main"]))
        .context("a page has a problem; the lines above name it")
}

/// Runs an npm script of `ui/package.json`.
///
/// # Errors
/// It fails.
pub(crate) fn script(name: &str) -> Result<()> {
    run(tool_in("npm", &ui()).args(["run", "--silent", name]))
        .with_context(|| format!("the npm script {name} of ui/ failed"))
}
