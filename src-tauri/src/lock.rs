//! The lock of the windows: what may be asked while it is closed, when it falls, and how every page is replaced.
//!
//! Invariant: while a passphrase is asked for, no command but the three of [`MAY_ASK`] does anything.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

use driftless_app::AppError;
use driftless_app::view::CommandError;
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, Wry};

use crate::error::{Answer, blocking};
use crate::state::Shell;
use crate::windows::{CAPTURE, flush_all};

/// What a page may ask while it shows the lock.
pub(crate) const MAY_ASK: [&str; 3] = ["vault_state", "vault_unlock", "ready_to_close"];

/// How often it is looked whether the lock falls, while a vault is open.
const LOOK: Duration = Duration::from_secs(5);

/// Refuses a command of a page while the vault is locked; true when it did.
pub(crate) fn refuses(invoke: &Invoke<Wry>) -> bool {
    let is_locked = invoke.message.webview_ref().try_state::<Shell>().is_some_and(|shell| shell.is_locked());
    if is_locked && !MAY_ASK.contains(&invoke.message.command()) {
        let error = CommandError::from(AppError::Locked);
        // The resolver is taken with the invoke; a clone of it answers.
        invoke.resolver.clone().reject(error);
        return true;
    }
    false
}

/// Locks every window: each pushes its last typing, then the database is closed and its key forgotten, and each page is
/// replaced. Returns false when it was not open.
///
/// # Errors
/// No passphrase opens this vault; it stays open.
pub(crate) async fn lock(app: &AppHandle) -> Answer<bool> {
    flush_all(app).await;
    let shell = app.state::<Shell>().inner().clone();
    let is_locked = blocking(move || shell.lock()).await?;
    if is_locked {
        replace_pages(app, None);
    }
    Ok(is_locked)
}

/// Loads every page anew, but for that of one window: nothing of what it showed or knew is left. Quick capture is made anew
/// when it is asked for.
pub(crate) fn replace_pages(app: &AppHandle, except: Option<&str>) {
    for (label, window) in app.webview_windows() {
        let outcome = match label.as_str() {
            CAPTURE => window.destroy(),
            label if except == Some(label) => Ok(()),
            _ => window.reload(),
        };
        if let Err(error) = outcome {
            tracing::error!(%error, label, "a page is not replaced");
        }
    }
}

/// Asks the thread below to look again.
#[derive(Debug)]
pub(crate) struct LockWatch(Sender<()>);

impl LockWatch {
    /// A vault was opened.
    pub(crate) fn opened(&self) {
        // The thread lasts as long as the program.
        let _ = self.0.send(());
    }
}

/// Starts the thread that lets the lock fall by itself. It sleeps while no vault is open.
pub(crate) fn start(app: &AppHandle) {
    let (sender, opened) = channel();
    let target = app.clone();
    let started = std::thread::Builder::new().name("driftless-lock".to_owned()).spawn(move || watch(&target, &opened));
    if let Err(error) = started {
        tracing::error!(%error, "the lock does not fall by itself");
    }
    app.manage(LockWatch(sender));
}

fn watch(app: &AppHandle, opened: &Receiver<()>) {
    while opened.recv().is_ok() {
        loop {
            match opened.recv_timeout(LOOK) {
                Ok(()) => continue,
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            let shell = app.state::<Shell>();
            if !shell.is_open() {
                break;
            }
            if shell.door().is_lock_due() {
                match tauri::async_runtime::block_on(lock(app)) {
                    Ok(_) => break,
                    Err(error) => tracing::warn!(message = error.message, "the lock did not fall"),
                }
            }
        }
    }
}
