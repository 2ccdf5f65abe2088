//! `driftless-blob://localhost/<name>.<ext>`: images of notes, for the page's `<img>` elements.
//!
//! A scheme of our own counts as a local origin, so nothing it answers may ever be a document that runs:
//! only what is an image by its bytes is answered, under that type, not to be guessed otherwise, and in a
//! sandbox without any source, should someone open it as a page.

use driftless_app::{App, AppError};
use tauri::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Method, Request, Response, StatusCode};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry};

use crate::state::Shell;

/// The scheme; on Windows it reads `http://driftless-blob.localhost`.
pub(crate) const SCHEME: &str = "driftless-blob";

/// Answers one request, off the thread that paints.
#[expect(clippy::needless_pass_by_value, reason = "the shape that Tauri calls")]
pub(crate) fn answer(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let shell = context.app_handle().state::<Shell>().inner().clone();
    let name = if request.method() == Method::GET { name_of(request.uri().path()).map(str::to_owned) } else { None };
    tauri::async_runtime::spawn_blocking(move || {
        let found = match name {
            Some(name) => shell.door().app().and_then(|app| image(&app, &name)),
            None => Ok(None),
        };
        responder.respond(response(found));
    });
}

/// An image with its type.
type Image = (&'static str, Vec<u8>);

fn image(app: &App, name: &str) -> Result<Option<Image>, AppError> {
    let shown = app.attachment(name)?;
    Ok(shown.and_then(|shown| Some((shown.image_type?, shown.bytes))))
}

/// Reads `/<name>.<extension>`; the extension says nothing.
fn name_of(path: &str) -> Option<&str> {
    let file = path.strip_prefix('/')?;
    let name = file.split('.').next()?;
    let is_name = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    is_name.then_some(name)
}

fn response(found: Result<Option<Image>, AppError>) -> Response<Vec<u8>> {
    let (status, kind, bytes) = match found {
        Ok(Some((kind, bytes))) => (StatusCode::OK, kind, bytes),
        Ok(None) | Err(AppError::BadInput { .. } | AppError::NotFound { .. } | AppError::Locked) => {
            (StatusCode::NOT_FOUND, "application/octet-stream", Vec::new())
        }
        Err(error) => {
            tracing::warn!(%error, "an image cannot be read for now");
            (StatusCode::INTERNAL_SERVER_ERROR, "application/octet-stream", Vec::new())
        }
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let is_found = status == StatusCode::OK;
    // A name stands for its bytes for ever; what is missing may come at any time.
    let kept = if is_found { "private, max-age=31536000, immutable" } else { "no-store" };
    for (header, value) in [
        (CONTENT_TYPE, kind),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, kept),
    ] {
        response.headers_mut().insert(header, tauri::http::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn only_a_name_is_looked_up() {
        assert_eq!(name_of(&format!("/{NAME}.png")), Some(NAME));
        assert_eq!(name_of(&format!("/{NAME}")), Some(NAME));
        for path in [
            "",
            "/",
            "/../../etc/passwd",
            &format!("//{NAME}"),
            &format!("/{}", NAME.to_uppercase()),
            &format!("/{}", &NAME[1..]),
            &format!("/{NAME}/x"),
            &format!("/%2e%2e/{NAME}"),
            "/index.html",
        ] {
            assert_eq!(name_of(path), None, "{path}");
        }
    }

    #[test]
    fn whatever_is_answered_is_no_page_that_runs() {
        for found in [
            Ok(Some(("image/svg+xml", b"<svg><script>alert(1)</script></svg>".to_vec()))),
            Ok(None),
            Err(AppError::Locked),
            Err(AppError::Internal("x".to_owned())),
        ] {
            let response = response(found);
            let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap();
            assert_eq!(header(X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert_eq!(header(CONTENT_SECURITY_POLICY), "default-src 'none'; sandbox");
            let kind = header(CONTENT_TYPE);
            assert!(kind.starts_with("image/") || kind == "application/octet-stream", "{kind}");
            assert_eq!(response.status() == StatusCode::OK, kind.starts_with("image/"));
        }
    }
}
