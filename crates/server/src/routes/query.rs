//! The query of a request.

use axum::extract::Query;
use axum::http::Uri;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Reads the query into a shape that knows every parameter.
///
/// # Errors
/// 400 that names the parameter.
pub fn query_of<T: DeserializeOwned>(uri: &Uri) -> Result<T, Failure> {
    match Query::<T>::try_from_uri(uri) {
        Ok(Query(query)) => Ok(query),
        Err(rejection) => Err(Failure::malformed(format!("the query cannot be read: {}", rejection.body_text()))),
    }
}
