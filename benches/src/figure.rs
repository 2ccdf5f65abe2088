//! What is measured.

use std::fs;

use anyhow::{Context, Result, ensure};
use driftless_app::view::{ListQuery, ListScope, SortBy};
use driftless_app::{App, KeyChoice, OpenOptions, Role};
use serde_json::{Map, Value, json};

use crate::meter::{Meter, bytes_of, print};
use crate::{Place, limit, notes};

/// One figure, or a few that belong together.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Figures that make what this one works on.
    pub(crate) needs: &'static [&'static str],
    pub(crate) uses_server: bool,
    pub(crate) measure: fn(&Place) -> Result<()>,
}

/// Every figure, in the order in which they build on each other.
pub(crate) const FIGURES: &[Figure] = &[
    Figure { name: "append", about: "create the notes of the corpus", needs: &[], uses_server: false, measure: append },
    Figure { name: "list", about: "the 500 newest notes", needs: &["append"], uses_server: false, measure: list },
    Figure {
        name: "search",
        about: "a common word, a rare one, a Chinese one of two characters",
        needs: &["append"],
        uses_server: false,
        measure: search,
    },
    Figure {
        name: "quick_open",
        about: "a few letters over 100,000 titles",
        needs: &[],
        uses_server: false,
        measure: crate::quick_open::measure,
    },
    Figure {
        name: "history",
        about: "a note of 10,000 actions: its versions, one of them, who wrote it",
        needs: &[],
        uses_server: false,
        measure: crate::history::measure,
    },
    Figure {
        name: "sync_up",
        about: "the first sync of all notes to the server",
        needs: &["append"],
        uses_server: true,
        measure: sync_up,
    },
    Figure {
        name: "sync_down",
        about: "the first sync of a fresh device",
        needs: &["append", "sync_up"],
        uses_server: true,
        measure: sync_down,
    },
    Figure {
        name: "sync_nothing",
        about: "a sync that finds nothing to do",
        needs: &["append", "sync_up", "sync_down"],
        uses_server: true,
        measure: sync_nothing,
    },
];

/// Notes that are created in one transaction.
const BATCH: usize = 500;
/// Most cycles that a sync may need: one is not obliged to carry everything.
const CYCLES_MAX: usize = 1_000;

pub(crate) fn options(place: &Place, device: &str) -> OpenOptions {
    OpenOptions {
        data_dir: place.folder.join(device),
        key: KeyChoice::KeyFile(place.folder.join(format!("{device}.key"))),
        device_name: Some(device.to_owned()),
        role: Role::Command,
    }
}

fn append(place: &Place) -> Result<()> {
    let drafts = notes::read(&place.corpus)?;
    let bytes: usize = drafts.iter().map(|draft| draft.note.body.len()).sum();
    let app = App::create(options(place, "one"))?;
    let meter = Meter::start();
    for batch in drafts.chunks(BATCH) {
        app.notes_create(batch)?;
    }
    app.close()?;
    let mut figure = meter.stop("append", drafts.len());
    figure.insert("bytes".to_owned(), json!(bytes));
    figure.insert("disk_bytes".to_owned(), json!(bytes_of(&place.folder.join("one"))));
    let limit = limit::sqlcipher_write(&place.folder, &drafts)?;
    compare(&mut figure, "sqlcipher_fts5_cpu_s", &limit);
    print(&Value::Object(figure))
}

fn list(place: &Place) -> Result<()> {
    let app = App::open(options(place, "one"))?;
    let query = ListQuery::new(ListScope::All, SortBy::Updated, 0, 500);
    repeated("list", 50, || {
        let window = app.list_notes(&query)?;
        ensure!(!window.rows.is_empty(), "the list is empty");
        Ok(window.rows.len())
    })
}

fn search(place: &Place) -> Result<()> {
    let app = App::open(options(place, "one"))?;
    for (name, words) in [("search.common", "the"), ("search.rare", "epistemology"), ("search.cjk", "会议")] {
        let query = ListQuery::new(
            ListScope::Search { query: words.to_owned(), within: None, utc_offset_min: 0 },
            SortBy::Updated,
            0,
            50,
        );
        repeated(name, 20, || {
            let window = app.list_notes(&query)?;
            ensure!(!window.rows.is_empty(), "{words} is not found");
            Ok(window.rows.len())
        })?;
    }
    Ok(())
}

fn sync_up(place: &Place) -> Result<()> {
    let app = App::open(options(place, "one"))?;
    let code = fs::read_to_string(place.folder.join("server-code")).context("the server gave no connect code")?;
    let meter = Meter::start();
    app.connect(code.trim())?;
    let (uploaded, _) = sync_until_done(&app)?;
    let mut figure = meter.stop("sync_up", uploaded);
    figure.insert("bytes".to_owned(), json!(bytes_of(&place.folder.join("server"))));
    fs::write(place.folder.join("device-code"), app.connect_code()?).context("cannot keep the connect code")?;
    app.close()?;
    print(&Value::Object(figure))
}

fn sync_down(place: &Place) -> Result<()> {
    let app = App::create(options(place, "two"))?;
    let code = fs::read_to_string(place.folder.join("device-code")).context("the first device gave no code")?;
    let meter = Meter::start();
    app.connect(code.trim())?;
    let (_, downloaded) = sync_until_done(&app)?;
    let mut figure = meter.stop("sync_down", downloaded);
    figure.insert("disk_bytes".to_owned(), json!(bytes_of(&place.folder.join("two"))));
    let all = ListQuery::new(ListScope::All, SortBy::Updated, 0, 1);
    figure.insert("notes".to_owned(), json!(app.list_notes(&all)?.total));
    app.close()?;
    print(&Value::Object(figure))
}

fn sync_nothing(place: &Place) -> Result<()> {
    let app = App::open(options(place, "two"))?;
    repeated("sync_nothing", 10, || {
        let cycle = app.sync_once()?;
        ensure!(cycle.error.is_none(), "{:?}", cycle.error);
        Ok(1)
    })
}

/// Runs cycles until nothing waits; returns how many actions went up and came down.
fn sync_until_done(app: &App) -> Result<(usize, usize)> {
    let (mut uploaded, mut downloaded) = (0, 0);
    for _ in 0..CYCLES_MAX {
        let cycle = app.sync_once()?;
        ensure!(cycle.error.is_none(), "{:?}", cycle.error);
        uploaded += usize::try_from(cycle.uploaded)?;
        downloaded += usize::try_from(cycle.downloaded)?;
        if app.sync_status()?.pending == 0 && cycle.cursor >= cycle.head {
            return Ok((uploaded, downloaded));
        }
    }
    anyhow::bail!("not done after {CYCLES_MAX} cycles")
}

/// Measures the mean of many runs: one is too short for the clock of CPU time.
pub(crate) fn repeated(name: &str, times: usize, mut run: impl FnMut() -> Result<usize>) -> Result<()> {
    let mut n = run()?;
    let meter = Meter::start();
    for _ in 0..times {
        n = run()?;
    }
    let mut figure = meter.stop(name, n);
    for key in ["wall_s", "cpu_s"] {
        if let Some(seconds) = figure.get(key).and_then(Value::as_f64) {
            // A few hundred runs at most, which any float holds exactly.
            let mean = seconds / f64::from(u32::try_from(times)?);
            figure.insert(key.to_owned(), crate::meter::rounded(mean));
        }
    }
    figure.insert("runs".to_owned(), json!(times));
    print(&Value::Object(figure))
}

fn compare(figure: &mut Map<String, Value>, name: &str, limit: &Value) {
    if let (Some(ours), Some(limit)) = (figure.get("cpu_s").and_then(Value::as_f64), limit.as_f64()) {
        figure.insert("ratio_to_limit".to_owned(), crate::meter::rounded(ours / limit.max(0.01)));
    }
    figure.insert(name.to_owned(), limit.clone());
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn figures_build_on_earlier_ones() {
        for (index, figure) in FIGURES.iter().enumerate() {
            for need in figure.needs {
                assert!(FIGURES[..index].iter().any(|earlier| earlier.name == *need), "{} needs {need}", figure.name);
            }
        }
        let place = Place { corpus: "c".into(), folder: "f".into() };
        assert_eq!(options(&place, "one").data_dir, Path::new("f/one"));
    }
}
