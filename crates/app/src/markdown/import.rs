//! Importing: reads the planned files one by one and creates their notes, some hundred in a transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use driftless_domain::GroupId;
use driftless_domain::limits::BLOB_BYTES_MAX;
use driftless_sync::contract::Store as _;

use super::files::{references, replaced, resolve};
use super::plan::{FILE_BYTES_MAX, ImportPlan, NotebookPlan, plan, shown};
use super::read::{NoteFile, read_name, read_note};
use super::reason::Reason;
use super::report::{ImportReport, Progress, ReportLine};
use super::scan::scan;
use crate::{App, AppError, NoteDraft, attachments};

/// Notes of one transaction: few enough that another program never waits long for the write lock.
const BATCH_NOTES_MAX: usize = 500;

/// Text of one transaction, bytes: bounds the memory of an import.
const BATCH_BYTES_MAX: usize = 8 * 1024 * 1024;

impl App {
    /// Tells what [`App::import_markdown`] would do with a folder. Every file is read, nothing is written.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when `dir` is no folder that can be read.
    pub fn plan_import_markdown(&self, dir: &Path, progress: impl FnMut(Progress)) -> Result<ImportReport, AppError> {
        self.plan_import_markdown_while(dir, progress, &|| true)
    }

    /// The same for as long as `goes_on` says so; then the report says that it was cancelled.
    ///
    /// # Errors
    /// As [`App::plan_import_markdown`].
    pub fn plan_import_markdown_while(
        &self,
        dir: &Path,
        mut progress: impl FnMut(Progress),
        goes_on: &dyn Fn() -> bool,
    ) -> Result<ImportReport, AppError> {
        let plan = plan(&scan(dir)?);
        let existing = Existing::load(self)?;
        let mut report = ImportReport { dry_run: true, not_taken: plan.not_taken.clone(), ..ImportReport::default() };
        let names = notebook_names(dir, &plan, &mut report);
        report.notebooks = existing.missing(&plan.notebooks, &names);
        let total = plan.notes.len() as u64;
        let mut tags = BTreeSet::new();
        let mut files = Files::default();
        for at in 0..plan.notes.len() {
            if !goes_on() {
                report.cancelled = true;
                break;
            }
            if let Some(file) = take(dir, &plan, at, &mut report) {
                // Counted, not kept: nothing is written.
                let body = file.draft.note.body.as_str();
                attach(dir, &plan, at, body, &mut files, &mut report, &mut |_, _| Ok(String::new()))?;
                report.notes += 1;
                report.taken.push(shown(&plan.notes[at].file));
                tags.extend(file.draft.note.tags);
            }
            progress(Progress { done: at as u64 + 1, total });
        }
        report.tags = tags.len() as u64;
        files.tell(&mut report);
        Ok(report)
    }

    /// Imports a folder of Markdown files: folders become notebooks, files notes. A file that cannot be
    /// taken is listed and left alone; when the disk is full or the database fails, the report says what
    /// was imported and what was not.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when `dir` is no folder that can be read, and what reading the notebooks
    /// ended in. Nothing was imported then.
    pub fn import_markdown(&self, dir: &Path, progress: impl FnMut(Progress)) -> Result<ImportReport, AppError> {
        self.import_markdown_while(dir, progress, &|| true)
    }

    /// The same for as long as `goes_on` says so. What was imported until then is kept, and can be undone
    /// as a whole by the report's group.
    ///
    /// # Errors
    /// As [`App::import_markdown`].
    pub fn import_markdown_while(
        &self,
        dir: &Path,
        mut progress: impl FnMut(Progress),
        goes_on: &dyn Fn() -> bool,
    ) -> Result<ImportReport, AppError> {
        let plan = plan(&scan(dir)?);
        let existing = Existing::load(self)?;
        let mut report = ImportReport { not_taken: plan.not_taken.clone(), ..ImportReport::default() };
        let names = notebook_names(dir, &plan, &mut report);
        let group = GroupId::from_uuid(self.inner.clock.new_uuid());
        report.group = Some(group.to_string());
        let mut import = Import {
            app: self,
            dir,
            plan: &plan,
            notebook_ids: Vec::new(),
            group,
            tags: BTreeSet::new(),
            files: Files::default(),
            report,
        };
        let mut done = 0;
        let outcome = import.create_notebooks(existing, &names).and_then(|()| {
            while done < plan.notes.len() {
                if !goes_on() {
                    import.report.cancelled = true;
                    break;
                }
                done = import.batch(done)?;
                progress(Progress { done: done as u64, total: plan.notes.len() as u64 });
            }
            Ok(())
        });
        let mut report = import.report;
        report.tags = import.tags.len() as u64;
        import.files.tell(&mut report);
        if let Err(error) = &outcome {
            report.stopped = Some(error.message());
        }
        if outcome.is_err() || report.cancelled {
            report.not_imported = plan.notes[done..].iter().map(|note| shown(&note.file)).collect();
        }
        Ok(report)
    }
}

struct Import<'a> {
    app: &'a App,
    dir: &'a Path,
    plan: &'a ImportPlan,
    notebook_ids: Vec<String>,
    /// Names the import, so that it can be undone as a whole.
    group: GroupId,
    tags: BTreeSet<String>,
    files: Files,
    report: ImportReport,
}

impl Import<'_> {
    fn create_notebooks(&mut self, mut existing: Existing, names: &[String]) -> Result<(), AppError> {
        for (notebook, name) in self.plan.notebooks.iter().zip(names) {
            let parent_id = notebook.parent.and_then(|at| self.notebook_ids.get(at)).cloned();
            let id = match existing.take(parent_id.as_deref(), name) {
                Some(id) => id,
                None => {
                    let id = self.app.notebook_create_in(name, parent_id.as_deref(), Some(self.group))?.id;
                    self.report.notebooks += 1;
                    id
                }
            };
            self.notebook_ids.push(id);
        }
        Ok(())
    }

    /// Imports the notes from position `from` that fit into one transaction. Returns the position after them.
    fn batch(&mut self, from: usize) -> Result<usize, AppError> {
        let mut batch: Vec<(usize, NoteDraft)> = Vec::new();
        let mut bytes = 0;
        let mut at = from;
        while at < self.plan.notes.len() && batch.len() < BATCH_NOTES_MAX && bytes < BATCH_BYTES_MAX {
            if let Some(NoteFile { mut draft, .. }) = take(self.dir, self.plan, at, &mut self.report) {
                let inner = &self.app.inner;
                let mut keep = |file: &str, bytes: Vec<u8>| {
                    let added = inner.store.write(|tx| attachments::add(tx, file, bytes))?;
                    Ok(added.url)
                };
                let (files, report) = (&mut self.files, &mut self.report);
                if let Some(body) = attach(self.dir, self.plan, at, &draft.note.body, files, report, &mut keep)? {
                    draft.note.body = body;
                }
                bytes += draft.note.body.len();
                draft.note.notebook_id =
                    self.plan.notes[at].notebook.and_then(|notebook| self.notebook_ids.get(notebook)).cloned();
                batch.push((at, draft));
            }
            at += 1;
        }
        let drafts: Vec<NoteDraft> = batch.iter().map(|(_, draft)| draft.clone()).collect();
        match self.app.create_in(&drafts, Some(self.group)) {
            Ok(_) => batch.iter().for_each(|(at, draft)| self.took(*at, draft)),
            // One note that the rules refuse must not take the others with it.
            Err(AppError::BadInput { .. } | AppError::TooLarge { .. }) => self.one_by_one(&batch)?,
            Err(error) => return Err(error),
        }
        Ok(at)
    }

    fn took(&mut self, at: usize, draft: &NoteDraft) {
        self.report.notes += 1;
        self.report.taken.push(shown(&self.plan.notes[at].file));
        self.tags.extend(draft.note.tags.iter().cloned());
    }

    fn one_by_one(&mut self, batch: &[(usize, NoteDraft)]) -> Result<(), AppError> {
        for (at, draft) in batch {
            match self.app.create_in(std::slice::from_ref(draft), Some(self.group)) {
                Ok(_) => self.took(*at, draft),
                Err(error @ (AppError::BadInput { .. } | AppError::TooLarge { .. })) => {
                    let path = shown(&self.plan.notes[*at].file);
                    self.report.not_taken.push(ReportLine { path, reason: Reason::Refused(error.to_string()) });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

/// Reads one planned file. What cannot be taken of it goes into the report.
fn take(dir: &Path, plan: &ImportPlan, at: usize, report: &mut ImportReport) -> Option<NoteFile> {
    let note = plan.notes.get(at)?;
    let path = || shown(&note.file);
    match read_file(&dir.join(&note.file), FILE_BYTES_MAX).and_then(|bytes| read_note(note, &bytes)) {
        Ok(file) => {
            report
                .remarks
                .extend(file.remarks.iter().map(|reason| ReportLine { path: path(), reason: reason.clone() }));
            Some(file)
        }
        Err(reason) => {
            report.not_taken.push(ReportLine { path: path(), reason });
            None
        }
    }
}

/// Keeps a file of this name as an attachment; returns its address.
type Keep<'k> = dyn FnMut(&str, Vec<u8>) -> Result<String, AppError> + 'k;

/// What became of the files that notes name.
#[derive(Default)]
struct Files {
    /// Addresses of those that are attachments now.
    kept: BTreeMap<PathBuf, String>,
    refused: BTreeSet<PathBuf>,
}

impl Files {
    /// What was taken is no longer listed as left alone.
    fn tell(&self, report: &mut ImportReport) {
        let kept: BTreeSet<String> = self.kept.keys().map(|file| shown(file)).collect();
        report.not_taken.retain(|line| line.reason != Reason::NotMarkdown || !kept.contains(&line.path));
        report.attachments = kept.len() as u64;
    }
}

/// Keeps the files that a note names, each once, and returns its text with their addresses; none when it
/// names none. What cannot be taken stays a relative link, with a line in the report.
fn attach(
    dir: &Path,
    plan: &ImportPlan,
    at: usize,
    body: &str,
    files: &mut Files,
    report: &mut ImportReport,
    keep: &mut Keep<'_>,
) -> Result<Option<String>, AppError> {
    let Some(note) = plan.notes.get(at).filter(|_| !plan.others.is_empty()) else { return Ok(None) };
    let mut changes = Vec::new();
    for reference in references(body) {
        let Some((file, bytes)) = resolve(&plan.others, &note.file, &reference) else { continue };
        if !files.kept.contains_key(file) && !files.refused.contains(file) {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let read = if bytes > BLOB_BYTES_MAX as u64 {
                Err(Reason::AttachmentTooLarge { bytes })
            } else {
                read_file(&dir.join(file), BLOB_BYTES_MAX as u64)
            };
            match read {
                Ok(bytes) => _ = files.kept.insert(file.clone(), keep(&name, bytes)?),
                Err(reason) => {
                    files.refused.insert(file.clone());
                    let reason = Reason::Of { file: shown(file), reason: Box::new(reason) };
                    report.remarks.push(ReportLine { path: shown(&note.file), reason });
                }
            }
        }
        let Some(url) = files.kept.get(file) else { continue };
        let new = match &reference.embed {
            None => url.clone(),
            Some(width) => {
                let words = attachments::words(&file.file_stem().unwrap_or_default().to_string_lossy());
                let width = width.as_deref().map(|width| format!("|{width}")).unwrap_or_default();
                format!("![{words}{width}]({url})")
            }
        };
        changes.push((reference.place, new));
    }
    Ok((!changes.is_empty()).then(|| replaced(body, &changes)))
}

/// Reads a regular file, never more than `bytes_max`.
fn read_file(path: &Path, bytes_max: u64) -> Result<Vec<u8>, Reason> {
    let unreadable = |error: std::io::Error| Reason::Unreadable(error.to_string());
    // It was a regular file when the folder was listed; a link put in its place meanwhile is not followed.
    let metadata = std::fs::symlink_metadata(path).map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Reason::Replaced);
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(bytes_max + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > bytes_max { Err(Reason::TooLarge { bytes: metadata.len() }) } else { Ok(bytes) }
}

/// Returns the names of the planned notebooks, in their order.
fn notebook_names(dir: &Path, plan: &ImportPlan, report: &mut ImportReport) -> Vec<String> {
    let mut name_of = |notebook: &NotebookPlan| {
        let file = notebook.name_file.as_ref()?;
        match read_file(&dir.join(file), FILE_BYTES_MAX).and_then(|bytes| read_name(&bytes)) {
            Ok(name) => Some(name),
            Err(reason) => {
                report.not_taken.push(ReportLine { path: shown(file), reason });
                None
            }
        }
    };
    plan.notebooks.iter().map(|notebook| name_of(notebook).unwrap_or_else(|| notebook.name.clone())).collect()
}

/// The notebooks that were there before: a folder of the same name at the same place joins one of
/// them, but two folders never share one.
struct Existing {
    rows: Vec<crate::view::NotebookRow>,
}

impl Existing {
    fn load(app: &App) -> Result<Self, AppError> {
        Ok(Self { rows: app.sidebar()?.notebooks })
    }

    fn take(&mut self, parent_id: Option<&str>, name: &str) -> Option<String> {
        let at = self.rows.iter().position(|row| row.name == name && row.parent_id.as_deref() == parent_id)?;
        Some(self.rows.swap_remove(at).id)
    }

    /// Counts the planned notebooks that are not there yet.
    fn missing(mut self, notebooks: &[NotebookPlan], names: &[String]) -> u64 {
        let mut ids: Vec<Option<String>> = Vec::new();
        for (notebook, name) in notebooks.iter().zip(names) {
            let id = match notebook.parent {
                None => self.take(None, name),
                Some(at) => match ids.get(at) {
                    Some(Some(parent_id)) => self.take(Some(parent_id), name),
                    _ => None,
                },
            };
            ids.push(id);
        }
        ids.iter().filter(|id| id.is_none()).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{ListQuery, ListScope, SortBy};
    use crate::{KeyChoice, OpenOptions, Role};

    fn app(data_dir: &Path) -> App {
        let options = OpenOptions {
            data_dir: data_dir.to_path_buf(),
            key: KeyChoice::KeyFile(data_dir.with_extension("key")),
            device_name: None,
            role: Role::Command,
        };
        App::create(options).unwrap()
    }

    #[test]
    fn a_full_disk_ends_the_import_and_the_report_says_what_is_here_and_what_is_not() {
        // Given a folder of notes and databases that cannot grow beyond one or another size.
        let folder = tempfile::tempdir().unwrap();
        let notes = folder.path().join("notes");
        std::fs::create_dir(&notes).unwrap();
        for number in 0..1_200 {
            std::fs::write(notes.join(format!("{number:04}.md")), format!("words of {number}\n").repeat(40)).unwrap();
        }
        let mut in_the_middle = 0;
        for pages_max in [100, 300, 400, 600, 800, 1_200, 1_600] {
            let app = app(&folder.path().join(pages_max.to_string()));
            app.store().limit_pages(pages_max).unwrap();
            // When it is imported.
            let report = app.import_markdown(&notes, |_| {}).unwrap();
            // Then the report and the vault agree, and every file is accounted for.
            let query = ListQuery::new(ListScope::All, SortBy::Title, 0, 1);
            assert_eq!(u64::from(app.list_notes(&query).unwrap().total), report.notes);
            assert_eq!(report.notes + report.not_imported.len() as u64, 1_200);
            if let Some(why) = &report.stopped {
                assert!(why.contains("full"), "{why}");
                assert_eq!(report.not_imported[0], format!("{:04}.md", report.notes));
                in_the_middle += u32::from(report.notes > 0);
            }
        }
        assert!(in_the_middle > 0, "no size ended an import in the middle");
    }
}
