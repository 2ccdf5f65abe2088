//! Pure scheduler: what runs next and when.
