//! What the desktop adds: more windows, links, places of windows.

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::device::Device;
use crate::stage::play;

/// The id of the open note.
fn open_id(device: &Device) -> Result<String> {
    let id = device.wait_for_value(
        "document.querySelector('[data-testid=note-row][aria-selected=true]')?.dataset.noteId",
        &json!([]),
    )?;
    Ok(id.as_str().context("no note is open")?.to_owned())
}

/// Waits until the window of quick capture is ready, hidden; returns the handles of the main window and of it.
fn at_rest(device: &Device) -> Result<(String, String)> {
    let main = device.page().window()?;
    let capture = device.page().other_window(&[&main])?;
    Ok((main, capture))
}

/// Opens a second window on the open note by its key, and goes on in it. Returns the handles of both.
fn open_second(device: &Device) -> Result<(String, String)> {
    let (main, capture) = at_rest(device)?;
    device.focus_editor()?;
    device.page().press(&["\u{e009}", "\u{e008}", "n"])?; // Ctrl-Shift-N
    let second = device.page().other_window(&[&main, &capture])?;
    device.page().switch_to(&second)?;
    device.page().element("[data-testid=note-window] .cm-content")?;
    Ok((main, second))
}

/// Letters typed in one window are in the other, one by one, both ways, and the title is in the frame.
#[test]
fn two_windows_on_one_note_stay_in_step() {
    play("two_windows_on_one_note_stay_in_step", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Plan", "start")?;
            device.sees_row("Plan")?;
            let (main, second) = open_second(&device)?;
            device.sees_whole_text("start")?;
            device.wait_for("document.title === 'Plan – Driftless'", &json!([]))?;
            let mut text = "start".to_owned();
            for letter in ["a", "b", "é"] {
                device.type_at_end(letter)?;
                text.push_str(letter);
                device.page().switch_to(&main)?;
                device.sees_whole_text(&text)?;
                device.type_at_end("z")?;
                text.push('z');
                device.page().switch_to(&second)?;
                device.sees_whole_text(&text)?;
            }
            device.page().switch_to(&main)?;
            device.set_title("Plan of both")?;
            device.page().switch_to(&second)?;
            device.wait_for("document.title === 'Plan of both – Driftless'", &json!([]))
        })
    });
}

/// The last letters of a window that is closed are in the note, and the other window goes on writing.
#[test]
fn closing_one_window_keeps_the_typing_of_both() {
    play("closing_one_window_keeps_the_typing_of_both", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Plan", "start")?;
            device.sees_row("Plan")?;
            let (main, second) = open_second(&device)?;
            device.type_at_end(" last words")?;
            device.page().press(&["\u{e009}", "w"])?; // Ctrl-W
            device.page().window_is_gone(&second)?;
            device.page().switch_to(&main)?;
            device.sees_whole_text("start last words")?;
            device.type_at_end(" and more")?;
            device.wait_for("document.querySelector('.cm-editor').dataset.unsaved === 'false'", &json!([]))
        })?;
        device.kill()?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_note("Plan")?;
            device.sees_whole_text("start last words and more")
        })
    });
}

/// A link that the system hands to a second start opens its note in the window that runs; one that names no
/// note changes nothing.
#[test]
fn a_link_opens_its_note_in_the_running_window() {
    play("a_link_opens_its_note_in_the_running_window", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            at_rest(&device)?;
            device.write_note("First", "one")?;
            device.sees_row("First")?;
            let first = open_id(&device)?;
            device.write_note("Second", "two")?;
            device.sees_row("Second")?;
            device.start_again(&[&format!("driftless://note/{first}")])?;
            device.wait_for("document.querySelector('[data-testid=note-title]').value === 'First'", &json!([]))?;
            ensure!(device.page().windows()?.len() == 2, "another window was opened");
            device.start_again(&["driftless://note/0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b"])?;
            device.wait_for("document.querySelector('[data-testid=error-notice]')", &json!([]))?;
            device.wait_for("document.querySelector('[data-testid=note-title]').value === 'First'", &json!([]))?;
            ensure!(device.start_again(&["driftless://new?title=x"]).is_err(), "a link did more than open a note");
            Ok(())
        })
    });
}

/// A window comes back with the size it had.
#[test]
fn a_window_comes_back_as_it_was() {
    play("a_window_comes_back_as_it_was", |stage| {
        let device = stage.open("one")?;
        let set = json!({ "x": 40, "y": 30, "width": 900, "height": 640 });
        device.page().set_window_rect(&set)?;
        device.wait_for("innerWidth === 900 && innerHeight === 640", &json!([]))?;
        device.quit()?;
        let device = stage.open("one")?;
        device.wait_for("innerWidth === 900 && innerHeight === 640", &json!([]))?;
        let rect = device.page().window_rect()?;
        ensure!(rect["x"] == 40 && rect["y"] == 30, "the window stands at {rect}");
        Ok(())
    });
}

/// A start with `--capture` opens the small window of the program that runs; what is typed survives Esc, and
/// Enter makes a note of it.
#[test]
fn quick_capture_saves_a_note() {
    play("quick_capture_saves_a_note", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            let (main, capture) = at_rest(&device)?;
            device.start_again(&["--capture"])?;
            device.page().switch_to(&capture)?;
            let field = device.element("capture-text")?;
            device.page().type_into(&field, "Milk")?;
            device.page().press(&["\u{e008}", "\u{e006}"])?; // Shift-Enter
            device.page().type_into(&field, "and bread")?;
            device.wait_for("document.querySelector('textarea').value === 'Milk\\nand bread'", &json!([]))?;
            device.page().press(&["\u{e00c}"])?; // Esc
            device.start_again(&["--capture"])?;
            device.wait_for("document.querySelector('textarea').value === 'Milk\\nand bread'", &json!([]))?;
            device.page().press(&["\u{e006}"])?; // Enter
            device.wait_for("document.querySelector('textarea').value === ''", &json!([]))?;
            device.page().switch_to(&main)?;
            device.open_note("Milk")?;
            device.sees_whole_text("and bread")
        })
    });
}

/// What was typed into quick capture and put away is there after a power cut.
#[test]
fn a_draft_of_quick_capture_survives_a_kill() {
    play("a_draft_of_quick_capture_survives_a_kill", |stage| {
        let device = stage.open("one")?;
        let (_, capture) = at_rest(&device)?;
        device.start_again(&["--capture"])?;
        device.page().switch_to(&capture)?;
        let field = device.element("capture-text")?;
        device.page().type_into(&field, "a thought")?;
        device.wait_for("document.querySelector('textarea').dataset.kept === 'true'", &json!([]))?;
        device.kill()?;

        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            let (_, capture) = at_rest(&device)?;
            device.start_again(&["--capture"])?;
            device.page().switch_to(&capture)?;
            device.wait_for("document.querySelector('textarea').value === 'a thought'", &json!([]))
        })
    });
}
