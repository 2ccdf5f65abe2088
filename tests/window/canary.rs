//! A word that is typed in the window is in no file of the device.

use anyhow::{Result, ensure};
use driftless_tests::programs::files_with;
use serde_json::json;

use crate::stage::play;

const TITLE: &str = "kanarienvogel-titel-7f3a";
const WORD: &str = "kanarienvogel-wort-91bd";

/// Everything that belongs to the device: its data folder, and what the web view keeps of its own accord.
#[test]
fn what_is_typed_is_in_no_file_of_the_device() {
    play("what_is_typed_is_in_no_file_of_the_device", |stage| {
        let device = stage.open("one")?;
        let is_nowhere = |when: &str| -> Result<()> {
            for word in [TITLE, WORD] {
                let found = files_with(&stage.folder().join("one"), word);
                ensure!(found.is_empty(), "{when}: {word} is in {found:?}");
            }
            Ok(())
        };
        stage.watch(&[&device], || {
            device.write_note(TITLE, &format!("a line with {WORD} in it"))?;
            is_nowhere("while it is typed")?;
            device.click("nav-settings")?;
            device.click("settings-security")?;
            device.click("backup-create")?;
            device.wait_for("document.querySelectorAll('[data-testid=backups] li').length === 1", &json!([]))?;
            is_nowhere("with a backup")
        })?;
        device.quit()?;
        is_nowhere("after the end")
    });
}
