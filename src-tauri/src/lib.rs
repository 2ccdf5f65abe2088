//! The desktop shell: one window, the commands it may call, the events it hears, and what the system
//! says (focus, sleep, close).
//!
//! Invariant: no rule, no SQL and no HTTP here. A command checks nothing but the shape of its
//! arguments (serde does) and calls `driftless_app`, off the thread that paints.
//!
//! Reading order: [`run`], `commands` (the table of contents of the IPC), `state`, `events`, `window`.

mod arguments;
mod bindings;
mod commands;
mod connectivity;
mod dialogs;
mod error;
mod events;
#[cfg(test)]
mod hardening;
mod state;
mod window;

use std::process::ExitCode;

use clap::Parser;
use tauri::{Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::state::Shell;

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log();
    let options = match arguments.into_options() {
        Ok(options) => options,
        Err(message) => return fail(&message),
    };
    let ipc = bindings::ipc();
    let built = tauri::Builder::default()
        .manage(Shell::new(options))
        .invoke_handler(ipc.invoke_handler())
        .setup(move |app| {
            ipc.mount_events(app);
            events::start(app.handle());
            window::open(app.handle())?;
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event {
                    app.state::<Shell>().close();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => fail(&format!("the window cannot be opened: {error}")),
    }
}

fn start_log() {
    let filter = EnvFilter::try_from_env("DRIFTLESS_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let is_terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(is_terminal).init();
}

/// Tells on stderr why the program ends.
fn fail(message: &str) -> ExitCode {
    use std::io::Write;
    // Nowhere to tell it if stderr is gone, too.
    let _ = writeln!(std::io::stderr(), "driftless-desktop: {message}");
    ExitCode::FAILURE
}
