//! The database on disk.

mod contract;
mod faults;
mod lists;
mod opening;
mod processes;
mod searching;
mod world;
