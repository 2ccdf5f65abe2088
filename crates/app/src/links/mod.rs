//! Links between notes, in both directions, and the titles for writing one.

mod mention;

use driftless_domain::limits::{LINKS_SHOWN_MAX, RESOLVE_IDS_MAX, TITLE_BYTES_MAX};
use driftless_domain::links::{Link, Target, links, sentence, title_of_place, to_utf16};
use driftless_store::{LinkedNote, LinkingNote, Tx};
use driftless_sync::contract::StoreError;

use crate::view::{IncomingLinks, LinkPlace, LinkState, LinkedNoteView, LinksView, MentionsView, OutgoingLink};
use crate::{App, AppError, input};

impl App {
    /// Returns the links in a note's text, with every keystroke, and the notes that link to it.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`], [`AppError::Store`].
    pub fn links_of(&self, id: &str) -> Result<LinksView, AppError> {
        let note_id = input::entity_id("id", id)?;
        let text = self.note_text(id)?;
        let is_complete = self.inner.store.index_links()?;
        let found = links(&text);
        let ranges = to_utf16(&text, found.iter().map(|link| &link.place));
        self.inner.store.query(|tx| {
            let note = tx.linked(note_id)?.ok_or_else(|| not_found(id))?;
            let shown = found.iter().zip(&ranges).take(LINKS_SHOWN_MAX);
            let outgoing = shown.map(|(link, range)| outgoing(tx, &text, link, *range)).collect::<Result<_, _>>()?;
            let (linking, backlinks_total) = tx.linking_to(&note)?;
            let backlinks = linking.iter().map(|from| backlink(&note, from)).collect();
            let outgoing_total = u32::try_from(found.len()).unwrap_or(u32::MAX);
            Ok(LinksView { outgoing, outgoing_total, backlinks, backlinks_total, is_complete })
        })
    }

    /// Returns where other notes name this one's title without linking to it.
    ///
    /// # Errors
    /// As [`App::links_of`].
    pub fn mentions(&self, id: &str) -> Result<MentionsView, AppError> {
        let note_id = input::entity_id("id", id)?;
        self.inner.check_note(note_id)?;
        let is_complete = self.inner.store.index_links()?;
        self.inner.store.query(|tx| {
            let note = tx.linked(note_id)?.ok_or_else(|| not_found(id))?;
            let found = tx.mentions_of(&note)?;
            let notes = found.notes.iter().map(|mention| {
                let text = &mention.from.text;
                let ranges = to_utf16(text, &mention.places);
                let places = mention.places.iter().zip(ranges);
                let places = places.map(|(at, range)| {
                    let shown = text.get(at.clone()).unwrap_or_default();
                    place(text, at, range, shown)
                });
                IncomingLinks { from: view(mention.from.note.clone()), places: places.collect() }
            });
            Ok(MentionsView { notes: notes.collect(), is_cut: found.is_cut, is_complete })
        })
    }

    /// Returns what the notes of links by id are called, in the order of the ids, unknown ones as missing.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::TooLarge`] (more than 1,000), [`AppError::Store`].
    pub fn links_resolve(&self, ids: &[String]) -> Result<Vec<LinkedNoteView>, AppError> {
        check_count("ids", ids.len())?;
        let ids = ids.iter().map(|id| input::entity_id("ids", id)).collect::<Result<Vec<_>, _>>()?;
        self.inner.store.query(|tx| ids.iter().map(|id| resolved(tx, &Target::Note(*id))).collect())
    }

    /// Returns which notes links by title lead to, in the order of the titles.
    ///
    /// # Errors
    /// As [`App::links_resolve`].
    pub fn links_resolve_titles(&self, titles: &[String]) -> Result<Vec<LinkedNoteView>, AppError> {
        check_count("titles", titles.len())?;
        if titles.iter().any(|title| title.len() > TITLE_BYTES_MAX) {
            return Err(AppError::TooLarge { field: "titles", max: TITLE_BYTES_MAX, unit: "bytes each" });
        }
        self.inner.store.query(|tx| titles.iter().map(|title| resolved(tx, &Target::Title(title.clone()))).collect())
    }

    /// Returns the notes whose title may be meant by what was typed after `[[`, best first: those whose
    /// title begins with it, then those edited last. `limit`: 1 to 100.
    ///
    /// # Errors
    /// [`AppError::TooLarge`], [`AppError::Store`].
    pub fn links_complete(&self, query: &str, limit: u32) -> Result<Vec<LinkedNoteView>, AppError> {
        if query.len() > TITLE_BYTES_MAX {
            return Err(AppError::TooLarge { field: "query", max: TITLE_BYTES_MAX, unit: "bytes" });
        }
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found: Result<_, StoreError> = self.inner.store.query(|tx| tx.complete_title(query, limit));
        Ok(found?.into_iter().map(view).collect())
    }
}

fn check_count(field: &'static str, count: usize) -> Result<(), AppError> {
    if count > RESOLVE_IDS_MAX {
        return Err(AppError::TooLarge { field, max: RESOLVE_IDS_MAX, unit: "at once" });
    }
    Ok(())
}

fn not_found(id: &str) -> AppError {
    AppError::NotFound { what: "note", id: id.to_owned() }
}

fn view(note: LinkedNote) -> LinkedNoteView {
    let state = match (note.is_trashed, note.is_archived) {
        (true, _) => LinkState::Trashed,
        (false, true) => LinkState::Archived,
        (false, false) => LinkState::Listed,
    };
    LinkedNoteView { id: Some(note.id.to_string()), title: note.title, state, updated_at: note.updated_ms }
}

fn resolved(tx: &Tx<'_>, target: &Target) -> Result<LinkedNoteView, AppError> {
    let missing = |id, title| LinkedNoteView { id, title, state: LinkState::Missing, updated_at: 0 };
    Ok(match target {
        Target::Note(id) => tx.linked(*id)?.map_or_else(|| missing(Some(id.to_string()), String::new()), view),
        Target::Title(title) => {
            let found = match (tx.linked_by_title(title)?, title_of_place(title)) {
                (None, Some(part)) => tx.linked_by_title(part)?,
                (found, _) => found,
            };
            found.map_or_else(|| missing(None, title.clone()), view)
        }
    })
}

fn outgoing(tx: &Tx<'_>, text: &str, link: &Link, range: [u32; 2]) -> Result<OutgoingLink, AppError> {
    let to = resolved(tx, &link.target)?;
    let shown = if link.label.is_empty() { &to.title } else { &link.label };
    let place = place(text, &link.place, range, shown);
    Ok(OutgoingLink { to, place })
}

/// The places of a note that link to `to`.
fn backlink(to: &LinkedNote, from: &LinkingNote) -> IncomingLinks {
    let leads_here = |link: &Link| match &link.target {
        Target::Note(id) => *id == to.id,
        Target::Title(title) => {
            let is_it = |title: &str| driftless_store::is_same_title(title, &to.title);
            is_it(title) || title_of_place(title).is_some_and(is_it)
        }
    };
    let found: Vec<Link> = links(&from.text).into_iter().filter(leads_here).collect();
    let ranges = to_utf16(&from.text, found.iter().map(|link| &link.place));
    let places = found.iter().zip(ranges).map(|(link, range)| {
        let shown = if link.label.is_empty() { &to.title } else { &link.label };
        place(&from.text, &link.place, range, shown)
    });
    IncomingLinks { from: view(from.note.clone()), places: places.collect() }
}

fn place(text: &str, at: &std::ops::Range<usize>, range: [u32; 2], shown: &str) -> LinkPlace {
    let around = sentence(text, at, shown);
    let text = text.get(at.clone()).unwrap_or_default().to_owned();
    LinkPlace { range, text, sentence: around.text, mark: around.mark }
}
