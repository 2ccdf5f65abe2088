//! One file for each call: read, ask the storage, answer.

pub mod blobs;
pub mod download;
pub mod events;
pub mod health;
pub mod openapi;
pub mod query;
pub mod state_hash;
pub mod upload;
