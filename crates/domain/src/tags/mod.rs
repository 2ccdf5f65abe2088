//! Tags written into a text (`#garden/spring`): where they stand, and what they are after a rename.
//!
//! Total and linear: any text has tags or none. What stands in code, formulas, links, HTML or front matter is
//! no tag; where it is in doubt it is none either, for a tag that keeps its old name does less harm than
//! code that is changed.

mod blocks;
mod inline;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use self::blocks::each_paragraph;
use self::inline::tags_in;
use crate::body::{ChangeSet, Section};
use crate::limits::INLINE_TAG_UTF16_MAX;
use crate::links::to_utf16;

/// Returns the changes that give a tag, and those nested below it, another name wherever a text has them; none
/// when it has them nowhere, or when the new name is one that cannot be written after a `#`. Capitals do not
/// count. A tag is replaced whole, with its `#`, so that two renames at once leave both names readable.
pub fn rename_in_text(text: &str, from: &str, to: &str) -> Option<ChangeSet> {
    if !text.contains('#') || tag_at(to) != Some(to.len()) {
        return None;
    }
    let wanted: Vec<String> = from.split('/').map(folded).collect();
    let mut places: Vec<(Range<usize>, String)> = Vec::new();
    each_paragraph(text, |at, paragraph| {
        for tag in tags_in(paragraph) {
            let name = paragraph.get(tag.clone()).unwrap_or_default();
            let mut levels = name.split('/');
            if !wanted.iter().all(|level| levels.next().is_some_and(|other| folded(other) == *level)) {
                continue;
            }
            let renamed = levels.fold(format!("#{to}"), |renamed, level| format!("{renamed}/{level}"));
            // The `#` is one byte before the name.
            places.push((at + tag.start - 1..at + tag.end, renamed));
        }
    });
    let ranges = to_utf16(text, places.iter().map(|(place, _)| place));
    let mut sections = Vec::with_capacity(2 * places.len() + 1);
    let mut done = 0;
    for ((_, renamed), [start, end]) in places.into_iter().zip(ranges) {
        sections.push(Section::Keep((start - done) as usize));
        sections.push(Section::Replace { delete: (end - start) as usize, insert: renamed });
        done = end;
    }
    if sections.is_empty() {
        return None;
    }
    let whole = crate::links::count_utf16(text);
    sections.push(Section::Keep((whole - done) as usize));
    Some(ChangeSet::new(sections))
}

fn folded(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// Returns how many bytes of a text are a tag's name, from its start: levels of letters, marks, digits, `_` and
/// `-`, with `/` between them, one letter at least.
fn tag_at(text: &str) -> Option<usize> {
    let (mut end, mut units, mut has_letter, mut after_slash) = (0, 0, false, true);
    for (at, c) in text.char_indices() {
        if c == '/' && !after_slash {
            after_slash = true;
        } else if is_tag_char(c) {
            after_slash = false;
            has_letter |= c.is_alphabetic();
            end = at + c.len_utf8();
        } else {
            break;
        }
        units += c.len_utf16();
        if units > INLINE_TAG_UTF16_MAX + 1 {
            return None;
        }
    }
    let is_short = text.get(..end).is_some_and(|name| name.encode_utf16().count() <= INLINE_TAG_UTF16_MAX);
    (has_letter && is_short).then_some(end)
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-') || unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(text: &str) -> String {
        rename_in_text(text, "sea", "coast").map_or_else(|| text.to_owned(), |changes| changes.apply(text).unwrap())
    }

    #[test]
    fn a_tag_and_those_below_it_are_renamed_in_prose() {
        assert_eq!(renamed("#sea and #Sea/Crab, (#sea)."), "#coast and #coast/Crab, (#coast).");
        assert_eq!(renamed("🎉 #sea\n- #sea 雪 #sea/"), "🎉 #coast\n- #coast 雪 #coast/");
        assert_eq!(
            renamed("# Title #sea\n> - [ ] #sea\n| #sea | x |"),
            "# Title #coast\n> - [ ] #coast\n| #coast | x |"
        );
        assert_eq!(renamed("- a\n\n  #sea\n\n    #sea"), "- a\n\n  #coast\n\n    #coast");
        assert_eq!(renamed("a ` b #sea"), "a ` b #coast");
        assert_eq!(renamed("from $5 to #sea $9"), "from $5 to #coast $9");
        assert_eq!(rename_in_text("#cafe\u{301}", "caf\u{e9}", "tea").unwrap().apply("#cafe\u{301}").unwrap(), "#tea");
        assert_eq!(rename_in_text("#a/b #a/c", "a/b", "x").unwrap().apply("#a/b #a/c").unwrap(), "#x #a/c");
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for other in [
            "#seaside",
            "#seas",
            "a#sea",
            "##sea",
            "\\#sea",
            "&#sea",
            "`#sea`",
            "```\n#sea\n```",
            "~~~\n#sea",
            "    #sea",
            "\t#sea",
            "a\n\n    #sea\n\n    #sea",
            "- a\n\n      #sea",
            "`a\n#sea`",
            "[#sea](https://a.example)",
            "[x]( #sea)",
            "[x](#sea)",
            "[a #sea b](driftless://note/01890a5d-ac96-774b-bcce-b302099a8057)",
            "[[a #sea]]",
            "[x #sea][1]",
            "[1]: #sea",
            "[1]: https://a.example \" #sea\"",
            "https://a.example/#sea",
            "<a href=\" #sea\">",
            "<div>\n#sea\n</div>",
            "<!-- a\n\n#sea -->",
            "<pre>\n\n#sea\n</pre>",
            "$x #sea$",
            "$$\n#sea\n$$",
            "$$ #sea $$",
            "---\ntags: #sea\n---",
            "#sea\u{301}",
            "#42",
            "",
            "#",
            "![ #sea ](a.png)",
        ] {
            assert_eq!(renamed(other), other);
        }
    }

    #[test]
    fn a_name_that_cannot_follow_a_hash_leaves_the_texts() {
        for to in ["two words", "42", "a,b", "a//b", "a/", &"x".repeat(101)] {
            assert_eq!(rename_in_text("#sea", "sea", to), None, "{to}");
        }
    }

    /// A hostile text takes time in proportion to its length; this one would take hours otherwise.
    #[test]
    fn bombs_are_linear() {
        for bomb in ["[", "](", "[[", "<a", "$a ", "`", "#", "#a/", "- ", "> ", "\t", "$$", "\\", "]["] {
            let text = format!("{} #sea", bomb.repeat(1_000_000 / bomb.len()));
            let _ = renamed(&text);
            let _ = renamed(&text.replace(' ', "\n"));
        }
    }
}
