//! Arithmetic of change sets: one after the other, the way back, and the same change on another text.

use super::change_set::{ChangeSet, InvalidChange, Section, split_utf16, utf16_len};

/// A piece of a change set that reads or writes one run.
#[derive(Debug, Clone)]
enum Op {
    Keep(usize),
    Delete(usize),
    Insert(String),
}

/// The pieces of a change set, taken in any length.
struct Ops {
    rest: std::vec::IntoIter<Op>,
    head: Option<Op>,
}

impl Ops {
    fn new(changes: &ChangeSet) -> Self {
        let mut ops = Vec::new();
        for section in changes.sections() {
            match section {
                Section::Keep(len) => ops.push(Op::Keep(*len)),
                Section::Replace { delete, insert } => {
                    // An insert stands before what is deleted, so that both sides of a change agree on its place.
                    ops.extend((!insert.is_empty()).then(|| Op::Insert(insert.clone())));
                    ops.extend((*delete > 0).then_some(Op::Delete(*delete)));
                }
            }
        }
        let mut rest = ops.into_iter();
        let head = rest.next();
        Self { rest, head }
    }

    fn next(&mut self) -> Option<Op> {
        std::mem::replace(&mut self.head, self.rest.next())
    }

    fn len(&self) -> usize {
        match &self.head {
            None => usize::MAX,
            Some(Op::Keep(len) | Op::Delete(len)) => *len,
            Some(Op::Insert(text)) => utf16_len(text),
        }
    }

    /// Takes `len` units off the head, which has at least so many.
    fn take(&mut self, len: usize) -> Result<Option<Op>, InvalidChange> {
        if self.len() <= len {
            return Ok(self.next());
        }
        Ok(match &mut self.head {
            None => None,
            Some(Op::Keep(rest)) => {
                *rest -= len;
                Some(Op::Keep(len))
            }
            Some(Op::Delete(rest)) => {
                *rest -= len;
                Some(Op::Delete(len))
            }
            Some(Op::Insert(text)) => {
                let (front, back) = split_utf16(text, len).ok_or(InvalidChange::SplitsCharacter(len))?;
                let taken = Op::Insert(front.to_owned());
                *text = back.to_owned();
                Some(taken)
            }
        })
    }
}

fn keep(len: usize) -> Section {
    Section::Keep(len)
}

fn delete(len: usize) -> Section {
    Section::Replace { delete: len, insert: String::new() }
}

fn insert(text: String) -> Section {
    Section::Replace { delete: 0, insert: text }
}

impl ChangeSet {
    /// Returns the change that leads back, given the text that this one is for.
    ///
    /// # Errors
    /// [`InvalidChange`] when it does not fit that text.
    pub fn invert(&self, old: &str) -> Result<Self, InvalidChange> {
        let misfit = || InvalidChange::Length { expected: self.old_len(), actual: utf16_len(old) };
        let mut rest = old;
        let mut sections = Vec::with_capacity(self.sections().len());
        for section in self.sections() {
            match section {
                Section::Keep(len) => {
                    rest = split_utf16(rest, *len).ok_or_else(misfit)?.1;
                    sections.push(keep(*len));
                }
                Section::Replace { delete, insert } => {
                    let (gone, behind) = split_utf16(rest, *delete).ok_or_else(misfit)?;
                    rest = behind;
                    sections.push(Section::Replace { delete: utf16_len(insert), insert: gone.to_owned() });
                }
            }
        }
        if rest.is_empty() { Ok(Self::new(sections)) } else { Err(misfit()) }
    }

    /// Returns this change and then `next` as one.
    ///
    /// # Errors
    /// [`InvalidChange`] when `next` is not for the text that this one makes.
    pub fn compose(&self, next: &Self) -> Result<Self, InvalidChange> {
        let (mut a, mut b) = (Ops::new(self), Ops::new(next));
        let mut out = Vec::new();
        loop {
            if let Some(Op::Delete(len)) = a.head {
                a.next();
                out.push(delete(len));
                continue;
            }
            if let Some(Op::Insert(_)) = b.head {
                if let Some(Op::Insert(text)) = b.next() {
                    out.push(insert(text));
                }
                continue;
            }
            let len = a.len().min(b.len());
            match (a.take(len)?, b.take(len)?) {
                (None, None) => return Ok(Self::new(out)),
                (Some(Op::Keep(len)), Some(Op::Keep(_))) => out.push(keep(len)),
                (Some(Op::Keep(len)), Some(Op::Delete(_))) => out.push(delete(len)),
                (Some(Op::Insert(text)), Some(Op::Keep(_))) => out.push(insert(text)),
                (Some(Op::Insert(_)), Some(Op::Delete(_))) => {}
                _ => return Err(InvalidChange::Length { expected: next.old_len(), actual: self.new_len() }),
            }
        }
    }

    /// Returns what this change becomes on the text that `other`, made on the same text, leads to. Where both
    /// insert at one place, `other`'s insert comes first.
    ///
    /// # Errors
    /// [`InvalidChange`] when the two are not for the same text.
    pub fn map_over(&self, other: &Self) -> Result<Self, InvalidChange> {
        let (mut a, mut b) = (Ops::new(self), Ops::new(other));
        let mut out = Vec::new();
        loop {
            if let Some(Op::Insert(text)) = &b.head {
                out.push(keep(utf16_len(text)));
                b.next();
                continue;
            }
            if let Some(Op::Insert(_)) = a.head {
                if let Some(Op::Insert(text)) = a.next() {
                    out.push(insert(text));
                }
                continue;
            }
            let len = a.len().min(b.len());
            match (a.take(len)?, b.take(len)?) {
                (None, None) => return Ok(Self::new(out)),
                (Some(Op::Keep(len)), Some(Op::Keep(_))) => out.push(keep(len)),
                (Some(Op::Delete(len)), Some(Op::Keep(_))) => out.push(delete(len)),
                (Some(_), Some(Op::Delete(_))) => {}
                _ => return Err(InvalidChange::Length { expected: other.old_len(), actual: self.old_len() }),
            }
        }
    }

    /// Returns the length of the text that it makes, UTF-16 code units.
    pub fn new_len(&self) -> usize {
        let len = |section: &Section| match section {
            Section::Keep(len) => *len,
            Section::Replace { insert, .. } => utf16_len(insert),
        };
        self.sections().iter().map(len).fold(0, usize::saturating_add)
    }
}

/// One stretch of a text's life, in order: what is to be undone, or what others did.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// The change.
    pub changes: ChangeSet,
    /// Whether it is to be undone.
    pub is_undone: bool,
}

/// Returns what a text would be if some of its stretches had not been: those are turned back, all others
/// stay. `start` is the text before the first stretch.
///
/// # Errors
/// [`InvalidChange`] when the stretches do not follow each other.
pub fn without(start: &str, stretches: &[Stretch]) -> Result<String, InvalidChange> {
    let mut texts = vec![start.to_owned()];
    for stretch in stretches {
        texts.push(stretch.changes.apply(texts.last().map_or("", String::as_str))?);
    }
    let end = texts.last().map_or("", String::as_str);
    // From the text after a stretch to what it shall become, going back stretch by stretch.
    let mut tail = ChangeSet::new([keep(utf16_len(end))]);
    for (stretch, before) in stretches.iter().zip(&texts).rev() {
        tail = if stretch.is_undone {
            tail.map_over(&stretch.changes.invert(before)?)?
        } else {
            stretch.changes.compose(&tail)?
        };
    }
    tail.apply(start)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn to(old: &str, new: &str) -> ChangeSet {
        super::super::diff::change_set(old, new)
    }

    #[test]
    fn what_others_wrote_stays() {
        let texts = ["one\ntwo\n", "one\ntwo and more\n", "zero\none\ntwo and more\n", "zero\none\ntwo and more!\n"];
        let stretches: Vec<Stretch> =
            (0..3).map(|n| Stretch { changes: to(texts[n], texts[n + 1]), is_undone: n == 0 }).collect();
        assert_eq!(without(texts[0], &stretches), Ok("zero\none\ntwo!\n".to_owned()));
    }

    /// What a later stretch deleted does not come back by undoing an earlier one.
    #[test]
    fn undoing_both_a_typing_and_its_deletion_leaves_neither() {
        let stretches = [
            Stretch { changes: to("ab", "aXXb"), is_undone: true },
            Stretch { changes: to("aXXb", "0aXXb"), is_undone: false },
            Stretch { changes: to("0aXXb", "0ab"), is_undone: true },
        ];
        assert_eq!(without("ab", &stretches), Ok("0ab".to_owned()));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn change_sets_do_what_their_parts_do(
            a in "[ab\n 長😀]{0,20}", b in "[ab\n 長😀]{0,20}", c in "[ab\n 長😀]{0,20}",
        ) {
            let (ab, bc, ac) = (to(&a, &b), to(&b, &c), to(&a, &c));
            prop_assert_eq!(ab.invert(&a).unwrap().apply(&b), Ok(a.clone()));
            prop_assert_eq!(ab.compose(&bc).unwrap().apply(&a), Ok(c.clone()));
            prop_assert_eq!(ab.new_len(), utf16_len(&b));
            // Both ways around the square have the same length, and each fits its text.
            let over = ab.map_over(&ac).unwrap().apply(&c).unwrap();
            prop_assert_eq!(utf16_len(&over), utf16_len(&ac.map_over(&ab).unwrap().apply(&b).unwrap()));
            // Undoing everything, or the last alone, is exact.
            let stretch = |changes: &ChangeSet, is_undone| Stretch { changes: changes.clone(), is_undone };
            prop_assert_eq!(without(&a, &[stretch(&ab, true), stretch(&bc, true)]), Ok(a.clone()));
            prop_assert_eq!(without(&a, &[stretch(&ab, false), stretch(&bc, true)]), Ok(b.clone()));
            prop_assert_eq!(without(&a, &[stretch(&ab, false), stretch(&bc, false)]), Ok(c.clone()));
        }
    }
}
