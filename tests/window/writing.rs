//! What a writer does every week: lists and tables, bold by the toolbar, a heading by the slash menu, links between notes, undo.

use serde_json::json;

use crate::device::Device;
use crate::stage::play;

const ENTER: &str = "\u{e007}";
const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";
const LEFT: &str = "\u{e012}";
const END: &str = "\u{e010}";
const DOWN: &str = "\u{e015}";

/// The text of the open note itself, not what the preview draws of it.
const WORDS: &str = "document.querySelector('[data-testid=editor] .cm-content').cmTile.root.view.state.doc.toString()";

fn keeps_text(device: &Device, text: &str) -> anyhow::Result<()> {
    device.wait_for(&format!("({WORDS}) === args[0]"), &json!([text]))
}

fn type_letters(device: &Device, text: &str) -> anyhow::Result<()> {
    for letter in text.chars() {
        device.page().press(&[letter.to_string().as_str()])?;
    }
    Ok(())
}

fn menu_shows(device: &Device, words: &str) -> anyhow::Result<()> {
    device
        .wait_for("document.querySelector('.cm-menu [aria-selected]')?.textContent.includes(args[0])", &json!([words]))
}

/// Enter goes on with the list, a second Enter ends it; the slash menu puts in a table and the keyboard never leaves the text.
#[test]
fn a_list_and_a_table_are_typed() {
    play("a_list_and_a_table_are_typed", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Packing", "")?;
            type_letters(&device, "- boots")?;
            device.page().press(&[ENTER])?;
            type_letters(&device, "rope")?;
            keeps_text(&device, "- boots\n- rope")?;
            device.page().press(&[ENTER])?;
            device.page().press(&[ENTER])?;
            type_letters(&device, "/tab")?;
            menu_shows(&device, "Table")?;
            device.page().press(&[ENTER])?;
            let table = "/^- boots\\n- rope\\n\\n?\\| Column 1 \\| Column 2 \\|\\n\\| -+ \\| -+ \\|\\n/";
            device.wait_for(&format!("{table}.test({WORDS})"), &json!([]))
        })
    });
}

/// Words that are selected become bold by the toolbar above them; the bar never covers them.
#[test]
fn the_toolbar_makes_words_bold() {
    play("the_toolbar_makes_words_bold", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Tone", "quite loud")?;
            for _ in 0.."loud".len() {
                device.page().press(&[SHIFT, LEFT])?;
            }
            device.wait_for(
                "(() => { const bar = document.querySelector('[data-testid=toolbar]').getBoundingClientRect();
                          const words = document.getSelection().getRangeAt(0).getBoundingClientRect();
                          return bar.height > 0 && bar.width > 0 && (bar.bottom <= words.top || bar.top >= words.bottom); })()",
                &json!([]),
            )?;
            device.click("tool-bold")?;
            keeps_text(&device, "quite **loud**")?;
            device.wait_for("document.querySelector('[data-testid=tool-bold]').ariaPressed === 'true'", &json!([]))?;
            device.page().press(&[CONTROL, "b"])?;
            keeps_text(&device, "quite loud")
        })
    });
}

/// The slash menu is found by typing, and what is chosen takes the place of what was typed.
#[test]
fn the_slash_menu_makes_a_heading() {
    play("the_slash_menu_makes_a_heading", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Plan", "/h2")?;
            menu_shows(&device, "Heading 2")?;
            device.page().press(&[ENTER])?;
            type_letters(&device, "Tomorrow")?;
            keeps_text(&device, "## Tomorrow")?;
            // Escape closes it, and what was typed stays.
            device.page().press(&[ENTER])?;
            type_letters(&device, "and/or /x")?;
            device.page().press(&["\u{e00c}"])?;
            keeps_text(&device, "## Tomorrow\nand/or /x")?;
            device.wait_for("document.querySelector('.cm-menu') === null", &json!([]))
        })
    });
}

/// A link is found by a part of a title, survives the renaming of its note, and is followed by keyboard; the other note tells who links.
#[test]
fn a_link_to_a_note_is_made_and_followed() {
    play("a_link_to_a_note_is_made_and_followed", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Tide tables", "low at six")?;
            device.sees_row("Tide tables")?;
            device.write_note("Trip", "see [[tide")?;
            menu_shows(&device, "Tide tables")?;
            device.page().press(&[ENTER])?;
            device.wait_for(
                &format!("/^see \\[Tide tables\\]\\(driftless:\\/\\/note\\/[0-9a-f-]{{36}}\\)$/.test({WORDS})"),
                &json!([]),
            )?;
            device.open_note("Tide tables")?;
            device.set_title("Tides of the cove")?;
            device.sees_row("Tides of the cove")?;
            device.open_note("Trip")?;
            device.focus_editor()?;
            device.page().press(&[CONTROL, END])?;
            device.page().press(&[LEFT])?;
            device.page().press(&[CONTROL, ENTER])?;
            device.wait_for(
                "document.querySelector('[data-testid=note-title]').value === 'Tides of the cove'",
                &json!([]),
            )?;
            device.click("inspector-toggle")?;
            device
                .wait_for("document.querySelector('[data-testid=backlinks]')?.textContent.includes('Trip')", &json!([]))
        })
    });
}

/// Undo belongs to a note: it survives looking at another one, and never takes anything from that one.
#[test]
fn undo_survives_a_look_at_another_note() {
    play("undo_survives_a_look_at_another_note", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("First", "kept ")?;
            // A pause makes what follows a step of its own; moving the caret does so too.
            device.page().press(&[DOWN])?;
            device.page().press(&[CONTROL, END])?;
            device.write_note("Second", "other")?;
            device.open_note("First")?;
            device.focus_editor()?;
            device.page().press(&[CONTROL, END])?;
            type_letters(&device, "gone")?;
            keeps_text(&device, "kept gone")?;
            device.open_note("Second")?;
            keeps_text(&device, "other")?;
            device.open_note("First")?;
            device.focus_editor()?;
            device.page().press(&[CONTROL, "z"])?;
            keeps_text(&device, "kept ")?;
            device.open_note("Second")?;
            keeps_text(&device, "other")
        })
    });
}
