//! Writes the page's TypeScript again from the Rust of src-tauri.

use anyhow::{Context, Result};

use crate::place::ui;
use crate::shell::{run, tool};
use crate::test::PACKAGES;
use crate::{pages, setup};

/// Writes `ui/src/bindings/index.ts`.
///
/// # Errors
/// The desktop package does not build.
pub(crate) fn write() -> Result<()> {
    // The desktop package embeds the pages, which may not build with stale bindings; any page will do here.
    if !ui().join("dist/index.html").is_file() {
        setup::packages_of_pages()?;
        pages::build()?;
    }
    run(tool("cargo")
        .arg("test")
        .args(PACKAGES)
        .args(["--lib", "--", "the_bindings_of_the_page_are_fresh"])
        .env("DRIFTLESS_WRITE_BINDINGS", "1"))
    .context("the bindings were not written")
}
