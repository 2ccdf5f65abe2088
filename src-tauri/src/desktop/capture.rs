//! The window of quick capture: made early and hidden, so that it opens at once; it never brings the others
//! to the front.

use tauri::{AppHandle, LogicalSize, Manager, PhysicalPosition, PhysicalSize, WebviewUrl, WebviewWindow};
use tauri_specta::Event;

use crate::events::CaptureShown;
use crate::state::Shell;
use crate::windows::{self, CAPTURE, CAPTURE_SIZE};

/// Makes the window and leaves it hidden. Does nothing when it is there.
///
/// # Errors
/// The system gives no window.
pub(crate) fn prepare(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    if let Some(window) = app.get_webview_window(CAPTURE) {
        return Ok(window);
    }
    windows::build_capture(app, WebviewUrl::App("capture.html".into()))
}

/// Shows the window on the screen where the pointer is; hides it when it has the focus already.
pub(crate) fn toggle(app: &AppHandle) {
    if app
        .get_webview_window(CAPTURE)
        .is_some_and(|it| it.is_visible().unwrap_or(false) && it.is_focused().unwrap_or(false))
    {
        return hide(app);
    }
    show(app, None);
}

/// Shows the window; while the vault is locked, the lock.
pub(crate) fn show(app: &AppHandle, activation: Option<&str>) {
    if app.state::<Shell>().is_locked() {
        if let Err(error) = windows::show_main(app, activation) {
            tracing::error!(%error, "the lock is not shown");
        }
        return;
    }
    let shown = prepare(app).and_then(|window| {
        place(app, &window);
        windows::bring_to_front(&window, activation)
    });
    match shown {
        // A page that is not there yet has the focus in its field anyway.
        Ok(()) => drop(CaptureShown.emit_to(app, CAPTURE)),
        Err(error) => tracing::error!(%error, "quick capture does not open"),
    }
}

/// Hides the window; the draft is kept by its page.
pub(crate) fn hide(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(CAPTURE)
        && let Err(error) = window.hide()
    {
        tracing::warn!(%error, "quick capture stays open");
    }
}

/// In the upper third of the screen with the pointer. Where the system places windows itself, it stays its choice.
fn place(app: &AppHandle, window: &WebviewWindow) {
    let screen = app
        .cursor_position()
        .ok()
        .and_then(|at| app.monitor_from_point(at.x, at.y).ok().flatten())
        .or_else(|| window.primary_monitor().ok().flatten());
    let Some(screen) = screen else { return };
    // What is hidden has no size yet on every system.
    let size: PhysicalSize<u32> = LogicalSize::<f64>::from(CAPTURE_SIZE).to_physical(screen.scale_factor());
    let free = |whole: u32, part: u32| i32::try_from(whole.saturating_sub(part)).unwrap_or(0);
    let (corner, area) = (screen.position(), screen.size());
    let at = PhysicalPosition::new(
        corner.x.saturating_add(free(area.width, size.width) / 2),
        corner.y.saturating_add(free(area.height, size.height) / 3),
    );
    // Wherever it stands, it can be used.
    let _ = window.set_position(at);
}
