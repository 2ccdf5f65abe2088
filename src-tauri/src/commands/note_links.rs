//! Links between notes.

use driftless_app::view::{LinkedNoteView, LinksView, MentionToLink, MentionsView};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns the links of a note in both directions.
#[tauri::command]
#[specta::specta]
pub(crate) async fn links_of(shell: State<'_, Shell>, id: String) -> Answer<LinksView> {
    on_app(shell, move |app| app.links_of(&id)).await
}

/// Returns where other notes name this one's title without linking to it.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mentions(shell: State<'_, Shell>, id: String) -> Answer<MentionsView> {
    on_app(shell, move |app| app.mentions(&id)).await
}

/// Makes a mention a link.
#[tauri::command]
#[specta::specta]
pub(crate) async fn mention_link(shell: State<'_, Shell>, mention: MentionToLink) -> Answer<()> {
    on_app(shell, move |app| app.mention_link(&mention).map(drop)).await
}

/// Returns what the notes of links by id are called, in the order of the ids.
#[tauri::command]
#[specta::specta]
pub(crate) async fn links_resolve(shell: State<'_, Shell>, ids: Vec<String>) -> Answer<Vec<LinkedNoteView>> {
    on_app(shell, move |app| app.links_resolve(&ids)).await
}

/// Returns which notes links by title lead to, in the order of the titles.
#[tauri::command]
#[specta::specta]
pub(crate) async fn links_resolve_titles(shell: State<'_, Shell>, titles: Vec<String>) -> Answer<Vec<LinkedNoteView>> {
    on_app(shell, move |app| app.links_resolve_titles(&titles)).await
}

/// Returns the notes that may be meant by what was typed after `[[`, best first.
#[tauri::command]
#[specta::specta]
pub(crate) async fn links_complete(shell: State<'_, Shell>, query: String, limit: u32) -> Answer<Vec<LinkedNoteView>> {
    on_app(shell, move |app| app.links_complete(&query, limit)).await
}
