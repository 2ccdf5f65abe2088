//! The tray of Windows and the menu bar of macOS.

use tauri::menu::{Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{MouseButton, MouseButtonState, TrayIconBuilder, TrayIconEvent};
use tauri::{AppHandle, Wry};

use super::{Act, TrayWords, carry_out, menu};

const ID: &str = "tray";

pub(super) fn start(app: &AppHandle, words: TrayWords, shown: impl Fn(bool) + Send + 'static) {
    let built = build(app, &words);
    if let Err(error) = &built {
        tracing::warn!(%error, "no icon in the tray");
    }
    shown(built.is_ok());
}

fn build(app: &AppHandle, words: &TrayWords) -> tauri::Result<()> {
    let mut builder = TrayIconBuilder::with_id(ID)
        .tooltip("Driftless")
        .menu(&native_menu(app, words)?)
        .show_menu_on_left_click(cfg!(target_os = "macos"))
        .on_menu_event(|app, event| {
            if let Some(act) = Act::ALL.into_iter().find(|act| event.id() == act.id()) {
                carry_out(app, act);
            }
        })
        .on_tray_icon_event(|tray, event| {
            let is_click = matches!(
                event,
                TrayIconEvent::Click { button: MouseButton::Left, button_state: MouseButtonState::Up, .. }
            );
            if is_click && cfg!(target_os = "windows") {
                carry_out(tray.app_handle(), Act::Open);
            }
        });
    if let Some(icon) = app.default_window_icon() {
        builder = builder.icon(icon.clone());
    }
    builder.build(app).map(drop)
}

fn native_menu(app: &AppHandle, words: &TrayWords) -> tauri::Result<Menu<Wry>> {
    let native = Menu::new(app)?;
    for line in menu(words) {
        match line {
            None => native.append(&PredefinedMenuItem::separator(app)?)?,
            Some((label, act)) => {
                let id = act.map_or("tray.words", Act::id);
                native.append(&MenuItem::with_id(app, id, label, act.is_some(), None::<&str>)?)?;
            }
        }
    }
    Ok(native)
}

pub(super) fn stop(app: &AppHandle) {
    drop(app.remove_tray_by_id(ID));
}

pub(super) fn speak(app: &AppHandle, words: TrayWords) {
    let spoken = native_menu(app, &words)
        .and_then(|native| app.tray_by_id(ID).map_or(Ok(()), |tray| tray.set_menu(Some(native))));
    if let Err(error) = spoken {
        tracing::warn!(%error, "the tray keeps its words");
    }
}
