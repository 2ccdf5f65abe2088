//! Letters as they are compared: without case, accents and width.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Returns a text as it is compared.
pub(super) fn fold(text: &str) -> String {
    folded(text).map(|(c, _)| c).collect()
}

/// Returns the compared letters, each with the index of the letter that it comes from.
pub(super) fn folded(text: &str) -> impl Iterator<Item = (char, usize)> {
    text.chars().enumerate().flat_map(|(at, c)| {
        let plain = plain(c);
        let taken_apart = plain
            .is_none()
            .then(|| std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
        plain.into_iter().chain(taken_apart.into_iter().flatten()).map(move |c| (c, at))
    })
}

/// Most letters need no table. Kana, Han and Korean syllables are what they are: taken apart they would lose
/// their marks.
const fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\x7f' => Some(c.to_ascii_lowercase()),
        '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Some(c),
        _ => None,
    }
}

/// Returns whether a word begins at a letter behind `before`. Scripts without spaces begin one everywhere.
pub(super) fn is_word_start(before: Option<char>, c: char) -> bool {
    before.is_none_or(|before| !before.is_alphanumeric() || before.is_numeric() != c.is_numeric())
        || matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Returns the letters of a text as bits: a text that lacks a bit lacks the letter.
pub(super) fn bits(folded: &str) -> u64 {
    folded.chars().fold(0, |bits, c| bits | bit(c))
}

const fn bit(c: char) -> u64 {
    match c {
        'a'..='z' => 1 << (c as u32 - 'a' as u32),
        '0'..='9' => 1 << (26 + c as u32 - '0' as u32),
        c => 1 << (36 + c as u32 % 28),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_compared_without_case_accents_and_width() {
        assert_eq!(fold("Café ＡＢ ﬁn"), "cafe ab fin");
        assert_eq!(fold("がＩ東"), "がi東");
        assert_eq!(folded("éa").collect::<Vec<_>>(), [('e', 0), ('a', 1)]);
    }
}
