//! GTK's chooser; inside of a sandbox it is the desktop's own, through its portal.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use gtk::prelude::{FileChooserExt as _, NativeDialogExt as _};
use gtk::{FileChooserAction, FileChooserNative, FileFilter, ResponseType};
use tauri::WebviewWindow;
use tokio::sync::oneshot;

use super::Choice;

/// Shows the chooser on the thread that paints and waits for the answer elsewhere.
pub(super) async fn show(window: &WebviewWindow, title: &str, choice: Choice) -> tauri::Result<Option<PathBuf>> {
    let (sender, answer) = oneshot::channel();
    let (parent, title) = (window.clone(), title.to_owned());
    window.run_on_main_thread(move || open(parent.gtk_window().ok().as_ref(), &title, &choice, sender))?;
    // A sender that is gone without a word is a dialog that is gone without a choice.
    Ok(answer.await.ok().flatten())
}

fn open(
    parent: Option<&gtk::ApplicationWindow>,
    title: &str,
    choice: &Choice,
    sender: oneshot::Sender<Option<PathBuf>>,
) {
    let action = match choice {
        Choice::Folder => FileChooserAction::SelectFolder,
        Choice::File { .. } => FileChooserAction::Open,
        Choice::Save { .. } => FileChooserAction::Save,
    };
    // Without labels GTK takes the system's words.
    let chooser = FileChooserNative::new(Some(title), parent, action, None, None);
    chooser.set_modal(true);
    match choice {
        Choice::Folder => chooser.set_create_folders(true),
        Choice::Save { name } => {
            chooser.set_do_overwrite_confirmation(true);
            chooser.set_current_name(name);
        }
        Choice::File { extensions } => {
            if !extensions.is_empty() {
                let filter = FileFilter::new();
                extensions.iter().for_each(|extension| filter.add_pattern(&format!("*.{extension}")));
                chooser.set_filter(&filter);
            }
        }
    }
    // GTK does not keep a native dialog alive; it lives in its own answer, which empties the place.
    let alive = Rc::new(RefCell::new(None));
    let (own, sender) = (Rc::clone(&alive), RefCell::new(Some(sender)));
    chooser.connect_response(move |chooser, response| {
        let chosen = if response == ResponseType::Accept { chooser.filename() } else { None };
        chooser.destroy();
        if let Some(sender) = sender.take() {
            // Nobody waits when the window was closed meanwhile.
            let _ = sender.send(chosen);
        }
        own.take();
    });
    chooser.show();
    *alive.borrow_mut() = Some(chooser);
}
