//! The pages of the window: npm scripts of `ui/`.

use anyhow::{Context, Result};

use crate::place::ui;
use crate::shell::{run, tool_in};

/// Builds `ui/dist`.
///
/// # Errors
/// The build fails.
pub(crate) fn build() -> Result<()> {
    script("build")
}

/// Runs an npm script of `ui/package.json`.
///
/// # Errors
/// It fails.
pub(crate) fn script(name: &str) -> Result<()> {
    run(tool_in("npm", &ui()).args(["run", "--silent", name]))
        .with_context(|| format!("the npm script {name} of ui/ failed"))
}
