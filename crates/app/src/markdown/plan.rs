//! What would become of a folder: which notebooks and notes, and what is left out and why. Pure.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use driftless_domain::limits::BODY_BYTES_MAX;
use driftless_domain::rules;

use super::files::OtherFiles;
use super::reason::Reason;
use super::report::ReportLine;
use super::scan::{FileFacts, Found, Kind, is_hidden};

/// Names a folder's notebook where the folder's own name cannot: written by the export.
pub(super) const NAME_FILE: &str = ".notebook.yaml";

/// Largest file that is read, bytes: the largest text with its front matter.
pub(super) const FILE_BYTES_MAX: u64 = BODY_BYTES_MAX as u64 + 256 * 1024;

/// What would become of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ImportPlan {
    /// Notebooks; a parent stands before what is in it.
    pub notebooks: Vec<NotebookPlan>,
    /// Notes, in order of path.
    pub notes: Vec<NotePlan>,
    /// What is left out.
    pub not_taken: Vec<ReportLine>,
    /// Files that are no notes, but may be attachments of some.
    pub others: OtherFiles,
}

/// A folder that becomes a notebook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotebookPlan {
    /// Its path inside the folder.
    pub folder: PathBuf,
    /// The notebook it is in, as position in [`ImportPlan::notebooks`].
    pub parent: Option<usize>,
    /// Its name, from the folder's.
    pub name: String,
    /// A file with the true name.
    pub name_file: Option<PathBuf>,
}

/// A file that becomes a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotePlan {
    /// Its path inside the folder.
    pub file: PathBuf,
    /// The notebook it is in, as position in [`ImportPlan::notebooks`].
    pub notebook: Option<usize>,
    /// Title, unless front matter has one.
    pub title: String,
    /// What the file system says; front matter goes first.
    pub facts: FileFacts,
}

/// Decides what becomes of everything that was found. `found` is in order of path.
pub(super) fn plan(found: &[Found]) -> ImportPlan {
    let mut plan = ImportPlan::default();
    let mut notes: Vec<(&Path, FileFacts)> = Vec::new();
    let mut name_files: Vec<&Path> = Vec::new();
    for Found { path, kind } in found {
        match verdict(path, kind) {
            Verdict::Note(facts) => notes.push((path, facts)),
            Verdict::NameFile => name_files.push(path),
            Verdict::Folder => {}
            Verdict::Other(bytes) => {
                plan.others.insert(path.clone(), bytes);
                plan.not_taken.push(ReportLine { path: shown(path), reason: Reason::NotMarkdown });
            }
            Verdict::NotTaken(reason) => plan.not_taken.push(ReportLine { path: shown(path), reason }),
        }
    }
    let wanted = wanted_folders(found, &notes, &name_files);
    let mut places = BTreeMap::new();
    for folder in wanted {
        let name_file = folder.join(NAME_FILE);
        places.insert(folder.to_path_buf(), plan.notebooks.len());
        plan.notebooks.push(NotebookPlan {
            folder: folder.to_path_buf(),
            parent: folder.parent().and_then(|parent| places.get(parent).copied()),
            name: title_of(folder.file_name().unwrap_or_default()),
            name_file: name_files.contains(&name_file.as_path()).then_some(name_file),
        });
    }
    plan.notes.extend(notes.into_iter().map(|(file, facts)| NotePlan {
        file: file.to_path_buf(),
        notebook: file.parent().and_then(|folder| places.get(folder).copied()),
        title: title_of(file.file_stem().unwrap_or_default()),
        facts,
    }));
    plan
}

enum Verdict {
    Note(FileFacts),
    NameFile,
    Folder,
    Other(u64),
    NotTaken(Reason),
}

fn verdict(path: &Path, kind: &Kind) -> Verdict {
    match kind {
        Kind::Link => Verdict::NotTaken(Reason::Link),
        Kind::Special => Verdict::NotTaken(Reason::Special),
        Kind::Unreadable(why) => Verdict::NotTaken(Reason::Unreadable(why.clone())),
        Kind::TooDeep => Verdict::NotTaken(Reason::TooDeep),
        Kind::Folder if is_hidden(path) => Verdict::NotTaken(Reason::HiddenFolder),
        Kind::Folder => Verdict::Folder,
        Kind::File(_) if path.file_name() == Some(OsStr::new(NAME_FILE)) && path.parent() != Some(Path::new("")) => {
            Verdict::NameFile
        }
        Kind::File(_) if is_hidden(path) => Verdict::NotTaken(Reason::HiddenFile),
        Kind::File(facts) if !is_markdown(path) => Verdict::Other(facts.bytes),
        Kind::File(facts) if facts.bytes > FILE_BYTES_MAX => Verdict::NotTaken(Reason::TooLarge { bytes: facts.bytes }),
        Kind::File(facts) => Verdict::Note(*facts),
    }
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    extension.eq_ignore_ascii_case("md") || extension.eq_ignore_ascii_case("markdown")
}

/// Folders that become notebooks, in order of path: those with a note somewhere below, with a name of
/// their own, or with nothing in them at all (an empty notebook of an export).
fn wanted_folders<'a>(found: &'a [Found], notes: &[(&Path, FileFacts)], name_files: &[&Path]) -> Vec<&'a Path> {
    let mut with_content = BTreeSet::new();
    let files = notes.iter().map(|(path, _)| *path).chain(name_files.iter().copied());
    for folder in files.filter_map(Path::parent).flat_map(Path::ancestors) {
        with_content.insert(folder);
    }
    let mut not_empty: BTreeSet<&Path> = found.iter().filter_map(|found| found.path.parent()).collect();
    // A folder that could not be listed stands there a second time, as that.
    not_empty.extend(found.iter().filter(|found| found.kind != Kind::Folder).map(|found| found.path.as_path()));
    for Found { path, kind } in found {
        if *kind == Kind::Folder && !is_hidden(path) && !not_empty.contains(path.as_path()) {
            with_content.extend(path.ancestors());
        }
    }
    found
        .iter()
        .filter(|found| found.kind == Kind::Folder && with_content.contains(found.path.as_path()))
        .map(|found| found.path.as_path())
        .collect()
}

/// Makes a title of a file's name: any name gives one, and none is ever used as a path again.
fn title_of(name: &OsStr) -> String {
    let text: String = name.to_string_lossy().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match rules::title(&text) {
        Ok(title) if !title.is_empty() => title,
        _ => "Untitled".to_owned(),
    }
}

/// Returns a path as a report shows it: with `/`, on one line.
pub(super) fn shown(path: &Path) -> String {
    let parts: Vec<String> = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    parts.join("/").chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(path: &str) -> Found {
        Found { path: path.into(), kind: Kind::Folder }
    }

    fn file(path: &str, bytes: u64) -> Found {
        Found { path: path.into(), kind: Kind::File(FileFacts { bytes, ..FileFacts::default() }) }
    }

    fn reasons(plan: &ImportPlan) -> Vec<(&str, String)> {
        plan.not_taken.iter().map(|line| (line.path.as_str(), line.reason.to_string())).collect()
    }

    #[test]
    fn folders_become_notebooks_and_files_notes() {
        let found = [folder("Work"), folder("Work/2026"), file("Work/2026/plan.md", 3), file("a.MD", 0)];
        let plan = plan(&found);
        let notebooks: Vec<_> = plan.notebooks.iter().map(|n| (n.name.as_str(), n.parent)).collect();
        assert_eq!(notebooks, [("Work", None), ("2026", Some(0))]);
        let notes: Vec<_> = plan.notes.iter().map(|n| (n.title.as_str(), n.notebook)).collect();
        assert_eq!(notes, [("plan", Some(1)), ("a", None)]);
        assert!(plan.not_taken.is_empty());
    }

    #[test]
    fn everything_that_is_left_out_has_a_line() {
        let found = [
            folder(".git"),
            file(".hidden.md", 1),
            file("big.md", 50 * 1024 * 1024),
            folder("img"),
            file("img/a.png", 9),
            Found { path: "loop".into(), kind: Kind::Link },
            Found { path: "pipe.md".into(), kind: Kind::Special },
            Found { path: "secret".into(), kind: Kind::Unreadable("permission denied".to_owned()) },
        ];
        let plan = plan(&found);
        assert_eq!(
            reasons(&plan),
            [
                (".git", "a hidden folder"),
                (".hidden.md", "a hidden file"),
                ("big.md", "52428800 bytes: a note holds at most 20971520"),
                ("img/a.png", "not a Markdown file (.md or .markdown)"),
                ("loop", "a link: links are not followed"),
                ("pipe.md", "a pipe, socket or device"),
                ("secret", "cannot be read: permission denied"),
            ]
            .map(|(path, reason)| (path, reason.to_owned()))
        );
        assert!(plan.notes.is_empty());
        assert!(plan.notebooks.is_empty(), "a folder of pictures is no notebook");
    }

    #[test]
    fn an_empty_folder_is_a_notebook_and_a_name_file_names_one() {
        let found = [folder("a_b"), file("a_b/.notebook.yaml", 9), folder("empty")];
        let plan = plan(&found);
        assert_eq!(plan.notebooks.len(), 2);
        assert_eq!(plan.notebooks[0].name_file.as_deref(), Some(Path::new("a_b/.notebook.yaml")));
        assert_eq!(plan.notebooks[1].name, "empty");
    }

    #[test]
    fn names_that_differ_in_case_or_form_only_are_two_notes() {
        let found = [file("A.md", 1), file("Cafe\u{301}.md", 1), file("Caf\u{e9}.md", 1), file("a.md", 1)];
        assert_eq!(plan(&found).notes.len(), 4);
    }
}
