//! One note: front matter, headings, paragraphs, lists, a table, code, links.

use std::fmt::Write;

use crate::corpus::random::Random;
use crate::corpus::words::{CJK, CODE, EMOJI, ENGLISH, FORMS, NOTEBOOKS, SUBJECTS, TAGS};

/// 2019-01-01T00:00:00Z in seconds since the epoch; notes are spread over the six years after it.
const FIRST_DAY_S: u64 = 1_546_300_800;
const SPREAD_S: u64 = 6 * 365 * 86_400;

/// A note as a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// Path below the corpus, its folders are its notebooks.
    pub(super) path: String,
    /// Markdown with front matter, LF line ends.
    pub(super) text: String,
}

/// Returns the title of a note; notes link to each other by it.
pub(super) fn title_of(seed: u64, index: u32) -> String {
    let random = &mut Random::new(seed ^ 0x7469_746C_6500, u64::from(index));
    let language = random.below(100);
    if language < 8 {
        let sentence = random.pick(CJK);
        return format!("{} {index}", sentence.trim_end_matches(['。', '.']));
    }
    let emoji = if random.happens(6) { format!("{} ", random.pick(EMOJI)) } else { String::new() };
    format!("{emoji}{} {} {index}", random.pick(FORMS), random.pick(SUBJECTS))
}

/// Writes a note of 200 to 2,000 words.
pub(super) fn write_note(seed: u64, index: u32, notes: u32) -> Note {
    let random = &mut Random::new(seed, u64::from(index));
    let title = title_of(seed, index);
    let created_s = FIRST_DAY_S + random.below(SPREAD_S);
    let updated_s = created_s + random.below(30 * 86_400);
    let mut text = String::with_capacity(8_192);
    // Writing to a String cannot fail, so the outcome says nothing.
    let _ = writeln!(text, "---\ntitle: \"{title}\"\ncreated: {}\nupdated: {}", date(created_s), date(updated_s));
    let tags: Vec<&str> = (0..random.below(4)).map(|_| random.pick_common(TAGS)).collect();
    if !tags.is_empty() {
        let _ = writeln!(text, "tags: [{}]", tags.join(", "));
    }
    if random.happens(4) {
        text.push_str("pinned: true\n");
    }
    text.push_str("---\n\n");

    let wanted = random.between(200, 1_800);
    let mut words = 0;
    while words < wanted {
        words += block(&mut text, random, seed, notes);
    }
    let folder = if random.happens(85) { format!("{}/", random.pick(NOTEBOOKS)) } else { String::new() };
    Note { path: format!("{folder}{index:06}.md"), text }
}

/// Adds a block and returns its words.
fn block(text: &mut String, random: &mut Random, seed: u64, notes: u32) -> u64 {
    let before = text.len();
    match random.below(100) {
        0..=9 => {
            let marks = random.pick(&["##", "##", "###"]);
            let _ = write!(text, "{marks} {}", capitalised(random.pick(SUBJECTS)));
        }
        10..=24 => list(text, random, "- "),
        25..=32 => list(text, random, random.clone().pick(&["- [ ] ", "- [x] "])),
        33..=36 => text.push_str(random.pick(CODE)),
        37..=39 => {
            text.push_str("| what | when | who |\n| --- | --- | --- |\n");
            for _ in 0..random.between(2, 6) {
                let _ = writeln!(
                    text,
                    "| {} | {} | {} |",
                    random.pick(ENGLISH),
                    random.pick(ENGLISH),
                    random.pick(ENGLISH)
                );
            }
        }
        40..=44 => {
            text.push_str("> ");
            sentence(text, random);
        }
        45..=52 => {
            for _ in 0..random.between(2, 5) {
                text.push_str(random.pick(CJK));
            }
        }
        53..=59 => {
            let other = u32::try_from(random.below(u64::from(notes))).unwrap_or(0);
            let _ = write!(
                text,
                "See [[{}]] and [{}](https://example.org/{}/{}). ",
                title_of(seed, other),
                random.pick(ENGLISH),
                random.pick(ENGLISH),
                random.below(10_000)
            );
            sentence(text, random);
        }
        _ => {
            for _ in 0..random.between(3, 8) {
                sentence(text, random);
                text.push(' ');
            }
        }
    }
    let trimmed = text.trim_end_matches([' ', '\n']).len();
    text.truncate(trimmed);
    let words = text.get(before..).map_or(0, |block| block.split_whitespace().count());
    text.push_str("\n\n");
    words as u64
}

fn list(text: &mut String, random: &mut Random, mark: &str) {
    for _ in 0..random.between(3, 9) {
        text.push_str(mark);
        for _ in 0..random.between(2, 12) {
            text.push_str(random.pick_common(ENGLISH));
            text.push(' ');
        }
        text.push('\n');
    }
}

fn sentence(text: &mut String, random: &mut Random) {
    text.push_str(&capitalised(random.pick_common(ENGLISH)));
    for _ in 0..random.between(4, 18) {
        text.push(' ');
        let word = random.pick_common(ENGLISH);
        match random.below(200) {
            0..=2 => {
                let _ = write!(text, "**{word}**");
            }
            3..=5 => {
                let _ = write!(text, "*{word}*");
            }
            6 => {
                let _ = write!(text, "`{word}`");
            }
            7 => {
                let _ = write!(text, "{word} {}", random.pick(EMOJI));
            }
            _ => text.push_str(word),
        }
    }
    text.push('.');
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}

/// Writes seconds since the epoch as RFC 3339 (days to a date: Hinnant, "chrono-compatible low-level date algorithms").
fn date(seconds: u64) -> String {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (rest / 3_600, rest % 3_600 / 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_dates() {
        assert_eq!(date(0), "1970-01-01T00:00:00Z");
        assert_eq!(date(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(date(1_546_300_800 + 3_661), "2019-01-01T01:01:01Z");
    }
}
