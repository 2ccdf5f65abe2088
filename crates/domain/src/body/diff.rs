//! The smallest edit from one text to another, so that what others write meanwhile merges with it.
//!
//! Lines first, anchored on lines that stand once in both texts (patience diff, Bram Cohen), then words
//! and single characters (Myers, "An O(ND) Difference Algorithm", 1986). Both are bounded: where texts
//! differ beyond [`COST_MAX`] that stretch is replaced as a whole. No clock: equal input, equal edit.

use std::collections::HashMap;

use super::change_set::{ChangeSet, Section, utf16_len};

/// Differences in one stretch up to which the smallest edit is looked for; bounds time and memory
/// (its square in numbers).
const COST_MAX: usize = 400;

/// How often a stretch between two anchors is searched for anchors again.
const ANCHOR_DEPTH_MAX: usize = 8;

/// Returns the change set that turns `old` into `new`.
pub(super) fn change_set(old: &str, new: &str) -> ChangeSet {
    let mut sections = Vec::new();
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    lines(&old_lines, &new_lines, ANCHOR_DEPTH_MAX, &mut sections);
    ChangeSet::new(sections)
}

fn lines(old: &[&str], new: &[&str], depth: usize, out: &mut Vec<Section>) {
    let (front, back) = common_ends(old, new);
    keep(&old[..front], out);
    let (old_mid, new_mid) = (&old[front..old.len() - back], &new[front..new.len() - back]);
    let anchors = if depth == 0 { Vec::new() } else { anchors(old_mid, new_mid) };
    if anchors.is_empty() {
        words(&old_mid.concat(), &new_mid.concat(), out);
    } else {
        let (mut from_old, mut from_new) = (0, 0);
        for (at_old, at_new) in anchors {
            lines(&old_mid[from_old..at_old], &new_mid[from_new..at_new], depth - 1, out);
            keep(&old_mid[at_old..=at_old], out);
            (from_old, from_new) = (at_old + 1, at_new + 1);
        }
        lines(&old_mid[from_old..], &new_mid[from_new..], depth - 1, out);
    }
    keep(&old[old.len() - back..], out);
}

fn words(old: &str, new: &str, out: &mut Vec<Section>) {
    if old.is_empty() || new.is_empty() {
        return replace(old, new, out);
    }
    let (old_words, new_words) = (tokens(old), tokens(new));
    let (front, back) = common_ends(&old_words, &new_words);
    keep(&old_words[..front], out);
    let (old_mid, new_mid) = (&old_words[front..old_words.len() - back], &new_words[front..new_words.len() - back]);
    let matches = myers(old_mid, new_mid).unwrap_or_default();
    let (mut from_old, mut from_new) = (0, 0);
    for (at_old, at_new) in matches {
        characters(&old_mid[from_old..at_old].concat(), &new_mid[from_new..at_new].concat(), out);
        keep(&old_mid[at_old..=at_old], out);
        (from_old, from_new) = (at_old + 1, at_new + 1);
    }
    characters(&old_mid[from_old..].concat(), &new_mid[from_new..].concat(), out);
    keep(&old_words[old_words.len() - back..], out);
}

/// Replaces what lies between the common beginning and end.
fn characters(old: &str, new: &str, out: &mut Vec<Section>) {
    out.extend(ChangeSet::between(old, new).sections().iter().cloned());
}

fn keep(parts: &[&str], out: &mut Vec<Section>) {
    out.extend(parts.iter().map(|part| Section::Keep(utf16_len(part))));
}

fn replace(old: &str, new: &str, out: &mut Vec<Section>) {
    out.push(Section::Replace { delete: utf16_len(old), insert: new.to_owned() });
}

fn common_ends<T: PartialEq>(old: &[T], new: &[T]) -> (usize, usize) {
    let front = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let back = old[front..].iter().rev().zip(new[front..].iter().rev()).take_while(|(a, b)| a == b).count();
    (front, back)
}

/// Runs of letters and digits of scripts with spaces, and every other character alone.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut was_word = false;
    for (at, c) in text.char_indices() {
        // Above U+2E80 words are not spaced: there every character counts for itself.
        let is_word = c.is_alphanumeric() && u32::from(c) < 0x2e80;
        if at > start && !(is_word && was_word) {
            tokens.push(&text[start..at]);
            start = at;
        }
        was_word = is_word;
    }
    tokens.push(&text[start..]);
    tokens
}

/// Returns the longest rising sequence of lines that stand exactly once in both.
fn anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&str, (usize, usize, usize, usize)> = HashMap::new();
    for (at, line) in old.iter().enumerate() {
        let entry = seen.entry(line).or_default();
        (entry.0, entry.1) = (entry.0 + 1, at);
    }
    for (at, line) in new.iter().enumerate() {
        let entry = seen.entry(line).or_default();
        (entry.2, entry.3) = (entry.2 + 1, at);
    }
    let mut pairs: Vec<(usize, usize)> =
        seen.into_values().filter(|entry| entry.0 == 1 && entry.2 == 1).map(|entry| (entry.1, entry.3)).collect();
    pairs.sort_unstable();
    rising(&pairs)
}

/// Returns the longest subsequence of `pairs` (sorted by the first) whose second numbers rise.
fn rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `tails[n]`: index of the smallest last pair of a rising sequence of n + 1 pairs.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, pair) in pairs.iter().enumerate() {
        let len = tails.partition_point(|tail| pairs[*tail].1 < pair.1);
        before.push(len.checked_sub(1).map(|shorter| tails[shorter]));
        if len == tails.len() { tails.push(at) } else { tails[len] = at }
    }
    let mut sequence = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(index) = at {
        sequence.push(pairs[index]);
        at = before[index];
    }
    sequence.reverse();
    sequence
}

/// Returns the positions that both have in common, in order; none when they differ beyond [`COST_MAX`].
fn myers(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize)>> {
    // `reached[d][k]`: how far into `old` the best path with d differences gets on diagonal k - d.
    let mut reached: Vec<Vec<usize>> = Vec::new();
    for cost in 0..=COST_MAX.min(old.len() + new.len()) {
        let mut row = vec![0_usize; 2 * cost + 1];
        for (index, slot) in row.iter_mut().enumerate().step_by(2) {
            // Diagonal = x - y, shifted by `cost` to be an index.
            let mut x = furthest(reached.last(), index);
            let mut y = (x + cost).checked_sub(index)?;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            *slot = x;
            if x >= old.len() && y >= new.len() {
                reached.push(row);
                return Some(walk_back(&reached, old.len(), new.len()));
            }
        }
        reached.push(row);
    }
    None
}

/// Returns where diagonal `index` of a row starts, given the row before it (two shorter, shifted by one).
fn furthest(before: Option<&Vec<usize>>, index: usize) -> usize {
    let Some(before) = before else { return 0 };
    let inserted = before.get(index).copied();
    let deleted = index.checked_sub(2).and_then(|index| before.get(index)).map(|x| x + 1);
    inserted.max(deleted).unwrap_or(0)
}

/// Follows the rows back from the end and collects the matches on the way.
fn walk_back(reached: &[Vec<usize>], old_len: usize, new_len: usize) -> Vec<(usize, usize)> {
    let mut matches = Vec::new();
    let (mut x, mut y) = (old_len, new_len);
    for (cost, _) in reached.iter().enumerate().rev() {
        let index = x + cost - y;
        let before = cost.checked_sub(1).map(|cost| &reached[cost]);
        let start = furthest(before, index);
        while x > start {
            (x, y) = (x - 1, y - 1);
            matches.push((x, y));
        }
        let is_inserted = before.is_some_and(|before| before.get(index) == Some(&start));
        if is_inserted {
            y -= 1;
        } else if before.is_some() {
            x -= 1;
        }
    }
    matches.reverse();
    matches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_changed_words_are_replaced() {
        let set = change_set("one two three\nsame\nfour five\n", "one TWO three\nsame\nfour six five\n");
        let touched: Vec<&Section> = set.sections().iter().filter(|s| !matches!(s, Section::Keep(_))).collect();
        assert_eq!(
            touched,
            [
                &Section::Replace { delete: 3, insert: "TWO".to_owned() },
                &Section::Replace { delete: 0, insert: "six ".to_owned() }
            ]
        );
    }

    #[test]
    fn a_large_note_with_moved_and_changed_lines_stays_mostly_kept() {
        let old: String = (0..5_000).map(|n| format!("line {n} of the note\n")).collect();
        let new = old.replace("line 100 of", "LINE 100 of").replace("line 4900 of the note\n", "");
        let set = change_set(&old, &new);
        assert_eq!(set.apply(&old), Ok(new));
        let deleted: usize =
            set.sections().iter().map(|s| if let Section::Replace { delete, .. } = s { *delete } else { 0 }).sum();
        assert!(deleted < 40, "{deleted} units deleted");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]
        #[test]
        fn the_edit_turns_old_into_new(old in "[ab\n 長😀e\u{301}]{0,60}", new in "[ab\n 長😀e\u{301}]{0,60}") {
            let set = change_set(&old, &new);
            prop_assert_eq!(set.apply(&old), Ok(new.clone()));
            if old == new {
                prop_assert!(set.is_empty());
            }
        }
    }
}
