//! Change sets between the editor's form and the domain's.

use driftless_domain::body::{ChangeSet, Section};

use crate::AppError;
use crate::view::{ChangesView, LengthOrLine, SectionView};

/// Sections of one push; an editor that replaces everywhere in a long note stays far below.
const SECTIONS_MAX: usize = 200_000;

/// Reads what an editor sent.
///
/// # Errors
/// [`AppError::BadInput`] and [`AppError::TooLarge`] for what no editor sends.
pub(crate) fn from_view(view: &ChangesView) -> Result<ChangeSet, AppError> {
    if view.0.len() > SECTIONS_MAX {
        return Err(AppError::TooLarge { field: "changes", max: SECTIONS_MAX, unit: "sections" });
    }
    let sections = view.0.iter().map(section).collect::<Result<Vec<_>, _>>()?;
    Ok(ChangeSet::new(sections))
}

fn section(section: &SectionView) -> Result<Section, AppError> {
    let parts = match section {
        SectionView::Keep(len) => return Ok(Section::Keep(units(*len))),
        SectionView::Replace(parts) => parts,
    };
    let Some((LengthOrLine::Length(delete), lines)) = parts.split_first() else {
        return Err(malformed("a section without its length"));
    };
    let lines = lines
        .iter()
        .map(|part| match part {
            LengthOrLine::Line(line) if line.contains('\n') => Err(malformed("a line with a line break in it")),
            LengthOrLine::Line(line) => Ok(line.as_str()),
            LengthOrLine::Length(_) => Err(malformed("a section with two lengths")),
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Section::Replace { delete: units(*delete), insert: lines.join("\n") })
}

/// Writes a change set for an editor.
pub(crate) fn to_view(changes: &ChangeSet) -> ChangesView {
    let view = changes.sections().iter().map(|section| match section {
        Section::Keep(len) => SectionView::Keep(count(*len)),
        Section::Replace { delete, insert } => {
            let length = LengthOrLine::Length(count(*delete));
            let lines = insert.split('\n').map(|line| LengthOrLine::Line(line.to_owned()));
            if insert.is_empty() {
                SectionView::Replace(vec![length])
            } else {
                SectionView::Replace(std::iter::once(length).chain(lines).collect())
            }
        }
    });
    ChangesView(view.collect())
}

fn units(len: u32) -> usize {
    usize::try_from(len).unwrap_or(usize::MAX)
}

fn count(len: usize) -> u32 {
    // A text is at most 20 MiB, so its UTF-16 length fits.
    u32::try_from(len).unwrap_or(u32::MAX)
}

fn malformed(what: &str) -> AppError {
    AppError::BadInput { field: "changes", reason: format!("hold {what}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(json: &str) -> ChangesView {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn an_editors_change_set_comes_back_as_it_was() {
        for json in ["[5,[3],[0,\"a\",\"b\"]]", "[[0,\"\",\"\"],7]", "[]", "[2]"] {
            let changes = from_view(&view(json)).unwrap();
            assert_eq!(from_view(&to_view(&changes)).unwrap(), changes, "{json}");
        }
        assert_eq!(
            serde_json::to_string(&to_view(&from_view(&view("[1,[2,\"x\"]]")).unwrap())).unwrap(),
            "[1,[2,\"x\"]]"
        );
    }

    #[test]
    fn what_no_editor_sends_is_refused() {
        for json in ["[[]]", "[[\"a\"]]", "[[0,\"a\\nb\"]]", "[[1,2]]"] {
            assert!(matches!(from_view(&view(json)), Err(AppError::BadInput { field: "changes", .. })), "{json}");
        }
        for json in ["[-1]", "[4294967296]", "[1.5]", "[\"a\"]", "[[0,\"\\ud800\"]]", "{}"] {
            assert!(serde_json::from_str::<ChangesView>(json).is_err(), "{json}");
        }
    }
}
