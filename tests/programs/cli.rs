//! A device: `driftless` on a data folder of its own.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::binary;

/// What a run of `driftless` answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Answer {
    /// Returns the JSON documents, one for each line.
    ///
    /// # Panics
    /// When a line is no JSON.
    pub fn lines(&self) -> Vec<Value> {
        let parse = |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line:?}: {self:?}"));
        self.stdout.lines().map(parse).collect()
    }

    /// Returns the only JSON document.
    ///
    /// # Panics
    /// When there is none or more than one.
    pub fn json(&self) -> Value {
        let mut lines = self.lines();
        assert_eq!(lines.len(), 1, "one document is expected: {self:?}");
        lines.remove(0)
    }
}

/// A data folder with its key file. Everything goes when it is dropped.
#[derive(Debug)]
pub struct Device {
    folder: TempDir,
    name: String,
}

impl Device {
    /// Creates a vault on a new device.
    pub fn new(name: &str) -> Self {
        let device = Self::without_vault(name);
        device.ok(["vault", "create", "--device", name]);
        device
    }

    /// A data folder that does not exist yet.
    pub fn without_vault(name: &str) -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder can be made"), name: name.to_owned() }
    }

    /// Creates a vault and joins a server.
    pub fn connected(name: &str, code: &str) -> Self {
        let device = Self::new(name);
        device.ok(["connect", code]);
        device
    }

    /// Returns the data folder.
    pub fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns the key file.
    pub fn key_file(&self) -> PathBuf {
        self.folder.path().join("key")
    }

    /// Returns a folder for anything else.
    pub fn scratch(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the command, without environment of the one who tests.
    pub fn command(&self) -> Command {
        let mut command = Command::new(binary("driftless"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("DRIFTLESS_") {
                command.env_remove(name);
            }
        }
        command.env("DRIFTLESS_DATA_DIR", self.data_dir()).env("DRIFTLESS_KEY_FILE", self.key_file());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command with `--json`.
    pub fn run<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Answer {
        self.finish(self.command().arg("--json").args(arguments), None)
    }

    /// Runs a command with `--json` and text on standard input.
    pub fn run_with<const N: usize>(&self, arguments: [&str; N], stdin: &str) -> Answer {
        self.finish(self.command().arg("--json").args(arguments), Some(stdin))
    }

    /// Runs a command that must work.
    ///
    /// # Panics
    /// When it does not.
    pub fn ok<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(&self, arguments: I) -> Answer {
        let answer = self.run(arguments);
        assert_eq!(answer.code, 0, "{}: {answer:?}", self.name);
        answer
    }

    /// Creates a note and returns its id.
    pub fn note(&self, title: &str, body: &str) -> String {
        let answer = self.ok(["note", "new", "--title", title, "--body", body]).json();
        answer["id"].as_str().expect("the answer has an id").to_owned()
    }

    /// Returns a note.
    pub fn show(&self, id: &str) -> Value {
        self.ok(["note", "show", id]).json()
    }

    /// Runs a cycle that must work.
    pub fn sync(&self) -> Value {
        self.ok(["sync"]).json()
    }

    /// Returns the state hash.
    pub fn hash(&self) -> String {
        self.ok(["hash"]).json()["state_hash"].as_str().expect("the answer has a hash").to_owned()
    }

    /// Checks every invariant.
    ///
    /// # Panics
    /// When one does not hold.
    pub fn verify(&self) {
        let answer = self.run(["verify", "--deep"]);
        assert_eq!(answer.code, 0, "{}: {answer:?}", self.name);
    }

    /// Runs a prepared command to its end.
    pub fn finish(&self, command: &mut Command, stdin: Option<&str>) -> Answer {
        if stdin.is_some() {
            command.stdin(Stdio::piped());
        }
        let mut child = command.spawn().expect("driftless starts");
        if let (Some(text), Some(mut pipe)) = (stdin, child.stdin.take()) {
            // A program that ends without reading its input closes the pipe: its answer tells why.
            let _ = pipe.write_all(text.as_bytes());
        }
        let output = child.wait_with_output().expect("driftless ends");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Answer { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}
