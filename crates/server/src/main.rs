//! `driftless-server`: reads the command line, listens to signals, tells failures in one line.

mod arguments;
mod command;
mod user;

use std::io::Write;
use std::process::ExitCode;

use crate::arguments::{Arguments, Command, LogArguments, LogFormat};
use crate::command::{print_new_code, print_openapi, run_server};
use anyhow::{Context, Result};
use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nowhere to tell it if stderr is gone, too.
            let _ = writeln!(std::io::stderr(), "driftless-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    start_log(&arguments.log)?;
    match arguments.command {
        Command::Serve(serve) => {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .context("the system has no threads to give")?;
            runtime.block_on(async { run_server(serve, stop_signal()?).await })
        }
        Command::NewCode(new_code) => print_new_code(new_code),
        Command::User(command) => user::run(command),
        Command::Openapi => print_openapi(),
    }
}

fn start_log(arguments: &LogArguments) -> Result<()> {
    let filter = EnvFilter::new(&arguments.log);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match arguments.log_format {
        LogFormat::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).init(),
        LogFormat::Json => builder.json().init(),
    }
    Ok(())
}

/// Listens from now on; ends at ctrl-c or SIGTERM.
#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen to ctrl-c")?;
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen to SIGTERM")?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens from now on; ends at ctrl-c.
#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = ()>> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
