//! Titles that a few letters may mean, for the completion of a link.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use driftless_sync::contract::StoreError;

use super::{COLUMNS, LinkedNote, read_linked};
use crate::error::OrStoreError as _;
use crate::note_row::{ARCHIVED, sort_key};
use crate::tx::Tx;

/// Most titles of one answer.
const TITLES_MAX: usize = 100;

/// How well a title fits; less is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Start,
    WordStart,
    Within,
    AllWords,
}

/// Order of the answer: fit, shelf, then the last edit, the newest first, and the note.
type Rank = (Fit, u8, Reverse<(i64, i64)>);

impl Tx<'_> {
    /// Returns notes whose title has the typed words: first those that begin with them, and of these the
    /// one edited last first. Nothing typed: the notes edited last that have a title. Not from the trash.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn complete_title(&self, typed: &str, limit: usize) -> Result<Vec<LinkedNote>, StoreError> {
        let typed = sort_key(typed.trim());
        let words: Vec<&str> = typed.split_whitespace().collect();
        let limit = limit.min(TITLES_MAX);
        // The index holds all that is asked, so no row is read for a title that does not fit.
        let mut statement = self.prepare(&format!(
            "SELECT title_key, shelf, updated_ms, num FROM notes INDEXED BY notes_of_title
             WHERE title_key > '' AND shelf <= {ARCHIVED}"
        ))?;
        let mut rows = statement.query([]).or_store()?;
        // The worst of the best on top.
        let mut best: BinaryHeap<Rank> = BinaryHeap::with_capacity(limit + 1);
        while let Some(row) = rows.next().or_store()? {
            let key = row.get_ref(0).or_store()?;
            let Some(fit) = key.as_str().ok().and_then(|key| fit(key, &typed, &words)) else { continue };
            let shelf: u8 = row.get(1).or_store()?;
            best.push((fit, shelf, Reverse((row.get(2).or_store()?, row.get(3).or_store()?))));
            if best.len() > limit {
                best.pop();
            }
        }
        let nums = best.into_sorted_vec();
        nums.iter()
            .map(|(_, _, Reverse((_, num)))| {
                self.one(&format!("SELECT {COLUMNS} FROM notes WHERE num = ?1"), [num], read_linked)
            })
            .collect()
    }
}

fn fit(key: &str, typed: &str, words: &[&str]) -> Option<Fit> {
    if let Some(rest) = key.strip_prefix(typed) {
        return Some(if rest.is_empty() { Fit::Exact } else { Fit::Start });
    }
    let starts_word = |at: usize| key.get(..at).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    match key.find(typed) {
        Some(at) if starts_word(at) => Some(Fit::WordStart),
        Some(_) if key.match_indices(typed).any(|(at, _)| starts_word(at)) => Some(Fit::WordStart),
        Some(_) => Some(Fit::Within),
        None if words.len() > 1 && words.iter().all(|word| key.contains(word)) => Some(Fit::AllWords),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_it_fits_best() {
        let fit = |key: &str, typed: &str| fit(key, typed, &typed.split_whitespace().collect::<Vec<_>>());
        assert_eq!(fit("tide pools", "tide pools"), Some(Fit::Exact));
        assert_eq!(fit("tide pools", "tid"), Some(Fit::Start));
        assert_eq!(fit("tide pools", ""), Some(Fit::Start));
        assert_eq!(fit("tide pools", "pool"), Some(Fit::WordStart));
        assert_eq!(fit("spool, pool", "pool"), Some(Fit::WordStart));
        assert_eq!(fit("whirlpools", "pool"), Some(Fit::Within));
        assert_eq!(fit("tide pools", "pool tid"), Some(Fit::AllWords));
        assert_eq!(fit("tide pools", "surf"), None);
        assert_eq!(fit("読書メモ：雪国", "雪国"), Some(Fit::WordStart));
    }
}
