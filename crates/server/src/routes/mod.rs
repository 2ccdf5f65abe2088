//! One file for each call: read, ask the storage, answer.

pub mod account_log;
pub mod auth;
pub mod blobs;
pub mod devices;
pub mod download;
pub mod events;
pub mod health;
pub mod openapi;
pub mod pairing;
pub mod query;
pub mod state_hash;
pub mod upload;
pub mod vaults;
pub mod violations;
