//! The window: how it looks before its page is there, where it may go, how it closes.

use std::time::Duration;

use driftless_app::SyncHint;
use tauri::webview::{Color, NewWindowResponse, PageLoadEvent};
use tauri::{AppHandle, Manager, Theme, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, WindowEvent};
use tauri_specta::Event;

use crate::connectivity;
use crate::events::Closing;
use crate::state::Shell;

/// Label of the only window.
const MAIN: &str = "main";
/// Paper of the light theme, `--paper` of the page.
const PAPER_LIGHT: Color = Color(0xfe, 0xfd, 0xfd, 0xff);
/// Paper of the dark theme.
const PAPER_DARK: Color = Color(0x20, 0x1e, 0x1c, 0xff);
/// How long a closing window waits for the page to push its last typing. A page that hangs loses at most
/// what was typed since its last push.
const CLOSING_WAIT: Duration = Duration::from_millis(700);

/// Opens the window.
///
/// # Errors
/// The system gives no window.
pub(crate) fn open(app: &AppHandle) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, MAIN, WebviewUrl::default())
        .title("Driftless")
        .inner_size(1280.0, 800.0)
        .min_inner_size(360.0, 480.0)
        .center()
        // Shown below, in the colour of its page: a white flash in a dark room is what one remembers.
        .visible(false)
        .disable_drag_drop_handler()
        .on_navigation(|url| {
            let is_ours = is_our_page(url);
            if !is_ours {
                tracing::warn!("the page tried to go elsewhere");
            }
            is_ours
        })
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false)
        .on_page_load(|window, load| {
            if load.event() == PageLoadEvent::Started {
                let shell = window.state::<Shell>().inner().clone();
                tauri::async_runtime::spawn_blocking(move || shell.close_sessions());
            }
        })
        .build()?;
    print_console(&window)?;
    let theme = window.theme().unwrap_or(Theme::Light);
    window.set_background_color(Some(paper(theme)))?;
    window.show()?;
    window.set_focus()?;
    let target = window.clone();
    window.on_window_event(move |event| handle_event(&target, event));
    Ok(())
}

/// Sends what the page writes on its console, and what its content policy refuses, to stdout: an error of
/// the page is then seen by whoever starts the app in a terminal, and by the tests of the real window.
#[cfg(target_os = "linux")]
fn print_console(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        use webkit2gtk::{SettingsExt, WebViewExt};
        if let Some(settings) = webview.inner().settings() {
            settings.set_enable_write_console_messages_to_stdout(true);
        }
    })
}

/// Elsewhere the web view has no such setting.
#[cfg(not(target_os = "linux"))]
fn print_console(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

fn handle_event(window: &WebviewWindow, event: &WindowEvent) {
    #[expect(clippy::wildcard_enum_match_arm, reason = "Tauri's events grow; the others are the system's to handle")]
    match event {
        WindowEvent::Focused(true) => connectivity::hint(window.app_handle(), SyncHint::Focus),
        WindowEvent::ThemeChanged(theme) => {
            if let Err(error) = window.set_background_color(Some(paper(*theme))) {
                tracing::warn!(%error, "the window keeps its old background");
            }
        }
        WindowEvent::CloseRequested { api, .. } => {
            api.prevent_close();
            close(window.clone());
        }
        _ => {}
    }
}

/// Hides the window at once, lets the page push its last typing, makes it actions, and ends the program.
fn close(window: WebviewWindow) {
    // What is hidden is closed to the eye; a failure leaves it to be seen for a moment longer.
    let _ = window.hide();
    tauri::async_runtime::spawn(async move {
        let app = window.app_handle().clone();
        let shell = app.state::<Shell>().inner().clone();
        if Closing.emit(&app).is_ok() && tokio::time::timeout(CLOSING_WAIT, shell.wait_for_page()).await.is_err() {
            tracing::warn!("the page did not answer that it is ready to close");
        }
        app.exit(0);
    });
}

/// Paints every window's frame and background in a theme; none is the system's.
pub(crate) fn paint(app: &AppHandle, theme: Option<Theme>) {
    app.set_theme(theme);
    for window in app.webview_windows().values() {
        let shown = theme.unwrap_or_else(|| window.theme().unwrap_or(Theme::Light));
        if let Err(error) = window.set_background_color(Some(paper(shown))) {
            tracing::warn!(%error, "a window keeps its old background");
        }
    }
}

fn paper(theme: Theme) -> Color {
    if theme == Theme::Dark { PAPER_DARK } else { PAPER_LIGHT }
}

/// Returns whether a page is ours: what is embedded, or the development server of `tauri dev`.
fn is_our_page(url: &Url) -> bool {
    let is_embedded = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Where the system knows no schemes of our own.
        "http" | "https" => url.host_str() == Some("tauri.localhost") && url.port().is_none(),
        _ => false,
    };
    is_embedded || (cfg!(dev) && url.scheme() == "http" && url.host_str() == Some("localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_only_shows_our_pages() {
        for url in ["tauri://localhost", "tauri://localhost/index.html", "https://tauri.localhost/"] {
            assert!(is_our_page(&url.parse().unwrap()), "{url}");
        }
        for url in [
            "https://example.org/",
            "http://tauri.localhost:8080/",
            "https://tauri.localhost.example.org/",
            "tauri://elsewhere/",
            "file:///etc/passwd",
            "data:text/html,x",
            "javascript:alert(1)",
            "about:blank",
        ] {
            assert!(!is_our_page(&url.parse().unwrap()), "{url}");
        }
    }
}
