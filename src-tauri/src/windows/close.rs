//! How windows close: what was typed is pushed and becomes actions before a window is gone.

use std::time::Duration;

use tauri::{AppHandle, Manager, WebviewWindow};
use tauri_specta::Event;

use crate::desktop::Desktop;
use crate::events::Closing;
use crate::state::Shell;
use crate::tray;
use crate::windows::{CAPTURE, Places};

/// How long a closing window waits for its page to push its last typing. A page that hangs loses at most
/// what was typed since its last push.
const CLOSING_WAIT: Duration = Duration::from_millis(700);

/// Hides a window at once, lets its page push its last typing, makes it actions, and ends the program with
/// its last window.
pub(crate) fn close(window: WebviewWindow) {
    let app = window.app_handle().clone();
    app.state::<Places>().save();
    // What is hidden is closed to the eye; a failure leaves it to be seen for a moment longer.
    let _ = window.hide();
    tauri::async_runtime::spawn(async move {
        flush(&app, window.label()).await;
        if stays_without_windows(&app) && window.label() == super::MAIN {
            return;
        }
        end_window(&window).await;
        if !app.webview_windows().keys().any(|label| label != CAPTURE) {
            app.exit(0);
        }
    });
}

/// Ends the program: every window as in [`close`].
pub(crate) fn quit(app: &AppHandle) {
    app.state::<Places>().save();
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let windows: Vec<WebviewWindow> = app.webview_windows().into_values().collect();
        let flushes = windows.iter().map(|window| {
            let _ = window.hide();
            let (app, label) = (app.clone(), window.label().to_owned());
            tauri::async_runtime::spawn(async move { flush(&app, &label).await })
        });
        for flush in flushes.collect::<Vec<_>>() {
            // One that panicked has told so; the others still close in order.
            let _ = flush.await;
        }
        app.exit(0);
    });
}

/// Lets every page push its last typing.
pub(crate) async fn flush_all(app: &AppHandle) {
    let flushes = app.webview_windows().into_keys().filter(|label| label != CAPTURE).map(|label| {
        let app = app.clone();
        tauri::async_runtime::spawn(async move { flush(&app, &label).await })
    });
    for flush in flushes.collect::<Vec<_>>() {
        // One that panicked has told so; the others still push.
        let _ = flush.await;
    }
}

async fn flush(app: &AppHandle, label: &str) {
    let shell = app.state::<Shell>().inner().clone();
    let is_told = Closing.emit_to(app, label).is_ok();
    if is_told && tokio::time::timeout(CLOSING_WAIT, shell.wait_for_page(label)).await.is_err() {
        tracing::warn!(label, "the page did not answer that it is ready to close");
    }
}

async fn end_window(window: &WebviewWindow) {
    let (shell, label) = (window.state::<Shell>().inner().clone(), window.label().to_owned());
    let ended = tauri::async_runtime::spawn_blocking(move || {
        shell.close_sessions(&label);
        shell
    });
    if let Err(error) = window.destroy() {
        tracing::warn!(%error, "a window is hidden and stays");
    }
    if let Ok(shell) = ended.await {
        shell.forget_window(window.label());
    }
}

/// Returns whether the program goes on when its last window is closed: as is usual on macOS, and where the
/// user wants it in the tray. Without a tray nobody would find it again.
fn stays_without_windows(app: &AppHandle) -> bool {
    cfg!(target_os = "macos") || tray::is_shown() && app.state::<Desktop>().stored().close_to_tray
}
