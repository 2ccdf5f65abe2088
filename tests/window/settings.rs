//! Settings that are seen to work, and the first five minutes.

use anyhow::Result;
use serde_json::json;

use crate::device::Device;
use crate::stage::play;

impl Device {
    /// Opens a section of the settings.
    fn open_settings(&self, section: &str) -> Result<()> {
        self.click("nav-settings")?;
        self.click(&format!("settings-{section}"))?;
        self.wait_for(
            "document.querySelector(`[data-testid=settings-${args[0]}]`)?.getAttribute('aria-current') === 'page'",
            &json!([section]),
        )
    }

    /// Waits until the page's background is a colour, as the web view computed it.
    fn sees_background(&self, colour: &str) -> Result<()> {
        self.wait_for("getComputedStyle(document.body).backgroundColor === args[0]", &json!([colour]))
    }

    /// Waits until an element holds some words.
    fn sees_words(&self, test_id: &str, words: &str) -> Result<()> {
        self.wait_for(
            "document.querySelector(`[data-testid=\"${args[0]}\"]`)?.textContent.includes(args[1])",
            &json!([test_id, words]),
        )
    }
}

const PAPER_LIGHT: &str = "rgb(254, 253, 253)";
const PAPER_DARK: &str = "rgb(32, 30, 28)";

/// Theme, language and text size apply at once, and are there again at the next start.
#[test]
fn what_is_set_applies_at_once_and_stays() {
    play("what_is_set_applies_at_once_and_stays", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_settings("appearance")?;
            device.click("set-theme-light")?;
            device.sees_background(PAPER_LIGHT)?;
            device.click("set-theme-dark")?;
            device.sees_background(PAPER_DARK)?;
            device.click("set-language-de")?;
            device.sees_words("settings-shortcuts", "Tastenkürzel")?;
            device.wait_for("document.documentElement.lang === 'de'", &json!([]))?;
            device.page().press(&["\u{e009}", "0"])?; // Ctrl-0
            device.page().press(&["\u{e009}", "="])?;
            device.page().press(&["\u{e009}", "="])?;
            device.sees_words("settings", "18 px")?;
            device.click("nav-all")?;
            device.wait_for(
                "getComputedStyle(document.querySelector('[data-testid=editor] .cm-content')).fontSize === '18px'",
                &json!([]),
            )
        })?;
        device.kill()?;
        let again = stage.open("one")?;
        stage.watch(&[&again], || {
            again.sees_background(PAPER_DARK)?;
            again
                .sees_words("nav-trash", "Papierkorb")
                .or_else(|_| again.wait_for("document.documentElement.lang === 'de'", &json!([])))
        })
    });
}

/// A command gets another key; the usual one is free for another command.
#[test]
fn a_remapped_key_runs_its_command() {
    play("a_remapped_key_runs_its_command", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("First", "a text")?;
            device.open_settings("shortcuts")?;
            device.click("shortcut-note.new")?;
            device.element("shortcut-recording")?;
            // A letter alone is refused with the reason.
            device.page().press(&["k"])?;
            device.sees_words("shortcut-told", "would be typed")?;
            device.page().press(&["\u{e038}"])?; // F8
            device.element("shortcut-reset-note.new")?;
            device.click("nav-all")?;
            device.open_note("First")?;
            device.page().press(&["\u{e038}"])?;
            device.wait_for("document.querySelector('[data-testid=note-title]')?.value === ''", &json!([]))?;
            device.set_title("By another key")?;
            device.sees_row("By another key")
        })
    });
}

/// A folder is looked at first; nothing is written before the user says so, and nothing is left out in silence.
#[test]
fn a_folder_of_notes_is_brought() {
    play("a_folder_of_notes_is_brought", |stage| {
        let folder = stage.folder().join("mine");
        std::fs::create_dir_all(folder.join("Garden"))?;
        std::fs::write(folder.join("Garden/Seeds.md"), "---\ntags: [garden]\n---\n\nBroad beans")?;
        std::fs::write(folder.join("Ideas.md"), "A shelf under the stairs")?;
        std::fs::write(folder.join("map.png"), [0_u8, 1, 2])?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.open_settings("folders")?;
            device.click("import-open")?;
            let field = device.element("bring-folder")?;
            device.page().type_into(&field, folder.to_str().unwrap_or_default())?;
            device.click("bring-look")?;
            for words in ["2 notes", "1 new notebook", "1 tag"] {
                device.sees_words("bring-counts", words)?;
            }
            device.sees_words("bring-not-taken", "map.png")?;
            device.sees_no_row("Seeds")?;
            device.click("bring-import")?;
            device.click("bring-show")?;
            device.sees_row("Seeds")?;
            device.open_note("Ideas")?;
            device.sees_whole_text("A shelf under the stairs")?;
            // The report is still there, and the whole import can be taken back.
            device.open_settings("folders")?;
            device.click("import-open")?;
            device.click("bring-undo")?;
            device.element("bring-undone")?;
            device.click("nav-all")?;
            device.sees_no_row("Seeds")?;
            device.sees_no_row("Ideas")
        })
    });
}

/// The welcome notes are nobody's notes until one is edited.
#[test]
fn a_welcome_note_becomes_a_note_by_its_first_letter() {
    play("a_welcome_note_becomes_a_note_by_its_first_letter", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.click("nav-welcome")?;
            device.click("welcome-finding")?;
            device.page().element("[data-testid=welcome-text] .cm-content")?;
            device.sees_no_row("Finding your way")?;
            device
                .page()
                .run("document.querySelector('[data-testid=welcome-text] .cm-content').focus();", &json!([]))?;
            for letter in "Mine: ".chars() {
                device.page().press(&[letter.to_string().as_str()])?;
            }
            device.sees_row("Finding your way")?;
            device.sees_text("Mine: Whatever you look for")?;
            device.click("nav-welcome")?;
            device.element("welcome-hello")?;
            device.wait_for("document.querySelector('[data-testid=welcome-finding]') === null", &json!([]))?;
            device.click("welcome-remove")?;
            device.wait_for("document.querySelector('[data-testid=nav-welcome]') === null", &json!([]))?;
            device.sees_row("Finding your way")
        })
    });
}

/// The checks of the storage section are real: the database says that it is sound.
#[test]
fn the_database_is_checked_from_the_settings() {
    play("the_database_is_checked_from_the_settings", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Something", "to be checked")?;
            device.open_settings("storage")?;
            device.click("verify")?;
            device.sees_words("verify-answer", "Everything is in order.")?;
            device.open_settings("security")?;
            device.element("key-key_file")?;
            device.open_settings("about")?;
            device.wait_for("document.querySelector('[data-testid=diagnostics]').value.includes('Notes: ')", &json!([]))
        })
    });
}
