//! The system's choosers of files and folders.

use std::path::PathBuf;

use driftless_app::view::{CommandError, ErrorKind};
use tauri::WebviewWindow;

use crate::dialogs::{Choice, choose};
use crate::error::{Answer, bad_input};

/// Longest title or proposed name, characters: more does not fit on a screen.
const WORDS_CHARS_MAX: usize = 200;
/// Most extensions of one filter.
const EXTENSIONS_MAX: usize = 32;

/// Lets the user choose a folder; null when the dialog is closed without one.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_folder(window: WebviewWindow, title: String) -> Answer<Option<String>> {
    answer(choose(&window, &words("title", &title)?, Choice::Folder).await)
}

/// Lets the user choose a file that exists. `extensions` are without a dot, like `md`; none shows every file.
#[tauri::command]
#[specta::specta]
pub(crate) async fn choose_file(
    window: WebviewWindow,
    title: String,
    extensions: Vec<String>,
) -> Answer<Option<String>> {
    let is_extension = |it: &String| (1..=16).contains(&it.len()) && it.bytes().all(|b| b.is_ascii_alphanumeric());
    if extensions.len() > EXTENSIONS_MAX || !extensions.iter().all(is_extension) {
        return Err(bad_input("extensions", "These are not extensions of files."));
    }
    answer(choose(&window, &words("title", &title)?, Choice::File { extensions }).await)
}

/// Lets the user choose where to write a file; the system asks before one is replaced. `name` is proposed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn save_file(window: WebviewWindow, title: String, name: String) -> Answer<Option<String>> {
    let name = words("name", &name)?.replace(['/', '\\'], "-");
    answer(choose(&window, &words("title", &title)?, Choice::Save { name }).await)
}

/// Returns the words without what a title bar cannot show.
pub(super) fn words(field: &str, text: &str) -> Answer<String> {
    let words: String = text.chars().filter(|c| !c.is_control()).collect();
    if words.trim().is_empty() || words.chars().count() > WORDS_CHARS_MAX {
        return Err(bad_input(field, "A dialog needs a short title."));
    }
    Ok(words)
}

pub(super) fn answer(chosen: tauri::Result<Option<PathBuf>>) -> Answer<Option<String>> {
    match chosen {
        Ok(None) => Ok(None),
        Ok(Some(path)) => match path.into_os_string().into_string() {
            Ok(path) => Ok(Some(path)),
            Err(_) => Err(bad_input("path", "The name of this place is not readable text, so it cannot be used here.")),
        },
        Err(error) => {
            tracing::warn!(%error, "no dialog");
            Err(CommandError {
                kind: ErrorKind::Internal,
                message: "This system shows no dialog for choosing files.".to_owned(),
                field: None,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_one_short_line() {
        assert_eq!(words("title", "Choose\na folder").unwrap(), "Choosea folder");
        assert!(words("title", " \n").is_err());
        assert!(words("title", &"x".repeat(WORDS_CHARS_MAX + 1)).is_err());
    }

    #[test]
    fn a_name_that_is_no_text_is_told_and_not_changed() {
        assert_eq!(answer(Ok(Some(PathBuf::from("/a/b")))).unwrap().as_deref(), Some("/a/b"));
        assert_eq!(answer(Ok(None)).unwrap(), None);
        #[cfg(unix)]
        {
            use std::ffi::OsStr;
            use std::os::unix::ffi::OsStrExt as _;
            let path = PathBuf::from(OsStr::from_bytes(b"/a/\xff"));
            assert_eq!(answer(Ok(Some(path))).unwrap_err().kind, ErrorKind::BadInput);
        }
    }
}
