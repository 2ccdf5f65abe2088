//! What can be checked without reading payloads: the batch's shape (refused whole), each envelope's
//! fitness (quarantined alone), and what is remarkable about it (stored and flagged).

pub mod batch;
pub mod envelope;
pub mod flags;
