//! How well a few letters fit a title.

use super::fold::{bits, fold, is_word_start};

/// One word that was typed.
#[derive(Debug)]
pub(super) struct Term {
    text: String,
    bits: u64,
}

impl Term {
    /// Returns whether a text with these letters can fit.
    pub(super) const fn can_fit(&self, bits: u64) -> bool {
        self.bits & !bits == 0
    }
}

/// Cuts what was typed into words; each has to fit somewhere.
pub(super) fn terms(query: &str) -> Vec<Term> {
    let words = query.split_whitespace().map(fold).filter(|text| !text.is_empty());
    words.map(|text| Term { bits: bits(&text), text }).collect()
}

/// The title is the word.
const WHOLE: i32 = 1_000;
/// The title begins with it.
const PREFIX: i32 = 900;
/// A word of the title begins with it.
const WORD: i32 = 800;
/// It stands within a word.
const WITHIN: i32 = 600;
/// It is made of beginnings of words: `tpt` or `tipo` for "tide pool transect".
const INITIALS: i32 = 500;
/// Its letters stand in this order.
const LETTERS: i32 = 250;
/// What a word, a letter or a place of distance costs at most.
const DISTANCE_MAX: i32 = 60;

/// Returns how well a word fits a folded text; none when it does not.
pub(super) fn score(term: &Term, text: &str) -> Option<i32> {
    if let Some((at, is_start)) = run(term, text) {
        let at = i32::try_from(at).unwrap_or(DISTANCE_MAX).min(DISTANCE_MAX);
        return Some(match (at, is_start) {
            (0, _) if text.len() == term.text.len() => WHOLE,
            (0, _) => PREFIX,
            (at, true) => WORD - at,
            (at, false) => WITHIN - at,
        });
    }
    term.text.chars().nth(1)?;
    if let Some(skipped) = initials(term, text, |_| ()) {
        return Some(INITIALS - skipped.min(DISTANCE_MAX));
    }
    letters(term, text, |_| ()).map(|gaps| LETTERS - gaps.min(LETTERS - 1))
}

/// Tells the indexes of the letters of the folded text that a word fits.
pub(super) fn fitting(term: &Term, text: &str) -> Vec<usize> {
    if let Some((at, _)) = run(term, text) {
        let from = text.get(..at).map_or(0, |before| before.chars().count());
        return (from..from + term.text.chars().count()).collect();
    }
    let mut places = Vec::new();
    if initials(term, text, |at| places.push(at)).is_none() {
        places.clear();
        if letters(term, text, |at| places.push(at)).is_none() {
            places.clear();
        }
    }
    places
}

/// Returns where the word stands as it is, at the beginning of a word if it does anywhere.
fn run(term: &Term, text: &str) -> Option<(usize, bool)> {
    let first = position(text, &term.text, 0)?;
    let mut at = first;
    loop {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let c = text.get(at..)?.chars().next()?;
        if is_word_start(before, c) {
            return Some((at, true));
        }
        match position(text, &term.text, at + c.len_utf8()) {
            Some(found) => at = found,
            None => return Some((first, false)),
        }
    }
}

/// Finds a word in a title from a byte on. Titles are short: preparing a search as `str::find` does would take longer.
fn position(text: &str, word: &str, from: usize) -> Option<usize> {
    let (text, word) = (text.as_bytes(), word.as_bytes());
    let first = *word.first()?;
    let last_start = text.len().checked_sub(word.len())?;
    (from..=last_start).find(|at| text.get(*at) == Some(&first) && text.get(*at..*at + word.len()) == Some(word))
}

/// Goes from the beginning of a word on, or to the beginning of a later one. Returns how many words were passed over.
fn initials(term: &Term, text: &str, mut tell: impl FnMut(usize)) -> Option<i32> {
    let mut wanted = term.text.chars().peekable();
    let mut before = None;
    let mut is_going = false;
    let mut skipped = 0;
    for (at, c) in text.chars().enumerate() {
        let Some(next) = wanted.peek() else { break };
        let is_start = is_word_start(before, c) && c.is_alphanumeric();
        before = Some(c);
        if c == *next && (is_going || is_start) {
            tell(at);
            wanted.next();
            is_going = true;
        } else {
            skipped += i32::from(is_start);
            is_going = false;
        }
    }
    wanted.peek().is_none().then_some(skipped)
}

/// Returns how many letters stand between the first and the last one.
fn letters(term: &Term, text: &str, mut tell: impl FnMut(usize)) -> Option<i32> {
    let mut wanted = term.text.chars().peekable();
    let mut gaps = 0;
    let mut is_begun = false;
    for (at, c) in text.chars().enumerate() {
        let Some(next) = wanted.peek() else { break };
        if c == *next {
            tell(at);
            wanted.next();
            is_begun = true;
        } else if is_begun {
            gaps += 1;
        }
    }
    wanted.peek().is_none().then_some(gaps)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score_of(query: &str, title: &str) -> Option<i32> {
        terms(query).iter().map(|term| score(term, &fold(title))).sum()
    }

    #[test]
    fn closer_fits_come_first() {
        let ranked = ["Tide", "Tidewater", "High tide", "Untidy", "The idea: tell", "Three in a dozen, even"];
        let scores: Vec<Option<i32>> = ranked.iter().map(|title| score_of("tide", title)).collect();
        assert!(scores[..3].iter().all(Option::is_some) && scores[3].is_none(), "{scores:?}");
        let found: Vec<i32> = scores.into_iter().flatten().collect();
        assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "{found:?}");
    }

    #[test]
    fn initials_letters_and_every_script_are_found() {
        for (query, title) in [
            ("tpt", "Tide pool transect"),
            ("tipo", "Tide pool transect"),
            ("cafe", "Le Café"),
            ("café", "CAFE"),
            ("雪国", "読書メモ：雪国"),
            ("2026", "Week-2026"),
            ("pool tide", "Tide pool"),
            ("ﾃｽﾄ", "テスト"),
        ] {
            assert!(score_of(query, title).is_some(), "{query} in {title}");
        }
        assert_eq!(score_of("xyz", "Tide pool"), None);
        assert_eq!(score_of("q", "Tide"), None);
    }

    #[test]
    fn what_fits_is_told() {
        let told = |query: &str, title: &str| fitting(&terms(query)[0], &fold(title));
        assert_eq!(told("pool", "Tide pool"), [5, 6, 7, 8]);
        assert_eq!(told("tp", "Tide pool"), [0, 5]);
        assert_eq!(told("zz", "Tide pool"), [0_usize; 0]);
    }
}
