//! Unlinked mentions: where the texts of other notes name a note's title without linking to it.

use std::ops::Range;

use driftless_domain::limits::LINKS_SHOWN_MAX;
use driftless_domain::links::{each_prose, links};
use driftless_sync::contract::StoreError;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::{LinkedNote, LinkingNote};
use crate::note_row::ARCHIVED;
use crate::search::{is_paired, to_expression};
use crate::tx::Tx;

/// Notes that are looked through: those edited last of what the search index names.
const NOTES_MAX: usize = 300;

/// Mentions shown of one note.
const PER_NOTE_MAX: usize = 20;

/// Bytes of a text that are looked through.
const LOOK_BYTES_MAX: usize = 1_000_000;

/// Bytes of a link to another address.
const LINK_BYTES_MAX: usize = 2_000;

/// Shorter titles are words of any text: nobody asks where they are named.
const LETTERS_MIN: usize = 3;

/// The same for scripts whose words are one or two characters.
const PAIRED_LETTERS_MIN: usize = 2;

/// The places in one note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The note that they stand in, and its text.
    pub from: LinkingNote,
    /// Where, bytes of the text, in order.
    pub places: Vec<Range<usize>>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mentions {
    /// The notes, edited last first.
    pub notes: Vec<Mention>,
    /// True when there may be more.
    pub is_cut: bool,
}

impl Tx<'_> {
    /// Returns where other notes (not in the trash) name this one's title without a link; nothing for
    /// titles too short to mean anything.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn mentions_of(&self, note: &LinkedNote) -> Result<Mentions, StoreError> {
        let Some(needle) = Needle::new(&note.title) else { return Ok(Mentions::default()) };
        let Some(expression) = to_expression(&note.title, false) else { return Ok(Mentions::default()) };
        let nums: Vec<i64> = self.rows(
            &format!(
                "SELECT notes.num FROM search JOIN notes ON notes.num = search.rowid
                 WHERE search MATCH ?1 AND notes.shelf <= {ARCHIVED} AND notes.id IS NOT ?2
                 ORDER BY notes.updated_ms DESC, notes.num DESC LIMIT ?3"
            ),
            (
                format!("{{body}} : ({expression})"),
                note.id.as_bytes(),
                i64::try_from(NOTES_MAX + 1).unwrap_or(i64::MAX),
            ),
            |row| row.get(0),
        )?;
        let mut found = Mentions { notes: Vec::new(), is_cut: nums.len() > NOTES_MAX };
        let mut shown = 0;
        for num in nums.into_iter().take(NOTES_MAX) {
            let from = self.with_text(num)?;
            let places = needle.places(&from.text);
            if shown + places.len() > LINKS_SHOWN_MAX {
                found.is_cut = true;
                break;
            }
            shown += places.len();
            if !places.is_empty() {
                found.notes.push(Mention { from, places });
            }
        }
        Ok(found)
    }
}

/// A title to look for, without case and width, in either form of its accents.
struct Needle {
    chars: Vec<char>,
    starts_word: bool,
    ends_word: bool,
}

impl Needle {
    fn new(title: &str) -> Option<Self> {
        let letters = title.chars().filter(|c| c.is_alphanumeric()).count();
        let is_paired_script = title.chars().any(is_paired);
        if letters < if is_paired_script { PAIRED_LETTERS_MIN } else { LETTERS_MIN } {
            return None;
        }
        let chars: Vec<char> = title.trim().chars().flat_map(folded).collect();
        let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() && !is_paired(*c));
        // An accent at the end belongs to the letter before it.
        let last = chars.iter().rev().find(|c| !is_combining_mark(**c));
        Some(Self { starts_word: is_word(chars.first()), ends_word: is_word(last), chars })
    }

    /// Returns where a text names it, outside of code, links and addresses.
    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let linked = links(text);
        let mut places = Vec::new();
        each_prose(text, |_, piece| {
            if places.len() >= PER_NOTE_MAX || piece.start > LOOK_BYTES_MAX {
                return;
            }
            let end = piece.end.min(text.floor_char_boundary(piece.start + LOOK_BYTES_MAX));
            let Some(prose) = text.get(piece.start..end) else { return };
            for place in self.within(prose) {
                let place = piece.start + place.start..piece.start + place.end;
                let after = linked.partition_point(|link| link.place.end <= place.start);
                let is_linked = linked.get(after).is_some_and(|link| link.place.start < place.end);
                if !is_linked && !is_in_markdown_link(text, &place) && places.len() < PER_NOTE_MAX {
                    places.push(place);
                }
            }
        });
        places
    }

    fn within(&self, prose: &str) -> Vec<Range<usize>> {
        let mut chars: Vec<(char, usize)> = Vec::with_capacity(prose.len());
        for (at, c) in prose.char_indices() {
            chars.extend(folded(c).map(|c| (c, at)));
        }
        let mut places = Vec::new();
        let mut at = 0;
        while let Some(window) = chars.get(at..at + self.chars.len()) {
            let is_equal = window.iter().zip(&self.chars).all(|((c, _), wanted)| c == wanted);
            let after = chars.get(at + self.chars.len());
            if is_equal && self.is_bounded(at.checked_sub(1).and_then(|before| chars.get(before)), after) {
                let start = chars.get(at).map_or(0, |(_, at)| *at);
                let end = after.map_or(prose.len(), |(_, at)| *at);
                // Half of a ligature is no place.
                if start < end
                    && at.checked_sub(1).and_then(|before| chars.get(before)).is_none_or(|(_, at)| *at != start)
                {
                    places.push(start..end);
                    at += self.chars.len();
                    continue;
                }
            }
            at += 1;
        }
        places
    }

    fn is_bounded(&self, before: Option<&(char, usize)>, after: Option<&(char, usize)>) -> bool {
        let is_word = |c: char| (c.is_alphanumeric() || c == '_') && !is_paired(c);
        // `#tide` is a tag, not a mention.
        let is_free_before = before.is_none_or(|(c, _)| !(self.starts_word && is_word(*c)) && *c != '#');
        let is_free_after = after.is_none_or(|(c, _)| !(is_combining_mark(*c) || self.ends_word && is_word(*c)));
        is_free_before && is_free_after
    }
}

/// Whether a place is in the words or the address of a link that leads elsewhere.
fn is_in_markdown_link(text: &str, place: &Range<usize>) -> bool {
    let (before, after) = (text.get(..place.start).unwrap_or_default(), text.get(place.end..).unwrap_or_default());
    // A line may be as long as a text, and have a place at every word.
    let before =
        before.get(before.ceil_char_boundary(before.len().saturating_sub(LINK_BYTES_MAX))..).unwrap_or_default();
    let after = after.get(..after.floor_char_boundary(LINK_BYTES_MAX)).unwrap_or_default();
    let is_spaced = |c: char| c.is_whitespace();
    let word = before.rsplit(is_spaced).next().unwrap_or_default();
    if word.contains("://") || word.contains("](") {
        return true;
    }
    let line_before = before.rsplit('\n').next().unwrap_or_default();
    let line_after = after.split('\n').next().unwrap_or_default();
    // An open bracket before it, and its end with an address after it.
    let opens = line_before.rfind('[').is_some_and(|open| !line_before.get(open..).unwrap_or_default().contains(']'));
    let closes = line_after.find([']', '[']).is_some_and(|close| {
        let rest = line_after.get(close..).unwrap_or_default();
        rest.starts_with("](") || rest.starts_with("][") || rest.starts_with("]]")
    });
    opens && closes
}

fn folded(c: char) -> impl Iterator<Item = char> {
    std::iter::once(c).nfkd().flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(title: &str, text: &str) -> Vec<String> {
        Needle::new(title)
            .map(|needle| needle.places(text))
            .unwrap_or_default()
            .into_iter()
            .map(|at| text[at].to_owned())
            .collect()
    }

    #[test]
    fn whole_words_in_any_case_and_form() {
        assert_eq!(found("Tide pool", "A tide pool, TIDE POOL. tide pools, riptide pool"), ["tide pool", "TIDE POOL"]);
        assert_eq!(found("Café", "cafe\u{301} CAFÉ cafe cafés"), ["cafe\u{301}", "CAFÉ"]);
        assert_eq!(found("cafe", "cafe\u{301} café cafe"), ["cafe"]);
        assert_eq!(found("雪国", "『雪国』は雪国だ。🎉雪国"), ["雪国", "雪国", "雪国"]);
        assert_eq!(found("ABC", "ＡＢＣ"), ["ＡＢＣ"]);
        assert_eq!(found("C++ notes", "my c++ notes!"), ["c++ notes"]);
    }

    #[test]
    fn what_is_linked_tagged_code_or_an_address_is_no_mention() {
        for text in [
            "[[Tide]]",
            "[[Other|tide]]",
            "[Tide](driftless://note/01890a5d-ac96-774b-bcce-b302099a8057)",
            "[the tide](https://example.org)",
            "![tide](driftless://blob/x)",
            "https://example.org/tide",
            "[x](https://example.org/a/tide)",
            "`tide`",
            "```\ntide\n```",
            "#tide",
        ] {
            assert_eq!(found("Tide", text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(found("Tide", "[x] tide [y](z)"), ["tide"]);
        assert_eq!(found("Tide", "- [ ] tide"), ["tide"]);
    }

    #[test]
    fn short_titles_mean_nothing_and_much_is_cut() {
        assert_eq!(found("a", "a a a"), Vec::<String>::new());
        assert_eq!(found("雪", "雪"), Vec::<String>::new());
        assert_eq!(found("🎉", "🎉"), Vec::<String>::new());
        assert_eq!(found("tide", &"tide ".repeat(1_000)).len(), PER_NOTE_MAX);
    }
}
