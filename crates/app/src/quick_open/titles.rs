//! The titles of all notes, kept as they are compared.

use std::collections::{BTreeMap, HashMap};

use driftless_domain::EntityId;
use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;
use driftless_store::{ListedNotebook, ListedTitle, Opening, Tx};
use driftless_sync::contract::{NotesStore as _, StoreError};

use super::fold::{bits, fold, folded};
use super::score::{Term, fitting, score, terms};

/// Of more changes all titles are read anew.
const CHANGED_MAX: usize = 2_000;

/// A title to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The note.
    pub id: EntityId,
    /// Its title.
    pub title: String,
    /// The notebook it is in.
    pub notebook: Option<EntityId>,
    /// When it was last edited, milliseconds since the epoch.
    pub updated_ms: u64,
    /// Archived.
    pub is_archived: bool,
}

/// A note that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// The note.
    pub id: EntityId,
    /// Higher is better.
    pub score: i32,
    /// Opened on this device lately.
    pub is_recent: bool,
}

#[derive(Debug)]
struct Entry {
    id: EntityId,
    folded: Box<str>,
    bits: u64,
    notebook: Option<EntityId>,
    updated_ms: u64,
    is_archived: bool,
    /// Also in `openings`; here it costs no search for every note that fits.
    opening: Option<Opening>,
}

#[derive(Debug)]
struct Notebook {
    path: Vec<String>,
    folded: String,
    bits: u64,
}

/// Every title, ready to be compared.
#[derive(Debug, Default)]
pub struct Titles {
    /// Up to which revision of the store it is; none before the first time.
    revision: Option<u64>,
    entries: Vec<Entry>,
    at: HashMap<EntityId, usize>,
    notebooks: BTreeMap<EntityId, Notebook>,
    openings: BTreeMap<EntityId, Opening>,
}

impl Titles {
    /// Takes in what changed in the store.
    pub(super) fn refresh(&mut self, tx: &Tx<'_>) -> Result<(), StoreError> {
        let (changed, now) = tx.changed_since(self.revision.unwrap_or(u64::MAX >> 1), CHANGED_MAX)?;
        if self.revision == Some(now) {
            return Ok(());
        }
        if self.revision.is_none() {
            self.openings = tx.openings()?;
        }
        self.set_notebooks(tx.notebooks()?);
        if self.revision.is_none() || changed.len() >= CHANGED_MAX {
            self.entries.clear();
            self.at.clear();
            tx.titles()?.into_iter().for_each(|title| self.put(&title.into()));
        } else {
            for id in changed {
                match tx.title(id)? {
                    Some(title) => self.put(&title.into()),
                    None => self.remove(id),
                }
            }
        }
        self.revision = Some(now);
        Ok(())
    }

    /// Keeps a title, in place of the one that its note had.
    pub fn put(&mut self, title: &Title) {
        let folded = fold(&title.title).into_boxed_str();
        let entry = Entry {
            id: title.id,
            bits: bits(&folded),
            folded,
            notebook: title.notebook,
            updated_ms: title.updated_ms,
            is_archived: title.is_archived,
            opening: self.openings.get(&title.id).copied(),
        };
        match self.at.get(&title.id).and_then(|at| self.entries.get_mut(*at)) {
            Some(known) => *known = entry,
            None => {
                self.at.insert(title.id, self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    fn remove(&mut self, id: EntityId) {
        let Some(at) = self.at.remove(&id) else { return };
        self.entries.swap_remove(at);
        if let Some(moved) = self.entries.get(at) {
            self.at.insert(moved.id, at);
        }
    }

    /// Remembers that a note was opened.
    pub fn opened(&mut self, id: EntityId, now_ms: u64) {
        let opening = self.openings.entry(id).or_default();
        *opening = Opening { opens: opening.opens.saturating_add(1), last_ms: now_ms };
        if let Some(entry) = self.at.get(&id).and_then(|at| self.entries.get_mut(*at)) {
            entry.opening = Some(*opening);
        }
    }

    fn set_notebooks(&mut self, notebooks: Vec<ListedNotebook>) {
        let mut above: Vec<String> = Vec::new();
        self.notebooks.clear();
        for notebook in notebooks {
            above.truncate((notebook.depth as usize).min(NOTEBOOK_DEPTH_MAX));
            above.push(notebook.name);
            let folded = fold(&above.join(" "));
            let kept = Notebook { path: above.clone(), bits: bits(&folded), folded };
            self.notebooks.insert(notebook.id, kept);
        }
    }

    /// Returns the names of the notebooks down to one, outermost first.
    pub(super) fn path(&self, id: EntityId) -> Vec<String> {
        self.notebooks.get(&id).map(|notebook| notebook.path.clone()).unwrap_or_default()
    }

    /// Returns the `most` notes that fit best, best first. No letters: those opened last, then those edited last.
    pub fn rank(&self, query: &str, now_ms: u64, most: usize) -> Vec<Ranked> {
        let terms = terms(query);
        let whole = fold(query.trim());
        let contexts = self.contexts(&terms);
        let nowhere = vec![None; terms.len()];
        let mut found: Vec<(i32, u64, usize)> = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let context = entry.notebook.and_then(|id| contexts.get(&id)).unwrap_or(&nowhere);
            let Some(fit) = fit(&terms, context, entry, &whole) else { continue };
            let (points, time) = match (terms.is_empty(), entry.opening) {
                // A large step: what was opened here goes before what was not.
                (true, Some(opening)) => (1_000_000, opening.last_ms),
                (true, None) => (0, entry.updated_ms),
                (false, opening) => (fit + opening.map_or(0, |opening| familiarity(opening, now_ms)), entry.updated_ms),
            };
            found.push((points, time, at));
        }
        let order = |a: &(i32, u64, usize), b: &(i32, u64, usize)| b.cmp(a);
        if found.len() > most && most > 0 {
            found.select_nth_unstable_by(most - 1, order);
        }
        found.truncate(most);
        found.sort_unstable_by(order);
        let ranked = found.into_iter().filter_map(|(score, _, at)| {
            let Entry { id, opening, .. } = self.entries.get(at)?;
            Some(Ranked { id: *id, score, is_recent: opening.is_some() })
        });
        ranked.collect()
    }

    /// How well each word fits each notebook. Looked at once, not for every note.
    fn contexts(&self, terms: &[Term]) -> HashMap<EntityId, Vec<Option<i32>>> {
        let fits = |notebook: &Notebook| -> Vec<Option<i32>> {
            terms
                .iter()
                .map(|term| {
                    let found = term.can_fit(notebook.bits).then(|| score(term, &notebook.folded)).flatten();
                    // Only whole beginnings of words: letters of a path would fit anything.
                    found.filter(|score| *score > 600).map(|_| CONTEXT)
                })
                .collect()
        };
        let all = self.notebooks.iter().map(|(id, notebook)| (*id, fits(notebook)));
        all.filter(|(_, fits)| fits.iter().any(Option::is_some)).collect()
    }
}

/// What a word is worth that fits the notebook instead of the title.
const CONTEXT: i32 = 150;

/// The mean of the words, every one of which must fit.
fn fit(terms: &[Term], context: &[Option<i32>], entry: &Entry, whole: &str) -> Option<i32> {
    let mut sum = 0;
    for (term, context) in terms.iter().zip(context) {
        let own = term.can_fit(entry.bits).then(|| score(term, &entry.folded)).flatten();
        sum += own.or(*context)?;
    }
    let mut fit = sum / i32::try_from(terms.len().max(1)).unwrap_or(1);
    if terms.len() > 1 {
        fit += match entry.folded.find(whole) {
            Some(0) => 120,
            Some(_) => 60,
            None => 0,
        };
    }
    // Of two that fit alike the shorter one is meant.
    fit -= i32::try_from(entry.folded.len() / 8).unwrap_or(20).min(20);
    Some(if entry.is_archived { fit - 100 } else { fit })
}

/// What is opened often and lately is likely to be meant again.
fn familiarity(opening: Opening, now_ms: u64) -> i32 {
    const HOUR_MS: u64 = 3_600_000;
    let age_h = now_ms.saturating_sub(opening.last_ms) / HOUR_MS;
    let lately = match age_h {
        0 => 60,
        1..24 => 50,
        24..168 => 35,
        168..720 => 20,
        _ => 8,
    };
    let doublings = i32::try_from(opening.opens.saturating_add(1).ilog2()).unwrap_or(0);
    lately + (doublings * 8).min(48)
}

/// Returns the ranges of a title that the letters fit, UTF-16 offsets.
pub(super) fn marks(title: &str, query: &str) -> Vec<[u32; 2]> {
    let letters: Vec<(char, usize)> = folded(title).collect();
    let text: String = letters.iter().map(|(c, _)| c).collect();
    let mut is_marked = vec![false; title.chars().count()];
    for term in terms(query) {
        for at in fitting(&term, &text) {
            if let Some(marked) = letters.get(at).and_then(|(_, source)| is_marked.get_mut(*source)) {
                *marked = true;
            }
        }
    }
    let mut marks: Vec<[u32; 2]> = Vec::new();
    let mut offset = 0;
    for (c, is_marked) in title.chars().zip(is_marked) {
        let end = offset + if c.len_utf16() == 2 { 2 } else { 1 };
        if is_marked {
            match marks.last_mut() {
                Some(last) if last[1] == offset => last[1] = end,
                _ => marks.push([offset, end]),
            }
        }
        offset = end;
    }
    marks
}

impl From<ListedTitle> for Title {
    fn from(listed: ListedTitle) -> Self {
        let ListedTitle { id, title, notebook, updated_ms, is_archived } = listed;
        Self { id, title, notebook, updated_ms, is_archived }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: u64 = 1_700_000_000_000;

    fn id(n: u8) -> EntityId {
        EntityId::from_bytes([n; 16])
    }

    fn titles(names: &[&str]) -> Titles {
        let mut titles = Titles::default();
        for (n, name) in (1..).zip(names) {
            titles.put(&Title {
                id: id(n),
                title: (*name).to_owned(),
                notebook: None,
                updated_ms: NOW_MS - u64::from(n),
                is_archived: false,
            });
        }
        titles
    }

    fn ranked<'n>(titles: &Titles, names: &[&'n str], query: &str) -> Vec<&'n str> {
        let found = titles.rank(query, NOW_MS, 50);
        found.iter().filter_map(|found| names.get(usize::from(found.id.as_bytes()[0]) - 1).copied()).collect()
    }

    /// The order that people see. Changing it is a decision.
    #[test]
    fn the_ranking_of_a_few_titles() {
        let names = [
            "Meeting notes, reef group",
            "Reef",
            "Reef survey 2026",
            "Coral reefs of the north",
            "Prefab houses",
            "Road easement fees",
            "读书笔记",
            "Café de la Mer",
        ];
        let titles = titles(&names);
        assert_eq!(
            ranked(&titles, &names, "reef"),
            ["Reef", "Reef survey 2026", "Coral reefs of the north", "Meeting notes, reef group", "Road easement fees"]
        );
        assert_eq!(ranked(&titles, &names, "survey reef"), ["Reef survey 2026"]);
        assert_eq!(ranked(&titles, &names, "rs2"), ["Reef survey 2026"]);
        assert_eq!(ranked(&titles, &names, "cafe mer"), ["Café de la Mer"]);
        assert_eq!(ranked(&titles, &names, "笔记"), ["读书笔记"]);
        assert_eq!(ranked(&titles, &names, "zzz"), [""; 0]);
        assert_eq!(ranked(&titles, &names, "").len(), names.len());
    }

    #[test]
    fn what_was_opened_goes_first_when_nothing_is_typed_and_among_equals() {
        let names = ["Alpha one", "Alpha two", "Beta"];
        let mut titles = titles(&names);
        titles.opened(id(2), NOW_MS);
        assert_eq!(ranked(&titles, &names, ""), ["Alpha two", "Alpha one", "Beta"]);
        assert_eq!(ranked(&titles, &names, "alpha"), ["Alpha two", "Alpha one"]);
        titles.opened(id(3), NOW_MS + 1);
        assert_eq!(ranked(&titles, &names, ""), ["Beta", "Alpha two", "Alpha one"]);
    }

    #[test]
    fn a_word_may_name_the_notebook() {
        let names = ["Tide", "Tide table"];
        let mut titles = titles(&names);
        let notebook =
            |n, name: &str, depth| ListedNotebook { id: id(n), name: name.to_owned(), parent: None, depth, notes: 0 };
        titles.set_notebooks(vec![notebook(100, "Field research", 0), notebook(101, "North cove", 1)]);
        titles.put(&Title {
            id: id(2),
            title: "Tide table".into(),
            notebook: Some(id(101)),
            updated_ms: 1,
            is_archived: false,
        });
        assert_eq!(ranked(&titles, &names, "tide research"), ["Tide table"]);
        assert_eq!(ranked(&titles, &names, "cove"), ["Tide table"]);
        assert_eq!(titles.path(id(101)), ["Field research", "North cove"]);
    }

    #[test]
    fn a_removed_title_is_gone_and_the_others_stay() {
        let names = ["A1", "A2", "A3"];
        let mut titles = titles(&names);
        titles.remove(id(1));
        titles.remove(id(1));
        assert_eq!(ranked(&titles, &names, "a"), ["A2", "A3"]);
        titles.put(&Title { id: id(3), title: "B".into(), notebook: None, updated_ms: 1, is_archived: false });
        assert_eq!(ranked(&titles, &names, "a"), ["A2"]);
    }

    #[test]
    fn marks_are_utf16_ranges_of_the_title_as_it_is_written() {
        assert_eq!(marks("🎉 Café crème", "cafe"), [[3, 7]]);
        assert_eq!(marks("Tide pool", "tp"), [[0, 1], [5, 6]]);
        assert_eq!(marks("Tide", ""), [[0_u32; 2]; 0]);
    }
}
