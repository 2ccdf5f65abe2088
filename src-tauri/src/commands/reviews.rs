//! The review queue.

use driftless_app::Written;
use driftless_app::view::{Gesture, Keep, ReviewView};
use tauri::State;

use crate::error::Answer;
use crate::state::{Shell, on_app};

/// Returns everything that waits for review.
#[tauri::command]
#[specta::specta]
pub(crate) async fn reviews(shell: State<'_, Shell>) -> Answer<Vec<ReviewView>> {
    on_app(shell, |app| app.reviews()).await
}

/// Ends the review of an item.
#[tauri::command]
#[specta::specta]
pub(crate) async fn review_resolve(shell: State<'_, Shell>, id: String, keep: Keep) -> Answer<Gesture> {
    on_app(shell, move |app| app.review_resolve(&id, keep).map(Written::gesture)).await
}
