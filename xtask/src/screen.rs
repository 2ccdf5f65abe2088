//! Whether there is a screen to show a window on.

use anyhow::{Result, bail};

/// Fails where a window could not be seen.
///
/// # Errors
/// There is no screen; the sentence says what to do.
pub(crate) fn needed() -> Result<()> {
    let has_screen =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|it| !it.is_empty()));
    if cfg!(target_os = "linux") && !has_screen {
        bail!(
            "there is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set. To try it without one: xvfb-run -a cargo xtask run"
        );
    }
    Ok(())
}
