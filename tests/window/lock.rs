//! The lock, and what helps when the notes cannot be opened, in the real window.

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::device::Device;
use crate::stage::play;

const PASSPHRASE: &str = "correct horse battery";

impl Device {
    pub(crate) fn type_in(&self, selector: &str, text: &str) -> Result<()> {
        let field = self.page().element(selector)?;
        self.page().type_into(&field, text)
    }

    /// Sets a passphrase in the settings.
    fn set_passphrase(&self) -> Result<()> {
        self.click("nav-settings")?;
        self.click("settings-security")?;
        self.type_in("#passphrase-new", PASSPHRASE)?;
        self.type_in("#passphrase-new-again", PASSPHRASE)?;
        self.click("passphrase-change")?;
        self.element("key-passphrase").map(drop)
    }

    fn unlock_with(&self, passphrase: &str) -> Result<()> {
        self.type_in("#passphrase", passphrase)?;
        self.click("passphrase-submit")
    }

    /// Calls a command as any script in the page could, and returns its answer: `ok` or `refused`.
    pub(crate) fn invoke(&self, command: &str, arguments: &Value) -> Result<Value> {
        self.page().run(
            "window.answered = undefined;
             window.__TAURI_INTERNALS__.invoke(arguments[0], arguments[1])
               .then((value) => { window.answered = { ok: value === undefined ? null : value }; }, (error) => { window.answered = { refused: error }; });",
            &json!([command, arguments]),
        )?;
        self.wait_for("window.answered !== undefined", &json!([]))?;
        self.page().run("return window.answered;", &json!([]))
    }
}

/// Every command of the bindings, as the page calls them.
fn commands() -> Result<Vec<String>> {
    let bindings = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings/index.ts");
    let text = std::fs::read_to_string(bindings)?;
    let names = text.split("__TAURI_INVOKE(\"").skip(1).filter_map(|rest| rest.split('"').next());
    Ok(names.map(str::to_owned).collect())
}

/// By a key: the page is replaced, nothing of a note is left in it, the database is closed, and the passphrase opens it again.
#[test]
fn a_key_locks_the_notes_and_the_passphrase_opens_them() {
    play("a_key_locks_the_notes_and_the_passphrase_opens_them", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Behind the lock", "words of a secret")?;
            device.set_passphrase()?;
            device.click("nav-all")?;
            device.open_note("Behind the lock")?;
            device.page().press(&["\u{e009}", "\u{e008}", "e"])?; // Ctrl-Shift-E
            device.element("passphrase")?;
            let left = device.page().run(
                "return document.documentElement.outerHTML + document.title + JSON.stringify({...localStorage});",
                &json!([]),
            )?;
            let left = left.as_str().context("no page")?;
            ensure!(!left.contains("secret") && !left.contains("Behind"), "the page still holds the note: {left}");
            let data = stage.folder().join("one/data");
            ensure!(!data.join("driftless.db-wal").exists(), "the database is not closed");
            device.unlock_with("wrong passphrase")?;
            device.wait_for("document.querySelector('#passphrase-error') !== null", &json!([]))?;
            device.unlock_with(PASSPHRASE)?;
            device.open_note("Behind the lock")?;
            device.sees_whole_text("words of a secret")
        })
    });
}

/// I11: while it is locked every command but three answers `locked`, whatever its arguments.
#[test]
fn i11_every_command_but_three_is_refused_while_locked() {
    play("i11_every_command_but_three_is_refused_while_locked", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.set_passphrase()?;
            device.click("lock-now")?;
            device.element("passphrase")?;
            let commands = commands()?;
            ensure!(commands.len() > 90, "{commands:?}");
            let mut answered = Vec::new();
            for command in &commands {
                // Those of quick capture are not this window's, locked or not.
                let answer = device.invoke(command, &json!({}))?;
                let is_locked = answer["refused"]["kind"] == "locked";
                let is_foreign = answer["refused"].as_str().is_some_and(|text| text.contains("not allowed"));
                if !is_locked && !is_foreign {
                    answered.push(command.as_str());
                }
            }
            answered.sort_unstable();
            ensure!(answered == ["ready_to_close", "vault_state", "vault_unlock"], "{answered:?}");
            device.unlock_with(PASSPHRASE)?;
            device.element("new-note").map(drop)
        })
    });
}

/// D01: the database has no bytes. The window says so, and a click brings back a backup; the rest is kept.
#[test]
fn d01_a_lost_database_comes_back_from_a_backup_by_a_click() {
    play("d01_a_lost_database_comes_back_from_a_backup_by_a_click", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.write_note("Kept", "in the backup")?;
            device.click("nav-settings")?;
            device.click("settings-security")?;
            device.click("backup-create")?;
            device.wait_for("document.querySelectorAll('[data-testid=backups] li').length === 1", &json!([]))?;
            device.click("backup-check")?;
            device.wait_for(
                "document.querySelector('[data-testid=backups]').textContent.includes('is whole')",
                &json!([]),
            )
        })?;
        device.quit()?;
        let data = stage.folder().join("one/data");
        std::fs::write(data.join("driftless.db"), b"")?;
        let again = stage.open_locked("one", "vault-failed")?;
        stage.watch(&[&again], || {
            again.element("recover-folder")?;
            again.element("recover-quit")?;
            again.click("recover-restore")?;
            again.click("restore-confirm")?;
            again.click("restored-go")?;
            again.open_note("Kept")?;
            again.sees_whole_text("in the backup")?;
            let aside = std::fs::read_dir(data.join("set-aside"))?.flatten().next().context("nothing set aside")?;
            ensure!(
                std::fs::metadata(aside.path().join("driftless.db"))?.len() == 0,
                "what was there is kept as it was"
            );
            Ok(())
        })
    });
}

/// I01 to I08: what no page of ours sends is refused in words, nothing panics, and the app goes on.
#[test]
fn i01_to_i08_bad_calls_are_refused_and_the_app_goes_on() {
    play("i01_to_i08_bad_calls_are_refused_and_the_app_goes_on", |stage| {
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            let refused = |what: &str, command: &str, arguments: Value| -> Result<Value> {
                let answer = device.invoke(command, &arguments)?;
                ensure!(!answer["refused"].is_null(), "{what}: {answer}");
                Ok(answer["refused"].clone())
            };
            for command in ["nope", "plugin:shell|execute", "plugin:fs|read_file", "plugin:event|emit", "__proto__"] {
                refused("I01", command, json!({}))?;
            }
            let query = json!({ "scope": { "kind": "all" }, "search": null, "sort": "updated", "offset": 0, "limit": 10 });
            let with = |name: &str, value: Value| {
                let mut query = query.clone();
                query[name] = value;
                json!({ "query": query })
            };
            refused("I02 missing", "list_notes", json!({}))?;
            refused("I02 extra", "list_notes", with("extra", json!(1)))?;
            refused("I02 type", "note_meta", json!({ "id": 5 }))?;
            let unknown = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
            let error = refused("I04", "note_meta", json!({ "id": unknown }))?;
            ensure!(error["kind"] == "not_found", "I04: {error}");
            for number in [json!(-1), json!(1e308), json!(9_007_199_254_740_993_u64), json!(u64::MAX), json!(0.5), json!("1")] {
                refused("I08", "list_notes", with("limit", number.clone()))?;
                refused("I08", "list_notes", with("offset", number)).or_else(|_| Ok::<_, anyhow::Error>(Value::Null))?;
            }
            refused("I14", "list_notes", with("sort", json!("id; DROP TABLE notes")))?;
            let answer = device.page().run(
                "window.answered = undefined;
                 window.__TAURI_INTERNALS__.invoke('note_create', { note: { title: 'x', body: 'x'.repeat(50 * 1024 * 1024), notebook_id: null, tags: [], pinned: false } })
                   .then((value) => { window.answered = { ok: value }; }, (error) => { window.answered = { refused: error }; });
                 return null;",
                &json!([]),
            )?;
            ensure!(answer.is_null());
            device.wait_for("window.answered?.refused?.kind === 'too_large'", &json!([]))?;
            // I07: half of a surrogate pair is no text; it is replaced or refused.
            device.page().run(
                "window.answered = undefined;
                 window.__TAURI_INTERNALS__.invoke('note_create', { note: { title: 'a\\ud800b', body: '', notebook_id: null, tags: [], pinned: false } })
                   .then((value) => { window.answered = { ok: value }; }, (error) => { window.answered = { refused: error }; });",
                &json!([]),
            )?;
            device.wait_for("window.answered !== undefined", &json!([]))?;
            device.write_note("Still here", "and well")
        })
    });
}
