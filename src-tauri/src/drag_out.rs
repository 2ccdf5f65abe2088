//! Dragging notes out of the window as Markdown files: onto the desktop, into a folder, into a mail.
//!
//! What is dragged has to be files before anybody drops them. They stand in a folder that only this user reads, in
//! memory where the session has such a place, until the next drag or the end of the program: whoever takes a drop
//! may copy it long after.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, io};

use tauri::WebviewWindow;

/// Beyond this many drags, a name that is taken is an error.
const TRIES_MAX: u32 = 10_000;

static COUNT: AtomicU32 = AtomicU32::new(0);
static LAST: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Makes an empty folder for the next drag and takes the last one away.
///
/// # Errors
/// The folder cannot be made.
pub(crate) fn folder() -> io::Result<PathBuf> {
    forget();
    let place = env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute() && path.is_dir());
    let place = place.unwrap_or_else(env::temp_dir);
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = place.join(format!("driftless-drag-{}-{count}", std::process::id()));
        match builder.create(&folder) {
            Ok(()) => {
                *LAST.lock().unwrap_or_else(PoisonError::into_inner) = Some(folder.clone());
                return Ok(folder);
            }
            // Left by a program that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && count < TRIES_MAX => {}
            Err(error) => return Err(error),
        }
    }
}

/// Takes the files of the last drag away.
pub(crate) fn forget() {
    let last = LAST.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(Err(error)) = last.map(fs::remove_dir_all) {
        tracing::warn!(%error, "the files of a drag stay");
    }
}

/// Returns what stands in the folder, notes and the folder of their attachments, by name.
///
/// # Errors
/// The folder cannot be read.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    found.sort_unstable();
    Ok(found)
}

/// Goes on with a drag that left the window; the button is still down. Call it on the thread of the windows.
#[cfg(target_os = "linux")]
pub(crate) fn begin(window: &WebviewWindow, files: Vec<PathBuf>) {
    use gtk::gdk::DragAction;
    use gtk::glib::ObjectExt as _;
    use gtk::prelude::{DragContextExtManual as _, WidgetExt as _};

    let Ok(widget) = window.gtk_window() else { return };
    let targets = gtk::TargetList::new(&[]);
    targets.add_uri_targets(0);
    let given = widget.connect_drag_data_get(move |_, _, data, _, _| {
        let uris: Vec<_> = files.iter().filter_map(|file| gtk::glib::filename_to_uri(file, None).ok()).collect();
        data.set_uris(&uris.iter().map(gtk::glib::GString::as_str).collect::<Vec<_>>());
    });
    let Some(context) = widget.drag_begin_with_coordinates(&targets, DragAction::COPY, 1, None, -1, -1) else {
        widget.disconnect(given);
        return;
    };
    context.drag_set_icon_name("text-x-generic", 0, 0);
    let ended = std::rc::Rc::new(std::cell::RefCell::new(None));
    let (handlers, given) = (std::rc::Rc::clone(&ended), std::cell::Cell::new(Some(given)));
    *ended.borrow_mut() = Some(widget.connect_drag_end(move |widget, _| {
        for handler in [given.take(), handlers.take()].into_iter().flatten() {
            widget.disconnect(handler);
        }
    }));
}

/// Goes on with a drag that left the window; the button is still down. Call it on the thread of the windows.
#[cfg(not(target_os = "linux"))]
pub(crate) fn begin(window: &WebviewWindow, files: Vec<PathBuf>) {
    let icon = drag::Image::Raw(include_bytes!("../icons/32x32.png").to_vec());
    let begun = drag::start_drag(window, drag::DragItem::Files(files), icon, |_, _| {}, drag::Options::default());
    if let Err(error) = begun {
        tracing::warn!(%error, "the drag ends at the edge of the window");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files of a drag are this user's alone, and gone with the next drag and with the program.
    #[test]
    fn the_folder_of_a_drag_is_private_and_goes() {
        let first = folder().unwrap();
        fs::write(first.join("b.md"), "b").unwrap();
        fs::write(first.join("a.md"), "a").unwrap();
        assert_eq!(files(&first).unwrap(), [first.join("a.md"), first.join("b.md")]);
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&first).unwrap().permissions()) & 0o777,
            0o700
        );
        let second = folder().unwrap();
        assert!(!first.exists() && second.exists());
        forget();
        assert!(!second.exists());
    }
}
