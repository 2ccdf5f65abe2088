//! The text of an open note.

use driftless_app::view::{NotePush, OpenedNote, PushAnswer, SessionMessage};
use tauri::ipc::Channel;
use tauri::{State, WebviewWindow};

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Opens a note's text; every later change of it comes through the channel, in order.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_open(
    window: WebviewWindow,
    shell: State<'_, Shell>,
    id: String,
    channel: Channel<SessionMessage>,
) -> Answer<OpenedNote> {
    let open_sessions = shell.inner().clone();
    on_app(shell, move |app| {
        let opened = app.note_open(&id, Box::new(move |message| channel.send(message).is_ok()))?;
        open_sessions.session_opened(window.label(), opened.session.clone());
        Ok(opened)
    })
    .await
}

/// Takes the page's typing; durable when the answer is ok.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_push(shell: State<'_, Shell>, push: NotePush) -> Answer<PushAnswer> {
    on_app(shell, move |app| app.note_push(&push)).await
}

/// Makes the burst of typing an action now.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_flush(shell: State<'_, Shell>, session: String) -> Answer<()> {
    on_app(shell, move |app| app.note_flush(&session)).await
}

/// Ends a session.
#[tauri::command]
#[specta::specta]
pub(crate) async fn note_close(window: WebviewWindow, shell: State<'_, Shell>, session: String) -> Answer<()> {
    shell.session_closed(window.label(), &session);
    on_app(shell, move |app| app.note_close(&session)).await
}
