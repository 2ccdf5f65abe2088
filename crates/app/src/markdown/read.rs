//! One file's bytes as a note. Pure.

use driftless_domain::rules;

use super::front_matter;
use super::plan::NotePlan;
use super::reason::Reason;
use crate::NoteDraft;
use crate::view::NewNote;

/// A file that can be a note.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NoteFile {
    /// The note; its notebook is still open.
    pub draft: NoteDraft,
    /// What could not be taken as it stands.
    pub remarks: Vec<Reason>,
}

/// Makes a note of a file.
///
/// # Errors
/// Why it cannot be one; the file is then listed and left alone.
pub(super) fn read_note(plan: &NotePlan, bytes: &[u8]) -> Result<NoteFile, Reason> {
    let text = decode(bytes)?;
    let parsed = front_matter::parse(&text);
    let body = rules::body_text(parsed.body).map_err(|error| match error {
        rules::InvalidText::TooLong { bytes, .. } => Reason::TooLarge { bytes: bytes as u64 },
        refused @ (rules::InvalidText::Control(_) | rules::InvalidText::Empty) => {
            Reason::Refused(format!("its text {refused}: not a text file"))
        }
    })?;
    let facts = parsed.facts;
    let note = NewNote {
        title: facts.title.unwrap_or_else(|| plan.title.clone()),
        body,
        notebook_id: None,
        tags: facts.tags,
        pinned: facts.pinned,
    };
    let draft = NoteDraft {
        note,
        archived: facts.archived,
        created_at_ms: facts.created_ms.or(plan.facts.created_ms),
        updated_at_ms: facts.updated_ms.or(plan.facts.modified_ms).or(facts.created_ms),
        front_matter: facts.kept,
    };
    Ok(NoteFile { draft, remarks: parsed.remarks })
}

/// Reads the name that an export gave a folder's notebook.
///
/// # Errors
/// Why there is none in it; the folder's own name is taken then.
pub(super) fn read_name(bytes: &[u8]) -> Result<String, Reason> {
    let (facts, _) = front_matter::facts_of(&decode(bytes)?).map_err(Reason::Refused)?;
    facts.title.filter(|title| !title.is_empty()).ok_or(Reason::NoTitle)
}

/// Decodes UTF-8, without a byte order mark, with LF line ends.
fn decode(bytes: &[u8]) -> Result<String, Reason> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Reason::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| Reason::NotUtf8 { at: error.valid_up_to() as u64 })?;
    if let Some(at) = text.find('\0') {
        return Err(Reason::Nul { at: at as u64 });
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::super::scan::FileFacts;
    use super::*;

    fn plan() -> NotePlan {
        let facts = FileFacts { bytes: 0, created_ms: Some(5), modified_ms: Some(9) };
        NotePlan { file: "a/stem.md".into(), notebook: Some(0), title: "stem".to_owned(), facts }
    }

    #[test]
    fn without_front_matter_the_file_tells_title_and_times() {
        let file = read_note(&plan(), b"\xef\xbb\xbfone\r\ntwo\r").unwrap();
        assert_eq!(file.draft.note.title, "stem");
        assert_eq!(file.draft.note.body, "one\ntwo\n");
        assert_eq!((file.draft.created_at_ms, file.draft.updated_at_ms), (Some(5), Some(9)));
    }

    #[test]
    fn an_empty_title_in_front_matter_is_an_empty_title() {
        let file = read_note(&plan(), b"---\ntitle: \"\"\n---\n\nx").unwrap();
        assert_eq!(file.draft.note.title, "");
        let file = read_note(&plan(), b"---\ntitle:\n---\n\nx").unwrap();
        assert_eq!(file.draft.note.title, "stem");
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_the_place() {
        assert_eq!(
            read_note(&plan(), b"ab\xff").unwrap_err().to_string(),
            "is not UTF-8 (byte 2): save it as UTF-8 first"
        );
        assert_eq!(read_note(&plan(), b"ab\0c").unwrap_err().to_string(), "has a NUL (byte 2): not a text file");
        assert_eq!(read_note(&plan(), b"\xff\xfea\0").unwrap_err().to_string(), "is UTF-16: save it as UTF-8 first");
    }

    #[test]
    fn a_name_file_names_a_notebook() {
        assert_eq!(read_name(b"title: \"A/B\"\n").unwrap(), "A/B");
        assert!(read_name(b"title: [x]\n").is_err());
        assert!(read_name(b"").is_err());
    }
}
