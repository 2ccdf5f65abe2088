//! Exporting: every note that is not in the trash as a Markdown file, notebooks as folders.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use driftless_domain::blob::{BlobName, blob_places};
use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;
use driftless_domain::rules::{NotebookTree, notebook_tree};
use driftless_domain::{EntityId, EntityState, EntityType, Field, Value};
use driftless_sync::contract::{Store, StoreTx};

use super::file_name::Folder;
use super::files::{link_to, replaced};
use super::front_matter::{Head, write_file, write_name};
use super::plan::NAME_FILE;
use super::reason::Reason;
use super::report::{ExportReport, Progress, ReportLine};
use super::target::{IntoFolder, Target, failed, replace};
use crate::app::Inner;
use crate::{App, AppError};

impl App {
    /// Writes every note that is not in the trash into a folder, from one consistent view of the vault.
    /// Importing the folder again gives back titles, texts, tags, notebooks, dates and kept front matter.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when the folder cannot be used, [`AppError::Storage`] when it cannot be
    /// written. A new folder is then not there at all.
    pub fn export_markdown(
        &self,
        dir: &Path,
        into: IntoFolder,
        mut progress: impl FnMut(Progress),
    ) -> Result<ExportReport, AppError> {
        let target = Target::begin(dir, into, &uuid::Uuid::new_v4().simple().to_string())?;
        let report = self.store().read(|tx| write_all(tx, &target, &mut progress))?;
        target.finish()?;
        Ok(report)
    }

    /// Writes some notes into a folder that is there, side by side, in their order, and their attachments into a folder
    /// among them. Nothing in it is replaced: a note whose name is taken gets a number. Notes in the trash are left out.
    ///
    /// # Errors
    /// [`AppError::BadInput`] when the folder cannot be used, [`AppError::NotFound`]; nothing was written then.
    /// [`AppError::Storage`]: what was written before is whole and stays.
    pub fn export_notes(&self, ids: &[String], dir: &Path) -> Result<ExportReport, AppError> {
        let ids = crate::input::entity_ids("ids", ids)?;
        ids.iter().try_for_each(|id| self.inner.flush(*id))?;
        let (target, taken) = Target::beside(dir)?;
        self.store().read(|tx| {
            let mut report = ExportReport::default();
            let mut notes = Vec::with_capacity(ids.len());
            for id in ids {
                let state = Inner::state_of(tx, id, &EntityType::Note)?;
                if state.is_deleted() { report.trashed += 1 } else { notes.push(id) }
            }
            let mut places = Places { names: BTreeMap::from([(PathBuf::new(), taken)]), ..Places::default() };
            write_notes(tx, &target, &mut places, &notes, &mut report, &mut |_| {})?;
            Ok(report)
        })
    }

    /// Returns the name that a note has as a file of its own.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn note_file_name(&self, id: &str) -> Result<String, AppError> {
        Ok(Folder::default().name(&self.note_meta(id)?.row.title, ".md"))
    }

    /// Writes one note into a file, as [`App::export_markdown`] writes each; a file that is there is replaced whole.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Storage`] when the file cannot be written, [`AppError::Store`].
    pub fn export_note(&self, id: &str, file: &Path) -> Result<(), AppError> {
        self.note_meta(id)?;
        let id = crate::input::entity_id("id", id)?;
        // A link, a folder or a device is nobody's earlier export.
        if std::fs::symlink_metadata(file).is_ok_and(|found| !found.is_file()) {
            return Err(AppError::BadInput { field: "file", reason: "is no file that can be replaced".to_owned() });
        }
        let text = self.store().read(|tx| {
            let Some(state) = tx.load_state(id)? else { return Ok::<_, AppError>(None) };
            let body = tx.load_body(id)?.map(|body| body.text).unwrap_or_default();
            Ok(Some(write_file(&head(&state), &body)))
        })?;
        let text = text.ok_or_else(|| AppError::Internal("a note that is there has no state".to_owned()))?;
        replace(file, text.as_bytes()).map_err(|error| failed("write", file, &error))
    }
}

fn write_all(tx: &dyn StoreTx, target: &Target, progress: &mut dyn FnMut(Progress)) -> Result<ExportReport, AppError> {
    let mut report = ExportReport::default();
    let mut places = Places::new(tx, target, &mut report)?;
    // In order of creation, so that notes of one title get the same numbers in every export.
    let mut notes = Vec::new();
    for id in tx.ids_of_type(&EntityType::Note)? {
        if let Some(state) = tx.load_state(id)?.filter(EntityState::is_known) {
            if state.is_deleted() {
                report.trashed += 1;
            } else {
                notes.push((state.created_ms(), id));
            }
        }
    }
    notes.sort_unstable();
    let notes: Vec<EntityId> = notes.into_iter().map(|(_, id)| id).collect();
    write_notes(tx, target, &mut places, &notes, &mut report, progress)?;
    Ok(report)
}

fn write_notes(
    tx: &dyn StoreTx,
    target: &Target,
    places: &mut Places,
    notes: &[EntityId],
    report: &mut ExportReport,
    progress: &mut dyn FnMut(Progress),
) -> Result<(), AppError> {
    let total = notes.len() as u64;
    for id in notes.iter().copied() {
        let Some(state) = tx.load_state(id)? else { continue };
        let body = tx.load_body(id)?.map(|body| body.text).unwrap_or_default();
        let file = places.file_for(&state);
        let body = places.with_files(tx, target, &file, body, report)?;
        let text = write_file(&head(&state), &body);
        target.write_file(&file, text.as_bytes())?;
        report.notes += 1;
        report.bytes += text.len() as u64;
        progress(Progress { done: report.notes, total });
    }
    Ok(())
}

fn head(state: &EntityState) -> Head {
    let kept = state.text(&Field::FrontMatter);
    Head {
        title: state.text(&Field::Title).to_owned(),
        created_ms: state.created_ms(),
        updated_ms: state.updated_ms(),
        tags: state.tags().map(str::to_owned).collect(),
        pinned: state.flag(&Field::Pinned),
        archived: state.flag(&Field::Archived),
        kept: (!kept.is_empty()).then(|| kept.to_owned()),
    }
}

/// The folders of the export and the names given in each.
#[derive(Default)]
struct Places {
    folders: BTreeMap<EntityId, PathBuf>,
    names: BTreeMap<PathBuf, Folder>,
    /// The folder of attachments, made when there is one.
    attachments: Option<PathBuf>,
    /// Attachments written, by name and extension.
    written: BTreeMap<(BlobName, String), PathBuf>,
}

impl Places {
    /// Makes a folder for each notebook.
    fn new(tx: &dyn StoreTx, target: &Target, report: &mut ExportReport) -> Result<Self, AppError> {
        let mut states = BTreeMap::new();
        for id in tx.ids_of_type(&EntityType::Notebook)? {
            states.extend(tx.load_state(id)?.map(|state| (id, state)));
        }
        let tree = notebook_tree(states.iter().map(|(id, state)| (*id, state)));
        let mut places = Self::default();
        for (id, depth) in outermost_first(&tree) {
            let name = states.get(&id).map_or("", |state| state.text(&Field::Title));
            let parent = tree.placed.get(&id).and_then(|placed| placed.parent);
            let above = parent.and_then(|parent| places.folders.get(&parent)).cloned().unwrap_or_default();
            // Deeper notebooks are shown at this depth, and file systems have their limits too.
            let is_too_deep = depth >= NOTEBOOK_DEPTH_MAX;
            let above = if is_too_deep { above.parent().map(Path::to_path_buf).unwrap_or_default() } else { above };
            let folder = above.join(places.names.entry(above.clone()).or_default().folder_name(name));
            target.make_folder(&folder)?;
            if folder.file_name() != Some(name.as_ref()) {
                target.write_file(&folder.join(NAME_FILE), write_name(name).as_bytes())?;
            }
            if is_too_deep {
                let path = folder.display().to_string();
                report.remarks.push(ReportLine { path, reason: Reason::WrittenBeside });
            }
            report.notebooks += 1;
            places.folders.insert(id, folder);
        }
        Ok(places)
    }

    /// Returns a name that no other file of the export has.
    fn file_for(&mut self, state: &EntityState) -> PathBuf {
        let folder = match state.value(&Field::Notebook) {
            Some(Value::Id(id)) => self.folders.get(id).cloned().unwrap_or_default(),
            _ => PathBuf::new(),
        };
        let name = self.names.entry(folder.clone()).or_default().name(state.text(&Field::Title), ".md");
        folder.join(name)
    }
}

impl Places {
    /// Writes the attachments that a text names, each once, and returns the text with links to these files.
    /// What is not on this device keeps its address, with a line in the report.
    fn with_files(
        &mut self,
        tx: &dyn StoreTx,
        target: &Target,
        note: &Path,
        body: String,
        report: &mut ExportReport,
    ) -> Result<String, AppError> {
        let mut changes = Vec::new();
        for named in blob_places(&body) {
            let key = (named.name, named.extension);
            if !self.written.contains_key(&key) {
                let Some(blob) = tx.load_blob(key.0)? else {
                    let reason = Reason::NotHere { name: key.0.to_string() };
                    report.remarks.push(ReportLine { path: note.display().to_string(), reason });
                    continue;
                };
                let file = self.attachment_file(target, &key)?;
                target.write_file(&file, &blob.bytes)?;
                report.attachments += 1;
                report.bytes += blob.bytes.len() as u64;
                self.written.insert(key.clone(), file);
            }
            if let Some(file) = self.written.get(&key) {
                changes.push((named.place, link_to(note, file)));
            }
        }
        Ok(if changes.is_empty() { body } else { replaced(&body, &changes) })
    }

    fn attachment_file(
        &mut self,
        target: &Target,
        (name, extension): &(BlobName, String),
    ) -> Result<PathBuf, AppError> {
        let folder = match &self.attachments {
            Some(folder) => folder.clone(),
            None => {
                let folder = PathBuf::from(self.names.entry(PathBuf::new()).or_default().folder_name("attachments"));
                target.make_folder(&folder)?;
                self.attachments.insert(folder).clone()
            }
        };
        let extension = if extension.is_empty() { "bin" } else { extension };
        Ok(folder.join(format!("{name}.{extension}")))
    }
}

/// Returns the notebooks with their depth, 0 at the top; one stands before what is in it.
fn outermost_first(tree: &NotebookTree) -> Vec<(EntityId, usize)> {
    let depth = |id: &EntityId| {
        let mut depth = 0;
        let mut at = *id;
        // A tree has no circles, so this ends; the bound is for the eye.
        while let Some(parent) = tree.placed.get(&at).and_then(|placed| placed.parent) {
            depth += 1;
            at = parent;
            if depth > tree.placed.len() {
                break;
            }
        }
        depth
    };
    let mut order: Vec<(EntityId, usize)> = tree.placed.keys().map(|id| (*id, depth(id))).collect();
    order.sort_by_key(|(id, depth)| (*depth, *id));
    order
}
