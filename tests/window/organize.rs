//! Organizing in the real window: several notes at once, notebooks in notebooks, the trash by the hour.

use anyhow::ensure;
use serde_json::json;

use crate::device::Device;
use crate::stage::play;

const SHIFT: &str = "\u{e008}";
const ALT: &str = "\u{e00a}";
const ENTER: &str = "\u{e007}";
const HOME: &str = "\u{e011}";
const RIGHT: &str = "\u{e014}";
const DOWN: &str = "\u{e015}";

/// Makes a notebook at the top, and waits until it is in the sidebar.
fn make_notebook(device: &Device, name: &str) -> anyhow::Result<()> {
    device.click("new-notebook")?;
    let field = device.element("notebook-name")?;
    device.page().type_into(&field, name)?;
    device.page().press(&[ENTER])?;
    device.wait_for("document.querySelector(`[role=treeitem][data-name=\"${args[0]}\"]`) !== null", &json!([name]))
}

/// Selects the first `count` rows of the list by keyboard.
fn select_first(device: &Device, count: usize) -> anyhow::Result<()> {
    device.click("note-row")?;
    device.wait_for("document.querySelector('[data-testid=note-row][data-selected=true]') !== null", &json!([]))?;
    device.page().run("document.querySelector('[data-testid=note-list] [tabindex=\"0\"]').focus()", &json!([]))?;
    device.page().press(&[HOME])?;
    for selected in 2..=count {
        device.page().press(&[SHIFT, DOWN])?;
        device.wait_for(
            "document.querySelectorAll('[data-testid=note-row][data-selected=true]').length === args[0]",
            &json!([selected]),
        )?;
    }
    device.wait_for("document.querySelector('[data-testid=selection-pane]') !== null", &json!([]))
}

fn count_of(device: &Device, name: &str, count: &str) -> anyhow::Result<()> {
    device.wait_for(
        "(document.querySelector(`[role=treeitem][data-name=\"${args[0]}\"] .count`)?.textContent ?? '') === args[1]",
        &json!([name, count]),
    )
}

/// Three notes are selected by keyboard, moved to a notebook in one gesture, and taken back in one.
#[test]
fn three_notes_move_together_and_come_back_together() {
    play("three_notes_move_together_and_come_back_together", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            make_notebook(&device, "Field")?;
            device.click("nav-all")?;
            for title in ["First", "Second", "Third"] {
                device.write_note(title, "text")?;
                device.sees_row(title)?;
            }
            select_first(&device, 3)?;
            device.click("bulk-move")?;
            // By keyboard: a few letters of its name, and Enter.
            let field = device.element("choose-notebook")?;
            device.page().type_into(&field, "fie")?;
            device.wait_for("document.querySelectorAll('[data-testid=notebook-offer]').length === 1", &json!([]))?;
            device.page().press(&[ENTER])?;
            count_of(&device, "Field", "3")?;
            device.wait_for("document.querySelector('[data-testid=selection-pane]') === null", &json!([]))?;
            device.page().run(
                "Array.from(document.querySelectorAll('button')).find((it) => it.textContent.trim() === 'Undo').click()",
                &json!([]),
            )?;
            count_of(&device, "Field", "")
        })
    });
}

/// A notebook goes into the one before it by keyboard, and out again.
#[test]
fn a_notebook_goes_into_another_by_keyboard() {
    play("a_notebook_goes_into_another_by_keyboard", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            make_notebook(&device, "Alpha")?;
            make_notebook(&device, "Beta")?;
            let level = |level: &str| {
                device.wait_for(
                    "document.querySelector('[role=treeitem][data-name=Beta]')?.getAttribute('aria-level') === args[0]",
                    &json!([level]),
                )
            };
            level("1")?;
            device.page().run("document.querySelector('[role=treeitem][data-name=Beta]').focus()", &json!([]))?;
            device.page().press(&[ALT, RIGHT])?;
            level("2")
        })
    });
}

/// What was deleted in one hour is restored with one click.
#[test]
fn an_hour_of_the_trash_is_restored_at_once() {
    play("an_hour_of_the_trash_is_restored_at_once", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            for title in ["Kept by luck", "Also kept"] {
                device.write_note(title, "text")?;
                device.sees_row(title)?;
            }
            select_first(&device, 2)?;
            device.click("bulk-trash")?;
            device.click("nav-trash")?;
            device.sees_row("Kept by luck")?;
            device.wait_for("document.querySelector('[data-testid=group-heading]') !== null", &json!([]))?;
            device.click("restore-group")?;
            device.sees_no_row("Kept by luck")?;
            device.click("nav-all")?;
            device.sees_row("Kept by luck")?;
            device.sees_row("Also kept")
        })
    });
}

/// Two selected notes become two files in a folder that the user chose. The system's own chooser cannot be driven; its
/// answer is given in its place, everything behind it is real.
#[test]
fn selected_notes_become_files_in_a_chosen_folder() {
    play("selected_notes_become_files_in_a_chosen_folder", |stage| {
        let folder = stage.folder().join("Chosen");
        std::fs::create_dir_all(&folder)?;
        std::fs::write(folder.join("Tides.md"), "mine")?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            for title in ["Currents", "Tides"] {
                device.write_note(title, "of the text")?;
                device.sees_row(title)?;
            }
            select_first(&device, 2)?;
            device.page().run(
                "const real = window.fetch;
                 window.fetch = (to, how) => String(to).endsWith('/choose_folder')
                     ? Promise.resolve(new Response(JSON.stringify(arguments[0]), { headers: { 'Content-Type': 'application/json', 'Tauri-Response': 'ok' } }))
                     : real(to, how);",
                &json!([folder.to_str()]),
            )?;
            device.click("bulk-export")?;
            device.wait_for("document.body.innerText.includes('2 notes are in ' + args[0])", &json!([folder.to_str()]))?;
            let text = |name: &str| std::fs::read_to_string(folder.join(name));
            ensure!(text("Tides.md")? == "mine", "a file that was there was replaced");
            for name in ["Currents.md", "Tides (2).md"] {
                ensure!(text(name)?.contains("of the text"), "{name}: {}", text(name)?);
            }
            Ok(())
        })
    });
}
