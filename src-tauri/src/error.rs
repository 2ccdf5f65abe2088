//! How a failure reaches the window.

use driftless_app::AppError;
use driftless_app::view::{CommandError, ErrorKind};

/// What every command answers.
pub(crate) type Answer<T> = Result<T, CommandError>;

/// Runs work that blocks on the disk away from the threads that answer the window.
///
/// # Errors
/// Those of `work`; a panic in it is `internal`, and the app goes on.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Answer<T> {
    match tauri::async_runtime::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(CommandError::from),
        Err(error) => {
            tracing::error!(%error, "a command panicked");
            Err(CommandError {
                kind: ErrorKind::Internal,
                message: "This did not work. Everything saved before is kept; the log has the details.".to_owned(),
                field: None,
            })
        }
    }
}

/// Builds the refusal of an argument.
pub(crate) fn bad_input(field: &str, message: &str) -> CommandError {
    CommandError { kind: ErrorKind::BadInput, message: message.to_owned(), field: Some(field.to_owned()) }
}
