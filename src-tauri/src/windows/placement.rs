//! Where windows stood: size, place, maximized. Remembered for the main window and for windows on one note.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{AppHandle, Manager, PhysicalPosition, PhysicalSize, WebviewWindow};

use crate::files::Files;

const FILE: &str = "places.json";
/// This much of a window's top must be on a screen, pixels, or nobody could take hold of it.
const GRIP: i32 = 64;
/// Sizes outside of this are not those of a window, pixels.
const SIZE: std::ops::RangeInclusive<u32> = 200..=20_000;

/// Where a window stood, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) maximized: bool,
}

/// A screen: its corner and its size, pixels.
pub(crate) type Screen = (PhysicalPosition<i32>, PhysicalSize<u32>);

impl Place {
    /// Returns whether the window would stand where someone can reach it.
    fn is_on(&self, screens: &[Screen]) -> bool {
        if !SIZE.contains(&self.width) || !SIZE.contains(&self.height) {
            return false;
        }
        let span = |from: i32, length: u32| (i64::from(from), i64::from(from) + i64::from(length));
        let (left, right) = span(self.x, self.width);
        screens.iter().any(|(corner, size)| {
            let (screen_left, screen_right) = span(corner.x, size.width);
            let (screen_top, screen_bottom) = span(corner.y, size.height);
            let shared = right.min(screen_right) - left.max(screen_left);
            let top = i64::from(self.y);
            shared >= i64::from(GRIP) && top >= screen_top && top + i64::from(GRIP) <= screen_bottom
        })
    }
}

/// The places of windows, by kind (`main`, `note`).
#[derive(Debug)]
pub(crate) struct Places {
    files: Files,
    kept: Mutex<BTreeMap<String, Place>>,
}

impl Places {
    pub(crate) fn load(files: Files) -> Self {
        let kept = Mutex::new(files.read(FILE));
        Self { files, kept }
    }

    /// Notes where a window stands now; its size before it was maximized stays known.
    pub(crate) fn moved(&self, window: &WebviewWindow) {
        let (Ok(is_maximized), Ok(is_minimized), Ok(is_visible)) =
            (window.is_maximized(), window.is_minimized(), window.is_visible())
        else {
            return;
        };
        if is_minimized || !is_visible || window.is_fullscreen().unwrap_or(false) {
            return;
        }
        let (Ok(corner), Ok(size)) = (window.outer_position(), window.inner_size()) else { return };
        let mut kept = self.kept();
        let now = Place { x: corner.x, y: corner.y, width: size.width, height: size.height, maximized: false };
        let place = kept.entry(kind(window.label()).to_owned()).or_insert(now);
        *place = if is_maximized { Place { maximized: true, ..*place } } else { now };
    }

    /// Writes them down. Without it the next start takes the usual size, so a failure is only told.
    pub(crate) fn save(&self) {
        let kept = self.kept().clone();
        if let Err(error) = self.files.write(FILE, &kept) {
            tracing::warn!(%error, "the places of the windows are not remembered");
        }
    }

    /// Puts a window where one of its kind stood, if that is on a screen that is still there. Returns whether it did.
    pub(crate) fn restore(&self, app: &AppHandle, window: &WebviewWindow) -> bool {
        let Some(mut place) = self.kept().get(kind(window.label())).copied() else { return false };
        let screens: Vec<Screen> = app
            .available_monitors()
            .unwrap_or_default()
            .iter()
            .map(|monitor| (*monitor.position(), *monitor.size()))
            .collect();
        if kind(window.label()) != window.label() {
            // Every next window stands a little aside of the one before, so that both can be seen.
            let aside = i32::try_from(app.webview_windows().len()).unwrap_or(0).min(8) * 24;
            (place.x, place.y) = (place.x.saturating_add(aside), place.y.saturating_add(aside));
        }
        if !place.is_on(&screens) {
            return false;
        }
        let is_placed = window.set_size(PhysicalSize::new(place.width, place.height)).is_ok()
            && window.set_position(PhysicalPosition::new(place.x, place.y)).is_ok();
        if place.maximized && kind(window.label()) == window.label() {
            // A window that is not maximized is as good.
            let _ = window.maximize();
        }
        is_placed
    }

    fn kept(&self) -> MutexGuard<'_, BTreeMap<String, Place>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns under which name a window's place is kept: windows on one note share one.
fn kind(label: &str) -> &str {
    if label.starts_with("note-") { "note" } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(x: i32, y: i32) -> Place {
        Place { x, y, width: 800, height: 600, maximized: false }
    }

    #[test]
    fn a_window_comes_back_only_where_a_screen_is() {
        let screens = [
            (PhysicalPosition::new(0, 0), PhysicalSize::new(1920, 1080)),
            (PhysicalPosition::new(1920, -200), PhysicalSize::new(1280, 1024)),
        ];
        for (x, y) in [(0, 0), (1900, 500), (3000, -200), (-700, 10), (1600, 1016)] {
            assert!(place(x, y).is_on(&screens), "{x} {y}");
        }
        for (x, y) in [(-740, 0), (3190, 0), (100, 1060), (100, -20), (i32::MAX, i32::MAX), (i32::MIN, 0)] {
            assert!(!place(x, y).is_on(&screens), "{x} {y}");
        }
        assert!(!place(0, 0).is_on(&[]));
        assert!(!Place { width: 3, ..place(0, 0) }.is_on(&screens));
        assert!(!Place { height: u32::MAX, ..place(0, 0) }.is_on(&screens));
    }

    #[test]
    fn windows_on_one_note_share_their_place() {
        assert_eq!(kind("note-3"), kind("note-1"));
        assert_ne!(kind("note-3"), kind("main"));
    }
}
