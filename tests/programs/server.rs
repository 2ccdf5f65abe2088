//! The real server as a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};

use tempfile::TempDir;

use super::binary;

/// A server with a data folder of its own. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    data: TempDir,
    address: SocketAddr,
    code: String,
    registration: Registration,
    child: Option<Child>,
}

/// Who may make an account.
#[derive(Debug, Clone, Copy)]
enum Registration {
    /// Who is invited.
    Closed,
    /// Everybody.
    Open,
}

impl Server {
    /// Starts a server on a free port and waits until it listens.
    pub fn start() -> Self {
        Self::start_with(Registration::Closed, "error", Stdio::inherit())
    }

    /// The same, with registration open to everybody.
    pub fn start_open() -> Self {
        Self::start_with(Registration::Open, "error", Stdio::inherit())
    }

    /// Starts one that logs everything it can, into a file.
    ///
    /// # Panics
    /// When the file cannot be made.
    pub fn start_verbose(log: &std::path::Path) -> Self {
        let log = std::fs::File::create(log).expect("the log can be made");
        Self::start_with(Registration::Closed, "trace", log.into())
    }

    fn start_with(registration: Registration, level: &str, log: Stdio) -> Self {
        let data = tempfile::tempdir().expect("a temporary folder can be made");
        let (child, mut stdout, address) = spawn(&data, "127.0.0.1:0", registration, level, log);
        let mut line = String::new();
        stdout.read_line(&mut line).expect("the server prints a connect code");
        let code = line.trim_end().strip_prefix("connect code: ").expect("the line has the code").to_owned();
        drain(stdout);
        Self { data, address, code, registration, child: Some(child) }
    }

    /// Returns the code of the first start.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Returns the address it listens on.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns its data folder.
    pub fn data_dir(&self) -> &std::path::Path {
        self.data.path()
    }

    /// Returns the id of its process.
    ///
    /// # Panics
    /// When it was killed.
    pub fn process(&self) -> u32 {
        self.child.as_ref().expect("the server runs").id()
    }

    /// Kills it (`kill -9`) and waits until it is gone.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("the server is there to be killed");
            child.wait().expect("the server ends");
        }
    }

    /// Starts it again, on the same address and data.
    pub fn restart(&mut self) {
        self.kill();
        let address = self.address.to_string();
        let (child, stdout, _) = spawn(&self.data, &address, self.registration, "error", Stdio::inherit());
        drain(stdout);
        self.child = Some(child);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

fn spawn(
    data: &TempDir,
    listen: &str,
    registration: Registration,
    level: &str,
    log: Stdio,
) -> (Child, BufReader<ChildStdout>, SocketAddr) {
    let mut command = Command::new(binary("driftless-server"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("DRIFTLESS_") {
            command.env_remove(name);
        }
    }
    let mut child = command
        .args(["serve", "--listen", listen, "--log", level, "--data"])
        .arg(data.path())
        .args(match registration {
            Registration::Closed => None,
            Registration::Open => Some("--open-registration"),
        })
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .expect("the server starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("the server's output is piped"));
    let mut line = String::new();
    stdout.read_line(&mut line).expect("the server prints its address");
    let address = line.trim_end().strip_prefix("listening on ").and_then(|address| address.parse().ok());
    (child, stdout, address.unwrap_or_else(|| panic!("no address in {line:?}")))
}

/// Reads on, so that a full pipe never stops the server.
fn drain(mut stdout: BufReader<ChildStdout>) {
    std::thread::spawn(move || {
        let mut rest = Vec::new();
        let _ = stdout.read_to_end(&mut rest);
    });
}
