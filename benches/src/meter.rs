//! What this process has used so far, and how a figure is printed.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// Ticks of `/proc/<id>/stat` in a second: fixed for programs on Linux, whatever the kernel counts in.
const TICKS_PER_S: f64 = 100.0;

/// A stopwatch over wall and CPU time.
#[derive(Debug)]
pub(crate) struct Meter {
    wall: Instant,
    cpu_s: Option<f64>,
}

impl Meter {
    /// Starts it.
    pub(crate) fn start() -> Self {
        Self { wall: Instant::now(), cpu_s: cpu_s_of("self") }
    }

    /// Returns the figure of `n` things since the start: wall and CPU seconds, and the largest memory of this
    /// process ever. CPU time and memory are null where the system does not tell them in `/proc`.
    pub(crate) fn stop(&self, name: &str, n: usize) -> Map<String, Value> {
        let wall_s = self.wall.elapsed().as_secs_f64();
        let cpu_s = self.cpu_s.and_then(|before| Some(cpu_s_of("self")? - before));
        let mut figure = Map::new();
        figure.insert("name".to_owned(), json!(name));
        figure.insert("n".to_owned(), json!(n));
        figure.insert("wall_s".to_owned(), rounded(wall_s));
        figure.insert("cpu_s".to_owned(), cpu_s.map_or(Value::Null, rounded));
        figure.insert("peak_rss_mb".to_owned(), peak_rss_mb().map_or(Value::Null, rounded));
        figure
    }
}

/// Returns the CPU seconds of a process and its ended threads.
pub(crate) fn cpu_s_of(process: &str) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The second field is a name, which may hold anything but ends with the last bracket.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    let user: f64 = fields.nth(11)?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_S)
}

fn peak_rss_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kib * 1024.0 / 1_000_000.0)
}

/// Returns the bytes of all files below a folder.
pub(crate) fn bytes_of(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(it) if it.is_dir() => bytes_of(&entry.path()),
        Ok(it) => it.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

/// Returns a number with six digits behind the point: a microsecond is the finest that means anything here.
pub(crate) fn rounded(number: f64) -> Value {
    json!((number * 1e6).round() / 1e6)
}

/// Prints a figure as a line of JSON.
///
/// # Errors
/// Stdout cannot be written to.
pub(crate) fn print(figure: &Value) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{figure}").and_then(|()| out.flush()).context("cannot write to stdout")
}
