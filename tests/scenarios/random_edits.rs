//! Ten thousand random edits on three devices in random sync order end with equal hashes.
//!
//! Driven through the app itself (one process, three data folders, a real server): starting a process for
//! each edit would only measure starting processes.

use driftless_app::view::{ListQuery, ListScope, NewNote, NotePatch, SortBy};
use driftless_app::{App, KeyChoice, OpenOptions, Role};
use driftless_tests::programs::Server;

const EDITS: usize = 10_000;

/// SplitMix64 (Steele, Lea, Flood 2014): the same walk for the same seed on every machine.
pub(crate) struct Random(u64);

impl Random {
    /// Returns the seed of this run: `DRIFTLESS_SEED`, or the one that is always run.
    #[expect(clippy::print_stderr, reason = "a failing run is run again by its seed")]
    pub(crate) fn seed() -> u64 {
        let seed = std::env::var("DRIFTLESS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_120);
        eprintln!("seed {seed}; run it again with DRIFTLESS_SEED={seed}");
        seed
    }

    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }
}

struct Replica {
    app: App,
    _folder: tempfile::TempDir,
    notes: Vec<String>,
    notebooks: Vec<String>,
}

impl Replica {
    fn new(name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = OpenOptions {
            data_dir: folder.path().join("data"),
            key: KeyChoice::KeyFile(folder.path().join("key")),
            device_name: Some(name.to_owned()),
            role: Role::Command,
        };
        Self { app: App::create(options).unwrap(), _folder: folder, notes: Vec::new(), notebooks: Vec::new() }
    }

    fn sync(&mut self) {
        let cycle = self.app.sync_once().unwrap();
        assert_eq!(cycle.error, None);
        self.notebooks = self.app.sidebar().unwrap().notebooks.into_iter().map(|row| row.id).collect();
        // A window of the list is enough to meet the others' notes.
        let query = ListQuery::new(ListScope::All, SortBy::Updated, 0, 200);
        self.notes = self.app.list_notes(&query).unwrap().rows.into_iter().map(|row| row.id).collect();
    }

    fn edit(&mut self, random: &mut Random, step: usize) {
        if self.notes.is_empty() || random.below(20) == 0 {
            let note = NewNote {
                title: format!("Note {step}"),
                body: "one two three\n".to_owned(),
                notebook_id: None,
                tags: Vec::new(),
                pinned: false,
            };
            self.notes.push(self.app.note_create(&note).unwrap().row.id);
            return;
        }
        let id = self.notes[random.below(self.notes.len())].clone();
        let patch = |patch| self.app.notes_patch(std::slice::from_ref(&id), &patch).map(drop);
        let empty = NotePatch::default();
        let done = match random.below(12) {
            0 => patch(NotePatch { title: Some(format!("Title {step}")), ..empty }),
            1 => patch(NotePatch { pinned: Some(random.below(2) == 0), ..empty }),
            2 => patch(NotePatch { add_tags: vec![format!("tag{}", random.below(9))], ..empty }),
            3 => patch(NotePatch { remove_tags: vec![format!("tag{}", random.below(9))], ..empty }),
            4 => self.app.notes_trash(std::slice::from_ref(&id)).map(drop),
            5 => self.app.notes_restore(std::slice::from_ref(&id)).map(drop),
            6 => self.edit_notebooks(random, step),
            7 => self.resolve_one(random),
            _ => self.edit_text(random, &id, step),
        };
        done.unwrap();
    }

    fn edit_text(&self, random: &mut Random, id: &str, step: usize) -> Result<(), driftless_app::AppError> {
        let mut text: Vec<char> = self.app.note_text(id)?.chars().collect();
        let at = random.below(text.len() + 1);
        if random.below(4) == 0 {
            let end = (at + random.below(12)).min(text.len());
            text.drain(at..end);
        } else {
            let word: Vec<char> = format!("w{step}🌊 ").chars().collect();
            text.splice(at..at, word);
        }
        self.app.edit_body(id, &text.into_iter().collect::<String>()).map(drop)
    }

    fn edit_notebooks(&mut self, random: &mut Random, step: usize) -> Result<(), driftless_app::AppError> {
        // Few notebooks, moved often: circles are made by moves.
        if self.notebooks.len() < 12 {
            self.notebooks.push(self.app.notebook_create(&format!("Notebook {step}"), None)?.id);
            return Ok(());
        }
        let id = &self.notebooks[random.below(self.notebooks.len())];
        let parent = &self.notebooks[random.below(self.notebooks.len())];
        match self.app.notebook_move(id, Some(parent)) {
            // Into itself, or into one that is deleted here: refused, which is right.
            Err(driftless_app::AppError::BadInput { .. } | driftless_app::AppError::NotFound { .. }) => Ok(()),
            moved => moved.map(drop),
        }
    }

    fn resolve_one(&self, random: &mut Random) -> Result<(), driftless_app::AppError> {
        let items = self.app.reviews()?;
        if items.is_empty() {
            return Ok(());
        }
        let keep =
            if random.below(2) == 0 { driftless_app::view::Keep::Shown } else { driftless_app::view::Keep::Other };
        self.app.review_resolve(&items[random.below(items.len())].id, keep).map(drop)
    }
}

#[test]
fn ten_thousand_random_edits_on_three_devices_end_equal() {
    let seed = Random::seed();
    let mut random = Random::new(seed);
    let server = Server::start();
    let mut replicas = [Replica::new("one"), Replica::new("two"), Replica::new("three")];
    replicas[0].app.connect(server.code()).unwrap();
    replicas[0].sync();
    let code = replicas[0].app.connect_code().unwrap();
    for replica in &mut replicas[1..] {
        replica.app.connect(&code).unwrap();
    }
    for step in 0..EDITS {
        let at = random.below(3);
        replicas[at].edit(&mut random, step);
        if random.below(60) == 0 {
            replicas[random.below(3)].sync();
        }
    }
    // One round brings everything up, the next one everything down.
    for _ in 0..2 {
        replicas.iter_mut().for_each(Replica::sync);
    }
    let hashes: Vec<String> = replicas.iter().map(|replica| replica.app.state_hash().unwrap()).collect();
    assert!(hashes.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {hashes:?}");
    for replica in &replicas {
        assert_eq!(replica.app.sync_status().unwrap().pending, 0, "seed {seed}");
        let verified = replica.app.verify_deep().unwrap();
        assert!(verified.ok, "seed {seed}: {:?}", verified.checks);
    }
}
