//! What a test plays on: a screen, a folder, a server, devices; and what is kept when it fails.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::device::Device;
use crate::screen::Screen;
use crate::server::Server;

/// A screen and a folder that are gone after the test.
#[derive(Debug)]
pub(crate) struct Stage {
    screen: Screen,
    folder: tempfile::TempDir,
}

/// Plays a story on a new stage; if it fails, what was on the screen is kept in `target/window-failures`.
pub(crate) fn play(name: &str, story: impl FnOnce(&Stage) -> Result<()>) {
    let stage = Stage { screen: Screen::start().unwrap(), folder: tempfile::tempdir().unwrap() };
    if let Err(error) = story(&stage) {
        panic!("{name}: {error:#}");
    }
}

impl Stage {
    /// Opens a device; the same name is the same device again.
    ///
    /// # Errors
    /// As [`Device::open`].
    pub(crate) fn open(&self, name: &str) -> Result<Device> {
        Device::open(&self.screen, self.folder.path(), name)
    }

    /// Opens a device whose notes do not open by themselves, and waits for an element of what it shows.
    ///
    /// # Errors
    /// As [`Device::open`].
    pub(crate) fn open_locked(&self, name: &str, test_id: &str) -> Result<Device> {
        Device::open_until(&self.screen, self.folder.path(), name, test_id)
    }

    /// Returns the folder that is gone after the test.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a server.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub(crate) fn server(&self) -> Result<Server> {
        Server::start(&self.folder.path().join("server"))
    }

    /// Starts a server where anybody may make an account.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub(crate) fn open_server(&self) -> Result<Server> {
        Server::start_open(&self.folder.path().join("server"))
    }

    /// Runs what is left of a story on open devices. If it fails, each tells what it shows.
    ///
    /// # Errors
    /// Those of the story; or a page wrote an error on its console.
    pub(crate) fn watch(&self, devices: &[&Device], story: impl FnOnce() -> Result<()>) -> Result<()> {
        let outcome = story().and_then(|()| devices.iter().try_for_each(|device| device.expect_clean_console()));
        if outcome.is_err() {
            let kept = failures();
            self.screen.picture(&kept.join(format!("screen-{}.png", std::process::id())));
            devices.iter().for_each(|device| device.tell(&kept));
        }
        outcome
    }
}

fn failures() -> PathBuf {
    let test = std::env::current_exe().unwrap_or_default();
    let target = test.ancestors().nth(3).unwrap_or_else(|| Path::new("."));
    let folder = target.join("window-failures");
    // Without the folder there are no pictures; the failure itself is told anyway.
    let _ = std::fs::create_dir_all(&folder);
    folder
}
