//! What a window shows: only pages of ours, and what they may do with the web view.

use tauri::{Url, WebviewWindow};

/// Sends what the page writes on its console, and what its content policy refuses, to stdout: an error of
/// the page is then seen by whoever starts the app in a terminal, and by the tests of the real window.
#[cfg(target_os = "linux")]
pub(super) fn print_console(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        use webkit2gtk::{SettingsExt, WebViewExt};
        if let Some(settings) = webview.inner().settings() {
            settings.set_enable_write_console_messages_to_stdout(true);
        }
    })
}

/// Lets the page underline misspelled words, in the languages of the system that have a dictionary. The web
/// view does not look otherwise, whatever the page asks for; whether it asks is the user's setting.
#[cfg(target_os = "linux")]
pub(super) fn allow_spell_check(window: &WebviewWindow) -> tauri::Result<()> {
    window.with_webview(|webview| {
        use webkit2gtk::{WebContextExt, WebViewExt};
        if let Some(context) = webview.inner().context() {
            context.set_spell_checking_enabled(true);
        }
    })
}

/// Elsewhere the web view looks by itself.
#[cfg(not(target_os = "linux"))]
pub(super) fn allow_spell_check(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Lets the page draw what an input method composes. The web view leaves it to the input method's own window
/// otherwise, and the page hears only the finished text.
#[cfg(target_os = "linux")]
pub(super) fn set_preedit(window: &WebviewWindow, is_on: bool) -> tauri::Result<()> {
    window.with_webview(move |webview| {
        use webkit2gtk::{InputMethodContextExt, WebViewExt};
        if let Some(context) = webview.inner().input_method_context() {
            context.set_enable_preedit(is_on);
        }
    })
}

/// Elsewhere the page always does.
#[cfg(not(target_os = "linux"))]
pub(super) fn set_preedit(_: &WebviewWindow, _: bool) -> tauri::Result<()> {
    Ok(())
}

/// Elsewhere the web view has no such setting.
#[cfg(not(target_os = "linux"))]
pub(super) fn print_console(_: &WebviewWindow) -> tauri::Result<()> {
    Ok(())
}

/// Returns whether a page is ours: what is embedded, or the development server of `tauri dev`.
pub(super) fn is_our_page(url: &Url) -> bool {
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
