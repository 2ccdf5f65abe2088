//! What a person does in the window, in one word each.

use anyhow::Result;
use serde_json::json;

use crate::device::Device;

impl Device {
    /// Makes a note with a title and a text, by keyboard.
    ///
    /// # Errors
    /// The window does not react.
    pub(crate) fn write_note(&self, title: &str, text: &str) -> Result<()> {
        self.click("new-note")?;
        self.wait_for("document.querySelector('[data-testid=note-title]')?.value === ''", &json!([]))?;
        self.set_title(title)?;
        self.type_at_end(text)
    }

    /// Writes the title of the open note anew and leaves the field.
    ///
    /// # Errors
    /// The window does not react.
    pub(crate) fn set_title(&self, title: &str) -> Result<()> {
        let field = self.element("note-title")?;
        self.page().run("arguments[0].focus(); arguments[0].select();", &json!([self.found("note-title")?]))?;
        self.page().type_into(&field, title)?;
        self.wait_for("document.querySelector('[data-testid=note-title]').value === args[0]", &json!([title]))?;
        self.focus_editor()
    }

    /// Types at the end of the open note.
    ///
    /// # Errors
    /// The window does not react.
    pub(crate) fn type_at_end(&self, text: &str) -> Result<()> {
        self.focus_editor()?;
        self.page().press(&["\u{e009}", "\u{e010}"])?; // Ctrl-End
        for letter in text.chars() {
            self.page().press(&[letter.to_string().as_str()])?;
        }
        self.sees_text(text)
    }

    /// Types at the start of the open note.
    ///
    /// # Errors
    /// The window does not react.
    pub(crate) fn type_at_start(&self, text: &str) -> Result<()> {
        self.focus_editor()?;
        self.page().press(&["\u{e009}", "\u{e011}"])?; // Ctrl-Home
        for letter in text.chars() {
            self.page().press(&[letter.to_string().as_str()])?;
        }
        self.sees_text(text)
    }

    /// Waits until the caret stands at the end of a text, from the start of its line.
    ///
    /// # Errors
    /// It stands elsewhere.
    pub(crate) fn caret_stands_after(&self, text: &str) -> Result<()> {
        self.wait_for(
            "(() => {
               const { focusNode, focusOffset } = document.getSelection();
               const element = focusNode.nodeType === Node.TEXT_NODE ? focusNode.parentElement : focusNode;
               const before = document.createRange();
               before.setStart(element.closest('.cm-line'), 0);
               before.setEnd(focusNode, focusOffset);
               return before.toString() === args[0];
             })()",
            &json!([text]),
        )
    }

    /// Returns the title of the open note.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn title(&self) -> Result<String> {
        let title = self.page().run("return document.querySelector('[data-testid=note-title]').value;", &json!([]))?;
        Ok(title.as_str().unwrap_or_default().to_owned())
    }

    /// Gives the editor the focus without moving the caret.
    ///
    /// # Errors
    /// There is no open note.
    pub(crate) fn focus_editor(&self) -> Result<()> {
        self.page().element("[data-testid=editor] .cm-content")?;
        self.page().run("document.querySelector('[data-testid=editor] .cm-content').focus();", &json!([]))?;
        self.wait_for("document.activeElement?.closest('[data-testid=editor]')", &json!([]))
    }

    /// Waits until the open note contains a text. Lines are joined by LF.
    ///
    /// # Errors
    /// It does not.
    pub(crate) fn sees_text(&self, text: &str) -> Result<()> {
        self.wait_for(&format!("{EDITOR_TEXT}.includes(args[0])"), &json!([text]))
    }

    /// Waits until the open note is a text.
    ///
    /// # Errors
    /// It is not.
    pub(crate) fn sees_whole_text(&self, text: &str) -> Result<()> {
        self.wait_for(&format!("{EDITOR_TEXT} === args[0]"), &json!([text]))
    }

    /// Waits until the list has a row with a title.
    ///
    /// # Errors
    /// It has none.
    pub(crate) fn sees_row(&self, title: &str) -> Result<()> {
        self.wait_for(&format!("{ROW} !== undefined"), &json!([title]))
    }

    /// Waits until the list has no row with a title.
    ///
    /// # Errors
    /// It still has one.
    pub(crate) fn sees_no_row(&self, title: &str) -> Result<()> {
        self.wait_for(&format!("{ROW} === undefined"), &json!([title]))
    }

    /// Opens the note of a row and waits for its text.
    ///
    /// # Errors
    /// There is no such row.
    pub(crate) fn open_note(&self, title: &str) -> Result<()> {
        self.sees_row(title)?;
        let row = self.page().wait_for(&format!("{ROW}?.dataset.noteId"), &json!([title]))?;
        let row = self
            .page()
            .element(&format!("[data-testid=note-row][data-note-id=\"{}\"]", row.as_str().unwrap_or_default()))?;
        self.page().click(&row)?;
        self.wait_for("document.querySelector('[data-testid=note-title]')?.value === args[0]", &json!([title]))?;
        self.page().element("[data-testid=editor] .cm-content").map(drop)
    }

    /// Joins a server.
    ///
    /// # Errors
    /// The code is refused.
    pub(crate) fn connect(&self, code: &str) -> Result<()> {
        self.click("sync-state")?;
        self.click("connect-open")?;
        let field = self.element("connect-code-input")?;
        self.page().type_into(&field, code)?;
        self.click("connect-submit")?;
        self.sees_mood("synced")
    }

    /// Shows the code for the next device and returns it.
    ///
    /// # Errors
    /// This device has no server.
    pub(crate) fn show_code(&self) -> Result<String> {
        self.click("sync-state")?;
        // The chart above is drawn late; a click aimed before that lands beside the button.
        self.page().element(".uplot")?;
        self.click("device-code-show")?;
        let code = self.page().wait_for("document.querySelector('[data-testid=device-code]')?.value", &json!([]))?;
        Ok(code.as_str().unwrap_or_default().to_owned())
    }

    /// Waits until the foot of the sidebar is in a mood (`SyncMood`).
    ///
    /// # Errors
    /// It is not.
    pub(crate) fn sees_mood(&self, mood: &str) -> Result<()> {
        self.wait_for("document.querySelector('[data-testid=sync-state]')?.dataset.mood === args[0]", &json!([mood]))
    }

    /// Returns the element as WebDriver names it, for scripts.
    fn found(&self, test_id: &str) -> Result<serde_json::Value> {
        self.page().run("return document.querySelector(`[data-testid=\"${arguments[0]}\"]`);", &json!([test_id]))
    }
}

/// The text of the open note: CodeMirror draws only the lines that are seen, and the notes here are short.
const EDITOR_TEXT: &str = "Array.from(document.querySelectorAll('[data-testid=editor] .cm-line'), \
     (line) => line.querySelector('.cm-placeholder') ? '' : line.textContent).join('\\n')";
/// The row whose title is the first argument.
const ROW: &str = "Array.from(document.querySelectorAll('[data-testid=note-row]'))\
     .find((row) => row.querySelector('.title')?.textContent.trim() === args[0])";
