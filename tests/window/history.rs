//! History in the real window: a version is looked at, brought back and taken back; an import is undone as a whole.

use anyhow::Result;
use serde_json::json;

use crate::device::Device;
use crate::stage::play;
use crate::tour::furnish;

const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";
const ESCAPE: &str = "\u{e00c}";
const UP: &str = "\u{e013}";
const DOWN: &str = "\u{e015}";

impl Device {
    /// Waits until the list of a history has so many entries and the one at `chosen` is selected, with the focus on it.
    fn sees_entries(&self, count: usize, chosen: usize) -> Result<()> {
        self.wait_for(
            "(() => {
               const entries = Array.from(document.querySelectorAll('[data-testid=history-entry]'));
               const entry = entries[args[1]];
               return entries.length === args[0] && entry.ariaSelected === 'true' && document.activeElement === entry;
             })()",
            &json!([count, chosen]),
        )
    }

    /// Waits until the diff says what is new and what is gone.
    fn sees_diff(&self, new: &str, gone: &str) -> Result<()> {
        self.wait_for(
            "['ins', 'del'].every((tag, index) => Array.from(document.querySelectorAll(`[data-testid=history-version] > [data-testid=diff] ${tag}`), (piece) => piece.textContent).join('') === args[index])",
            &json!([new, gone]),
        )
    }
}

/// Two versions are written, walked through by arrow keys, the old one is brought back, and that is undone.
#[test]
fn an_old_version_is_brought_back_and_that_is_undone() {
    play("an_old_version_is_brought_back_and_that_is_undone", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Limpets", "low water")?;
            // What is typed is in the list once it is an action.
            device.wait_for("document.querySelector('[data-testid=note-row] .snippet, [data-testid=note-row]')?.textContent.includes('low water')", &json!([]))?;
            // Typing without a pause is one version; an act between two stretches of it makes three.
            device.click("pin-note")?;
            device.wait_for("document.querySelector('[data-testid=pin-note]')?.ariaPressed === 'true'", &json!([]))?;
            device.type_at_end(" and crabs")?;

            device.page().press(&[CONTROL, SHIFT, "h"])?;
            device.sees_entries(3, 0)?;
            device.sees_diff(" and crabs", "")?;
            device.page().press(&[DOWN])?;
            device.sees_entries(3, 1)?;
            device.sees_diff("", "")?;
            device.page().press(&[DOWN])?;
            device.sees_entries(3, 2)?;
            device.sees_diff("low water", "")?;

            device.click("history-restore")?;
            device.wait_for("document.querySelectorAll('[data-testid=history-entry]').length === 4", &json!([]))?;
            device.page().press(&[ESCAPE])?;
            device.sees_whole_text("low water")?;

            // Outside of a text Mod-Z takes back the last act of the window.
            device.page().press(&[CONTROL, SHIFT, "h"])?;
            device.sees_entries(4, 0)?;
            device.sees_diff("", " and crabs")?;
            device.page().press(&[CONTROL, "z"])?;
            device.wait_for("document.querySelectorAll('[data-testid=history-entry]').length === 5", &json!([]))?;
            device.page().press(&[UP])?;
            device.sees_entries(5, 0)?;
            device.sees_diff(" and crabs", "")?;
            device.page().press(&[ESCAPE])?;
            device.sees_whole_text("low water and crabs")
        })
    });
}

/// What an import brought is one entry of the vault's history: undone there, its notes and notebooks go, and come back.
#[test]
fn an_import_is_undone_in_the_history_of_all_notes() {
    play("an_import_is_undone_in_the_history_of_all_notes", |stage| {
        furnish(stage, "one")?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            let notebook = |condition: &str| {
                device.wait_for(
                    &format!(
                        "document.querySelector('[role=treeitem][data-name=\"Field research\"]') {condition} null"
                    ),
                    &json!([]),
                )
            };
            notebook("!==")?;
            device.click("nav-sync")?;
            device.click("sync-history")?;
            let import = device.page().element("[data-testid=history-entry]:last-of-type")?;
            device.page().click(&import)?;
            device.click("history-undo-item")?;
            device.element("history-preview")?;
            device.click("history-preview-run")?;
            notebook("===")?;
            device.page().press(&[ESCAPE])?;
            device.sees_no_row("Tide pool transect, day four")?;
            device
                .page()
                .run("document.querySelector('[data-testid=note-list] [tabindex=\"0\"]')?.focus()", &json!([]))?;
            device.click("nav-all")?;
            device.page().press(&[CONTROL, "z"])?;
            notebook("!==")?;
            device.sees_row("Tide pool transect, day four")
        })
    });
}
