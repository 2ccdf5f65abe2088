//! Tests of more than one crate.
