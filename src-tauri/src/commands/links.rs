//! Links of notes, opened outside of the app.

use driftless_app::view::{CommandError, ErrorKind};
use tauri::Url;

use crate::error::{Answer, bad_input};

/// Longest address that is handed to the system, in bytes.
const URL_BYTES_MAX: usize = 8_192;

/// Opens a web or mail address with the program that the system has for it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn open_link(url: String) -> Answer<()> {
    let url = checked(&url)?;
    let outcome = tauri::async_runtime::spawn_blocking(move || opener::open(url.as_str())).await;
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(CommandError {
            kind: ErrorKind::Internal,
            message: "This system has no program that opens such links.".to_owned(),
            field: None,
        }),
    }
}

/// Returns the address if it may leave the app. A note is foreign content: a link in it must not start a
/// program, read a file or run a script.
fn checked(text: &str) -> Answer<Url> {
    let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    if text.len() > URL_BYTES_MAX {
        return Err(bad_input("url", "This link is too long to be opened."));
    }
    let Ok(url) = Url::parse(&text) else {
        return Err(bad_input("url", "This is not a complete web or mail address."));
    };
    // `https://bank.example@evil.example` leads to the second: what looks like a name there is never needed.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(bad_input("url", "This link hides where it leads behind a name. It was not opened."));
    }
    match url.scheme() {
        "http" | "https" if url.host_str().is_some_and(|host| !host.is_empty()) => Ok(url),
        "mailto" => Ok(url),
        _ => Err(bad_input("url", "Only web and mail addresses are opened from a note.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_and_mail_addresses_may_leave() {
        for url in ["https://example.org/a?b#c", "http://example.org", "mailto:a@example.org", " https://example.org "]
        {
            assert!(checked(url).is_ok(), "{url}");
        }
    }

    #[test]
    fn control_characters_do_not_hide_anything() {
        assert_eq!(checked("https://exa\u{0}mple.org/\r\nx").unwrap().as_str(), "https://example.org/x");
        assert!(checked("java\u{9}script:alert(1)").is_err());
    }

    #[test]
    fn i16_what_hides_where_it_leads_stays() {
        for url in [
            "\u{a0}javascript:alert(1)",
            "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "https://a@evil.example",
            "https://bank.example:secret@evil.example/",
            "https://bank.example%2f@evil.example/",
        ] {
            assert!(checked(url).is_err(), "{url:?}");
        }
        assert_eq!(checked("https://\u{430}pple.com").unwrap().host_str(), Some("xn--pple-43d.com"));
    }

    #[test]
    fn everything_else_stays() {
        for url in [
            "file:///etc/passwd",
            "javascript:alert(1)",
            "data:text/html,x",
            "smb://host/share",
            "vscode://x",
            "\\\\host\\share",
            "--help",
            "example.org",
            "https://",
            "",
            "tauri://localhost",
        ] {
            let error = checked(url).unwrap_err();
            assert_eq!((error.kind, error.field.as_deref()), (ErrorKind::BadInput, Some("url")), "{url}");
        }
        assert!(checked(&format!("https://example.org/{}", "a".repeat(URL_BYTES_MAX))).is_err());
    }
}
