//! Account keys, boxes, wraps and pairing as their callers meet them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod boxes;
mod pairing;
mod wraps;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
