//! Attachments of notes, as windows ask for them.

use crate::device::{Folder, new_note};

/// The head of a PNG: what a page needs to keep its place.
fn png(width: u32, height: u32) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6]].concat()
}

#[test]
fn the_size_of_an_image_is_known_before_it_is_loaded_and_after_a_restart() {
    let folder = Folder::new();
    let app = folder.create();
    let note = app.note_create(&new_note("a", "")).unwrap().row.id;
    let image = app.attachment_add(&note, "shore.png", png(640, 480)).unwrap().name;
    let paper = app.attachment_add(&note, "paper.pdf", b"%PDF-1.7".to_vec()).unwrap().name;
    let names = [image, paper, "0".repeat(64)];
    let sizes = |app: &driftless_app::App| -> Vec<_> {
        app.attachments_status(&names).unwrap().into_iter().map(|status| (status.width, status.height)).collect()
    };
    let wanted = [(Some(640), Some(480)), (None, None), (None, None)];
    assert_eq!(sizes(&app), wanted);
    app.close().unwrap();
    drop(app);
    assert_eq!(sizes(&folder.open()), wanted);
}
