//! Why a note was found: the passage around the first hit, and the ranges to highlight.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::query::Words;
use super::words::is_paired;
use crate::note_row::SNIPPET_CHARS_MAX;

/// Characters shown before the hit.
const LEAD_CHARS: usize = 40;

/// Characters of a text that are looked at for the passage; a hit behind them shows the first words.
const LOOK_CHARS_MAX: usize = 400_000;

/// Characters looked at in one go.
const BLOCK_CHARS: usize = 2_000;

/// A range of UTF-16 offsets, start and end (not in it).
pub(crate) type Mark = [u32; 2];

/// A needle: folded characters, and whether it must begin a word.
struct Needle {
    chars: Vec<char>,
    is_at_word: bool,
}

/// Looks for the words of one query in many texts.
pub(crate) struct Excerpts {
    needles: Vec<Needle>,
}

impl Excerpts {
    pub(crate) fn new(words: &[&Words]) -> Self {
        let needle = |words: &&Words| {
            let text = words.text.trim_matches(|c: char| !c.is_alphanumeric());
            // Words without a letter (an emoji, a formula) are looked for as they are.
            let text = if text.is_empty() { words.text.as_str() } else { text };
            let chars: Vec<char> = text.nfc().flat_map(fold).collect();
            let is_at_word = chars.first().is_some_and(|first| first.is_alphanumeric() && !is_paired(*first));
            (!chars.is_empty()).then_some(Needle { chars, is_at_word })
        };
        Self { needles: words.iter().filter_map(needle).collect() }
    }

    /// Returns the ranges to highlight in a short text.
    pub(crate) fn marks(&self, text: &str) -> Vec<Mark> {
        let chars: Vec<char> = text.chars().collect();
        to_utf16(&chars, &self.hits(&chars, usize::MAX))
    }

    /// Returns the passage around the first hit and the ranges in it; none without a hit.
    pub(crate) fn passage(&self, text: &str) -> Option<(String, Vec<Mark>)> {
        let chars: Vec<char> = text.chars().take(LOOK_CHARS_MAX).collect();
        let first = self.first_hit(&chars)?;
        let mut start = first.saturating_sub(LEAD_CHARS);
        // Begins with a whole word, or with the line.
        if start > 0 {
            let lead = chars.get(start..first)?;
            start += lead
                .iter()
                .rposition(|c| *c == '\n')
                .or_else(|| lead.iter().position(|c| c.is_whitespace()))
                .map_or(0, |at| at + 1);
        }
        let mut shown: Vec<char> = Vec::with_capacity(SNIPPET_CHARS_MAX);
        if start > 0 {
            shown.push('…');
        }
        for c in chars.get(start..)? {
            if shown.len() >= SNIPPET_CHARS_MAX {
                break;
            }
            let c = if c.is_control() { ' ' } else { *c };
            if !(c == ' ' && shown.last() == Some(&' ')) {
                shown.push(c);
            }
        }
        let marks = to_utf16(&shown, &self.hits(&shown, usize::MAX));
        Some((shown.into_iter().collect(), marks))
    }

    /// Returns where the first hit begins. Looks block by block: most hits stand near the beginning.
    fn first_hit(&self, chars: &[char]) -> Option<usize> {
        let overlap = self.needles.iter().map(|needle| needle.chars.len()).max()?;
        (0..chars.len()).step_by(BLOCK_CHARS).find_map(|start| {
            // One character before it, to see whether a word begins.
            let from = start.saturating_sub(1);
            let block = chars.get(from..chars.len().min(start + BLOCK_CHARS + overlap))?;
            let hits = self.hits(block, 2);
            hits.iter().map(|(hit, _)| from + hit).find(|hit| *hit >= start)
        })
    }

    /// Returns hits as ranges of characters, in order, without overlaps; at most `most`.
    fn hits(&self, chars: &[char], most: usize) -> Vec<(usize, usize)> {
        let mut folded: Vec<(char, usize)> = Vec::with_capacity(chars.len());
        for (at, c) in chars.iter().enumerate() {
            match fold_plain(*c) {
                Some(c) => folded.push((c, at)),
                None => folded.extend(fold(*c).map(|c| (c, at))),
            }
        }
        let mut hits: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        while at < folded.len() && hits.len() < most {
            let hit =
                self.needles.iter().filter(|needle| needle.is_at(&folded, at)).map(|needle| needle.chars.len()).max();
            match hit {
                Some(length) => {
                    let (start, end) = (folded[at].1, folded[at + length - 1].1 + 1);
                    hits.push((start, end));
                    at += length;
                }
                None => at += 1,
            }
        }
        hits
    }
}

impl Needle {
    fn is_at(&self, folded: &[(char, usize)], at: usize) -> bool {
        let Some(window) = folded.get(at..at + self.chars.len()) else { return false };
        if window.iter().zip(&self.chars).any(|((c, _), wanted)| c != wanted) {
            return false;
        }
        let before = at.checked_sub(1).and_then(|before| folded.get(before));
        !self.is_at_word || before.is_none_or(|(c, _)| !c.is_alphanumeric() || is_paired(*c))
    }
}

/// Folds as the index does: without case, width and accents.
fn fold(c: char) -> impl Iterator<Item = char> {
    let plain = fold_plain(c);
    // Composed again, or a Korean syllable would stay three letters.
    let other = plain
        .is_none()
        .then(|| std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).nfc().flat_map(char::to_lowercase));
    plain.into_iter().chain(other.into_iter().flatten())
}

/// Folds almost every character without a table. Kana, Han and Korean syllables are what they are; taking
/// them apart would lose the marks of kana.
const fn fold_plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(c),
        _ => None,
    }
}

fn to_utf16(chars: &[char], hits: &[(usize, usize)]) -> Vec<Mark> {
    let mut marks = Vec::with_capacity(hits.len());
    let (mut at, mut offset) = (0, 0_u32);
    let mut advance = |to: usize| {
        while at < to {
            offset += chars.get(at).map_or(0, |c| if c.len_utf16() == 2 { 2 } else { 1 });
            at += 1;
        }
        offset
    };
    for (start, end) in hits {
        marks.push([advance(*start), advance(*end)]);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpts(words: &[(&str, bool)]) -> Excerpts {
        let words: Vec<Words> =
            words.iter().map(|(text, is_phrase)| Words { text: (*text).into(), is_phrase: *is_phrase }).collect();
        Excerpts::new(&words.iter().collect::<Vec<_>>())
    }

    #[test]
    fn marks_are_utf16_offsets_of_word_beginnings_without_accents_or_case() {
        assert_eq!(excerpts(&[("cafe", false)]).marks("🎉 Cafés, decafe"), [[3, 7]]);
        assert_eq!(excerpts(&[("京都", false)]).marks("東京都と京都"), [[1, 3], [4, 6]]);
        assert_eq!(excerpts(&[("안녕", false)]).marks("오늘안녕"), [[2, 4]]);
        assert_eq!(excerpts(&[("🎉", false)]).marks("a🎉"), [[1, 3]]);
        assert_eq!(excerpts(&[]).marks("a"), Vec::<Mark>::new());
    }

    #[test]
    fn a_passage_begins_a_little_before_the_hit() {
        let far = format!("{}anti tide", "x ".repeat(BLOCK_CHARS));
        assert!(excerpts(&[("tide", false)]).passage(&far).unwrap().0.ends_with("anti tide"));
        let text = format!("{} over the tide\n\npools here {}", "lorem ".repeat(50), "x".repeat(500));
        let (passage, marks) = excerpts(&[("tide", false), ("pools", false)]).passage(&text).unwrap();
        assert!(passage.starts_with("…lorem "), "{passage}");
        assert!(passage.contains("over the tide pools here"));
        assert_eq!(passage.chars().count(), SNIPPET_CHARS_MAX);
        assert_eq!(marks.len(), 2);
        assert!(excerpts(&[("surf", false)]).passage(&text).is_none());
    }
}
