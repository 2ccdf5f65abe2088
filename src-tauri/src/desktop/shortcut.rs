//! The keys of the whole desktop that open quick capture.

use std::cell::RefCell;

use global_hotkey::hotkey::{HotKey, Modifiers};
use global_hotkey::{GlobalHotKeyEvent, GlobalHotKeyManager, HotKeyState};
use tauri::AppHandle;

use super::{ShortcutTrouble, capture};

/// J for jotting down. With two modifiers, neither of which makes letters, it is free on Windows, macOS,
/// GNOME and KDE.
pub(crate) const USUAL: &str = "Ctrl-Super-J";

thread_local! {
    /// Lives on the thread that paints, where Windows and macOS tell about keys.
    static KEYS: RefCell<Option<(GlobalHotKeyManager, Option<HotKey>)>> = const { RefCell::new(None) };
}

/// Reads a chord like `Ctrl-Super-J`; none for the empty one.
///
/// # Errors
/// Keys that would take letters or other programs' keys away, in words.
pub(crate) fn parse(chord: &str) -> Result<Option<HotKey>, &'static str> {
    const NOT_ONE: &str = "This is not a shortcut: press Ctrl, Alt or Super together with another key.";
    const NEEDED: &str = "These keys write letters or belong to the input method: take others.";
    if chord.is_empty() {
        return Ok(None);
    }
    if chord.len() > 64 {
        return Err(NOT_ONE);
    }
    let key: HotKey = chord
        .replace("Mod", if cfg!(target_os = "macos") { "Super" } else { "Ctrl" })
        .replace('-', "+")
        .parse()
        .map_err(|_| NOT_ONE)?;
    let held = key.mods - Modifiers::SHIFT;
    if held.is_empty() {
        return Err(NOT_ONE);
    }
    // AltGr is Ctrl and Alt on Windows; Ctrl-Space switches input methods.
    let writes_letters = key.mods.contains(Modifiers::CONTROL | Modifiers::ALT);
    let is_space = chord.ends_with("Space") && key.mods == Modifiers::CONTROL;
    if writes_letters || is_space || held == Modifiers::ALT && cfg!(target_os = "macos") {
        return Err(NEEDED);
    }
    Ok(Some(key))
}

/// Listens for the keys from now on; on the thread that paints.
pub(super) fn start(app: &AppHandle) {
    let app = app.clone();
    GlobalHotKeyEvent::set_event_handler(Some(move |event: GlobalHotKeyEvent| {
        if event.state == HotKeyState::Pressed {
            capture::toggle(&app);
        }
    }));
}

/// Takes a chord in place of the one before; on the thread that paints. Returns why it does not work.
pub(super) fn take(chord: &str) -> Option<ShortcutTrouble> {
    let wanted = parse(chord).ok().flatten();
    KEYS.with_borrow_mut(|keys| {
        if let Some((manager, taken)) = keys
            && let Some(key) = taken.take()
            && let Err(error) = manager.unregister(key)
        {
            tracing::warn!(%error, "the shortcut before is still taken");
        }
        let wanted = wanted?;
        if is_wayland() {
            return Some(ShortcutTrouble::NotGiven);
        }
        if keys.is_none() {
            match GlobalHotKeyManager::new() {
                Ok(manager) => *keys = Some((manager, None)),
                Err(error) => {
                    tracing::warn!(%error, "no shortcuts of the whole desktop");
                    return Some(ShortcutTrouble::NotGiven);
                }
            }
        }
        let (manager, taken) = keys.as_mut()?;
        match manager.register(wanted) {
            Ok(()) => {
                *taken = Some(wanted);
                None
            }
            Err(error) => {
                tracing::warn!(%error, "the shortcut of quick capture is not taken");
                Some(ShortcutTrouble::Taken)
            }
        }
    })
}

/// Wayland gives no program the keys of another.
fn is_wayland() -> bool {
    cfg!(target_os = "linux") && std::env::var_os("WAYLAND_DISPLAY").is_some_and(|it| !it.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_that_take_nothing_away() {
        for chord in [USUAL, "Ctrl-Shift-Space", "Super-F9", "Alt-Shift-N", "Mod-Shift-F12", "Ctrl-Shift-1"] {
            if cfg!(target_os = "macos") && chord.starts_with("Alt") {
                continue;
            }
            assert!(parse(chord).unwrap().is_some(), "{chord}");
        }
        assert_eq!(parse("").unwrap(), None);
    }

    #[test]
    fn others_are_refused() {
        for chord in ["J", "Shift-J", "Ctrl", "Ctrl-", "-", "Ctrl-Space", "Ctrl-Alt-J", "Ctrl-J-K", "Ctrl-Ü", "Hyper-J"]
        {
            assert!(parse(chord).is_err(), "{chord}");
        }
        assert!(parse(&"Ctrl-".repeat(100)).is_err());
    }
}
