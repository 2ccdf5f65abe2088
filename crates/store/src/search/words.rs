//! Text as the index holds it. Languages that write without spaces are cut into overlapping pairs of
//! characters: `東京都` is held as `東京 京都 都`. A word of two characters is then one lookup, a longer one
//! a phrase of pairs, a single character the beginning of a pair.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// Whether a character belongs to a script that is written without spaces, or whose words are commonly
/// searched by their parts (Korean).
pub(crate) const fn is_paired(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3131}'..='\u{318e}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{a960}'..='\u{a97f}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Returns a text as the index's tokenizer shall read it.
pub(crate) fn to_index(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(pairs(text, true)) }
}

/// Writes runs of paired characters as pairs. `is_end_single`: the last character of a run stands alone
/// too, so that a search for it finds it.
fn pairs(text: &str, is_end_single: bool) -> String {
    // Most texts are in this form already, and looking is much cheaper than making it.
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => paired(text.chars(), text.len(), is_end_single),
        IsNormalized::No | IsNormalized::Maybe => paired(text.nfkc(), text.len(), is_end_single),
    }
}

fn paired(text: impl Iterator<Item = char>, bytes: usize, is_end_single: bool) -> String {
    let mut out = String::with_capacity(bytes * 2);
    let mut previous: Option<char> = None;
    let mut run = 0;
    for c in text {
        if is_paired(c) {
            if let Some(previous) = previous {
                out.extend([' ', previous, c]);
            }
            previous = Some(c);
            run += 1;
            continue;
        }
        if let Some(last) = previous.take() {
            end_run(&mut out, last, run, true);
            run = 0;
        }
        // NUL would end the text for the tokenizer.
        out.push(if c == '\0' { ' ' } else { c });
    }
    if let Some(last) = previous {
        end_run(&mut out, last, run, is_end_single);
    }
    out
}

fn end_run(out: &mut String, last: char, run: u32, is_single: bool) {
    if is_single || run == 1 {
        out.extend([' ', last]);
    }
    out.push(' ');
}

/// Returns a search text as a full-text expression: its words one after the other, the last one as the
/// beginning of a word when `is_prefix`. None when it has no letter and no digit.
pub(crate) fn to_expression(text: &str, is_prefix: bool) -> Option<String> {
    if !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    let words = pairs(&text.replace('"', " "), false);
    // A single paired character can only be the beginning of a pair, also within a phrase's end.
    let last_run = text.trim_end().chars().rev().take_while(|c| is_paired(*c)).take(2).count();
    let star = if last_run == 1 || (is_prefix && last_run == 0) { " *" } else { "" };
    Some(format!("\"{}\"{star}", words.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        to_index(text).split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn texts_without_spaces_are_held_as_pairs() {
        assert_eq!(words("tide pools"), ["tide", "pools"]);
        assert_eq!(words("東京都 tide東"), ["東京", "京都", "都", "tide", "東"]);
        assert_eq!(words("ﾃｽﾄ"), ["テス", "スト", "ト"], "half width is full width");
        assert_eq!(words("안녕"), ["안녕", "녕"]);
        assert_eq!(words("a\0é"), ["a", "é"]);
    }

    #[test]
    fn a_search_text_is_one_quoted_expression() {
        assert_eq!(to_expression("tide", true).unwrap(), "\"tide\" *");
        assert_eq!(to_expression("tide pools", false).unwrap(), "\"tide pools\"");
        assert_eq!(to_expression("東京都", true).unwrap(), "\"東京 京都\"");
        assert_eq!(to_expression("都", true).unwrap(), "\"都\" *");
        assert_eq!(to_expression("a\"b) OR *", false).unwrap(), "\"a b) OR *\"");
        assert_eq!(to_expression("\"*\" ^", true), None);
    }
}
