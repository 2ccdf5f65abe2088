//! Finding by keyboard: search with operators, hits in the note, quick open, saved searches, the note of today.

use serde_json::json;

use crate::device::Device;
use crate::stage::play;

const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
const F3: &str = "\u{e033}";

/// Types into whatever has the focus.
fn press_all(device: &Device, text: &str) -> anyhow::Result<()> {
    text.chars().try_for_each(|letter| device.page().press(&[letter.to_string().as_str()]))
}

fn two_notes(device: &Device) -> anyhow::Result<()> {
    device.write_note("Tide pools", "limpets and crabs, limpets again")?;
    device.write_note("Shopping", "bread and salt")?;
    device.sees_row("Tide pools")
}

/// A search with operators is understood in words, its hits are marked in the note, and F3 walks through them.
#[test]
fn a_search_with_operators_leads_to_hits_in_the_note() {
    play("a_search_with_operators_leads_to_hits_in_the_note", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            two_notes(&device)?;
            device.page().press(&[CONTROL, SHIFT, "f"])?;
            device.wait_for("document.activeElement?.dataset.testid === 'search'", &json!([]))?;
            press_all(&device, "limpets is:unt")?;
            device.element("search-completion")?;
            device.page().press(&[TAB])?;
            device.wait_for("document.activeElement?.value === 'limpets is:untagged '", &json!([]))?;
            device.wait_for(
                "document.querySelector('[data-testid=search-understood]').textContent.includes('without a tag')",
                &json!([]),
            )?;
            device.sees_no_row("Shopping")?;
            device.page().press(&[ENTER])?;
            device
                .wait_for("document.querySelector('[data-testid=note-title]')?.value === 'Tide pools'", &json!([]))?;
            device.wait_for("document.querySelectorAll('[data-testid=editor] .cm-found').length === 2", &json!([]))?;
            for hit in ["1 of 2", "2 of 2", "1 of 2"] {
                device.page().press(&[F3])?;
                device.wait_for(
                    "document.querySelector('[data-testid=found-count]')?.textContent.trim() === args[0]",
                    &json!([hit]),
                )?;
            }
            device.page().press(&[ESCAPE])?;
            device.wait_for("document.querySelectorAll('[data-testid=editor] .cm-found').length === 0", &json!([]))
        })
    });
}

/// What is wrong in a search is told under the field, and nothing else changes.
#[test]
fn a_wrong_operator_is_told_where_it_is_typed() {
    play("a_wrong_operator_is_told_where_it_is_typed", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            two_notes(&device)?;
            device.page().press(&[CONTROL, SHIFT, "f"])?;
            press_all(&device, "is:blue")?;
            device.wait_for(
                "document.querySelector('[data-testid=search-understood]').textContent.includes('is:blue')",
                &json!([]),
            )?;
            device.wait_for(
                "document.querySelector('[data-testid=search]').getAttribute('aria-invalid') === 'true'",
                &json!([]),
            )?;
            device.sees_row("Shopping")?;
            device.sees_row("Tide pools")
        })
    });
}

/// Quick open finds by letters, opens by Enter, and makes a note of a title that there is none of yet.
#[test]
fn quick_open_opens_and_makes_notes_by_keyboard() {
    play("quick_open_opens_and_makes_notes_by_keyboard", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            two_notes(&device)?;
            device.page().press(&[CONTROL, "o"])?;
            device.element("quick-open")?;
            press_all(&device, "tpo")?;
            device.wait_for(
                "document.querySelector('[data-testid=palette-entry]')?.textContent.includes('Tide pools')",
                &json!([]),
            )?;
            device.page().press(&[ENTER])?;
            device
                .wait_for("document.querySelector('[data-testid=note-title]')?.value === 'Tide pools'", &json!([]))?;
            device.page().press(&[CONTROL, "p"])?;
            device.element("quick-open")?;
            press_all(&device, "Brand new")?;
            device.page().press(&[SHIFT, ENTER])?;
            device.wait_for("document.querySelector('[data-testid=note-title]')?.value === 'Brand new'", &json!([]))?;
            device.sees_row("Brand new")?;
            // Back to where it came from.
            device.page().press(&[CONTROL, "["])?;
            device.wait_for("document.querySelector('[data-testid=note-title]')?.value === 'Tide pools'", &json!([]))
        })
    });
}

/// A search is saved under a name, stays in the sidebar after a restart, and finds what it found.
#[test]
fn a_saved_search_stays_in_the_sidebar() {
    play("a_saved_search_stays_in_the_sidebar", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            two_notes(&device)?;
            device.page().press(&[CONTROL, SHIFT, "f"])?;
            press_all(&device, "limpets")?;
            device.sees_no_row("Shopping")?;
            device.click("save-search")?;
            device.element("saved-search-name")?;
            press_all(&device, "Sea life")?;
            device.page().press(&[ENTER])?;
            device.wait_for(
                "document.querySelector('[data-testid=saved-search]')?.textContent.includes('Sea life')",
                &json!([]),
            )
        })?;
        device.kill()?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.sees_row("Shopping")?;
            device.click("saved-search")?;
            device.sees_no_row("Shopping")?;
            device.sees_row("Tide pools")?;
            device.wait_for("document.querySelector('[data-testid=search]').value === 'limpets'", &json!([]))
        })
    });
}

/// The note of today is made once: the same key opens it again with what was written.
#[test]
fn the_note_of_today_is_made_once() {
    play("the_note_of_today_is_made_once", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            two_notes(&device)?;
            device.page().press(&[CONTROL, SHIFT, "j"])?;
            device.wait_for(
                "/^\\d{4}-\\d\\d-\\d\\d$/.test(document.querySelector('[data-testid=note-title]')?.value ?? '')",
                &json!([]),
            )?;
            device.type_at_end("what happened")?;
            device.open_note("Shopping")?;
            device.page().press(&[CONTROL, SHIFT, "j"])?;
            device.sees_whole_text("what happened")?;
            device.wait_for("document.querySelector('[data-testid=note-list]').dataset.total === '3'", &json!([]))
        })
    });
}
