//! A tour of the window, page by page, on real notes. With `DRIFTLESS_SCREENS=FOLDER` each stop leaves a
//! picture there, in light and dark: `cargo xtask screens` keeps them for the user guide.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::json;

use crate::device::Device;
use crate::program::built;
use crate::stage::{Stage, play};

const CONTROL: &str = "\u{e009}";
const SHIFT: &str = "\u{e008}";
const ESCAPE: &str = "\u{e00c}";

/// Where pictures go; none when nobody asked for them.
fn pictures() -> Option<PathBuf> {
    std::env::var_os("DRIFTLESS_SCREENS").map(PathBuf::from)
}

/// Imports the notes of the tour into the data folder of a device that was never opened.
pub(crate) fn furnish(stage: &Stage, device: &str) -> Result<()> {
    let folder = stage.folder().join(device);
    fs::create_dir_all(&folder)?;
    let notes = Path::new(env!("CARGO_MANIFEST_DIR")).join("window/tour");
    let key = folder.join("vault.key");
    for words in [vec!["vault", "create"], vec!["import", "markdown", notes.to_str().context("a path of text")?]] {
        let status = Command::new(built("driftless")?)
            .arg("--data-dir")
            .arg(folder.join("data"))
            .arg("--key-file")
            .arg(&key)
            .args(words)
            .stdout(Stdio::null())
            .status()?;
        ensure!(status.success(), "the notes of the tour were not imported");
    }
    Ok(())
}

impl Device {
    /// Waits until what was drawn is on the screen, and keeps a picture of it if somebody wants one.
    fn stop(&self, name: &str, theme: &str) -> Result<()> {
        let Some(folder) = pictures() else { return Ok(()) };
        self.page().run(
            "window.drawn = 0; requestAnimationFrame(() => requestAnimationFrame(() => { window.drawn = 1; }));",
            &json!([]),
        )?;
        self.wait_for("window.drawn === 1", &json!([]))?;
        // The first picture after a change may still show what was before it.
        self.page().picture()?;
        let file = folder.join(format!("{name}-{theme}.png"));
        let mut decode =
            Command::new("base64").arg("-d").stdin(Stdio::piped()).stdout(fs::File::create(&file)?).spawn()?;
        std::io::Write::write_all(&mut decode.stdin.take().context("no stdin")?, self.page().picture()?.as_bytes())?;
        ensure!(decode.wait()?.success(), "the picture {} was not written", file.display());
        Ok(())
    }

    fn shows(&self, selector: &str) -> Result<()> {
        self.wait_for("document.querySelector(args[0]) !== null", &json!([selector]))
    }

    fn set(&self, section: &str, choice: &str) -> Result<()> {
        self.click("nav-settings")?;
        self.click(&format!("settings-{section}"))?;
        self.click(choice)
    }
}

/// Every page comes when it is asked for, in both themes, and none writes an error on its console.
#[test]
fn every_page_comes_and_none_complains() {
    play("every_page_comes_and_none_complains", |stage| {
        furnish(stage, "one")?;
        let server = stage.server()?;
        let device = stage.open("one")?;
        stage.watch(&[&device], || {
            device.connect(&server.new_code()?)?;
            for theme in ["light", "dark"] {
                device.set("appearance", &format!("set-theme-{theme}"))?;
                device.shows(&format!("html[data-theme={theme}]"))?;
                device.stop("settings", theme)?;

                device.click("nav-all")?;
                device.open_note("Tide pool transect, day four")?;
                device.sees_text("Before tomorrow")?;
                device.shows(".katex")?;
                device.stop("note", theme)?;

                device.click("inspector-toggle")?;
                device.shows("[data-testid=inspector]")?;
                device.stop("inspector", theme)?;
                device.click("inspector-toggle")?;

                device.page().press(&[CONTROL, "p"])?;
                device.shows("[data-testid=palette-entry]")?;
                device.stop("quick-open", theme)?;
                device.page().press(&[ESCAPE])?;

                device.page().press(&[CONTROL, SHIFT, "f"])?;
                device.page().type_into(&device.element("search")?, "tag:fieldwork quadrat")?;
                device.shows("[data-testid=search-understood]")?;
                device.sees_row("Tide pool transect, day four")?;
                device.stop("search", theme)?;
                device.page().press(&[ESCAPE])?;

                device.click("nav-sync")?;
                device.shows("[data-testid=sync-chart] canvas")?;
                device.stop("sync", theme)?;

                device.click("nav-review")?;
                device.stop("review-empty", theme)?;
            }
            device.set("appearance", "set-language-de")?;
            device.wait_for("document.documentElement.lang === 'de'", &json!([]))?;
            device.stop("settings-german", "dark")
        })
    });
}
