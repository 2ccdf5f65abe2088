//! Standard output: text for people, JSON for scripts, never a panic when the reader goes away.

use std::io::{self, BufWriter, ErrorKind, IsTerminal, StdoutLock, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Where answers go.
pub(crate) struct Output {
    json: bool,
    colours: bool,
    out: BufWriter<StdoutLock<'static>>,
}

impl Output {
    /// `json`: answers are JSON documents instead of text.
    pub(crate) fn new(json: bool) -> Self {
        let stdout = io::stdout();
        // https://no-color.org: present and not empty means no colours.
        let is_plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colours = stdout.is_terminal() && !is_plain;
        Self { json, colours, out: BufWriter::new(stdout.lock()) }
    }

    /// Prints an answer: as one line of JSON, or as the lines that `text` writes.
    pub(crate) fn answer<T: Serialize>(
        &mut self,
        answer: &T,
        text: impl FnOnce(&mut Lines<'_>, &T) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let printed = if self.json {
            serde_json::to_writer(&mut self.out, answer)
                .map_err(io::Error::from)
                .and_then(|()| self.out.write_all(b"\n"))
        } else {
            text(&mut Lines { colours: self.colours, out: &mut self.out }, answer)
        };
        printed.map_err(failed)
    }

    /// Prints text as it is, JSON or not: shell completions, a connect code.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.out.write_all(bytes).map_err(failed)
    }

    /// Passes on what was printed, now.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        self.out.flush().map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "taken by `map_err`")]
fn failed(error: io::Error) -> Failure {
    if error.kind() == ErrorKind::BrokenPipe {
        return Failure::PipeClosed;
    }
    Failure::Io(format!("The answer could not be written: {error}. What was asked for is done."))
}

/// Lines of text for a person.
pub(crate) struct Lines<'a> {
    colours: bool,
    out: &'a mut dyn Write,
}

impl Lines<'_> {
    /// Writes one line. Control characters of notes are shown, not sent to the terminal.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{}", shown(text))
    }

    /// Writes one line with a heading in front, in colour on a terminal.
    pub(crate) fn field(&mut self, name: &str, value: &str) -> io::Result<()> {
        let name = self.dim(&format!("{name:<14}"));
        writeln!(self.out, "{name} {}", shown(value))
    }

    /// Writes text with its own line ends.
    pub(crate) fn block(&mut self, text: &str) -> io::Result<()> {
        for line in text.split_inclusive('\n') {
            let end = if line.ends_with('\n') { "\n" } else { "" };
            write!(self.out, "{}{end}", shown(line.trim_end_matches('\n')))?;
        }
        Ok(())
    }

    /// Returns the text in a quiet colour.
    pub(crate) fn dim(&self, text: &str) -> String {
        if self.colours { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes a line whose first part is quiet.
    pub(crate) fn dim_then(&mut self, quiet: &str, text: &str) -> io::Result<()> {
        let quiet = self.dim(&shown(quiet));
        writeln!(self.out, "{quiet}  {}", shown(text))
    }
}

/// Replaces control characters, which could move the cursor or set the terminal's title.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\t' { '\u{fffd}' } else { c }).collect()
}
