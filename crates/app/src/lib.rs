//! Use cases: the one door for the desktop window and the command line.

pub mod view;
