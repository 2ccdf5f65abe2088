//! The real server in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

use crate::meter::cpu_s_of;

/// A running server; it ends with this.
#[derive(Debug)]
pub(crate) struct Server {
    program: PathBuf,
    folder: PathBuf,
    child: Child,
}

impl Server {
    /// Starts a server on a free port and waits until it listens.
    ///
    /// # Errors
    /// It does not start.
    pub(crate) fn start(program: &Path, folder: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        command.args(["--log", "warn", "serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder);
        let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start the server")?;
        let stdout = child.stdout.take().context("the server has no stdout")?;
        let server = Self { program: program.to_owned(), folder: folder.to_owned(), child };
        let mut lines = BufReader::new(stdout).lines();
        let has_started = lines.by_ref().map_while(Result::ok).any(|line| line.starts_with("listening on "));
        if !has_started {
            bail!("the server did not start");
        }
        // Whoever stops reading makes the writer stop.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    /// Returns a connect code for a first device.
    ///
    /// # Errors
    /// The server gives none.
    pub(crate) fn new_code(&self) -> Result<String> {
        let output = Command::new(&self.program).args(["new-code", "--data"]).arg(&self.folder).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    }

    /// Returns the CPU seconds it has used; none where the system does not tell.
    pub(crate) fn cpu_s(&self) -> Option<f64> {
        cpu_s_of(&self.child.id().to_string())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
