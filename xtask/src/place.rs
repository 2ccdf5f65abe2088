//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::shell::{capture, tool};

/// Returns the root of the repository.
pub(crate) fn root() -> &'static Path {
    // xtask is one folder below the root.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or_else(|| Path::new("."))
}

/// Returns the folder of the window's pages.
pub(crate) fn ui() -> PathBuf {
    root().join("ui")
}

/// Returns cargo's target folder, wherever it was set.
///
/// # Errors
/// Cargo cannot read the workspace.
pub(crate) fn target() -> Result<PathBuf> {
    let text = capture(tool("cargo").args(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&text).context("cargo metadata is not JSON")?;
    let folder = metadata["target_directory"].as_str().context("cargo metadata names no target folder")?;
    Ok(PathBuf::from(folder))
}

/// Which settings cargo builds with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quick to build; what the tests use.
    Dev,
    /// Like a release, without the last minutes of optimising.
    App,
    /// What people get.
    Release,
}

impl Profile {
    /// Returns where a program is after it was built.
    ///
    /// # Errors
    /// As [`target`].
    pub(crate) fn program(self, name: &str) -> Result<PathBuf> {
        let folder = match self {
            Self::Dev => "debug",
            Self::App => "app",
            Self::Release => "release",
        };
        Ok(target()?.join(folder).join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
    }
}
