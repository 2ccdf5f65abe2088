//! A screen that nobody sees, and a message bus of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::program::{Ended, keep_reading};

/// An X server and a D-Bus daemon; both end with it.
#[derive(Debug)]
pub(crate) struct Screen {
    display: String,
    bus: String,
    _x: Ended,
    _dbus: Ended,
}

impl Screen {
    /// Starts both and waits until they can be used.
    ///
    /// # Errors
    /// One is not installed (`cargo xtask setup`) or does not start.
    pub(crate) fn start() -> Result<Self> {
        // The server writes the number of the display it took when it is ready.
        let mut x = Command::new("Xvfb");
        x.args(["-displayfd", "1", "-screen", "0", "1320x900x24", "-nolisten", "tcp", "-noreset"]);
        let (x, number) = start_and_read_line(&mut x).context("Xvfb: see `cargo xtask setup`")?;
        let mut dbus = Command::new("dbus-daemon");
        dbus.args(["--session", "--nofork", "--print-address=1"]);
        let (dbus, bus) = start_and_read_line(&mut dbus).context("dbus-daemon: see `cargo xtask setup`")?;
        Ok(Self { display: format!(":{number}"), bus, _x: x, _dbus: dbus })
    }

    /// Makes a program use this screen and this bus.
    pub(crate) fn give(&self, command: &mut Command) {
        command.env("DISPLAY", &self.display).env("DBUS_SESSION_BUS_ADDRESS", &self.bus);
        command.env_remove("WAYLAND_DISPLAY");
    }

    /// Writes a picture of the whole screen. A test has failed already: a failure here is only told.
    pub(crate) fn picture(&self, file: &Path) {
        let mut import = Command::new("import");
        self.give(&mut import);
        let outcome = import.args(["-window", "root"]).arg(file).status();
        match outcome {
            Ok(status) if status.success() => println!("a picture of the screen: {}", file.display()),
            other => println!("no picture of the screen: {other:?}"),
        }
    }
}

fn start_and_read_line(command: &mut Command) -> Result<(Ended, String)> {
    let mut child: Child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let stdout = child.stdout.take().context("no stdout")?;
    let ended = Ended(child);
    let mut lines = BufReader::new(stdout);
    let mut line = String::new();
    lines.read_line(&mut line)?;
    if line.trim().is_empty() {
        bail!("it ended without a word");
    }
    keep_reading(lines, |_| ());
    Ok((ended, line.trim().to_owned()))
}
