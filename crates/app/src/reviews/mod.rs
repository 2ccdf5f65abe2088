//! The review queue: where two devices disagreed and a rule picked.

mod resolve;
mod show;

use driftless_domain::EntityId;
use driftless_domain::review::ReviewId;
use driftless_sync::contract::{Store as _, StoreTx};

use self::show::Shower;
use crate::notes::Written;
use crate::view::{Keep, ReviewView};
use crate::{App, AppError};

impl App {
    /// Returns everything that waits for review.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn reviews(&self) -> Result<Vec<ReviewView>, AppError> {
        self.inner.store.read(|tx| {
            let shower = Shower::load(tx)?;
            tx.reviews()?.iter().map(|item| Ok(shower.show(tx, item)?)).collect()
        })
    }

    /// Ends the review of an item, on every device.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] (resolved meanwhile), [`AppError::Store`].
    pub fn review_resolve(&self, id: &str, keep: Keep) -> Result<Written, AppError> {
        let review_id: ReviewId = id.parse().map_err(|_| AppError::BadInput {
            field: "id",
            reason: "is not the id of a review item: 32 hex digits".to_owned(),
        })?;
        self.inner.write(|tx| {
            let item =
                tx.review(review_id)?.ok_or_else(|| AppError::NotFound { what: "review item", id: id.to_owned() })?;
            let state = tx
                .load_state(item.entity_id)?
                .ok_or_else(|| AppError::NotFound { what: "note", id: item.entity_id.to_string() })?;
            resolve::plan(&item, &state, keep)
        })
    }
}

/// Returns what waits on one note.
pub(crate) fn of_note(tx: &dyn StoreTx, note_id: EntityId) -> Result<Vec<ReviewView>, AppError> {
    let shower = Shower::load(tx)?;
    let items = tx.reviews()?.into_iter().filter(|item| item.entity_id == note_id);
    items.map(|item| Ok(shower.show(tx, &item)?)).collect()
}
