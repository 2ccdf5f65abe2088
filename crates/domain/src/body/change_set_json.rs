//! The JSON form of a change set: what CodeMirror's `ChangeSet.toJSON()` writes and `fromJSON` reads.
//!
//! `[5, [3], [0, "a", "b"]]` keeps five UTF-16 code units, deletes three and inserts `a`, a line break, `b`.

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::change_set::{ChangeSet, Section};
use crate::limits::{BODY_BYTES_MAX, CHANGE_SECTIONS_MAX};

impl Serialize for ChangeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.sections().iter().map(SectionOut))
    }
}

struct SectionOut<'a>(&'a Section);

impl Serialize for SectionOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Section::Keep(len) => len.serialize(serializer),
            Section::Replace { delete, insert } => {
                let mut parts = serializer.serialize_seq(None)?;
                parts.serialize_element(delete)?;
                if !insert.is_empty() {
                    insert.split('\n').try_for_each(|line| parts.serialize_element(line))?;
                }
                parts.end()
            }
        }
    }
}

/// Refuses negative and broken numbers, line breaks and NUL inside a line, sections that are neither, and
/// what is over [`CHANGE_SECTIONS_MAX`] or [`BODY_BYTES_MAX`]. Memory is bounded while reading.
impl<'de> Deserialize<'de> for ChangeSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(WholeVisitor)
    }
}

struct WholeVisitor;

impl<'de> Visitor<'de> for WholeVisitor {
    type Value = ChangeSet;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a change set such as [5, [3], [0, \"a\", \"b\"]]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<ChangeSet, A::Error> {
        let mut sections = Vec::new();
        let mut inserted = 0_usize;
        while let Some(SectionIn(section)) = parts.next_element()? {
            if sections.len() >= CHANGE_SECTIONS_MAX {
                return Err(A::Error::custom(format_args!("more than {CHANGE_SECTIONS_MAX} sections")));
            }
            if let Section::Replace { insert, .. } = &section {
                inserted += insert.len();
            }
            if inserted > BODY_BYTES_MAX {
                return Err(too_large());
            }
            sections.push(section);
        }
        Ok(ChangeSet::new(sections))
    }
}

struct SectionIn(Section);

impl<'de> Deserialize<'de> for SectionIn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SectionVisitor).map(Self)
    }
}

struct SectionVisitor;

impl<'de> Visitor<'de> for SectionVisitor {
    type Value = Section;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a length to keep, or a list of a length to delete and the lines to insert")
    }

    fn visit_u64<E: Error>(self, len: u64) -> Result<Section, E> {
        length(len).map(Section::Keep)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Section, A::Error> {
        let delete: u64 =
            parts.next_element()?.ok_or_else(|| A::Error::custom("a replacement without a length to delete"))?;
        let delete = length(delete)?;
        let mut insert = String::new();
        let mut is_first = true;
        while let Some(line) = parts.next_element::<String>()? {
            if line.contains(['\n', '\r', '\0']) {
                return Err(A::Error::custom("an inserted line holds a line break or a NUL"));
            }
            if insert.len() + line.len() >= BODY_BYTES_MAX {
                return Err(too_large());
            }
            if !std::mem::take(&mut is_first) {
                insert.push('\n');
            }
            insert.push_str(&line);
        }
        Ok(Section::Replace { delete, insert })
    }
}

fn length<E: Error>(len: u64) -> Result<usize, E> {
    usize::try_from(len).ok().filter(|len| *len <= BODY_BYTES_MAX).ok_or_else(too_large)
}

fn too_large<E: Error>() -> E {
    E::custom(format_args!("over the limit of {BODY_BYTES_MAX} bytes of a note"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<ChangeSet, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn it_reads_and_writes_what_codemirror_does() {
        let set = ChangeSet::new([
            Section::Keep(5),
            Section::Replace { delete: 3, insert: String::new() },
            Section::Keep(1),
            Section::Replace { delete: 0, insert: "a\n".to_owned() },
        ]);
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(json, r#"[5,[3],1,[0,"a",""]]"#);
        assert_eq!(read(&json), Ok(set));
        assert_eq!(read("[]"), Ok(ChangeSet::default()));
    }

    #[test]
    fn what_codemirror_would_not_write_is_refused() {
        for json in [
            "5",
            "null",
            "{}",
            "[-1]",
            "[1.5]",
            "[\"a\"]",
            "[[]]",
            "[[\"a\"]]",
            "[[0,1]]",
            "[[0,\"a\\nb\"]]",
            "[[0,\"\\u0000\"]]",
            "[[0,\"\\r\"]]",
            "[null]",
            "[[0,[1]]]",
            "[18446744073709551615]",
            "[true]",
            "[[0,\"\\ud800\"]]",
        ] {
            assert!(read(json).is_err(), "{json}");
        }
        let many = format!("[{}[1]]", "1,[1],".repeat(CHANGE_SECTIONS_MAX));
        assert!(read(&many).is_err());
    }
}
