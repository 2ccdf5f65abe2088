//! The frame around the page.

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Theme};

use crate::error::Answer;
use crate::windows;

/// A theme as the user chooses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum WindowTheme {
    /// The system's, whenever it changes.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Paints the frame and the background of every window.
#[tauri::command]
#[specta::specta]
pub(crate) async fn window_theme(app: AppHandle, theme: WindowTheme) -> Answer<()> {
    windows::paint(
        &app,
        match theme {
            WindowTheme::System => None,
            WindowTheme::Light => Some(Theme::Light),
            WindowTheme::Dark => Some(Theme::Dark),
        },
    );
    Ok(())
}
