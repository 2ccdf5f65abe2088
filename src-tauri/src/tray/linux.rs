//! The tray over D-Bus (StatusNotifierItem): needs no library, and a desktop without a tray says so.

use std::sync::{Mutex, PoisonError};

use ksni::blocking::{Handle, TrayMethods as _};
use ksni::menu::StandardItem;
use ksni::{Icon, MenuItem, Tray};
use tauri::AppHandle;

use super::{Act, TrayWords, carry_out, menu};

static HANDLE: Mutex<Option<Handle<Item>>> = Mutex::new(None);

pub(super) struct Item {
    app: AppHandle,
    words: TrayWords,
}

impl Tray for Item {
    fn id(&self) -> String {
        "app.driftless.desktop".to_owned()
    }

    fn title(&self) -> String {
        "Driftless".to_owned()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        let Some(icon) = self.app.default_window_icon() else { return Vec::new() };
        let size = |length: u32| i32::try_from(length).unwrap_or(0);
        // From red, green, blue, alpha to the order that D-Bus wants.
        let data = icon.rgba().as_chunks::<4>().0.iter().flat_map(|&[r, g, b, a]| [a, r, g, b]).collect();
        vec![Icon { width: size(icon.width()), height: size(icon.height()), data }]
    }

    fn activate(&mut self, _x: i32, _y: i32) {
        carry_out(&self.app, Act::Open);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let item = |(label, act): (String, Option<Act>)| {
            MenuItem::Standard(StandardItem {
                // One underscore would be an access key.
                label: label.replace('_', "__"),
                enabled: act.is_some(),
                activate: Box::new(move |item: &mut Self| {
                    if let Some(act) = act {
                        carry_out(&item.app, act);
                    }
                }),
                ..StandardItem::default()
            })
        };
        menu(&self.words).into_iter().map(|line| line.map_or(MenuItem::Separator, item)).collect()
    }
}

/// Asks the desktop for a place in its tray, away from the thread that paints.
pub(super) fn start(app: &AppHandle, words: TrayWords, shown: impl Fn(bool) + Send + 'static) {
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || match (Item { app, words }).disable_dbus_name(true).spawn() {
        Ok(handle) => {
            *HANDLE.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
            shown(true);
        }
        Err(error) => {
            tracing::info!(%error, "this desktop has no tray");
            shown(false);
        }
    });
}

pub(super) fn stop(_: &AppHandle) {
    if let Some(handle) = HANDLE.lock().unwrap_or_else(PoisonError::into_inner).take() {
        drop(handle.shutdown());
    }
}

pub(super) fn speak(_: &AppHandle, words: TrayWords) {
    let handle = HANDLE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    tauri::async_runtime::spawn_blocking(move || handle.and_then(|handle| handle.update(|item| item.words = words)));
}
