//! The choosers of Windows and macOS.

use std::path::PathBuf;

use tauri::WebviewWindow;

use super::Choice;

/// Shows the chooser and waits for the answer.
pub(super) async fn show(window: &WebviewWindow, title: &str, choice: Choice) -> tauri::Result<Option<PathBuf>> {
    let dialog = ::rfd::AsyncFileDialog::new().set_parent(window).set_title(title);
    let chosen = match choice {
        Choice::Folder => dialog.set_can_create_directories(true).pick_folder().await,
        Choice::File { extensions } if extensions.is_empty() => dialog.pick_file().await,
        Choice::File { extensions } => dialog.add_filter(title, &extensions).pick_file().await,
        Choice::Save { name } => dialog.set_file_name(name).save_file().await,
    };
    Ok(chosen.map(|file| file.path().to_path_buf()))
}
