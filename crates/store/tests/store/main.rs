//! The database on disk.

mod lists;
mod opening;
mod searching;
mod world;
