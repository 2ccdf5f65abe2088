//! The real server on a port of its own, that can be stopped and started again.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::program::{Ended, built, keep_reading};

/// A server and its folder.
#[derive(Debug)]
pub(crate) struct Server {
    folder: PathBuf,
    address: String,
    /// Whether anybody may make an account.
    is_open: bool,
    running: Option<Ended>,
}

impl Server {
    /// Starts a server with an empty folder.
    ///
    /// # Errors
    /// It is not built or does not start.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        Self::begin(folder, false)
    }

    /// The same, where anybody may make an account.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub(crate) fn start_open(folder: &Path) -> Result<Self> {
        Self::begin(folder, true)
    }

    fn begin(folder: &Path, is_open: bool) -> Result<Self> {
        let (folder, address) = (folder.to_owned(), "127.0.0.1:0".to_owned());
        let mut server = Self { folder, address, is_open, running: None };
        server.start_again()?;
        Ok(server)
    }

    /// Returns the address as people type it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns a connect code for a first device.
    ///
    /// # Errors
    /// The server has not run yet.
    pub(crate) fn new_code(&self) -> Result<String> {
        let output =
            Command::new(built("driftless-server")?).args(["new-code", "--data"]).arg(&self.folder).output()?;
        anyhow::ensure!(output.status.success(), "new-code: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Stops it as a power cut would.
    pub(crate) fn stop(&mut self) {
        self.running = None;
    }

    /// Starts it on the address that it had.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub(crate) fn start_again(&mut self) -> Result<()> {
        let mut command = Command::new(built("driftless-server")?);
        command.args(["--log", "warn", "serve", "--listen", &self.address, "--data"]).arg(&self.folder);
        if self.is_open {
            command.arg("--open-registration");
        }
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let stdout = child.stdout.take().context("no stdout")?;
        self.running = Some(Ended(child));
        let mut lines = BufReader::new(stdout);
        let mut line = String::new();
        while lines.read_line(&mut line)? > 0 {
            if let Some(address) = line.trim().strip_prefix("listening on ") {
                address.clone_into(&mut self.address);
                keep_reading(lines, |_| ());
                return Ok(());
            }
            line.clear();
        }
        anyhow::bail!("the server did not start")
    }
}
