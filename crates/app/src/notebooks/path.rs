//! Paths of notebooks, such as `Work/Projects`.

use driftless_domain::limits::NOTEBOOK_DEPTH_MAX;

use crate::{AppError, input};

/// Reads a path: names from the top, white space around them passed over.
pub(super) fn names(path: &str) -> Result<Vec<String>, AppError> {
    let bad = |reason: &str| AppError::BadInput { field: "notebook", reason: reason.to_owned() };
    let path = path.trim().trim_matches('/');
    if path.is_empty() {
        return Err(bad("is empty"));
    }
    let names = path
        .split('/')
        .map(|name| {
            let name = input::title("notebook", name)?;
            if name.is_empty() { Err(bad("has an empty name between its slashes")) } else { Ok(name) }
        })
        .collect::<Result<Vec<_>, _>>()?;
    if names.len() > NOTEBOOK_DEPTH_MAX {
        return Err(AppError::TooLarge {
            field: "notebook",
            max: NOTEBOOK_DEPTH_MAX,
            unit: "notebooks inside each other",
        });
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_names_between_slashes() {
        assert_eq!(names(" /Work / Projects/ ").unwrap(), ["Work", "Projects"]);
        for path in ["", "/", "a//b", "a/ /b", "a\0b"] {
            assert!(matches!(names(path), Err(AppError::BadInput { field: "notebook", .. })), "{path:?}");
        }
        assert!(matches!(names(&"a/".repeat(40)), Err(AppError::TooLarge { .. })));
    }
}
