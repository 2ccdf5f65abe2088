//! Writing in one window, and seeing it in another.

use serde_json::json;

use crate::stage::play;

/// What is typed is in the list and in the note.
#[test]
fn a_typed_note_is_in_the_list() {
    play("a_typed_note_is_in_the_list", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Shopping", "bread and salt")?;
            device.sees_row("Shopping")?;
            device.wait_for(
                "Array.from(document.querySelectorAll('[data-testid=note-row]')).some((row) => row.textContent.includes(args[0]))",
                &json!(["bread and salt"]),
            )
        })
    });
}

/// A remote edit appears in the open note, and the caret stays where the writer's eye is.
#[test]
fn a_remote_edit_appears_without_moving_the_caret() {
    play("a_remote_edit_appears_without_moving_the_caret", |stage| {
        let server = stage.server()?;
        let (one, two) = (stage.open("one")?, stage.open("two")?);
        stage.watch(&[&one, &two], || {
            one.connect(&server.new_code()?)?;
            one.write_note("Shared", "alpha omega")?;
            two.connect(&one.show_code()?)?;
            two.open_note("Shared")?;
            two.sees_whole_text("alpha omega")?;
            one.open_note("Shared")?;
            // The caret of device two stands between the words.
            two.focus_editor()?;
            two.page().press(&["\u{e009}", "\u{e011}"])?; // Ctrl-Home
            for _ in 0.."alpha".len() {
                two.page().press(&["\u{e014}"])?; // Right
            }
            two.caret_stands_after("alpha")?;
            one.type_at_start("before ")?;
            two.sees_whole_text("before alpha omega")?;
            two.caret_stands_after("before alpha")?;
            one.type_at_end(" after")?;
            two.sees_whole_text("before alpha omega after")?;
            two.caret_stands_after("before alpha")
        })
    });
}
