//! The review queue.

use crate::notes::unbuilt;
use crate::view::{Keep, ReviewView};
use crate::{App, AppError};

impl App {
    /// Returns everything that waits for review.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub fn reviews(&self) -> Result<Vec<ReviewView>, AppError> {
        Err(unbuilt())
    }

    /// Ends the review of an item, on every device.
    ///
    /// # Errors
    /// [`AppError::BadInput`], [`AppError::NotFound`] (resolved meanwhile), [`AppError::Store`].
    pub fn review_resolve(&self, id: &str, keep: Keep) -> Result<(), AppError> {
        let _ = (id, keep);
        Err(unbuilt())
    }
}
