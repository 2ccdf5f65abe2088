//! A change set: what an editor did to a text, in the JSON form of CodeMirror's `ChangeSet`.

/// One section of a change set, in order of the old text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Section {
    /// Keep this many UTF-16 code units.
    Keep(usize),
    /// Delete so many UTF-16 code units and put `insert` in their place.
    Replace {
        /// Deleted UTF-16 code units.
        delete: usize,
        /// Inserted text, LF line ends.
        insert: String,
    },
}

/// A change set does not fit the text it is for. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChange {
    /// Its old length is not the text's.
    #[error("the change is for a text of {expected} UTF-16 units, the text has {actual}")]
    Length {
        /// Length the change was made for.
        expected: usize,
        /// Length of the text.
        actual: usize,
    },
    /// A boundary lies inside a character.
    #[error("a change would split the character at UTF-16 offset {0}")]
    SplitsCharacter(usize),
}

/// What an editor did to a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSet {
    sections: Vec<Section>,
}

impl ChangeSet {
    /// Builds a change set; neighbouring sections of one kind are joined and empty ones dropped.
    pub fn new(sections: impl IntoIterator<Item = Section>) -> Self {
        let mut set = Self::default();
        sections.into_iter().for_each(|section| set.push(section));
        set
    }

    /// Returns the sections, in order, none of them empty.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Returns whether it changes nothing.
    pub fn is_empty(&self) -> bool {
        self.sections.iter().all(|section| matches!(section, Section::Keep(_)))
    }

    /// Returns the length of the text it is for, UTF-16 code units.
    pub fn old_len(&self) -> usize {
        self.sections
            .iter()
            .map(|section| match section {
                Section::Keep(len) => *len,
                Section::Replace { delete, .. } => *delete,
            })
            .fold(0, usize::saturating_add)
    }

    /// Returns the smallest single replacement that turns `old` into `new`: what both have in front and
    /// behind is kept.
    pub fn between(old: &str, new: &str) -> Self {
        let prefix: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(c, _)| c.len_utf8()).sum();
        let (old_rest, new_rest) = (&old[prefix..], &new[prefix..]);
        let suffix: usize = old_rest
            .chars()
            .rev()
            .zip(new_rest.chars().rev())
            .take_while(|(a, b)| a == b)
            .map(|(c, _)| c.len_utf8())
            .sum();
        let deleted = &old_rest[..old_rest.len() - suffix];
        let inserted = &new_rest[..new_rest.len() - suffix];
        Self::new([
            Section::Keep(utf16_len(&old[..prefix])),
            Section::Replace { delete: utf16_len(deleted), insert: inserted.to_owned() },
            Section::Keep(utf16_len(&old_rest[old_rest.len() - suffix..])),
        ])
    }

    /// Applies the changes to a text.
    ///
    /// # Errors
    /// [`InvalidChange`] when they do not fit it.
    pub fn apply(&self, old: &str) -> Result<String, InvalidChange> {
        let actual = utf16_len(old);
        if self.old_len() != actual {
            return Err(InvalidChange::Length { expected: self.old_len(), actual });
        }
        let mut new = String::with_capacity(old.len());
        let mut rest = old;
        let mut offset = 0;
        for section in &self.sections {
            let (len, insert) = match section {
                Section::Keep(len) => (*len, None),
                Section::Replace { delete, insert } => (*delete, Some(insert)),
            };
            let bytes = utf8_len_of(rest, len).ok_or(InvalidChange::SplitsCharacter(offset + len))?;
            let (taken, behind) = rest.split_at(bytes);
            new.push_str(insert.map_or(taken, |insert| insert));
            rest = behind;
            offset += len;
        }
        Ok(new)
    }

    fn push(&mut self, section: Section) {
        match (self.sections.last_mut(), section) {
            (_, Section::Keep(0)) => {}
            (_, Section::Replace { delete: 0, insert }) if insert.is_empty() => {}
            (Some(Section::Keep(len)), Section::Keep(more)) => *len = len.saturating_add(more),
            (Some(Section::Replace { delete, insert }), Section::Replace { delete: more, insert: text }) => {
                *delete = delete.saturating_add(more);
                insert.push_str(&text);
            }
            (_, section) => self.sections.push(section),
        }
    }
}

/// Returns the length of a text in UTF-16 code units.
pub(crate) fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Splits a text behind its first `len` UTF-16 code units; none inside a character or past the end.
pub(crate) fn split_utf16(text: &str, len: usize) -> Option<(&str, &str)> {
    utf8_len_of(text, len).map(|bytes| text.split_at(bytes))
}

/// Returns how many bytes the first `len` UTF-16 code units take; none inside a character or past the end.
fn utf8_len_of(text: &str, len: usize) -> Option<usize> {
    let mut left = len;
    for (at, c) in text.char_indices() {
        if left == 0 {
            return Some(at);
        }
        left = left.checked_sub(c.len_utf16())?;
    }
    (left == 0).then_some(text.len())
}
