//! Attachments of notes: added, looked up, saved.

use driftless_app::view::{AddedAttachment, AttachmentStatus};
use tauri::{State, WebviewWindow};

use super::dialogs::{answer, words};
use crate::dialogs::{Choice, choose};
use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Keeps a file, base64, as an attachment for a note; its text is the page's to write.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_add(
    shell: State<'_, Shell>,
    note_id: String,
    file_name: String,
    base64: String,
) -> Answer<AddedAttachment> {
    on_app(shell, move |app| app.attachment_add_base64(&note_id, &file_name, &base64)).await
}

/// Returns what is known of attachments, in the order of their names.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_status(shell: State<'_, Shell>, names: Vec<String>) -> Answer<Vec<AttachmentStatus>> {
    on_app(shell, move |app| app.attachments_status(&names)).await
}

/// Asks for an attachment that is missing or damaged, now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_fetch(shell: State<'_, Shell>, name: String) -> Answer<()> {
    on_app(shell, move |app| app.attachment_fetch(&name)).await
}

/// Lets the user choose where, and writes an attachment there. Returns false when the dialog was closed.
#[tauri::command]
#[specta::specta]
pub(crate) async fn attachment_save_as(
    window: WebviewWindow,
    shell: State<'_, Shell>,
    name: String,
    title: String,
    file_name: String,
) -> Answer<bool> {
    let choice = Choice::Save { name: words("file_name", &file_name)?.replace(['/', '\\'], "-") };
    // The place comes from the system's dialog and never from the page.
    let Some(to) = answer(choose(&window, &words("title", &title)?, choice).await)? else { return Ok(false) };
    on_app(shell, move |app| app.attachment_save(&name, to.as_ref())).await?;
    Ok(true)
}
