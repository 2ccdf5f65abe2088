//! Measures the whole system on a corpus of Markdown notes; `cargo xtask bench` builds and calls it.
//!
//! Each figure is measured in a process of its own, so that its CPU time and its memory are its own, too.
//! Figures that build on each other share a folder, which is made anew by every run.
//!
//! Reading order: this file, `figure` (what is measured), `meter` (how), `limit` (what it is compared with).

mod figure;
mod history;
mod limit;
mod meter;
mod notes;
mod quick_open;
mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::{fs, io};

use anyhow::{Context, Result, bail};
use clap::Parser;

use crate::figure::{FIGURES, Figure};
use crate::server::Server;

/// Measures Driftless. One JSON line for each figure.
#[derive(Debug, Parser)]
#[command(name = "driftless-bench")]
struct Arguments {
    /// Only this figure; those that it builds on run, too, but say nothing.
    name: Option<String>,
    /// Name the figures and end.
    #[arg(long)]
    list: bool,
    /// Folder with Markdown notes.
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Folder to work in; what is in it is removed.
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The server program.
    #[arg(long, value_name = "FILE")]
    server: Option<PathBuf>,
    /// Measure one figure in this process.
    #[arg(long, hide = true)]
    here: bool,
}

/// Where a figure finds what it needs.
#[derive(Debug)]
pub(crate) struct Place {
    /// Folder with Markdown notes.
    pub(crate) corpus: PathBuf,
    /// Folder to work in.
    pub(crate) folder: PathBuf,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere to tell it if stderr is gone, too.
            let _ = writeln!(io::stderr(), "driftless-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    if arguments.list {
        let names: Vec<String> = FIGURES.iter().map(|figure| format!("{}: {}\n", figure.name, figure.about)).collect();
        return io::stdout().write_all(names.concat().as_bytes()).context("cannot write to stdout");
    }
    let place = Place {
        corpus: arguments.corpus.context("--corpus DIR is missing")?,
        folder: arguments.folder.context("--folder DIR is missing")?,
    };
    let wanted = arguments.name.as_deref().map(figure_named).transpose()?;
    if arguments.here {
        let figure = wanted.context("which figure?")?;
        return (figure.measure)(&place);
    }
    measure_all(&place, &arguments.server.context("--server FILE is missing")?, wanted)
}

fn figure_named(name: &str) -> Result<&'static Figure> {
    let Some(figure) = FIGURES.iter().find(|figure| figure.name == name) else {
        bail!("there is no figure {name}; --list names them");
    };
    Ok(figure)
}

fn measure_all(place: &Place, server_program: &Path, wanted: Option<&Figure>) -> Result<()> {
    if place.folder.exists() {
        fs::remove_dir_all(&place.folder).with_context(|| format!("cannot empty {}", place.folder.display()))?;
    }
    fs::create_dir_all(&place.folder).with_context(|| format!("cannot make {}", place.folder.display()))?;
    let server = Server::start(server_program, &place.folder.join("server"))?;
    fs::write(place.folder.join("server-code"), server.new_code()?).context("cannot keep the connect code")?;
    for figure in FIGURES {
        let is_wanted = wanted.is_none_or(|wanted| wanted.name == figure.name);
        let is_needed = wanted.is_some_and(|wanted| wanted.needs.contains(&figure.name));
        if !is_wanted && !is_needed {
            continue;
        }
        let server_before = server.cpu_s();
        let mut child = Command::new(std::env::current_exe()?);
        child.args(["--here", figure.name, "--corpus"]).arg(&place.corpus).arg("--folder").arg(&place.folder);
        if !is_wanted {
            child.stdout(Stdio::null());
        }
        let status = child.status().with_context(|| format!("cannot measure {}", figure.name))?;
        if !status.success() {
            bail!("{} ended with {status}", figure.name);
        }
        if let (true, true, Some(before), Some(after)) = (is_wanted, figure.uses_server, server_before, server.cpu_s())
        {
            meter::print(&serde_json::json!({
                "name": format!("{}.server", figure.name),
                "cpu_s": meter::rounded(after - before),
                "bytes": meter::bytes_of(&place.folder.join("server")),
            }))?;
        }
    }
    Ok(())
}
