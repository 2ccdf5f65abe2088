//! The menu bar of macOS, as the page makes it of its commands (`ui/src/app/menu.ts`). Windows and Linux have none.
//!
//! It is compiled everywhere, so that it stays right where nobody sees it.

use serde::{Deserialize, Serialize};
use tauri::menu::{Menu, MenuItem as Item, PredefinedMenuItem, Submenu};
use tauri::{AppHandle, Manager, Wry};
use tauri_specta::Event;

use crate::events::RunCommand;

/// Most parts of the bar, and most lines of a part.
const PARTS_MAX: usize = 12;
const LINES_MAX: usize = 120;
/// Longest label, characters.
const LABEL_CHARS_MAX: usize = 120;
/// Longest id of a command, and longest chord, bytes.
const NAME_BYTES_MAX: usize = 64;

/// A part of the bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(deny_unknown_fields)]
pub(crate) struct MenuPart {
    pub(crate) title: String,
    pub(crate) items: Vec<MenuItem>,
}

/// A line of a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum MenuItem {
    /// A command of the page. `keys`: such as `CmdOrCtrl+Shift+KeyF`.
    Command { id: String, label: String, keys: Option<String> },
    /// What the system does by itself.
    Role { role: MenuRole },
    /// A line between.
    Separator,
}

/// What the system does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MenuRole {
    About,
    Services,
    Hide,
    HideOthers,
    ShowAll,
    Undo,
    Redo,
    Cut,
    Copy,
    Paste,
    SelectAll,
    Minimize,
    Zoom,
    Fullscreen,
}

/// Returns whether a bar from the page is within its limits.
pub(crate) fn is_within_limits(bar: &[MenuPart]) -> bool {
    let is_label = |text: &str| text.chars().count() <= LABEL_CHARS_MAX && !text.chars().any(char::is_control);
    let is_name = |text: &str| text.len() <= NAME_BYTES_MAX && text.is_ascii();
    bar.len() <= PARTS_MAX
        && bar.iter().all(|part| {
            is_label(&part.title)
                && part.items.len() <= LINES_MAX
                && part.items.iter().all(|item| match item {
                    MenuItem::Command { id, label, keys } => {
                        is_name(id) && is_label(label) && keys.as_deref().is_none_or(is_name)
                    }
                    MenuItem::Role { .. } | MenuItem::Separator => true,
                })
        })
}

/// Shows the bar. A chord that the system does not know is left out, its command stays.
///
/// # Errors
/// The system takes no menu.
pub(crate) fn show(app: &AppHandle, bar: &[MenuPart]) -> tauri::Result<()> {
    let menu = Menu::new(app)?;
    for part in bar {
        let submenu = Submenu::new(app, &part.title, true)?;
        for item in &part.items {
            match item {
                MenuItem::Command { id, label, keys } => submenu.append(&command(app, id, label, keys.as_deref())?)?,
                MenuItem::Role { role } => submenu.append(&predefined(app, *role)?)?,
                MenuItem::Separator => submenu.append(&PredefinedMenuItem::separator(app)?)?,
            }
        }
        menu.append(&submenu)?;
    }
    app.set_menu(menu).map(drop)
}

fn command(app: &AppHandle, id: &str, label: &str, keys: Option<&str>) -> tauri::Result<Item<Wry>> {
    Item::with_id(app, id, label, true, keys).or_else(|_| Item::with_id(app, id, label, true, None::<&str>))
}

fn predefined(app: &AppHandle, role: MenuRole) -> tauri::Result<PredefinedMenuItem<Wry>> {
    match role {
        MenuRole::About => PredefinedMenuItem::about(app, None, None),
        MenuRole::Services => PredefinedMenuItem::services(app, None),
        MenuRole::Hide => PredefinedMenuItem::hide(app, None),
        MenuRole::HideOthers => PredefinedMenuItem::hide_others(app, None),
        MenuRole::ShowAll => PredefinedMenuItem::show_all(app, None),
        MenuRole::Undo => PredefinedMenuItem::undo(app, None),
        MenuRole::Redo => PredefinedMenuItem::redo(app, None),
        MenuRole::Cut => PredefinedMenuItem::cut(app, None),
        MenuRole::Copy => PredefinedMenuItem::copy(app, None),
        MenuRole::Paste => PredefinedMenuItem::paste(app, None),
        MenuRole::SelectAll => PredefinedMenuItem::select_all(app, None),
        MenuRole::Minimize => PredefinedMenuItem::minimize(app, None),
        MenuRole::Zoom => PredefinedMenuItem::maximize(app, None),
        MenuRole::Fullscreen => PredefinedMenuItem::fullscreen(app, None),
    }
}

/// Asks the window in front for the command of a chosen line. Lines of the tray have ids of their own.
pub(crate) fn choose(app: &AppHandle, id: &str) {
    if id.starts_with("tray.") {
        return;
    }
    let window = app.webview_windows().into_values().find(|window| window.is_focused().unwrap_or(false));
    if let Some(window) = window {
        let _ = RunCommand(id.to_owned()).emit_to(app, window.label());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(id: &str, label: &str, lines: usize) -> Vec<MenuPart> {
        let line = MenuItem::Command { id: id.to_owned(), label: label.to_owned(), keys: None };
        vec![MenuPart { title: "File".to_owned(), items: vec![line; lines] }]
    }

    #[test]
    fn a_bar_of_the_page_has_limits() {
        assert!(is_within_limits(&bar("note.new", "Neue Notiz", LINES_MAX)));
        assert!(!is_within_limits(&bar("note.new", "Neue Notiz", LINES_MAX + 1)));
        assert!(!is_within_limits(&bar("note.new", &"x".repeat(LABEL_CHARS_MAX + 1), 1)));
        assert!(!is_within_limits(&bar("note.new", "two\nlines", 1)));
        assert!(!is_within_limits(&bar(&"x".repeat(NAME_BYTES_MAX + 1), "New note", 1)));
        assert!(!is_within_limits(&bar("nöte", "New note", 1)));
    }
}
