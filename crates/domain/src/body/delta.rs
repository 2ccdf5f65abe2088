//! The one place where the library's positions (Unicode scalars) become the editor's (UTF-16 units).

use loro::TextDelta;

use super::change_set::{ChangeSet, Section, utf16_len};

/// Returns a text event as a change set of `old`; none when it does not fit that text.
pub(super) fn to_change_set(old: &str, delta: &[TextDelta]) -> Option<ChangeSet> {
    let mut rest = old;
    let mut sections = Vec::with_capacity(delta.len() + 1);
    for part in delta {
        sections.push(match part {
            TextDelta::Retain { retain, .. } => Section::Keep(utf16_len(take(&mut rest, *retain)?)),
            TextDelta::Delete { delete } => {
                Section::Replace { delete: utf16_len(take(&mut rest, *delete)?), insert: String::new() }
            }
            TextDelta::Insert { insert, .. } => Section::Replace { delete: 0, insert: insert.clone() },
        });
    }
    // The library leaves out the unchanged end.
    sections.push(Section::Keep(utf16_len(rest)));
    Some(ChangeSet::new(sections))
}

/// Splits the first `count` scalars off `rest`.
fn take<'a>(rest: &mut &'a str, count: usize) -> Option<&'a str> {
    let mut chars = rest.char_indices();
    let end = if count == 0 {
        0
    } else {
        let (at, last) = chars.nth(count - 1)?;
        at + last.len_utf8()
    };
    let (taken, behind) = rest.split_at(end);
    *rest = behind;
    Some(taken)
}
