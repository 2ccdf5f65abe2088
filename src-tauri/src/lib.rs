//! The desktop shell: the windows, the commands they may call, the events they hear, and what the system
//! says (focus, sleep, links, close).
//!
//! Invariant: no rule, no SQL and no HTTP here. A command checks nothing but the shape of its
//! arguments (serde does) and calls `driftless_app`, off the thread that paints.
//!
//! Reading order: [`run`], `commands` (the table of contents of the IPC), `state`, `events`, `windows`.

mod arguments;
mod bindings;
mod commands;
mod connectivity;
mod desktop;
mod dialogs;
mod drag_out;
mod error;
mod events;
mod files;
#[cfg(test)]
mod hardening;
mod images;
mod instance;
mod links;
mod lock;
mod menu;
mod state;
mod tray;
mod windows;

use std::process::ExitCode;

use clap::Parser;
use tauri::{AppHandle, Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::desktop::Desktop;
use crate::files::Files;
#[cfg(target_os = "macos")]
use crate::instance::Request;
use crate::instance::{Claim, claim};
use crate::state::Shell;
use crate::windows::Places;

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    start_log();
    let (request, is_at_login) = (arguments.request(), arguments.is_at_login());
    let same_folder = arguments.of_data_folder();
    let options = match arguments.into_options() {
        Ok(options) => options,
        Err(message) => return fail(&message),
    };
    let files = Files::of_data_folder(&options.data_dir);
    let instance = match claim(&files, &request) {
        Claim::First(instance) => instance,
        Claim::Taken => return ExitCode::SUCCESS,
        Claim::Silent => return fail("Driftless runs on this data folder already and does not answer"),
    };
    let ipc = bindings::ipc();
    let answer = ipc.invoke_handler();
    let built = tauri::Builder::default()
        .manage(Shell::new(options))
        .register_asynchronous_uri_scheme_protocol(images::SCHEME, images::answer)
        .manage(Places::load(files.clone()))
        .manage(Desktop::load(files, same_folder))
        .invoke_handler(move |invoke| lock::refuses(&invoke) || answer(invoke))
        .on_menu_event(|app, event| menu::choose(app, event.id().as_ref()))
        .setup(move |app| {
            ipc.mount_events(app);
            lock::start(app.handle());
            events::start(app.handle());
            desktop::start(app.handle(), is_at_login);
            windows::start(app.handle(), request, is_at_login);
            let handle = app.handle().clone();
            match instance.listen(move |request| windows::carry_out(&handle, request)) {
                // Both last as long as the program.
                Ok(listening) => drop(app.manage((instance, listening))),
                Err(error) => tracing::warn!(%error, "a second start will not be heard"),
            }
            Ok(())
        })
        .build(tauri::generate_context!());
    match built {
        Ok(app) => {
            app.run(handle_event);
            ExitCode::SUCCESS
        }
        Err(error) => fail(&format!("the window cannot be opened: {error}")),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "what Tauri calls")]
fn handle_event(app: &AppHandle, event: RunEvent) {
    match event {
        RunEvent::Exit => {
            app.state::<Shell>().close();
            drag_out::forget();
        }
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => {
            let note = urls.iter().find_map(|url| links::note_of_link(url.as_str()));
            windows::carry_out(app, Request { note, ..Request::default() });
        }
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => windows::carry_out(app, Request::default()),
        _ => {}
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
