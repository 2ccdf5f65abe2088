//! The database on disk.

mod lists;
mod opening;
mod world;
