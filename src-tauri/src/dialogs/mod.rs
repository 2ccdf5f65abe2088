//! The system's own choosers of files and folders, as children of the window that asks.
//!
//! They only name a place. What is read from it or written to it goes through a command that says so.

#[cfg(target_os = "linux")]
mod gtk;
#[cfg(not(target_os = "linux"))]
mod rfd;

use std::path::PathBuf;

use tauri::WebviewWindow;

#[cfg(target_os = "linux")]
use self::gtk::show;
#[cfg(not(target_os = "linux"))]
use self::rfd::show;

/// What is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A folder that exists, or that is made in the dialog.
    Folder,
    /// A file that exists. `extensions` without a dot; none shows every file.
    File { extensions: Vec<String> },
    /// A file to write; the system asks before one is replaced.
    Save { name: String },
}

/// Lets the user choose a place; none when the dialog is closed without one.
///
/// # Errors
/// The system shows no dialog.
pub(crate) async fn choose(window: &WebviewWindow, title: &str, choice: Choice) -> tauri::Result<Option<PathBuf>> {
    show(window, title, choice).await
}
