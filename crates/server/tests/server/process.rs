//! The real program as a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, ExitStatus, Output, Stdio};

use driftless_protocol::ConnectCode;

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_driftless-server"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DRIFTLESS_")) {
        command.env_remove(name);
    }
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str]) -> Output {
    program().args(arguments).stdin(Stdio::null()).output().unwrap()
}

/// A server; killed when dropped.
pub(crate) struct Process {
    pub(crate) address: SocketAddr,
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Option<ChildStderr>,
}

impl Process {
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &[])
    }

    /// Starts a server on a free port and waits until it listens.
    pub(crate) fn start_with(data: &Path, more: &[&str]) -> Self {
        let mut child = program()
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(if more.contains(&"--log") { Stdio::piped() } else { Stdio::null() })
            .spawn()
            .unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ").unwrap().parse().unwrap();
        let stderr = child.stderr.take();
        Self { address, child, stdout, stderr }
    }

    /// Reads the code that a first start prints after its address.
    pub(crate) fn connect_code(&mut self) -> ConnectCode {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        ConnectCode::decode(line.strip_prefix("connect code: ").unwrap()).unwrap()
    }

    /// Returns its next line; it must have one more to say.
    pub(crate) fn next_line(&mut self) -> String {
        let mut line = String::new();
        assert_ne!(self.stdout.read_line(&mut line).unwrap(), 0, "it has no more to say");
        line.trim_end().to_owned()
    }

    /// Returns what it printed after what was read already. It must have ended.
    pub(crate) fn rest_of_stdout(&mut self) -> String {
        let mut rest = String::new();
        self.stdout.read_to_string(&mut rest).unwrap();
        rest
    }

    /// Returns its log. It must have ended.
    pub(crate) fn log(&mut self) -> String {
        let mut log = String::new();
        self.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }

    /// As `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Sends SIGTERM.
    #[cfg(unix)]
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
