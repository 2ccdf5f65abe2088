//! Installs what is missing. Everything that is there already is left alone.

use std::path::Path;
use std::{fs, io};

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::place::ui;
use crate::shell::{capture, run, say, tool, tool_in, works};

/// What the desktop package is compiled with.
const BUILD_PACKAGES: &[&str] = &["libwebkit2gtk-4.1-dev", "build-essential", "pkg-config", "perl"];
/// What the tests of the real window use besides.
const TEST_PACKAGES: &[&str] = &[
    "xvfb",
    "xauth",
    "webkit2gtk-driver",
    "dbus",
    "gnome-keyring",
    "imagemagick",
    "x11-apps",
    "fonts-dejavu-core",
    "fonts-noto-cjk",
    // Component tests, screenshots and what a key costs in the editor.
    "chromium",
];
/// Oldest Node that the tools of `ui/` run on.
const NODE_AT_LEAST: (u32, u32) = (20, 19);
/// Written after `npm ci`, holds the package-lock.json that it installed.
const STAMP: &str = "node_modules/.driftless-stamp";

/// What to install.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Only what building and running needs, not what the tests of the real window need.
    #[arg(long)]
    build_only: bool,
}

/// Installs everything that is missing.
///
/// # Errors
/// Something cannot be installed; the sentence says what to do by hand.
pub(crate) fn setup(arguments: &Arguments) -> Result<()> {
    packages_of_system(if arguments.build_only { Need::Build } else { Need::Test })?;
    packages_of_pages()?;
    say("Everything is there. Next: cargo xtask run");
    Ok(())
}

/// What the system packages are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Building and running.
    Build,
    /// The tests of the real window, too.
    Test,
}

/// Installs missing system packages on Debian and its children; elsewhere there is nothing to do.
///
/// # Errors
/// They are missing and may not be installed by this user, or apt fails.
pub(crate) fn packages_of_system(need: Need) -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Ok(());
    }
    let mut wanted = BUILD_PACKAGES.to_vec();
    if need == Need::Test {
        wanted.extend(TEST_PACKAGES);
    }
    if !works(tool("dpkg-query").arg("--version")) {
        say("This is not Debian or Ubuntu: install what corresponds to these packages by hand:");
        say(&format!("  {}", wanted.join(" ")));
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    say(&format!("Missing system packages: {}", missing.join(" ")));
    let prefix: &[&str] = if capture(tool("id").arg("-u"))?.trim() == "0" {
        &["env", "DEBIAN_FRONTEND=noninteractive"]
    } else if works(tool("sudo").args(["-n", "true"])) {
        &["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    } else {
        bail!(
            "they cannot be installed without a password. Run this, then try again:\n  \
             sudo apt-get update && sudo apt-get install --no-install-recommends -y {}",
            missing.join(" ")
        );
    };
    let apt = || {
        let mut command = tool(prefix[0]);
        command.args(&prefix[1..]).arg("apt-get");
        command
    };
    // One broken source of many must not stop the rest; what then cannot be found, install says.
    if run(apt().arg("update")).is_err() {
        say("apt-get update failed in part; going on with the lists that are here.");
    }
    run(apt().args(["install", "--no-install-recommends", "-y"]).args(&missing))
        .context("the system packages were not installed")
}

fn is_installed(package: &str) -> bool {
    capture(tool("dpkg-query").args(["-W", "-f=${Status}", package])).is_ok_and(|status| status.ends_with(" installed"))
}

/// Installs the npm packages of the window, unless they are those of package-lock.json already.
///
/// # Errors
/// Node is missing or too old, or npm fails.
pub(crate) fn packages_of_pages() -> Result<()> {
    let version = capture(tool("node").arg("--version"))
        .context("Node is missing: install Node 20.19 or newer, then try again")?;
    if node_version(&version).is_none_or(|version| version < NODE_AT_LEAST) {
        bail!("Node {} is too old: install Node 20.19 or newer, then try again", version.trim());
    }
    let (lock, stamp) = (ui().join("package-lock.json"), ui().join(STAMP));
    if is_same(&lock, &stamp)? {
        return Ok(());
    }
    run(tool_in("npm", &ui()).args(["ci", "--no-audit", "--no-fund"]))
        .context("the npm packages were not installed")?;
    fs::copy(&lock, &stamp).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(())
}

fn node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim().trim_start_matches('v').split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn is_same(lock: &Path, stamp: &Path) -> Result<bool> {
    let lock_text = fs::read(lock).with_context(|| format!("cannot read {}", lock.display()))?;
    match fs::read(stamp) {
        Ok(stamp_text) => Ok(stamp_text == lock_text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", stamp.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(node_version("v20.20.0\n"), Some((20, 20)));
        assert_eq!(node_version("v18.19.1"), Some((18, 19)));
        assert_eq!(node_version("none"), None);
    }

    #[test]
    fn packages_are_installed_again_when_the_lock_changes() {
        let folder = tempfile::tempdir().unwrap();
        let (lock, stamp) = (folder.path().join("lock"), folder.path().join("stamp"));
        fs::write(&lock, "1").unwrap();
        assert!(!is_same(&lock, &stamp).unwrap(), "nothing is installed yet");
        fs::copy(&lock, &stamp).unwrap();
        assert!(is_same(&lock, &stamp).unwrap());
        fs::write(&lock, "2").unwrap();
        assert!(!is_same(&lock, &stamp).unwrap());
    }
}
